//! Operations of Okta's tag `RoleBTargetAdmin`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RoleBTargetAdmin`.
    user_role_targets => UserRoleTargets
}

operation! {
    /// List application targets for application administrator role for user.
    ///
    /// `GET /api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetAdmin/#tag/RoleBTargetAdmin/operation/listApplicationTargetsForApplicationAdministratorRoleForUser))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: cursor in `Link`
    UserRoleTargets.list_apps(user_id, role_assignment_id) -> list models::CatalogApplication as ListApplicationTargetsForApplicationAdministratorRoleForUser;
    GET "/api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps" = "listApplicationTargetsForApplicationAdministratorRoleForUser",
        bucket "/api/v1/users", scopes ["okta.roles.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}

operation! {
    /// Assign all apps as target to role for user.
    ///
    /// `PUT /api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetAdmin/#tag/RoleBTargetAdmin/operation/assignAllAppsAsTargetToRoleForUser))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleTargets.assign_all_apps(user_id, role_assignment_id) -> nothing () as AssignAllAppsAsTargetToRoleForUser;
    PUT "/api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps" = "assignAllAppsAsTargetToRoleForUser",
        bucket "/api/v1/users", scopes ["okta.roles.manage"];
}

operation! {
    /// Assign app target to admin role for user.
    ///
    /// `PUT /api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetAdmin/#tag/RoleBTargetAdmin/operation/assignAppTargetToAdminRoleForUser))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleTargets.assign_app(user_id, role_assignment_id, app_name) -> nothing () as AssignAppTargetToAdminRoleForUser;
    PUT "/api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}" = "assignAppTargetToAdminRoleForUser",
        bucket "/api/v1/users", scopes ["okta.roles.manage"];
}

operation! {
    /// Unassign app target from app admin role for user.
    ///
    /// `DELETE /api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetAdmin/#tag/RoleBTargetAdmin/operation/unassignAppTargetFromAppAdminRoleForUser))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleTargets.unassign_app(user_id, role_assignment_id, app_name) -> nothing () as UnassignAppTargetFromAppAdminRoleForUser;
    DELETE "/api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}" = "unassignAppTargetFromAppAdminRoleForUser",
        bucket "/api/v1/users", scopes ["okta.roles.manage"];
}

operation! {
    /// Assign app instance target to app admin role for user.
    ///
    /// `PUT /api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}/{appId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetAdmin/#tag/RoleBTargetAdmin/operation/assignAppInstanceTargetToAppAdminRoleForUser))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleTargets.assign_app_instance(user_id, role_assignment_id, app_name, app_id) -> nothing () as AssignAppInstanceTargetToAppAdminRoleForUser;
    PUT "/api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}/{appId}" = "assignAppInstanceTargetToAppAdminRoleForUser",
        bucket "/api/v1/users", scopes ["okta.roles.manage"];
}

operation! {
    /// Unassign app instance target from admin role for user.
    ///
    /// `DELETE /api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}/{appId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetAdmin/#tag/RoleBTargetAdmin/operation/unassignAppInstanceTargetFromAdminRoleForUser))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleTargets.unassign_app_instance(user_id, role_assignment_id, app_name, app_id) -> nothing () as UnassignAppInstanceTargetFromAdminRoleForUser;
    DELETE "/api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}/{appId}" = "unassignAppInstanceTargetFromAdminRoleForUser",
        bucket "/api/v1/users", scopes ["okta.roles.manage"];
}

operation! {
    /// List group targets for role.
    ///
    /// `GET /api/v1/users/{userId}/roles/{roleAssignmentId}/targets/groups`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetAdmin/#tag/RoleBTargetAdmin/operation/listGroupTargetsForRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: cursor in `Link`
    UserRoleTargets.list_groups(user_id, role_assignment_id) -> list models::Group as ListGroupTargetsForRole;
    GET "/api/v1/users/{userId}/roles/{roleAssignmentId}/targets/groups" = "listGroupTargetsForRole",
        bucket "/api/v1/users", scopes ["okta.roles.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}

operation! {
    /// Assign group target to user role.
    ///
    /// `PUT /api/v1/users/{userId}/roles/{roleAssignmentId}/targets/groups/{groupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetAdmin/#tag/RoleBTargetAdmin/operation/assignGroupTargetToUserRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleTargets.assign_group(user_id, role_assignment_id, group_id) -> nothing () as AssignGroupTargetToUserRole;
    PUT "/api/v1/users/{userId}/roles/{roleAssignmentId}/targets/groups/{groupId}" = "assignGroupTargetToUserRole",
        bucket "/api/v1/users", scopes ["okta.roles.manage"];
}

operation! {
    /// Unassign group target from user admin role.
    ///
    /// `DELETE /api/v1/users/{userId}/roles/{roleAssignmentId}/targets/groups/{groupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetAdmin/#tag/RoleBTargetAdmin/operation/unassignGroupTargetFromUserAdminRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    UserRoleTargets.unassign_group(user_id, role_assignment_id, group_id) -> nothing () as UnassignGroupTargetFromUserAdminRole;
    DELETE "/api/v1/users/{userId}/roles/{roleAssignmentId}/targets/groups/{groupId}" = "unassignGroupTargetFromUserAdminRole",
        bucket "/api/v1/users", scopes ["okta.roles.manage"];
}

operation! {
    /// Get role targets by user id and role id.
    ///
    /// `GET /api/v1/users/{userId}/roles/{roleIdOrEncodedRoleId}/targets`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetAdmin/#tag/RoleBTargetAdmin/operation/getRoleTargetsByUserIdAndRoleId))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: cursor in `Link`
    UserRoleTargets.list(user_id, role_id_or_encoded_role_id) -> list models::RoleTarget as GetRoleTargetsByUserIdAndRoleId;
    GET "/api/v1/users/{userId}/roles/{roleIdOrEncodedRoleId}/targets" = "getRoleTargetsByUserIdAndRoleId",
        bucket "/api/v1/users", scopes ["okta.roles.read"];
    /// Query parameter `assignmentType`.
    query assignment_type: models::AssignmentType = "assignmentType";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}
