//! Operations of Okta's tag `UserClassification`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Users;

operation! {
    /// Get user classification.
    ///
    /// `GET /api/v1/users/{userId}/classification`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserClassification/#tag/UserClassification/operation/getUserClassification))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Availability: early access
    Users.get_classification(user_id) -> json models::UserClassification as GetUserClassification;
    GET "/api/v1/users/{userId}/classification" = "getUserClassification",
        bucket "/api/v1/users", scopes ["okta.users.read"];
}

operation! {
    /// Replace user classification.
    ///
    /// `PUT /api/v1/users/{userId}/classification`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserClassification/#tag/UserClassification/operation/replaceUserClassification))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Availability: early access
    Users.replace_classification(user_id) -> json models::UserClassification as ReplaceUserClassification;
    PUT "/api/v1/users/{userId}/classification" = "replaceUserClassification",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
    body json models::ReplaceUserClassification;
}
