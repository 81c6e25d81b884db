//! Operations of Okta's tag `AuthorizationServer`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tags `AuthorizationServer`, `AuthorizationServerAssoc`, `AuthorizationServerClaims`,
    /// `AuthorizationServerClients`, `AuthorizationServerKeys`, `AuthorizationServerScopes`.
    authorization_servers => AuthorizationServers
}

operation! {
    /// List authorization servers.
    ///
    /// `GET /api/v1/authorizationServers`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServer/#tag/AuthorizationServer/operation/listAuthorizationServers))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    AuthorizationServers.list() -> list models::AuthorizationServer as ListAuthorizationServers;
    GET "/api/v1/authorizationServers" = "listAuthorizationServers",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `limit`; default `200`.
    query limit: i32 = "limit";
    /// Query parameter `after`.
    query after: String = "after";
}

operation! {
    /// Create authorization server.
    ///
    /// `POST /api/v1/authorizationServers`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServer/#tag/AuthorizationServer/operation/createAuthorizationServer))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.create() -> json models::AuthorizationServer as CreateAuthorizationServer;
    POST "/api/v1/authorizationServers" = "createAuthorizationServer",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::AuthorizationServer;
}

operation! {
    /// Get authorization server.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServer/#tag/AuthorizationServer/operation/getAuthorizationServer))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.get(auth_server_id) -> json models::AuthorizationServer as GetAuthorizationServer;
    GET "/api/v1/authorizationServers/{authServerId}" = "getAuthorizationServer",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// Replace authorization server.
    ///
    /// `PUT /api/v1/authorizationServers/{authServerId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServer/#tag/AuthorizationServer/operation/replaceAuthorizationServer))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.replace(auth_server_id) -> json models::AuthorizationServer as ReplaceAuthorizationServer;
    PUT "/api/v1/authorizationServers/{authServerId}" = "replaceAuthorizationServer",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::AuthorizationServer;
}

operation! {
    /// Delete authorization server.
    ///
    /// `DELETE /api/v1/authorizationServers/{authServerId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServer/#tag/AuthorizationServer/operation/deleteAuthorizationServer))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.delete(auth_server_id) -> nothing () as DeleteAuthorizationServer;
    DELETE "/api/v1/authorizationServers/{authServerId}" = "deleteAuthorizationServer",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}

operation! {
    /// Activate authorization server.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServer/#tag/AuthorizationServer/operation/activateAuthorizationServer))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.activate(auth_server_id) -> nothing () as ActivateAuthorizationServer;
    POST "/api/v1/authorizationServers/{authServerId}/lifecycle/activate" = "activateAuthorizationServer",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}

operation! {
    /// Deactivate authorization server.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServer/#tag/AuthorizationServer/operation/deactivateAuthorizationServer))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.deactivate(auth_server_id) -> nothing () as DeactivateAuthorizationServer;
    POST "/api/v1/authorizationServers/{authServerId}/lifecycle/deactivate" = "deactivateAuthorizationServer",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}
