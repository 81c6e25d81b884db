//! Operations of Okta's tag `OrgSettingMetadata`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tags `OrgSettingMetadata`, `OrgSettingGeneral`, `OrgSettingContact`,
    /// `OrgSettingCustomization`, `OrgSettingCommunication`.
    org => Org
}

operation! {
    /// Get wellknown org metadata.
    ///
    /// `GET /.well-known/okta-organization`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingMetadata/#tag/OrgSettingMetadata/operation/getWellknownOrgMetadata))
    ///
    /// - Credentials: none
    /// - Rate-limit bucket: `/`
    Org.get_metadata() -> json models::WellKnownOrgMetadata as GetWellknownOrgMetadata;
    GET "/.well-known/okta-organization" = "getWellknownOrgMetadata", bucket "/", scopes [], security None;
}
