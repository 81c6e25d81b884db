//! Operations of Okta's tag `AssociatedDomainCustomizations`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `AssociatedDomainCustomizations`.
    associated_domains => AssociatedDomains
}

operation! {
    /// Get apple app site association well known uri.
    ///
    /// `GET /.well-known/apple-app-site-association`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AssociatedDomainCustomizations/#tag/AssociatedDomainCustomizations/operation/getAppleAppSiteAssociationWellKnownURI))
    ///
    /// - Credentials: none
    /// - Rate-limit bucket: `/.well-known/apple-app-site-association`
    AssociatedDomains.get_apple_app_site_association() -> json models::Map<models::Json> as GetAppleAppSiteAssociationWellKnownUri;
    GET "/.well-known/apple-app-site-association" = "getAppleAppSiteAssociationWellKnownURI",
        bucket "/.well-known/apple-app-site-association", scopes [], security None;
}

operation! {
    /// Get asset links well known uri.
    ///
    /// `GET /.well-known/assetlinks.json`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AssociatedDomainCustomizations/#tag/AssociatedDomainCustomizations/operation/getAssetLinksWellKnownURI))
    ///
    /// - Credentials: none
    /// - Rate-limit bucket: `/.well-known/assetlinks.json`
    /// - Paging: all items in one page, as far as the document says
    AssociatedDomains.get_asset_links() -> list models::Map<models::Json> as GetAssetLinksWellKnownUri;
    GET "/.well-known/assetlinks.json" = "getAssetLinksWellKnownURI",
        bucket "/.well-known/assetlinks.json", scopes [], security None;
}

operation! {
    /// Get web authn well known uri.
    ///
    /// `GET /.well-known/webauthn`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AssociatedDomainCustomizations/#tag/AssociatedDomainCustomizations/operation/getWebAuthnWellKnownURI))
    ///
    /// - Credentials: none
    /// - Rate-limit bucket: `/.well-known/webauthn`
    AssociatedDomains.get_webauthn() -> json models::Map<models::Json> as GetWebAuthnWellKnownUri;
    GET "/.well-known/webauthn" = "getWebAuthnWellKnownURI",
        bucket "/.well-known/webauthn", scopes [], security None;
}

operation! {
    /// Get all well known uris.
    ///
    /// `GET /api/v1/brands/{brandId}/well-known-uris`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AssociatedDomainCustomizations/#tag/AssociatedDomainCustomizations/operation/getAllWellKnownURIs))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    AssociatedDomains.list(brand_id) -> json models::WellKnownUrisRoot as GetAllWellKnownUris;
    GET "/api/v1/brands/{brandId}/well-known-uris" = "getAllWellKnownURIs",
        bucket "/api/v1", scopes ["okta.brands.read"];
    /// Query parameter `expand`.
    joined expand: models::WellKnownUrisExpansion = "expand";
}

operation! {
    /// Get root brand well known uri.
    ///
    /// `GET /api/v1/brands/{brandId}/well-known-uris/{path}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AssociatedDomainCustomizations/#tag/AssociatedDomainCustomizations/operation/getRootBrandWellKnownURI))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    AssociatedDomains.get(brand_id, path) -> json models::WellKnownUriObjectResponse as GetRootBrandWellKnownUri;
    GET "/api/v1/brands/{brandId}/well-known-uris/{path}" = "getRootBrandWellKnownURI",
        bucket "/api/v1", scopes ["okta.brands.read"];
    /// Query parameter `expand`.
    joined expand: String = "expand";
}

operation! {
    /// Get brand well known uri.
    ///
    /// `GET /api/v1/brands/{brandId}/well-known-uris/{path}/customized`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AssociatedDomainCustomizations/#tag/AssociatedDomainCustomizations/operation/getBrandWellKnownURI))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    AssociatedDomains.get_customized(brand_id, path) -> json models::WellKnownUriObjectResponse as GetBrandWellKnownUri;
    GET "/api/v1/brands/{brandId}/well-known-uris/{path}/customized" = "getBrandWellKnownURI",
        bucket "/api/v1", scopes ["okta.brands.read"];
}

operation! {
    /// Replace brand well known uri.
    ///
    /// `PUT /api/v1/brands/{brandId}/well-known-uris/{path}/customized`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AssociatedDomainCustomizations/#tag/AssociatedDomainCustomizations/operation/replaceBrandWellKnownURI))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    AssociatedDomains.replace_customized(brand_id, path) -> json models::WellKnownUriObjectResponse as ReplaceBrandWellKnownUri;
    PUT "/api/v1/brands/{brandId}/well-known-uris/{path}/customized" = "replaceBrandWellKnownURI",
        bucket "/api/v1", scopes ["okta.brands.manage"];
    body json models::WellKnownUriRequest;
}
