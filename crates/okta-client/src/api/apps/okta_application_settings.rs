//! Operations of Okta's tag `OktaApplicationSettings`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `OktaApplicationSettings`.
    okta_app_settings => OktaAppSettings
}

operation! {
    /// Get first party app settings.
    ///
    /// `GET /api/v1/first-party-app-settings/{appName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OktaApplicationSettings/#tag/OktaApplicationSettings/operation/getFirstPartyAppSettings))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1`
    OktaAppSettings.get(app_name) -> json models::AdminConsoleSettings as GetFirstPartyAppSettings;
    GET "/api/v1/first-party-app-settings/{appName}" = "getFirstPartyAppSettings",
        bucket "/api/v1", scopes ["okta.apps.read"];
}

operation! {
    /// Replace first party app settings.
    ///
    /// `PUT /api/v1/first-party-app-settings/{appName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OktaApplicationSettings/#tag/OktaApplicationSettings/operation/replaceFirstPartyAppSettings))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1`
    OktaAppSettings.replace(app_name) -> json models::AdminConsoleSettings as ReplaceFirstPartyAppSettings;
    PUT "/api/v1/first-party-app-settings/{appName}" = "replaceFirstPartyAppSettings",
        bucket "/api/v1", scopes ["okta.apps.manage"];
    body json models::AdminConsoleSettings;
}
