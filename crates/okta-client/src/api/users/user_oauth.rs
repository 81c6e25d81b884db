//! Operations of Okta's tag `UserOAuth`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Users;

operation! {
    /// List refresh tokens for user and client.
    ///
    /// `GET /api/v1/users/{userId}/clients/{clientId}/tokens`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserOAuth/#tag/UserOAuth/operation/listRefreshTokensForUserAndClient))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: cursor in `Link`
    Users.list_refresh_tokens(user_id, client_id) -> list models::OAuth2RefreshToken as ListRefreshTokensForUserAndClient;
    GET "/api/v1/users/{userId}/clients/{clientId}/tokens" = "listRefreshTokensForUserAndClient",
        bucket "/api/v1/users", scopes ["okta.users.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i32 = "limit";
}

operation! {
    /// Revoke tokens for user and client.
    ///
    /// `DELETE /api/v1/users/{userId}/clients/{clientId}/tokens`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserOAuth/#tag/UserOAuth/operation/revokeTokensForUserAndClient))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.revoke_refresh_tokens(user_id, client_id) -> nothing () as RevokeTokensForUserAndClient;
    DELETE "/api/v1/users/{userId}/clients/{clientId}/tokens" = "revokeTokensForUserAndClient",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}

operation! {
    /// Get refresh token for user and client.
    ///
    /// `GET /api/v1/users/{userId}/clients/{clientId}/tokens/{tokenId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserOAuth/#tag/UserOAuth/operation/getRefreshTokenForUserAndClient))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.get_refresh_token(user_id, client_id, token_id) -> json models::OAuth2RefreshToken as GetRefreshTokenForUserAndClient;
    GET "/api/v1/users/{userId}/clients/{clientId}/tokens/{tokenId}" = "getRefreshTokenForUserAndClient",
        bucket "/api/v1/users", scopes ["okta.users.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Revoke token for user and client.
    ///
    /// `DELETE /api/v1/users/{userId}/clients/{clientId}/tokens/{tokenId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserOAuth/#tag/UserOAuth/operation/revokeTokenForUserAndClient))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.revoke_refresh_token(user_id, client_id, token_id) -> nothing () as RevokeTokenForUserAndClient;
    DELETE "/api/v1/users/{userId}/clients/{clientId}/tokens/{tokenId}" = "revokeTokenForUserAndClient",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}
