//! Operations of Okta's tag `RoleDResourceSetBinding`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RoleDResourceSetBinding`.
    resource_set_bindings => ResourceSetBindings
}

operation! {
    /// List bindings.
    ///
    /// `GET /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleDResourceSetBinding/#tag/RoleDResourceSetBinding/operation/listBindings))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    /// - Paging: items in `roles`, cursor in `_links.next` or `Link`
    ResourceSetBindings.list(resource_set_id_or_label) -> list models::ResourceSetBindingRole as ListBindings;
    GET "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings" = "listBindings",
        bucket "/api/v1/iam", scopes ["okta.roles.read"], items "roles";
    /// Query parameter `after`.
    query after: String = "after";
}

operation! {
    /// Create resource set binding.
    ///
    /// `POST /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleDResourceSetBinding/#tag/RoleDResourceSetBinding/operation/createResourceSetBinding))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSetBindings.create(resource_set_id_or_label) -> json models::ResourceSetBindingEditResponse as CreateResourceSetBinding;
    POST "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings" = "createResourceSetBinding",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    body json models::ResourceSetBindingCreateRequest;
}

operation! {
    /// Get binding.
    ///
    /// `GET /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleDResourceSetBinding/#tag/RoleDResourceSetBinding/operation/getBinding))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSetBindings.get(resource_set_id_or_label, role_id_or_label) -> json models::ResourceSetBindingResponse as GetBinding;
    GET "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}" = "getBinding",
        bucket "/api/v1/iam", scopes ["okta.roles.read"];
}

operation! {
    /// Delete binding.
    ///
    /// `DELETE /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleDResourceSetBinding/#tag/RoleDResourceSetBinding/operation/deleteBinding))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSetBindings.delete(resource_set_id_or_label, role_id_or_label) -> nothing () as DeleteBinding;
    DELETE "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}" = "deleteBinding",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
}
