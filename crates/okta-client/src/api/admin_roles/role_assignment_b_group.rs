//! Operations of Okta's tag `RoleAssignmentBGroup`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RoleAssignmentBGroup`.
    group_role_assignments => GroupRoleAssignments
}

operation! {
    /// List group assigned roles.
    ///
    /// `GET /api/v1/groups/{groupId}/roles`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentBGroup/#tag/RoleAssignmentBGroup/operation/listGroupAssignedRoles))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/groups`
    /// - Paging: all items in one page, as far as the document says
    GroupRoleAssignments.list(group_id) -> list models::AssignedRole as ListGroupAssignedRoles;
    GET "/api/v1/groups/{groupId}/roles" = "listGroupAssignedRoles",
        bucket "/api/v1/groups", scopes ["okta.roles.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Assign role to group.
    ///
    /// `POST /api/v1/groups/{groupId}/roles`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentBGroup/#tag/RoleAssignmentBGroup/operation/assignRoleToGroup))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRoleAssignments.assign(group_id) -> optional Option<models::AssignedRole> as AssignRoleToGroup;
    POST "/api/v1/groups/{groupId}/roles" = "assignRoleToGroup",
        bucket "/api/v1/groups", scopes ["okta.roles.manage"];
    body json models::RoleAssignment;
    /// Query parameter `disableNotifications`; default `false`.
    query disable_notifications: bool = "disableNotifications";
}

operation! {
    /// Get group assigned role.
    ///
    /// `GET /api/v1/groups/{groupId}/roles/{roleAssignmentId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentBGroup/#tag/RoleAssignmentBGroup/operation/getGroupAssignedRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRoleAssignments.get(group_id, role_assignment_id) -> json models::AssignedRole as GetGroupAssignedRole;
    GET "/api/v1/groups/{groupId}/roles/{roleAssignmentId}" = "getGroupAssignedRole",
        bucket "/api/v1/groups", scopes ["okta.roles.read"];
}

operation! {
    /// Unassign role from group.
    ///
    /// `DELETE /api/v1/groups/{groupId}/roles/{roleAssignmentId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentBGroup/#tag/RoleAssignmentBGroup/operation/unassignRoleFromGroup))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRoleAssignments.unassign(group_id, role_assignment_id) -> nothing () as UnassignRoleFromGroup;
    DELETE "/api/v1/groups/{groupId}/roles/{roleAssignmentId}" = "unassignRoleFromGroup",
        bucket "/api/v1/groups", scopes ["okta.roles.manage"];
}
