//! Operations of Okta's tag `IdentityProvider`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tags `IdentityProvider`, `IdentityProviderUsers`.
    identity_providers => IdentityProviders
}

operation! {
    /// List identity providers.
    ///
    /// `GET /api/v1/idps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProvider/#tag/IdentityProvider/operation/listIdentityProviders))
    ///
    /// - Credentials: API token, or access token with `okta.idps.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    IdentityProviders.list() -> list models::IdentityProvider as ListIdentityProviders;
    GET "/api/v1/idps" = "listIdentityProviders", bucket "/api/v1", scopes ["okta.idps.read"];
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
    /// Query parameter `type`.
    query type_: models::IdentityProviderType = "type";
}

operation! {
    /// Create identity provider.
    ///
    /// `POST /api/v1/idps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProvider/#tag/IdentityProvider/operation/createIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviders.create() -> json models::IdentityProvider as CreateIdentityProvider;
    POST "/api/v1/idps" = "createIdentityProvider", bucket "/api/v1", scopes ["okta.idps.manage"];
    body json models::IdentityProvider;
}

operation! {
    /// Get identity provider.
    ///
    /// `GET /api/v1/idps/{idpId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProvider/#tag/IdentityProvider/operation/getIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.idps.read`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviders.get(idp_id) -> json models::IdentityProvider as GetIdentityProvider;
    GET "/api/v1/idps/{idpId}" = "getIdentityProvider", bucket "/api/v1", scopes ["okta.idps.read"];
}

operation! {
    /// Replace identity provider.
    ///
    /// `PUT /api/v1/idps/{idpId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProvider/#tag/IdentityProvider/operation/replaceIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviders.replace(idp_id) -> json models::IdentityProvider as ReplaceIdentityProvider;
    PUT "/api/v1/idps/{idpId}" = "replaceIdentityProvider", bucket "/api/v1", scopes ["okta.idps.manage"];
    body json models::IdentityProvider;
}

operation! {
    /// Delete identity provider.
    ///
    /// `DELETE /api/v1/idps/{idpId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProvider/#tag/IdentityProvider/operation/deleteIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviders.delete(idp_id) -> nothing () as DeleteIdentityProvider;
    DELETE "/api/v1/idps/{idpId}" = "deleteIdentityProvider", bucket "/api/v1", scopes ["okta.idps.manage"];
}

operation! {
    /// Activate identity provider.
    ///
    /// `POST /api/v1/idps/{idpId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProvider/#tag/IdentityProvider/operation/activateIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviders.activate(idp_id) -> json models::IdentityProvider as ActivateIdentityProvider;
    POST "/api/v1/idps/{idpId}/lifecycle/activate" = "activateIdentityProvider",
        bucket "/api/v1", scopes ["okta.idps.manage"];
}

operation! {
    /// Deactivate identity provider.
    ///
    /// `POST /api/v1/idps/{idpId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProvider/#tag/IdentityProvider/operation/deactivateIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviders.deactivate(idp_id) -> json models::IdentityProvider as DeactivateIdentityProvider;
    POST "/api/v1/idps/{idpId}/lifecycle/deactivate" = "deactivateIdentityProvider",
        bucket "/api/v1", scopes ["okta.idps.manage"];
}
