//! Operations of Okta's tag `AttackProtection`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `AttackProtection`.
    attack_protection => AttackProtection
}

operation! {
    /// Get authenticator settings.
    ///
    /// `GET /attack-protection/api/v1/authenticator-settings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AttackProtection/#tag/AttackProtection/operation/getAuthenticatorSettings))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.read`
    /// - Rate-limit bucket: `/attack-protection/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    AttackProtection.get_authenticator_settings() -> json models::AttackProtectionAuthenticatorSettings as GetAuthenticatorSettings;
    GET "/attack-protection/api/v1/authenticator-settings" = "getAuthenticatorSettings",
        bucket "/attack-protection/api/v1", scopes ["okta.orgs.read"];
}

operation! {
    /// Replace authenticator settings.
    ///
    /// `PUT /attack-protection/api/v1/authenticator-settings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AttackProtection/#tag/AttackProtection/operation/replaceAuthenticatorSettings))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/attack-protection/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    AttackProtection.replace_authenticator_settings() -> json models::AttackProtectionAuthenticatorSettings as ReplaceAuthenticatorSettings;
    PUT "/attack-protection/api/v1/authenticator-settings" = "replaceAuthenticatorSettings",
        bucket "/attack-protection/api/v1", scopes ["okta.orgs.manage"];
    body json models::AttackProtectionAuthenticatorSettings;
}

operation! {
    /// Get user lockout settings.
    ///
    /// `GET /attack-protection/api/v1/user-lockout-settings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AttackProtection/#tag/AttackProtection/operation/getUserLockoutSettings))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.read`
    /// - Rate-limit bucket: `/attack-protection/api/v1`
    AttackProtection.get_user_lockout_settings() -> json models::UserLockoutSettings as GetUserLockoutSettings;
    GET "/attack-protection/api/v1/user-lockout-settings" = "getUserLockoutSettings",
        bucket "/attack-protection/api/v1", scopes ["okta.orgs.read"];
}

operation! {
    /// Replace user lockout settings.
    ///
    /// `PUT /attack-protection/api/v1/user-lockout-settings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AttackProtection/#tag/AttackProtection/operation/replaceUserLockoutSettings))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/attack-protection/api/v1`
    AttackProtection.replace_user_lockout_settings() -> json models::UserLockoutSettings as ReplaceUserLockoutSettings;
    PUT "/attack-protection/api/v1/user-lockout-settings" = "replaceUserLockoutSettings",
        bucket "/attack-protection/api/v1", scopes ["okta.orgs.manage"];
    body json models::UserLockoutSettings;
}
