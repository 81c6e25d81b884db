//! Operations of Okta's tag `RoleECustomPermission`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RoleECustomPermission`.
    custom_role_permissions => CustomRolePermissions
}

operation! {
    /// List role permissions.
    ///
    /// `GET /api/v1/iam/roles/{roleIdOrLabel}/permissions`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleECustomPermission/#tag/RoleECustomPermission/operation/listRolePermissions))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    /// - Paging: items in `permissions`, all in one page, as far as the document says
    CustomRolePermissions.list(role_id_or_label) -> list models::Permission as ListRolePermissions;
    GET "/api/v1/iam/roles/{roleIdOrLabel}/permissions" = "listRolePermissions",
        bucket "/api/v1/iam", scopes ["okta.roles.read"], items "permissions";
}

operation! {
    /// Get role permission.
    ///
    /// `GET /api/v1/iam/roles/{roleIdOrLabel}/permissions/{permissionType}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleECustomPermission/#tag/RoleECustomPermission/operation/getRolePermission))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    CustomRolePermissions.get(role_id_or_label, permission_type) -> json models::Permission as GetRolePermission;
    GET "/api/v1/iam/roles/{roleIdOrLabel}/permissions/{permissionType}" = "getRolePermission",
        bucket "/api/v1/iam", scopes ["okta.roles.read"];
}

operation! {
    /// Replace role permission.
    ///
    /// `PUT /api/v1/iam/roles/{roleIdOrLabel}/permissions/{permissionType}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleECustomPermission/#tag/RoleECustomPermission/operation/replaceRolePermission))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    CustomRolePermissions.replace(role_id_or_label, permission_type) -> json models::Permission as ReplaceRolePermission;
    PUT "/api/v1/iam/roles/{roleIdOrLabel}/permissions/{permissionType}" = "replaceRolePermission",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    optional body json models::CreateUpdateIamRolePermissionRequest;
}

operation! {
    /// Create role permission.
    ///
    /// `POST /api/v1/iam/roles/{roleIdOrLabel}/permissions/{permissionType}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleECustomPermission/#tag/RoleECustomPermission/operation/createRolePermission))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    CustomRolePermissions.create(role_id_or_label, permission_type) -> nothing () as CreateRolePermission;
    POST "/api/v1/iam/roles/{roleIdOrLabel}/permissions/{permissionType}" = "createRolePermission",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    optional body json models::CreateUpdateIamRolePermissionRequest;
}

operation! {
    /// Delete role permission.
    ///
    /// `DELETE /api/v1/iam/roles/{roleIdOrLabel}/permissions/{permissionType}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleECustomPermission/#tag/RoleECustomPermission/operation/deleteRolePermission))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    CustomRolePermissions.delete(role_id_or_label, permission_type) -> nothing () as DeleteRolePermission;
    DELETE "/api/v1/iam/roles/{roleIdOrLabel}/permissions/{permissionType}" = "deleteRolePermission",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
}
