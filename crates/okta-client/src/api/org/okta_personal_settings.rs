//! Operations of Okta's tag `OktaPersonalSettings`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `OktaPersonalSettings`.
    okta_personal_settings => OktaPersonalSettings
}

operation! {
    /// Replace okta personal admin settings.
    ///
    /// `PUT /okta-personal-settings/api/v1/edit-feature`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OktaPersonalSettings/#tag/OktaPersonalSettings/operation/replaceOktaPersonalAdminSettings))
    ///
    /// - Credentials: API token, or access token with `okta.personal.adminSettings.manage`
    /// - Rate-limit bucket: `/okta-personal-settings/api/v1`
    OktaPersonalSettings.replace_admin_settings() -> nothing () as ReplaceOktaPersonalAdminSettings;
    PUT "/okta-personal-settings/api/v1/edit-feature" = "replaceOktaPersonalAdminSettings",
        bucket "/okta-personal-settings/api/v1", scopes ["okta.personal.adminSettings.manage"];
    body json models::OktaPersonalAdminFeatureSettings;
}

operation! {
    /// List personal apps export block list.
    ///
    /// `GET /okta-personal-settings/api/v1/export-blocklists`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OktaPersonalSettings/#tag/OktaPersonalSettings/operation/listPersonalAppsExportBlockList))
    ///
    /// - Credentials: API token, or access token with `okta.personal.adminSettings.read`
    /// - Rate-limit bucket: `/okta-personal-settings/api/v1`
    /// - Paging: items in `domains`, all in one page, as far as the document says
    OktaPersonalSettings.list_export_blocklist() -> list String as ListPersonalAppsExportBlockList;
    GET "/okta-personal-settings/api/v1/export-blocklists" = "listPersonalAppsExportBlockList",
        bucket "/okta-personal-settings/api/v1", scopes ["okta.personal.adminSettings.read"], items "domains";
}

operation! {
    /// Replace blocked email domains.
    ///
    /// `PUT /okta-personal-settings/api/v1/export-blocklists`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OktaPersonalSettings/#tag/OktaPersonalSettings/operation/replaceBlockedEmailDomains))
    ///
    /// - Credentials: API token, or access token with `okta.personal.adminSettings.manage`
    /// - Rate-limit bucket: `/okta-personal-settings/api/v1`
    OktaPersonalSettings.replace_export_blocklist() -> nothing () as ReplaceBlockedEmailDomains;
    PUT "/okta-personal-settings/api/v1/export-blocklists" = "replaceBlockedEmailDomains",
        bucket "/okta-personal-settings/api/v1", scopes ["okta.personal.adminSettings.manage"];
    body json models::PersonalAppsBlockList;
}
