//! Operations of Okta's tag `UserSessions`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use super::Users;

operation! {
    /// Revoke user sessions.
    ///
    /// `DELETE /api/v1/users/{userId}/sessions`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserSessions/#tag/UserSessions/operation/revokeUserSessions))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.revoke_sessions(user_id) -> nothing () as RevokeUserSessions;
    DELETE "/api/v1/users/{userId}/sessions" = "revokeUserSessions",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
    /// Query parameter `oauthTokens`; default `false`.
    query oauth_tokens: bool = "oauthTokens";
    /// Query parameter `forgetDevices`; default `true`.
    query forget_devices: bool = "forgetDevices";
}
