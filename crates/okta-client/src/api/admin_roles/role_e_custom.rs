//! Operations of Okta's tag `RoleECustom`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RoleECustom`.
    custom_roles => CustomRoles
}

operation! {
    /// List roles.
    ///
    /// `GET /api/v1/iam/roles`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleECustom/#tag/RoleECustom/operation/listRoles))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    /// - Paging: items in `roles`, cursor in `_links.next` or `Link`
    CustomRoles.list() -> list models::IamRole as ListRoles;
    GET "/api/v1/iam/roles" = "listRoles", bucket "/api/v1/iam", scopes ["okta.roles.read"], items "roles";
    /// Query parameter `after`.
    query after: String = "after";
}

operation! {
    /// Create role.
    ///
    /// `POST /api/v1/iam/roles`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleECustom/#tag/RoleECustom/operation/createRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    CustomRoles.create() -> json models::IamRole as CreateRole;
    POST "/api/v1/iam/roles" = "createRole", bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    body json models::CreateIamRoleRequest;
}

operation! {
    /// Get role.
    ///
    /// `GET /api/v1/iam/roles/{roleIdOrLabel}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleECustom/#tag/RoleECustom/operation/getRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    CustomRoles.get(role_id_or_label) -> json models::IamRole as GetRole;
    GET "/api/v1/iam/roles/{roleIdOrLabel}" = "getRole", bucket "/api/v1/iam", scopes ["okta.roles.read"];
}

operation! {
    /// Replace role.
    ///
    /// `PUT /api/v1/iam/roles/{roleIdOrLabel}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleECustom/#tag/RoleECustom/operation/replaceRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    CustomRoles.replace(role_id_or_label) -> json models::IamRole as ReplaceRole;
    PUT "/api/v1/iam/roles/{roleIdOrLabel}" = "replaceRole",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    body json models::UpdateIamRoleRequest;
}

operation! {
    /// Delete role.
    ///
    /// `DELETE /api/v1/iam/roles/{roleIdOrLabel}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleECustom/#tag/RoleECustom/operation/deleteRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    CustomRoles.delete(role_id_or_label) -> nothing () as DeleteRole;
    DELETE "/api/v1/iam/roles/{roleIdOrLabel}" = "deleteRole",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
}
