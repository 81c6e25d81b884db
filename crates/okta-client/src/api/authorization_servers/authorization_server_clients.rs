//! Operations of Okta's tag `AuthorizationServerClients`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::AuthorizationServers;

operation! {
    /// List oauth2 clients for authorization server.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/clients`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerClients/#tag/AuthorizationServerClients/operation/listOAuth2ClientsForAuthorizationServer))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    AuthorizationServers.list_clients(auth_server_id) -> list models::OAuth2Client as ListOAuth2ClientsForAuthorizationServer;
    GET "/api/v1/authorizationServers/{authServerId}/clients" = "listOAuth2ClientsForAuthorizationServer",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// List refresh tokens for authorization server and client.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/clients/{clientId}/tokens`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerClients/#tag/AuthorizationServerClients/operation/listRefreshTokensForAuthorizationServerAndClient))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    AuthorizationServers.list_refresh_tokens(auth_server_id, client_id) -> list models::OAuth2RefreshToken as ListRefreshTokensForAuthorizationServerAndClient;
    GET "/api/v1/authorizationServers/{authServerId}/clients/{clientId}/tokens" = "listRefreshTokensForAuthorizationServerAndClient",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; default `-1`.
    query limit: i32 = "limit";
}

operation! {
    /// Revoke refresh tokens for authorization server and client.
    ///
    /// `DELETE /api/v1/authorizationServers/{authServerId}/clients/{clientId}/tokens`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerClients/#tag/AuthorizationServerClients/operation/revokeRefreshTokensForAuthorizationServerAndClient))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.revoke_refresh_tokens(auth_server_id, client_id) -> nothing () as RevokeRefreshTokensForAuthorizationServerAndClient;
    DELETE "/api/v1/authorizationServers/{authServerId}/clients/{clientId}/tokens" = "revokeRefreshTokensForAuthorizationServerAndClient",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}

operation! {
    /// Get refresh token for authorization server and client.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/clients/{clientId}/tokens/{tokenId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerClients/#tag/AuthorizationServerClients/operation/getRefreshTokenForAuthorizationServerAndClient))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.get_refresh_token(auth_server_id, client_id, token_id) -> json models::OAuth2RefreshToken as GetRefreshTokenForAuthorizationServerAndClient;
    GET "/api/v1/authorizationServers/{authServerId}/clients/{clientId}/tokens/{tokenId}" = "getRefreshTokenForAuthorizationServerAndClient",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Revoke refresh token for authorization server and client.
    ///
    /// `DELETE /api/v1/authorizationServers/{authServerId}/clients/{clientId}/tokens/{tokenId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerClients/#tag/AuthorizationServerClients/operation/revokeRefreshTokenForAuthorizationServerAndClient))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.revoke_refresh_token(auth_server_id, client_id, token_id) -> nothing () as RevokeRefreshTokenForAuthorizationServerAndClient;
    DELETE "/api/v1/authorizationServers/{authServerId}/clients/{clientId}/tokens/{tokenId}" = "revokeRefreshTokenForAuthorizationServerAndClient",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}
