//! Operations of Okta's tag `RoleAssignmentClient`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RoleAssignmentClient`.
    client_role_assignments => ClientRoleAssignments
}

operation! {
    /// List roles for client.
    ///
    /// `GET /oauth2/v1/clients/{clientId}/roles`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentClient/#tag/RoleAssignmentClient/operation/listRolesForClient))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/oauth2/v1/clients`
    /// - Paging: all items in one page, as far as the document says
    ClientRoleAssignments.list(client_id) -> list models::AssignedRole as ListRolesForClient;
    GET "/oauth2/v1/clients/{clientId}/roles" = "listRolesForClient",
        bucket "/oauth2/v1/clients", scopes ["okta.roles.read"];
}

operation! {
    /// Assign role to client.
    ///
    /// `POST /oauth2/v1/clients/{clientId}/roles`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentClient/#tag/RoleAssignmentClient/operation/assignRoleToClient))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/oauth2/v1/clients`
    ClientRoleAssignments.assign(client_id) -> json models::AssignedRole as AssignRoleToClient;
    POST "/oauth2/v1/clients/{clientId}/roles" = "assignRoleToClient",
        bucket "/oauth2/v1/clients", scopes ["okta.roles.manage"];
    body json models::RoleAssignment;
}

operation! {
    /// Retrieve client role.
    ///
    /// `GET /oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentClient/#tag/RoleAssignmentClient/operation/retrieveClientRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/oauth2/v1/clients`
    ClientRoleAssignments.get(client_id, role_assignment_id) -> json models::AssignedRole as RetrieveClientRole;
    GET "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}" = "retrieveClientRole",
        bucket "/oauth2/v1/clients", scopes ["okta.roles.read"];
}

operation! {
    /// Delete role from client.
    ///
    /// `DELETE /oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentClient/#tag/RoleAssignmentClient/operation/deleteRoleFromClient))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/oauth2/v1/clients`
    ClientRoleAssignments.unassign(client_id, role_assignment_id) -> nothing () as DeleteRoleFromClient;
    DELETE "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}" = "deleteRoleFromClient",
        bucket "/oauth2/v1/clients", scopes ["okta.roles.manage"];
}
