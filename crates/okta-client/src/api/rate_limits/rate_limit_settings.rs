//! Operations of Okta's tag `RateLimitSettings`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RateLimitSettings`.
    rate_limit_settings => RateLimitSettings
}

operation! {
    /// Get rate limit settings admin notifications.
    ///
    /// `GET /api/v1/rate-limit-settings/admin-notifications`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RateLimitSettings/#tag/RateLimitSettings/operation/getRateLimitSettingsAdminNotifications))
    ///
    /// - Credentials: API token, or access token with `okta.rateLimits.read`
    /// - Rate-limit bucket: `/api/v1`
    RateLimitSettings.get_admin_notifications() -> json models::RateLimitAdminNotifications as GetRateLimitSettingsAdminNotifications;
    GET "/api/v1/rate-limit-settings/admin-notifications" = "getRateLimitSettingsAdminNotifications",
        bucket "/api/v1", scopes ["okta.rateLimits.read"];
}

operation! {
    /// Replace rate limit settings admin notifications.
    ///
    /// `PUT /api/v1/rate-limit-settings/admin-notifications`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RateLimitSettings/#tag/RateLimitSettings/operation/replaceRateLimitSettingsAdminNotifications))
    ///
    /// - Credentials: API token, or access token with `okta.rateLimits.manage`
    /// - Rate-limit bucket: `/api/v1`
    RateLimitSettings.replace_admin_notifications() -> json models::RateLimitAdminNotifications as ReplaceRateLimitSettingsAdminNotifications;
    PUT "/api/v1/rate-limit-settings/admin-notifications" = "replaceRateLimitSettingsAdminNotifications",
        bucket "/api/v1", scopes ["okta.rateLimits.manage"];
    body json models::RateLimitAdminNotifications;
}

operation! {
    /// Get rate limit settings per client.
    ///
    /// `GET /api/v1/rate-limit-settings/per-client`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RateLimitSettings/#tag/RateLimitSettings/operation/getRateLimitSettingsPerClient))
    ///
    /// - Credentials: API token, or access token with `okta.rateLimits.read`
    /// - Rate-limit bucket: `/api/v1`
    RateLimitSettings.get_per_client() -> json models::PerClientRateLimitSettings as GetRateLimitSettingsPerClient;
    GET "/api/v1/rate-limit-settings/per-client" = "getRateLimitSettingsPerClient",
        bucket "/api/v1", scopes ["okta.rateLimits.read"];
}

operation! {
    /// Replace rate limit settings per client.
    ///
    /// `PUT /api/v1/rate-limit-settings/per-client`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RateLimitSettings/#tag/RateLimitSettings/operation/replaceRateLimitSettingsPerClient))
    ///
    /// - Credentials: API token, or access token with `okta.rateLimits.manage`
    /// - Rate-limit bucket: `/api/v1`
    RateLimitSettings.replace_per_client() -> json models::PerClientRateLimitSettings as ReplaceRateLimitSettingsPerClient;
    PUT "/api/v1/rate-limit-settings/per-client" = "replaceRateLimitSettingsPerClient",
        bucket "/api/v1", scopes ["okta.rateLimits.manage"];
    body json models::PerClientRateLimitSettings;
}

operation! {
    /// Get rate limit settings warning threshold.
    ///
    /// `GET /api/v1/rate-limit-settings/warning-threshold`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RateLimitSettings/#tag/RateLimitSettings/operation/getRateLimitSettingsWarningThreshold))
    ///
    /// - Credentials: API token, or access token with `okta.rateLimits.read`
    /// - Rate-limit bucket: `/api/v1`
    RateLimitSettings.get_warning_threshold() -> json models::RateLimitWarningThresholdResponse as GetRateLimitSettingsWarningThreshold;
    GET "/api/v1/rate-limit-settings/warning-threshold" = "getRateLimitSettingsWarningThreshold",
        bucket "/api/v1", scopes ["okta.rateLimits.read"];
}

operation! {
    /// Replace rate limit settings warning threshold.
    ///
    /// `PUT /api/v1/rate-limit-settings/warning-threshold`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RateLimitSettings/#tag/RateLimitSettings/operation/replaceRateLimitSettingsWarningThreshold))
    ///
    /// - Credentials: API token, or access token with `okta.rateLimits.manage`
    /// - Rate-limit bucket: `/api/v1`
    RateLimitSettings.replace_warning_threshold() -> json models::RateLimitWarningThresholdResponse as ReplaceRateLimitSettingsWarningThreshold;
    PUT "/api/v1/rate-limit-settings/warning-threshold" = "replaceRateLimitSettingsWarningThreshold",
        bucket "/api/v1", scopes ["okta.rateLimits.manage"];
    body json models::RateLimitWarningThresholdRequest;
}
