//! Operations of Okta's tag `AuthorizationServerAssoc`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::AuthorizationServers;

operation! {
    /// List associated servers by trusted type.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/associatedServers`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerAssoc/#tag/AuthorizationServerAssoc/operation/listAssociatedServersByTrustedType))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    AuthorizationServers.list_associated_servers(auth_server_id) -> list models::AuthorizationServer as ListAssociatedServersByTrustedType;
    GET "/api/v1/authorizationServers/{authServerId}/associatedServers" = "listAssociatedServersByTrustedType",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
    /// Query parameter `trusted`.
    query trusted: bool = "trusted";
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `limit`; default `200`.
    query limit: i32 = "limit";
    /// Query parameter `after`.
    query after: String = "after";
}

operation! {
    /// Create associated servers.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/associatedServers`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerAssoc/#tag/AuthorizationServerAssoc/operation/createAssociatedServers))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.create_associated_servers(auth_server_id) -> json Vec<models::AuthorizationServer> as CreateAssociatedServers;
    POST "/api/v1/authorizationServers/{authServerId}/associatedServers" = "createAssociatedServers",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::AssociatedServerMediated;
}

operation! {
    /// Delete associated server.
    ///
    /// `DELETE /api/v1/authorizationServers/{authServerId}/associatedServers/{associatedServerId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerAssoc/#tag/AuthorizationServerAssoc/operation/deleteAssociatedServer))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.delete_associated_server(auth_server_id, associated_server_id) -> nothing () as DeleteAssociatedServer;
    DELETE "/api/v1/authorizationServers/{authServerId}/associatedServers/{associatedServerId}" = "deleteAssociatedServer",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}
