//! Operations of Okta's tag `RoleAssignmentAUser`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RoleAssignmentAUser`.
    user_role_assignments => UserRoleAssignments
}

operation! {
    /// List users with role assignments.
    ///
    /// `GET /api/v1/iam/assignees/users`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/#tag/RoleAssignmentAUser/operation/listUsersWithRoleAssignments))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    /// - Paging: items in `value`, cursor in `_links.next` or `Link`
    UserRoleAssignments.list_assignees() -> list models::RoleAssignedUser as ListUsersWithRoleAssignments;
    GET "/api/v1/iam/assignees/users" = "listUsersWithRoleAssignments",
        bucket "/api/v1/iam", scopes ["okta.roles.read"], items "value";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; default `100`.
    query limit: i32 = "limit";
}

operation! {
    /// List assigned roles for user.
    ///
    /// `GET /api/v1/users/{userId}/roles`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/#tag/RoleAssignmentAUser/operation/listAssignedRolesForUser))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    UserRoleAssignments.list(user_id) -> list models::AssignedRole as ListAssignedRolesForUser;
    GET "/api/v1/users/{userId}/roles" = "listAssignedRolesForUser",
        bucket "/api/v1/users", scopes ["okta.roles.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Assign role to user.
    ///
    /// `POST /api/v1/users/{userId}/roles`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/#tag/RoleAssignmentAUser/operation/assignRoleToUser))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleAssignments.assign(user_id) -> json models::AssignedRole as AssignRoleToUser;
    POST "/api/v1/users/{userId}/roles" = "assignRoleToUser",
        bucket "/api/v1/users", scopes ["okta.roles.manage"];
    body json models::RoleAssignment;
    /// Query parameter `disableNotifications`; default `false`.
    query disable_notifications: bool = "disableNotifications";
}

operation! {
    /// Get user assigned role.
    ///
    /// `GET /api/v1/users/{userId}/roles/{roleAssignmentId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/#tag/RoleAssignmentAUser/operation/getUserAssignedRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleAssignments.get(user_id, role_assignment_id) -> json models::AssignedRole as GetUserAssignedRole;
    GET "/api/v1/users/{userId}/roles/{roleAssignmentId}" = "getUserAssignedRole",
        bucket "/api/v1/users", scopes ["okta.roles.read"];
}

operation! {
    /// Unassign role from user.
    ///
    /// `DELETE /api/v1/users/{userId}/roles/{roleAssignmentId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/#tag/RoleAssignmentAUser/operation/unassignRoleFromUser))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleAssignments.unassign(user_id, role_assignment_id) -> nothing () as UnassignRoleFromUser;
    DELETE "/api/v1/users/{userId}/roles/{roleAssignmentId}" = "unassignRoleFromUser",
        bucket "/api/v1/users", scopes ["okta.roles.manage"];
}

operation! {
    /// Get user assigned role governance.
    ///
    /// `GET /api/v1/users/{userId}/roles/{roleAssignmentId}/governance`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/#tag/RoleAssignmentAUser/operation/getUserAssignedRoleGovernance))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleAssignments.get_governance(user_id, role_assignment_id) -> json models::RoleGovernance as GetUserAssignedRoleGovernance;
    GET "/api/v1/users/{userId}/roles/{roleAssignmentId}/governance" = "getUserAssignedRoleGovernance",
        bucket "/api/v1/users", scopes ["okta.roles.read"];
}

operation! {
    /// Get role assignment governance grant.
    ///
    /// `GET /api/v1/users/{userId}/roles/{roleAssignmentId}/governance/{grantId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/#tag/RoleAssignmentAUser/operation/getRoleAssignmentGovernanceGrant))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleAssignments.get_governance_grant(user_id, role_assignment_id, grant_id) -> json models::RoleGovernanceSource as GetRoleAssignmentGovernanceGrant;
    GET "/api/v1/users/{userId}/roles/{roleAssignmentId}/governance/{grantId}" = "getRoleAssignmentGovernanceGrant",
        bucket "/api/v1/users", scopes ["okta.roles.read"];
}

operation! {
    /// Get role assignment governance grant resources.
    ///
    /// `GET /api/v1/users/{userId}/roles/{roleAssignmentId}/governance/{grantId}/resources`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/#tag/RoleAssignmentAUser/operation/getRoleAssignmentGovernanceGrantResources))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleAssignments.get_governance_grant_resources(user_id, role_assignment_id, grant_id) -> json models::RoleGovernanceResources as GetRoleAssignmentGovernanceGrantResources;
    GET "/api/v1/users/{userId}/roles/{roleAssignmentId}/governance/{grantId}/resources" = "getRoleAssignmentGovernanceGrantResources",
        bucket "/api/v1/users", scopes ["okta.roles.read"];
}
