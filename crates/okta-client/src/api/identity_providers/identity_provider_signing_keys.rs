//! Operations of Okta's tag `IdentityProviderSigningKeys`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `IdentityProviderSigningKeys`.
    identity_provider_signing_keys => IdentityProviderSigningKeys
}

operation! {
    /// List csrs for identity provider.
    ///
    /// `GET /api/v1/idps/{idpId}/credentials/csrs`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderSigningKeys/#tag/IdentityProviderSigningKeys/operation/listCsrsForIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.idps.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    IdentityProviderSigningKeys.list_csrs(idp_id) -> list models::IdpCsr as ListCsrsForIdentityProvider;
    GET "/api/v1/idps/{idpId}/credentials/csrs" = "listCsrsForIdentityProvider",
        bucket "/api/v1", scopes ["okta.idps.read"];
}

operation! {
    /// Generate csr for identity provider.
    ///
    /// `POST /api/v1/idps/{idpId}/credentials/csrs`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderSigningKeys/#tag/IdentityProviderSigningKeys/operation/generateCsrForIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviderSigningKeys.generate_csr(idp_id) -> json models::IdpCsr as GenerateCsrForIdentityProvider;
    POST "/api/v1/idps/{idpId}/credentials/csrs" = "generateCsrForIdentityProvider",
        bucket "/api/v1", scopes ["okta.idps.manage"], or send_pkcs10 "application/pkcs10";
    body json models::CsrMetadata;
}

operation! {
    /// Get csr for identity provider.
    ///
    /// `GET /api/v1/idps/{idpId}/credentials/csrs/{idpCsrId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderSigningKeys/#tag/IdentityProviderSigningKeys/operation/getCsrForIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.idps.read`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviderSigningKeys.get_csr(idp_id, idp_csr_id) -> json models::IdpCsr as GetCsrForIdentityProvider;
    GET "/api/v1/idps/{idpId}/credentials/csrs/{idpCsrId}" = "getCsrForIdentityProvider",
        bucket "/api/v1", scopes ["okta.idps.read"], or send_pkcs10 "application/pkcs10";
}

operation! {
    /// Revoke csr for identity provider.
    ///
    /// `DELETE /api/v1/idps/{idpId}/credentials/csrs/{idpCsrId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderSigningKeys/#tag/IdentityProviderSigningKeys/operation/revokeCsrForIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviderSigningKeys.revoke_csr(idp_id, idp_csr_id) -> nothing () as RevokeCsrForIdentityProvider;
    DELETE "/api/v1/idps/{idpId}/credentials/csrs/{idpCsrId}" = "revokeCsrForIdentityProvider",
        bucket "/api/v1", scopes ["okta.idps.manage"];
}

operation! {
    /// Publish csr for identity provider.
    ///
    /// `POST /api/v1/idps/{idpId}/credentials/csrs/{idpCsrId}/lifecycle/publish`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderSigningKeys/#tag/IdentityProviderSigningKeys/operation/publishCsrForIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviderSigningKeys.publish_csr(idp_id, idp_csr_id) -> json models::IdpKeyCredential as PublishCsrForIdentityProvider;
    POST "/api/v1/idps/{idpId}/credentials/csrs/{idpCsrId}/lifecycle/publish" = "publishCsrForIdentityProvider",
        bucket "/api/v1", scopes ["okta.idps.manage"];
    body certificate crate::Certificate;
}

operation! {
    /// List identity provider signing keys.
    ///
    /// `GET /api/v1/idps/{idpId}/credentials/keys`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderSigningKeys/#tag/IdentityProviderSigningKeys/operation/listIdentityProviderSigningKeys))
    ///
    /// - Credentials: API token, or access token with `okta.idps.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    IdentityProviderSigningKeys.list_keys(idp_id) -> list models::IdpKeyCredential as ListIdentityProviderSigningKeys;
    GET "/api/v1/idps/{idpId}/credentials/keys" = "listIdentityProviderSigningKeys",
        bucket "/api/v1", scopes ["okta.idps.read"];
}

operation! {
    /// List active identity provider signing key.
    ///
    /// `GET /api/v1/idps/{idpId}/credentials/keys/active`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderSigningKeys/#tag/IdentityProviderSigningKeys/operation/listActiveIdentityProviderSigningKey))
    ///
    /// - Credentials: API token, or access token with `okta.idps.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    IdentityProviderSigningKeys.list_active_keys(idp_id) -> list models::IdpKeyCredential as ListActiveIdentityProviderSigningKey;
    GET "/api/v1/idps/{idpId}/credentials/keys/active" = "listActiveIdentityProviderSigningKey",
        bucket "/api/v1", scopes ["okta.idps.read"];
}

operation! {
    /// Generate identity provider signing key.
    ///
    /// `POST /api/v1/idps/{idpId}/credentials/keys/generate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderSigningKeys/#tag/IdentityProviderSigningKeys/operation/generateIdentityProviderSigningKey))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviderSigningKeys.generate_key(idp_id) -> json models::IdpKeyCredential as GenerateIdentityProviderSigningKey;
    POST "/api/v1/idps/{idpId}/credentials/keys/generate" = "generateIdentityProviderSigningKey",
        bucket "/api/v1", scopes ["okta.idps.manage"];
    required query validity_years: i32 = "validityYears";
}

operation! {
    /// Get identity provider signing key.
    ///
    /// `GET /api/v1/idps/{idpId}/credentials/keys/{kid}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderSigningKeys/#tag/IdentityProviderSigningKeys/operation/getIdentityProviderSigningKey))
    ///
    /// - Credentials: API token, or access token with `okta.idps.read`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviderSigningKeys.get_key(idp_id, kid) -> json models::IdpKeyCredential as GetIdentityProviderSigningKey;
    GET "/api/v1/idps/{idpId}/credentials/keys/{kid}" = "getIdentityProviderSigningKey",
        bucket "/api/v1", scopes ["okta.idps.read"];
}

operation! {
    /// Clone identity provider key.
    ///
    /// `POST /api/v1/idps/{idpId}/credentials/keys/{kid}/clone`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderSigningKeys/#tag/IdentityProviderSigningKeys/operation/cloneIdentityProviderKey))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviderSigningKeys.clone_key(idp_id, kid) -> json models::IdpKeyCredential as CloneIdentityProviderKey;
    POST "/api/v1/idps/{idpId}/credentials/keys/{kid}/clone" = "cloneIdentityProviderKey",
        bucket "/api/v1", scopes ["okta.idps.manage"];
    required query target_idp_id: String = "targetIdpId";
}
