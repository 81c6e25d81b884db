//! Operations of Okta's tag `IdentityProviderKeys`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `IdentityProviderKeys`.
    identity_provider_keys => IdentityProviderKeys
}

operation! {
    /// List identity provider keys.
    ///
    /// `GET /api/v1/idps/credentials/keys`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderKeys/#tag/IdentityProviderKeys/operation/listIdentityProviderKeys))
    ///
    /// - Credentials: API token, or access token with `okta.idps.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    IdentityProviderKeys.list() -> list models::IdpKeyCredential as ListIdentityProviderKeys;
    GET "/api/v1/idps/credentials/keys" = "listIdentityProviderKeys",
        bucket "/api/v1", scopes ["okta.idps.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}

operation! {
    /// Create identity provider key.
    ///
    /// `POST /api/v1/idps/credentials/keys`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderKeys/#tag/IdentityProviderKeys/operation/createIdentityProviderKey))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviderKeys.create() -> json models::IdpKeyCredential as CreateIdentityProviderKey;
    POST "/api/v1/idps/credentials/keys" = "createIdentityProviderKey",
        bucket "/api/v1", scopes ["okta.idps.manage"];
    body json models::IdpCertificateCredential;
}

operation! {
    /// Get identity provider key.
    ///
    /// `GET /api/v1/idps/credentials/keys/{kid}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderKeys/#tag/IdentityProviderKeys/operation/getIdentityProviderKey))
    ///
    /// - Credentials: API token, or access token with `okta.idps.read`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviderKeys.get(kid) -> json models::IdpKeyCredential as GetIdentityProviderKey;
    GET "/api/v1/idps/credentials/keys/{kid}" = "getIdentityProviderKey",
        bucket "/api/v1", scopes ["okta.idps.read"];
}

operation! {
    /// Replace identity provider key.
    ///
    /// `PUT /api/v1/idps/credentials/keys/{kid}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderKeys/#tag/IdentityProviderKeys/operation/replaceIdentityProviderKey))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviderKeys.replace(kid) -> json models::IdpKeyCredential as ReplaceIdentityProviderKey;
    PUT "/api/v1/idps/credentials/keys/{kid}" = "replaceIdentityProviderKey",
        bucket "/api/v1", scopes ["okta.idps.manage"];
    body json models::IdpKeyCredential;
}

operation! {
    /// Delete identity provider key.
    ///
    /// `DELETE /api/v1/idps/credentials/keys/{kid}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderKeys/#tag/IdentityProviderKeys/operation/deleteIdentityProviderKey))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviderKeys.delete(kid) -> nothing () as DeleteIdentityProviderKey;
    DELETE "/api/v1/idps/credentials/keys/{kid}" = "deleteIdentityProviderKey",
        bucket "/api/v1", scopes ["okta.idps.manage"];
}
