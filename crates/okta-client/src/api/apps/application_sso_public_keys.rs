//! Operations of Okta's tag `ApplicationSSOPublicKeys`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `ApplicationSSOPublicKeys`.
    app_public_keys => AppPublicKeys
}

operation! {
    /// List jwk.
    ///
    /// `GET /api/v1/apps/{appId}/credentials/jwks`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/#tag/ApplicationSSOPublicKeys/operation/listJwk))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: all items in one page, as far as the document says
    AppPublicKeys.list_jwks(app_id) -> list models::OAuth2ClientJsonWebKey as ListJwk;
    GET "/api/v1/apps/{appId}/credentials/jwks" = "listJwk", bucket "/api/v1/apps", scopes ["okta.apps.read"];
}

operation! {
    /// Add jwk.
    ///
    /// `POST /api/v1/apps/{appId}/credentials/jwks`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/#tag/ApplicationSSOPublicKeys/operation/addJwk))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - The answer holds secrets; it is not cached
    AppPublicKeys.add_jwk(app_id) -> json models::OAuth2ClientJsonWebKey as AddJwk;
    POST "/api/v1/apps/{appId}/credentials/jwks" = "addJwk",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"], secret true;
    body json models::OAuth2ClientJsonWebKeyRequest;
}

operation! {
    /// Get jwk.
    ///
    /// `GET /api/v1/apps/{appId}/credentials/jwks/{keyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/#tag/ApplicationSSOPublicKeys/operation/getJwk))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppPublicKeys.get_jwk(app_id, key_id) -> json models::OAuth2ClientJsonWebKey as GetJwk;
    GET "/api/v1/apps/{appId}/credentials/jwks/{keyId}" = "getJwk",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
}

operation! {
    /// Deletejwk.
    ///
    /// `DELETE /api/v1/apps/{appId}/credentials/jwks/{keyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/#tag/ApplicationSSOPublicKeys/operation/deletejwk))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppPublicKeys.delete_jwk(app_id, key_id) -> nothing () as Deletejwk;
    DELETE "/api/v1/apps/{appId}/credentials/jwks/{keyId}" = "deletejwk",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}

operation! {
    /// Activate oauth2 client json web key.
    ///
    /// `POST /api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/#tag/ApplicationSSOPublicKeys/operation/activateOAuth2ClientJsonWebKey))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppPublicKeys.activate_jwk(app_id, key_id) -> json models::OAuth2ClientJsonWebKey as ActivateOAuth2ClientJsonWebKey;
    POST "/api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/activate" = "activateOAuth2ClientJsonWebKey",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}

operation! {
    /// Deactivate oauth2 client json web key.
    ///
    /// `POST /api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/#tag/ApplicationSSOPublicKeys/operation/deactivateOAuth2ClientJsonWebKey))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppPublicKeys.deactivate_jwk(app_id, key_id) -> json models::OAuth2ClientJsonSigningKeyResponse as DeactivateOAuth2ClientJsonWebKey;
    POST "/api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/deactivate" = "deactivateOAuth2ClientJsonWebKey",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}

operation! {
    /// List oauth2 client secrets.
    ///
    /// `GET /api/v1/apps/{appId}/credentials/secrets`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/#tag/ApplicationSSOPublicKeys/operation/listOAuth2ClientSecrets))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: all items in one page, as far as the document says
    /// - The answer holds secrets; it is not cached
    AppPublicKeys.list_secrets(app_id) -> list models::OAuth2ClientSecret as ListOAuth2ClientSecrets;
    GET "/api/v1/apps/{appId}/credentials/secrets" = "listOAuth2ClientSecrets",
        bucket "/api/v1/apps", scopes ["okta.apps.read"], secret true;
}

operation! {
    /// Create oauth2 client secret.
    ///
    /// `POST /api/v1/apps/{appId}/credentials/secrets`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/#tag/ApplicationSSOPublicKeys/operation/createOAuth2ClientSecret))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - The answer holds secrets; it is not cached
    AppPublicKeys.create_secret(app_id) -> json models::OAuth2ClientSecret as CreateOAuth2ClientSecret;
    POST "/api/v1/apps/{appId}/credentials/secrets" = "createOAuth2ClientSecret",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"], secret true;
    body json models::OAuth2ClientSecretRequestBody;
}

operation! {
    /// Get oauth2 client secret.
    ///
    /// `GET /api/v1/apps/{appId}/credentials/secrets/{secretId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/#tag/ApplicationSSOPublicKeys/operation/getOAuth2ClientSecret))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - The answer holds secrets; it is not cached
    AppPublicKeys.get_secret(app_id, secret_id) -> json models::OAuth2ClientSecret as GetOAuth2ClientSecret;
    GET "/api/v1/apps/{appId}/credentials/secrets/{secretId}" = "getOAuth2ClientSecret",
        bucket "/api/v1/apps", scopes ["okta.apps.read"], secret true;
}

operation! {
    /// Delete oauth2 client secret.
    ///
    /// `DELETE /api/v1/apps/{appId}/credentials/secrets/{secretId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/#tag/ApplicationSSOPublicKeys/operation/deleteOAuth2ClientSecret))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppPublicKeys.delete_secret(app_id, secret_id) -> nothing () as DeleteOAuth2ClientSecret;
    DELETE "/api/v1/apps/{appId}/credentials/secrets/{secretId}" = "deleteOAuth2ClientSecret",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}

operation! {
    /// Activate oauth2 client secret.
    ///
    /// `POST /api/v1/apps/{appId}/credentials/secrets/{secretId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/#tag/ApplicationSSOPublicKeys/operation/activateOAuth2ClientSecret))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - The answer holds secrets; it is not cached
    AppPublicKeys.activate_secret(app_id, secret_id) -> json models::OAuth2ClientSecret as ActivateOAuth2ClientSecret;
    POST "/api/v1/apps/{appId}/credentials/secrets/{secretId}/lifecycle/activate" = "activateOAuth2ClientSecret",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"], secret true;
}

operation! {
    /// Deactivate oauth2 client secret.
    ///
    /// `POST /api/v1/apps/{appId}/credentials/secrets/{secretId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/#tag/ApplicationSSOPublicKeys/operation/deactivateOAuth2ClientSecret))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - The answer holds secrets; it is not cached
    AppPublicKeys.deactivate_secret(app_id, secret_id) -> json models::OAuth2ClientSecret as DeactivateOAuth2ClientSecret;
    POST "/api/v1/apps/{appId}/credentials/secrets/{secretId}/lifecycle/deactivate" = "deactivateOAuth2ClientSecret",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"], secret true;
}
