//! Operations of Okta's tag `UserRisk`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Users;

operation! {
    /// Get user risk.
    ///
    /// `GET /api/v1/users/{userId}/risk`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserRisk/#tag/UserRisk/operation/getUserRisk))
    ///
    /// - Credentials: API token, or access token with `okta.userRisk.read`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.get_risk(user_id) -> json models::UserRiskGetResponse as GetUserRisk;
    GET "/api/v1/users/{userId}/risk" = "getUserRisk", bucket "/api/v1/users", scopes ["okta.userRisk.read"];
}

operation! {
    /// Upsert user risk.
    ///
    /// `PUT /api/v1/users/{userId}/risk`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserRisk/#tag/UserRisk/operation/upsertUserRisk))
    ///
    /// - Credentials: API token, or access token with `okta.userRisk.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.upsert_risk(user_id) -> json models::UserRiskPutResponse as UpsertUserRisk;
    PUT "/api/v1/users/{userId}/risk" = "upsertUserRisk",
        bucket "/api/v1/users", scopes ["okta.userRisk.manage"];
    body json models::UserRiskRequest;
}
