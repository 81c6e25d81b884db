//! Operations of Okta's tag `ApplicationSSOCredentialKey`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `ApplicationSSOCredentialKey`.
    app_credential_keys => AppCredentialKeys
}

operation! {
    /// List csrs for application.
    ///
    /// `GET /api/v1/apps/{appId}/credentials/csrs`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOCredentialKey/#tag/ApplicationSSOCredentialKey/operation/listCsrsForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: all items in one page, as far as the document says
    AppCredentialKeys.list_csrs(app_id) -> list models::Csr as ListCsrsForApplication;
    GET "/api/v1/apps/{appId}/credentials/csrs" = "listCsrsForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
}

operation! {
    /// Generate csr for application.
    ///
    /// `POST /api/v1/apps/{appId}/credentials/csrs`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOCredentialKey/#tag/ApplicationSSOCredentialKey/operation/generateCsrForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppCredentialKeys.generate_csr(app_id) -> json models::Csr as GenerateCsrForApplication;
    POST "/api/v1/apps/{appId}/credentials/csrs" = "generateCsrForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"], or send_pkcs10 "application/pkcs10";
    body json models::CsrMetadata;
}

operation! {
    /// Get csr for application.
    ///
    /// `GET /api/v1/apps/{appId}/credentials/csrs/{csrId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOCredentialKey/#tag/ApplicationSSOCredentialKey/operation/getCsrForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppCredentialKeys.get_csr(app_id, csr_id) -> json models::Csr as GetCsrForApplication;
    GET "/api/v1/apps/{appId}/credentials/csrs/{csrId}" = "getCsrForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.read"], or send_pkcs10 "application/pkcs10";
}

operation! {
    /// Revoke csr from application.
    ///
    /// `DELETE /api/v1/apps/{appId}/credentials/csrs/{csrId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOCredentialKey/#tag/ApplicationSSOCredentialKey/operation/revokeCsrFromApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppCredentialKeys.revoke_csr(app_id, csr_id) -> nothing () as RevokeCsrFromApplication;
    DELETE "/api/v1/apps/{appId}/credentials/csrs/{csrId}" = "revokeCsrFromApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}

operation! {
    /// Publish csr from application.
    ///
    /// `POST /api/v1/apps/{appId}/credentials/csrs/{csrId}/lifecycle/publish`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOCredentialKey/#tag/ApplicationSSOCredentialKey/operation/publishCsrFromApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppCredentialKeys.publish_csr(app_id, csr_id) -> json models::JsonWebKey as PublishCsrFromApplication;
    POST "/api/v1/apps/{appId}/credentials/csrs/{csrId}/lifecycle/publish" = "publishCsrFromApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    body certificate crate::Certificate;
}

operation! {
    /// List application keys.
    ///
    /// `GET /api/v1/apps/{appId}/credentials/keys`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOCredentialKey/#tag/ApplicationSSOCredentialKey/operation/listApplicationKeys))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: all items in one page, as far as the document says
    AppCredentialKeys.list_keys(app_id) -> list models::JsonWebKey as ListApplicationKeys;
    GET "/api/v1/apps/{appId}/credentials/keys" = "listApplicationKeys",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
}

operation! {
    /// Generate application key.
    ///
    /// `POST /api/v1/apps/{appId}/credentials/keys/generate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOCredentialKey/#tag/ApplicationSSOCredentialKey/operation/generateApplicationKey))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppCredentialKeys.generate_key(app_id) -> json models::JsonWebKey as GenerateApplicationKey;
    POST "/api/v1/apps/{appId}/credentials/keys/generate" = "generateApplicationKey",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    required query validity_years: i64 = "validityYears";
}

operation! {
    /// Get application key.
    ///
    /// `GET /api/v1/apps/{appId}/credentials/keys/{keyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOCredentialKey/#tag/ApplicationSSOCredentialKey/operation/getApplicationKey))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppCredentialKeys.get_key(app_id, key_id) -> json models::JsonWebKey as GetApplicationKey;
    GET "/api/v1/apps/{appId}/credentials/keys/{keyId}" = "getApplicationKey",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
}

operation! {
    /// Clone application key.
    ///
    /// `POST /api/v1/apps/{appId}/credentials/keys/{keyId}/clone`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOCredentialKey/#tag/ApplicationSSOCredentialKey/operation/cloneApplicationKey))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppCredentialKeys.clone_key(app_id, key_id) -> json models::JsonWebKey as CloneApplicationKey;
    POST "/api/v1/apps/{appId}/credentials/keys/{keyId}/clone" = "cloneApplicationKey",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    required query target_aid: String = "targetAid";
}
