//! Operations of Okta's tag `TrustedOrigin`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `TrustedOrigin`.
    trusted_origins => TrustedOrigins
}

operation! {
    /// List trusted origins.
    ///
    /// `GET /api/v1/trustedOrigins`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/TrustedOrigin/#tag/TrustedOrigin/operation/listTrustedOrigins))
    ///
    /// - Credentials: API token, or access token with `okta.trustedOrigins.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    TrustedOrigins.list() -> list models::TrustedOrigin as ListTrustedOrigins;
    GET "/api/v1/trustedOrigins" = "listTrustedOrigins",
        bucket "/api/v1", scopes ["okta.trustedOrigins.read"];
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `filter`.
    query filter: String = "filter";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; at most 200; default `20`.
    query limit: i32 = "limit";
}

operation! {
    /// Create trusted origin.
    ///
    /// `POST /api/v1/trustedOrigins`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/TrustedOrigin/#tag/TrustedOrigin/operation/createTrustedOrigin))
    ///
    /// - Credentials: API token, or access token with `okta.trustedOrigins.manage`
    /// - Rate-limit bucket: `/api/v1`
    TrustedOrigins.create() -> json models::TrustedOrigin as CreateTrustedOrigin;
    POST "/api/v1/trustedOrigins" = "createTrustedOrigin",
        bucket "/api/v1", scopes ["okta.trustedOrigins.manage"];
    body json models::TrustedOriginWrite;
}

operation! {
    /// Get trusted origin.
    ///
    /// `GET /api/v1/trustedOrigins/{trustedOriginId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/TrustedOrigin/#tag/TrustedOrigin/operation/getTrustedOrigin))
    ///
    /// - Credentials: API token, or access token with `okta.trustedOrigins.read`
    /// - Rate-limit bucket: `/api/v1`
    TrustedOrigins.get(trusted_origin_id) -> json models::TrustedOrigin as GetTrustedOrigin;
    GET "/api/v1/trustedOrigins/{trustedOriginId}" = "getTrustedOrigin",
        bucket "/api/v1", scopes ["okta.trustedOrigins.read"];
}

operation! {
    /// Replace trusted origin.
    ///
    /// `PUT /api/v1/trustedOrigins/{trustedOriginId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/TrustedOrigin/#tag/TrustedOrigin/operation/replaceTrustedOrigin))
    ///
    /// - Credentials: API token, or access token with `okta.trustedOrigins.manage`
    /// - Rate-limit bucket: `/api/v1`
    TrustedOrigins.replace(trusted_origin_id) -> json models::TrustedOrigin as ReplaceTrustedOrigin;
    PUT "/api/v1/trustedOrigins/{trustedOriginId}" = "replaceTrustedOrigin",
        bucket "/api/v1", scopes ["okta.trustedOrigins.manage"];
    body json models::TrustedOrigin;
}

operation! {
    /// Delete trusted origin.
    ///
    /// `DELETE /api/v1/trustedOrigins/{trustedOriginId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/TrustedOrigin/#tag/TrustedOrigin/operation/deleteTrustedOrigin))
    ///
    /// - Credentials: API token, or access token with `okta.trustedOrigins.manage`
    /// - Rate-limit bucket: `/api/v1`
    TrustedOrigins.delete(trusted_origin_id) -> nothing () as DeleteTrustedOrigin;
    DELETE "/api/v1/trustedOrigins/{trustedOriginId}" = "deleteTrustedOrigin",
        bucket "/api/v1", scopes ["okta.trustedOrigins.manage"];
}

operation! {
    /// Activate trusted origin.
    ///
    /// `POST /api/v1/trustedOrigins/{trustedOriginId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/TrustedOrigin/#tag/TrustedOrigin/operation/activateTrustedOrigin))
    ///
    /// - Credentials: API token, or access token with `okta.trustedOrigins.manage`
    /// - Rate-limit bucket: `/api/v1`
    TrustedOrigins.activate(trusted_origin_id) -> json models::TrustedOrigin as ActivateTrustedOrigin;
    POST "/api/v1/trustedOrigins/{trustedOriginId}/lifecycle/activate" = "activateTrustedOrigin",
        bucket "/api/v1", scopes ["okta.trustedOrigins.manage"];
}

operation! {
    /// Deactivate trusted origin.
    ///
    /// `POST /api/v1/trustedOrigins/{trustedOriginId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/TrustedOrigin/#tag/TrustedOrigin/operation/deactivateTrustedOrigin))
    ///
    /// - Credentials: API token, or access token with `okta.trustedOrigins.manage`
    /// - Rate-limit bucket: `/api/v1`
    TrustedOrigins.deactivate(trusted_origin_id) -> json models::TrustedOrigin as DeactivateTrustedOrigin;
    POST "/api/v1/trustedOrigins/{trustedOriginId}/lifecycle/deactivate" = "deactivateTrustedOrigin",
        bucket "/api/v1", scopes ["okta.trustedOrigins.manage"];
}
