//! Operations of Okta's tag `OrgCreator`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `OrgCreator`.
    child_orgs => ChildOrgs
}

operation! {
    /// Create child org.
    ///
    /// `POST /api/v1/orgs`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgCreator/#tag/OrgCreator/operation/createChildOrg))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1/orgs`
    ChildOrgs.create() -> json models::ChildOrg as CreateChildOrg;
    POST "/api/v1/orgs" = "createChildOrg", bucket "/api/v1/orgs", scopes ["okta.orgs.manage"];
    body json models::ChildOrg;
}
