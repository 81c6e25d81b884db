//! Operations of Okta's tag `PrincipalRateLimit`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `PrincipalRateLimit`.
    principal_rate_limits => PrincipalRateLimits
}

operation! {
    /// List principal rate limit entities.
    ///
    /// `GET /api/v1/principal-rate-limits`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/PrincipalRateLimit/#tag/PrincipalRateLimit/operation/listPrincipalRateLimitEntities))
    ///
    /// - Credentials: API token, or access token with `okta.principalRateLimits.read`
    /// - Rate-limit bucket: `/api/v1/principal-rate-limits`
    /// - Paging: cursor in `Link`
    PrincipalRateLimits.list() -> list models::PrincipalRateLimitEntity as ListPrincipalRateLimitEntities;
    GET "/api/v1/principal-rate-limits" = "listPrincipalRateLimitEntities",
        bucket "/api/v1/principal-rate-limits", scopes ["okta.principalRateLimits.read"];
    required query filter: String = "filter";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; at most 50; default `20`.
    query limit: i32 = "limit";
}

operation! {
    /// Create principal rate limit entity.
    ///
    /// `POST /api/v1/principal-rate-limits`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/PrincipalRateLimit/#tag/PrincipalRateLimit/operation/createPrincipalRateLimitEntity))
    ///
    /// - Credentials: API token, or access token with `okta.principalRateLimits.manage`
    /// - Rate-limit bucket: `/api/v1/principal-rate-limits`
    PrincipalRateLimits.create() -> json models::PrincipalRateLimitEntity as CreatePrincipalRateLimitEntity;
    POST "/api/v1/principal-rate-limits" = "createPrincipalRateLimitEntity",
        bucket "/api/v1/principal-rate-limits", scopes ["okta.principalRateLimits.manage"];
    body json models::PrincipalRateLimitEntity;
}

operation! {
    /// Get principal rate limit entity.
    ///
    /// `GET /api/v1/principal-rate-limits/{principalRateLimitId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/PrincipalRateLimit/#tag/PrincipalRateLimit/operation/getPrincipalRateLimitEntity))
    ///
    /// - Credentials: API token, or access token with `okta.principalRateLimits.read`
    /// - Rate-limit bucket: `/api/v1/principal-rate-limits`
    PrincipalRateLimits.get(principal_rate_limit_id) -> json models::PrincipalRateLimitEntity as GetPrincipalRateLimitEntity;
    GET "/api/v1/principal-rate-limits/{principalRateLimitId}" = "getPrincipalRateLimitEntity",
        bucket "/api/v1/principal-rate-limits", scopes ["okta.principalRateLimits.read"];
}

operation! {
    /// Replace principal rate limit entity.
    ///
    /// `PUT /api/v1/principal-rate-limits/{principalRateLimitId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/PrincipalRateLimit/#tag/PrincipalRateLimit/operation/replacePrincipalRateLimitEntity))
    ///
    /// - Credentials: API token, or access token with `okta.principalRateLimits.manage`
    /// - Rate-limit bucket: `/api/v1/principal-rate-limits`
    PrincipalRateLimits.replace(principal_rate_limit_id) -> json models::PrincipalRateLimitEntity as ReplacePrincipalRateLimitEntity;
    PUT "/api/v1/principal-rate-limits/{principalRateLimitId}" = "replacePrincipalRateLimitEntity",
        bucket "/api/v1/principal-rate-limits", scopes ["okta.principalRateLimits.manage"];
    body json models::PrincipalRateLimitEntity;
}
