//! Operations of Okta's tag `RoleDResourceSetBindingMember`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RoleDResourceSetBindingMember`.
    resource_set_binding_members => ResourceSetBindingMembers
}

operation! {
    /// List members of binding.
    ///
    /// `GET /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}/members`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleDResourceSetBindingMember/#tag/RoleDResourceSetBindingMember/operation/listMembersOfBinding))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    /// - Paging: items in `members`, cursor in `_links.next` or `Link`
    ResourceSetBindingMembers.list(resource_set_id_or_label, role_id_or_label) -> list models::ResourceSetBindingMember as ListMembersOfBinding;
    GET "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}/members" = "listMembersOfBinding",
        bucket "/api/v1/iam", scopes ["okta.roles.read"], items "members";
    /// Query parameter `after`.
    query after: String = "after";
}

operation! {
    /// Add members to binding.
    ///
    /// `PATCH /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}/members`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleDResourceSetBindingMember/#tag/RoleDResourceSetBindingMember/operation/addMembersToBinding))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSetBindingMembers.add(resource_set_id_or_label, role_id_or_label) -> json models::ResourceSetBindingEditResponse as AddMembersToBinding;
    PATCH "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}/members" = "addMembersToBinding",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    body json models::ResourceSetBindingAddMembersRequest;
}

operation! {
    /// Get member of binding.
    ///
    /// `GET /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}/members/{memberId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleDResourceSetBindingMember/#tag/RoleDResourceSetBindingMember/operation/getMemberOfBinding))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSetBindingMembers.get(resource_set_id_or_label, role_id_or_label, member_id) -> json models::ResourceSetBindingMember as GetMemberOfBinding;
    GET "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}/members/{memberId}" = "getMemberOfBinding",
        bucket "/api/v1/iam", scopes ["okta.roles.read"];
}

operation! {
    /// Unassign member from binding.
    ///
    /// `DELETE /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}/members/{memberId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleDResourceSetBindingMember/#tag/RoleDResourceSetBindingMember/operation/unassignMemberFromBinding))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSetBindingMembers.unassign(resource_set_id_or_label, role_id_or_label, member_id) -> nothing () as UnassignMemberFromBinding;
    DELETE "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}/members/{memberId}" = "unassignMemberFromBinding",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
}
