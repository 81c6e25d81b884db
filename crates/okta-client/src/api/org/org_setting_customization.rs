//! Operations of Okta's tag `OrgSettingCustomization`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Org;

operation! {
    /// Get org preferences.
    ///
    /// `GET /api/v1/org/preferences`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingCustomization/#tag/OrgSettingCustomization/operation/getOrgPreferences))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.read`
    /// - Rate-limit bucket: `/api/v1`
    Org.get_preferences() -> json models::OrgPreferences as GetOrgPreferences;
    GET "/api/v1/org/preferences" = "getOrgPreferences", bucket "/api/v1", scopes ["okta.orgs.read"];
}

operation! {
    /// Set org hide okta ui footer.
    ///
    /// `POST /api/v1/org/preferences/hideEndUserFooter`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingCustomization/#tag/OrgSettingCustomization/operation/setOrgHideOktaUIFooter))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    Org.hide_footer() -> json models::OrgPreferences as SetOrgHideOktaUiFooter;
    POST "/api/v1/org/preferences/hideEndUserFooter" = "setOrgHideOktaUIFooter",
        bucket "/api/v1", scopes ["okta.orgs.manage"];
}

operation! {
    /// Set org show okta ui footer.
    ///
    /// `POST /api/v1/org/preferences/showEndUserFooter`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingCustomization/#tag/OrgSettingCustomization/operation/setOrgShowOktaUIFooter))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    Org.show_footer() -> json models::OrgPreferences as SetOrgShowOktaUiFooter;
    POST "/api/v1/org/preferences/showEndUserFooter" = "setOrgShowOktaUIFooter",
        bucket "/api/v1", scopes ["okta.orgs.manage"];
}
