//! Operations of Okta's tag `OrgSettingContact`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Org;

operation! {
    /// List org contact types.
    ///
    /// `GET /api/v1/org/contacts`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingContact/#tag/OrgSettingContact/operation/listOrgContactTypes))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    Org.list_contact_types() -> list models::OrgContact as ListOrgContactTypes;
    GET "/api/v1/org/contacts" = "listOrgContactTypes", bucket "/api/v1", scopes ["okta.orgs.read"];
}

operation! {
    /// Get org contact user.
    ///
    /// `GET /api/v1/org/contacts/{contactType}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingContact/#tag/OrgSettingContact/operation/getOrgContactUser))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.read`
    /// - Rate-limit bucket: `/api/v1`
    Org.get_contact_user(contact_type) -> json models::OrgContactUser as GetOrgContactUser;
    GET "/api/v1/org/contacts/{contactType}" = "getOrgContactUser",
        bucket "/api/v1", scopes ["okta.orgs.read"];
}

operation! {
    /// Replace org contact user.
    ///
    /// `PUT /api/v1/org/contacts/{contactType}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingContact/#tag/OrgSettingContact/operation/replaceOrgContactUser))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    Org.replace_contact_user(contact_type) -> json models::OrgContactUser as ReplaceOrgContactUser;
    PUT "/api/v1/org/contacts/{contactType}" = "replaceOrgContactUser",
        bucket "/api/v1", scopes ["okta.orgs.manage"];
    body json models::OrgContactUser;
}
