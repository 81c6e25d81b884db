//! Operations of Okta's tag `RoleCResourceSetResource`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RoleCResourceSetResource`.
    resource_set_resources => ResourceSetResources
}

operation! {
    /// List resource set resources.
    ///
    /// `GET /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleCResourceSetResource/#tag/RoleCResourceSetResource/operation/listResourceSetResources))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    /// - Paging: items in `resources`, cursor in `_links.next` or `Link`
    ResourceSetResources.list(resource_set_id_or_label) -> list models::ResourceSetResource as ListResourceSetResources;
    GET "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources" = "listResourceSetResources",
        bucket "/api/v1/iam", scopes ["okta.roles.read"], items "resources";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; default `100`.
    query limit: i32 = "limit";
}

operation! {
    /// Add resource set resource.
    ///
    /// `POST /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleCResourceSetResource/#tag/RoleCResourceSetResource/operation/addResourceSetResource))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSetResources.add(resource_set_id_or_label) -> json models::ResourceSetResource as AddResourceSetResource;
    POST "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources" = "addResourceSetResource",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    body json models::ResourceSetResourcePostRequest;
}

operation! {
    /// Add resource set resources.
    ///
    /// `PATCH /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleCResourceSetResource/#tag/RoleCResourceSetResource/operation/addResourceSetResources))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSetResources.add_many(resource_set_id_or_label) -> json models::ResourceSet as AddResourceSetResources;
    PATCH "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources" = "addResourceSetResources",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    body json models::ResourceSetResourcePatchRequest;
}

operation! {
    /// Get resource set resource.
    ///
    /// `GET /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources/{resourceId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleCResourceSetResource/#tag/RoleCResourceSetResource/operation/getResourceSetResource))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSetResources.get(resource_set_id_or_label, resource_id) -> json models::ResourceSetResource as GetResourceSetResource;
    GET "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources/{resourceId}" = "getResourceSetResource",
        bucket "/api/v1/iam", scopes ["okta.roles.read"];
}

operation! {
    /// Replace resource set resource.
    ///
    /// `PUT /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources/{resourceId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleCResourceSetResource/#tag/RoleCResourceSetResource/operation/replaceResourceSetResource))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSetResources.replace(resource_set_id_or_label, resource_id) -> json models::ResourceSetResource as ReplaceResourceSetResource;
    PUT "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources/{resourceId}" = "replaceResourceSetResource",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    body json models::ResourceSetResourcePutRequest;
}

operation! {
    /// Delete resource set resource.
    ///
    /// `DELETE /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources/{resourceId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleCResourceSetResource/#tag/RoleCResourceSetResource/operation/deleteResourceSetResource))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSetResources.delete(resource_set_id_or_label, resource_id) -> nothing () as DeleteResourceSetResource;
    DELETE "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources/{resourceId}" = "deleteResourceSetResource",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
}
