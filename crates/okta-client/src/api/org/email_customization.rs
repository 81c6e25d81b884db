//! Operations of Okta's tag `EmailCustomization`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `EmailCustomization`.
    email_bounces => EmailBounces
}

operation! {
    /// Bulk remove email address bounces.
    ///
    /// `POST /api/v1/org/email/bounces/remove-list`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailCustomization/#tag/EmailCustomization/operation/bulkRemoveEmailAddressBounces))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1/org/email/bounces/remove-list`
    EmailBounces.remove_list() -> json models::BouncesRemoveListResult as BulkRemoveEmailAddressBounces;
    POST "/api/v1/org/email/bounces/remove-list" = "bulkRemoveEmailAddressBounces",
        bucket "/api/v1/org/email/bounces/remove-list", scopes ["okta.orgs.manage"];
    body json models::BouncesRemoveListObj;
}
