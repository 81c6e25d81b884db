//! Operations of Okta's tag `ApplicationPolicies`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use super::Apps;

operation! {
    /// Assign application policy.
    ///
    /// `PUT /api/v1/apps/{appId}/policies/{policyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationPolicies/#tag/ApplicationPolicies/operation/assignApplicationPolicy))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Availability: limited availability (Okta Identity Engine)
    Apps.assign_policy(app_id, policy_id) -> nothing () as AssignApplicationPolicy;
    PUT "/api/v1/apps/{appId}/policies/{policyId}" = "assignApplicationPolicy",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}
