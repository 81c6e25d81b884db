//! Operations of Okta's tag `RoleBTargetBGroup`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RoleBTargetBGroup`.
    group_role_targets => GroupRoleTargets
}

operation! {
    /// List application targets for application administrator role for group.
    ///
    /// `GET /api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/catalog/apps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetBGroup/#tag/RoleBTargetBGroup/operation/listApplicationTargetsForApplicationAdministratorRoleForGroup))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/groups`
    /// - Paging: cursor in `Link`
    GroupRoleTargets.list_apps(group_id, role_assignment_id) -> list models::CatalogApplication as ListApplicationTargetsForApplicationAdministratorRoleForGroup;
    GET "/api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/catalog/apps" = "listApplicationTargetsForApplicationAdministratorRoleForGroup",
        bucket "/api/v1/groups", scopes ["okta.roles.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}

operation! {
    /// Assign app target to admin role for group.
    ///
    /// `PUT /api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetBGroup/#tag/RoleBTargetBGroup/operation/assignAppTargetToAdminRoleForGroup))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRoleTargets.assign_app(group_id, role_assignment_id, app_name) -> nothing () as AssignAppTargetToAdminRoleForGroup;
    PUT "/api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}" = "assignAppTargetToAdminRoleForGroup",
        bucket "/api/v1/groups", scopes ["okta.roles.manage"];
}

operation! {
    /// Unassign app target to admin role for group.
    ///
    /// `DELETE /api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetBGroup/#tag/RoleBTargetBGroup/operation/unassignAppTargetToAdminRoleForGroup))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRoleTargets.unassign_app(group_id, role_assignment_id, app_name) -> nothing () as UnassignAppTargetToAdminRoleForGroup;
    DELETE "/api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}" = "unassignAppTargetToAdminRoleForGroup",
        bucket "/api/v1/groups", scopes ["okta.roles.manage"];
}

operation! {
    /// Assign app instance target to app admin role for group.
    ///
    /// `PUT /api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}/{appId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetBGroup/#tag/RoleBTargetBGroup/operation/assignAppInstanceTargetToAppAdminRoleForGroup))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRoleTargets.assign_app_instance(group_id, role_assignment_id, app_name, app_id) -> nothing () as AssignAppInstanceTargetToAppAdminRoleForGroup;
    PUT "/api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}/{appId}" = "assignAppInstanceTargetToAppAdminRoleForGroup",
        bucket "/api/v1/groups", scopes ["okta.roles.manage"];
}

operation! {
    /// Unassign app instance target to app admin role for group.
    ///
    /// `DELETE /api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}/{appId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetBGroup/#tag/RoleBTargetBGroup/operation/unassignAppInstanceTargetToAppAdminRoleForGroup))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRoleTargets.unassign_app_instance(group_id, role_assignment_id, app_name, app_id) -> nothing () as UnassignAppInstanceTargetToAppAdminRoleForGroup;
    DELETE "/api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/catalog/apps/{appName}/{appId}" = "unassignAppInstanceTargetToAppAdminRoleForGroup",
        bucket "/api/v1/groups", scopes ["okta.roles.manage"];
}

operation! {
    /// List group targets for group role.
    ///
    /// `GET /api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/groups`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetBGroup/#tag/RoleBTargetBGroup/operation/listGroupTargetsForGroupRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/groups`
    /// - Paging: cursor in `Link`
    GroupRoleTargets.list_groups(group_id, role_assignment_id) -> list models::Group as ListGroupTargetsForGroupRole;
    GET "/api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/groups" = "listGroupTargetsForGroupRole",
        bucket "/api/v1/groups", scopes ["okta.roles.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}

operation! {
    /// Assign group target to group admin role.
    ///
    /// `PUT /api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/groups/{targetGroupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetBGroup/#tag/RoleBTargetBGroup/operation/assignGroupTargetToGroupAdminRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRoleTargets.assign_group(group_id, role_assignment_id, target_group_id) -> nothing () as AssignGroupTargetToGroupAdminRole;
    PUT "/api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/groups/{targetGroupId}" = "assignGroupTargetToGroupAdminRole",
        bucket "/api/v1/groups", scopes ["okta.roles.manage"];
}

operation! {
    /// Unassign group target from group admin role.
    ///
    /// `DELETE /api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/groups/{targetGroupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetBGroup/#tag/RoleBTargetBGroup/operation/unassignGroupTargetFromGroupAdminRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRoleTargets.unassign_group(group_id, role_assignment_id, target_group_id) -> nothing () as UnassignGroupTargetFromGroupAdminRole;
    DELETE "/api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/groups/{targetGroupId}" = "unassignGroupTargetFromGroupAdminRole",
        bucket "/api/v1/groups", scopes ["okta.roles.manage"];
}
