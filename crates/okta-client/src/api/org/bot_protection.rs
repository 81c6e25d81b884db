//! Operations of Okta's tag `BotProtection`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `BotProtection`.
    bot_protection => BotProtection
}

operation! {
    /// Get bot protection configuration.
    ///
    /// `GET /api/v1/bot-protection/configuration`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/BotProtection/#tag/BotProtection/operation/getBotProtectionConfiguration))
    ///
    /// - Credentials: API token, or access token with `okta.botProtection.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability
    BotProtection.get() -> json models::BotProtectionConfiguration as GetBotProtectionConfiguration;
    GET "/api/v1/bot-protection/configuration" = "getBotProtectionConfiguration",
        bucket "/api/v1", scopes ["okta.botProtection.read"];
}

operation! {
    /// Update bot protection configuration.
    ///
    /// `POST /api/v1/bot-protection/configuration`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/BotProtection/#tag/BotProtection/operation/updateBotProtectionConfiguration))
    ///
    /// - Credentials: API token, or access token with `okta.botProtection.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability
    BotProtection.update() -> json models::BotProtectionConfiguration as UpdateBotProtectionConfiguration;
    POST "/api/v1/bot-protection/configuration" = "updateBotProtectionConfiguration",
        bucket "/api/v1", scopes ["okta.botProtection.manage"];
    body json models::BotProtectionConfiguration;
}
