//! Operations of Okta's tag `OrgSettingGeneral`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Org;

operation! {
    /// Get org settings.
    ///
    /// `GET /api/v1/org`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingGeneral/#tag/OrgSettingGeneral/operation/getOrgSettings))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.read`
    /// - Rate-limit bucket: `/api/v1`
    Org.get() -> json models::OrgSetting as GetOrgSettings;
    GET "/api/v1/org" = "getOrgSettings", bucket "/api/v1", scopes ["okta.orgs.read"];
}

operation! {
    /// Replace org settings.
    ///
    /// `PUT /api/v1/org`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingGeneral/#tag/OrgSettingGeneral/operation/replaceOrgSettings))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    Org.replace() -> json models::OrgSetting as ReplaceOrgSettings;
    PUT "/api/v1/org" = "replaceOrgSettings", bucket "/api/v1", scopes ["okta.orgs.manage"];
    body json models::OrgSetting;
}

operation! {
    /// Update org settings.
    ///
    /// `POST /api/v1/org`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingGeneral/#tag/OrgSettingGeneral/operation/updateOrgSettings))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    Org.update() -> json models::OrgSetting as UpdateOrgSettings;
    POST "/api/v1/org" = "updateOrgSettings", bucket "/api/v1", scopes ["okta.orgs.manage"];
    body json models::OrgSetting;
}
