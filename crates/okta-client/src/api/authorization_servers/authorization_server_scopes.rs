//! Operations of Okta's tag `AuthorizationServerScopes`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::AuthorizationServers;

operation! {
    /// List oauth2 scopes.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/scopes`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerScopes/#tag/AuthorizationServerScopes/operation/listOAuth2Scopes))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    AuthorizationServers.list_scopes(auth_server_id) -> list models::OAuth2Scope as ListOAuth2Scopes;
    GET "/api/v1/authorizationServers/{authServerId}/scopes" = "listOAuth2Scopes",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `filter`.
    query filter: String = "filter";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; at most 200.
    query limit: i64 = "limit";
}

operation! {
    /// Create oauth2 scope.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/scopes`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerScopes/#tag/AuthorizationServerScopes/operation/createOAuth2Scope))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.create_scope(auth_server_id) -> json models::OAuth2Scope as CreateOAuth2Scope;
    POST "/api/v1/authorizationServers/{authServerId}/scopes" = "createOAuth2Scope",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::OAuth2Scope;
}

operation! {
    /// Get oauth2 scope.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/scopes/{scopeId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerScopes/#tag/AuthorizationServerScopes/operation/getOAuth2Scope))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.get_scope(auth_server_id, scope_id) -> json models::OAuth2Scope as GetOAuth2Scope;
    GET "/api/v1/authorizationServers/{authServerId}/scopes/{scopeId}" = "getOAuth2Scope",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// Replace oauth2 scope.
    ///
    /// `PUT /api/v1/authorizationServers/{authServerId}/scopes/{scopeId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerScopes/#tag/AuthorizationServerScopes/operation/replaceOAuth2Scope))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.replace_scope(auth_server_id, scope_id) -> json models::OAuth2Scope as ReplaceOAuth2Scope;
    PUT "/api/v1/authorizationServers/{authServerId}/scopes/{scopeId}" = "replaceOAuth2Scope",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::OAuth2Scope;
}

operation! {
    /// Delete oauth2 scope.
    ///
    /// `DELETE /api/v1/authorizationServers/{authServerId}/scopes/{scopeId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerScopes/#tag/AuthorizationServerScopes/operation/deleteOAuth2Scope))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.delete_scope(auth_server_id, scope_id) -> nothing () as DeleteOAuth2Scope;
    DELETE "/api/v1/authorizationServers/{authServerId}/scopes/{scopeId}" = "deleteOAuth2Scope",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}
