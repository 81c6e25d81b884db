//! Operations of Okta's tag `RoleBTargetClient`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RoleBTargetClient`.
    client_role_targets => ClientRoleTargets
}

operation! {
    /// List app target role to client.
    ///
    /// `GET /oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/catalog/apps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetClient/#tag/RoleBTargetClient/operation/listAppTargetRoleToClient))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/oauth2/v1/clients`
    /// - Paging: cursor in `Link`
    ClientRoleTargets.list_apps(client_id, role_assignment_id) -> list models::CatalogApplication as ListAppTargetRoleToClient;
    GET "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/catalog/apps" = "listAppTargetRoleToClient",
        bucket "/oauth2/v1/clients", scopes ["okta.roles.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}

operation! {
    /// Assign app target role to client.
    ///
    /// `PUT /oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetClient/#tag/RoleBTargetClient/operation/assignAppTargetRoleToClient))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/oauth2/v1/clients`
    ClientRoleTargets.assign_app(client_id, role_assignment_id, app_name) -> nothing () as AssignAppTargetRoleToClient;
    PUT "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}" = "assignAppTargetRoleToClient",
        bucket "/oauth2/v1/clients", scopes ["okta.roles.manage"];
}

operation! {
    /// Remove app target role from client.
    ///
    /// `DELETE /oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetClient/#tag/RoleBTargetClient/operation/removeAppTargetRoleFromClient))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/oauth2/v1/clients`
    ClientRoleTargets.unassign_app(client_id, role_assignment_id, app_name) -> nothing () as RemoveAppTargetRoleFromClient;
    DELETE "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}" = "removeAppTargetRoleFromClient",
        bucket "/oauth2/v1/clients", scopes ["okta.roles.manage"];
}

operation! {
    /// Assign app target instance role for client.
    ///
    /// `PUT /oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}/{appId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetClient/#tag/RoleBTargetClient/operation/assignAppTargetInstanceRoleForClient))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/oauth2/v1/clients`
    ClientRoleTargets.assign_app_instance(client_id, role_assignment_id, app_name, app_id) -> nothing () as AssignAppTargetInstanceRoleForClient;
    PUT "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}/{appId}" = "assignAppTargetInstanceRoleForClient",
        bucket "/oauth2/v1/clients", scopes ["okta.roles.manage"];
}

operation! {
    /// Remove app target instance role for client.
    ///
    /// `DELETE /oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}/{appId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetClient/#tag/RoleBTargetClient/operation/removeAppTargetInstanceRoleForClient))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/oauth2/v1/clients`
    ClientRoleTargets.unassign_app_instance(client_id, role_assignment_id, app_name, app_id) -> nothing () as RemoveAppTargetInstanceRoleForClient;
    DELETE "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}/{appId}" = "removeAppTargetInstanceRoleForClient",
        bucket "/oauth2/v1/clients", scopes ["okta.roles.manage"];
}

operation! {
    /// List group target role for client.
    ///
    /// `GET /oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/groups`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetClient/#tag/RoleBTargetClient/operation/listGroupTargetRoleForClient))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/oauth2/v1/clients`
    /// - Paging: cursor in `Link`
    ClientRoleTargets.list_groups(client_id, role_assignment_id) -> list models::Group as ListGroupTargetRoleForClient;
    GET "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/groups" = "listGroupTargetRoleForClient",
        bucket "/oauth2/v1/clients", scopes ["okta.roles.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}

operation! {
    /// Assign group target role for client.
    ///
    /// `PUT /oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/groups/{groupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetClient/#tag/RoleBTargetClient/operation/assignGroupTargetRoleForClient))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/oauth2/v1/clients`
    ClientRoleTargets.assign_group(client_id, role_assignment_id, group_id) -> nothing () as AssignGroupTargetRoleForClient;
    PUT "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/groups/{groupId}" = "assignGroupTargetRoleForClient",
        bucket "/oauth2/v1/clients", scopes ["okta.roles.manage"];
}

operation! {
    /// Remove group target role from client.
    ///
    /// `DELETE /oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/groups/{groupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetClient/#tag/RoleBTargetClient/operation/removeGroupTargetRoleFromClient))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/oauth2/v1/clients`
    ClientRoleTargets.unassign_group(client_id, role_assignment_id, group_id) -> nothing () as RemoveGroupTargetRoleFromClient;
    DELETE "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/groups/{groupId}" = "removeGroupTargetRoleFromClient",
        bucket "/oauth2/v1/clients", scopes ["okta.roles.manage"];
}
