//! Operations of Okta's tag `OrgSettingAdmin`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `OrgSettingAdmin`.
    org_admin_settings => OrgAdminSettings
}

operation! {
    /// Get third party admin setting.
    ///
    /// `GET /api/v1/org/orgSettings/thirdPartyAdminSetting`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingAdmin/#tag/OrgSettingAdmin/operation/getThirdPartyAdminSetting))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.read`
    /// - Rate-limit bucket: `/api/v1`
    OrgAdminSettings.get_third_party_admin() -> json models::ThirdPartyAdminSetting as GetThirdPartyAdminSetting;
    GET "/api/v1/org/orgSettings/thirdPartyAdminSetting" = "getThirdPartyAdminSetting",
        bucket "/api/v1", scopes ["okta.orgs.read"];
}

operation! {
    /// Update third party admin setting.
    ///
    /// `POST /api/v1/org/orgSettings/thirdPartyAdminSetting`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingAdmin/#tag/OrgSettingAdmin/operation/updateThirdPartyAdminSetting))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    OrgAdminSettings.update_third_party_admin() -> json models::ThirdPartyAdminSetting as UpdateThirdPartyAdminSetting;
    POST "/api/v1/org/orgSettings/thirdPartyAdminSetting" = "updateThirdPartyAdminSetting",
        bucket "/api/v1", scopes ["okta.orgs.manage"];
    body json models::ThirdPartyAdminSetting;
}

operation! {
    /// Get auto assign admin app setting.
    ///
    /// `GET /api/v1/org/settings/autoAssignAdminAppSetting`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingAdmin/#tag/OrgSettingAdmin/operation/getAutoAssignAdminAppSetting))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.read`
    /// - Rate-limit bucket: `/api/v1`
    OrgAdminSettings.get_auto_assign_admin_app() -> json models::AutoAssignAdminAppSetting as GetAutoAssignAdminAppSetting;
    GET "/api/v1/org/settings/autoAssignAdminAppSetting" = "getAutoAssignAdminAppSetting",
        bucket "/api/v1", scopes ["okta.orgs.read"];
}

operation! {
    /// Update auto assign admin app setting.
    ///
    /// `POST /api/v1/org/settings/autoAssignAdminAppSetting`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingAdmin/#tag/OrgSettingAdmin/operation/updateAutoAssignAdminAppSetting))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    OrgAdminSettings.update_auto_assign_admin_app() -> json models::AutoAssignAdminAppSetting as UpdateAutoAssignAdminAppSetting;
    POST "/api/v1/org/settings/autoAssignAdminAppSetting" = "updateAutoAssignAdminAppSetting",
        bucket "/api/v1", scopes ["okta.orgs.manage"];
    body json models::AutoAssignAdminAppSetting;
}

operation! {
    /// Get client privileges setting.
    ///
    /// `GET /api/v1/org/settings/clientPrivilegesSetting`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingAdmin/#tag/OrgSettingAdmin/operation/getClientPrivilegesSetting))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.read`
    /// - Rate-limit bucket: `/api/v1`
    OrgAdminSettings.get_client_privileges() -> json models::ClientPrivilegesSetting as GetClientPrivilegesSetting;
    GET "/api/v1/org/settings/clientPrivilegesSetting" = "getClientPrivilegesSetting",
        bucket "/api/v1", scopes ["okta.orgs.read"];
}

operation! {
    /// Assign client privileges setting.
    ///
    /// `PUT /api/v1/org/settings/clientPrivilegesSetting`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingAdmin/#tag/OrgSettingAdmin/operation/assignClientPrivilegesSetting))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    OrgAdminSettings.assign_client_privileges() -> json models::ClientPrivilegesSetting as AssignClientPrivilegesSetting;
    PUT "/api/v1/org/settings/clientPrivilegesSetting" = "assignClientPrivilegesSetting",
        bucket "/api/v1", scopes ["okta.orgs.manage"];
    body json models::ClientPrivilegesSetting;
}
