//! Operations of Okta's tag `RoleCResourceSet`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RoleCResourceSet`.
    resource_sets => ResourceSets
}

operation! {
    /// List resource sets.
    ///
    /// `GET /api/v1/iam/resource-sets`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleCResourceSet/#tag/RoleCResourceSet/operation/listResourceSets))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    /// - Paging: items in `resource-sets`, cursor in `_links.next` or `Link`
    ResourceSets.list() -> list models::ResourceSet as ListResourceSets;
    GET "/api/v1/iam/resource-sets" = "listResourceSets",
        bucket "/api/v1/iam", scopes ["okta.roles.read"], items "resource-sets";
    /// Query parameter `after`.
    query after: String = "after";
}

operation! {
    /// Create resource set.
    ///
    /// `POST /api/v1/iam/resource-sets`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleCResourceSet/#tag/RoleCResourceSet/operation/createResourceSet))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSets.create() -> json models::ResourceSet as CreateResourceSet;
    POST "/api/v1/iam/resource-sets" = "createResourceSet",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    body json models::CreateResourceSetRequest;
}

operation! {
    /// Get resource set.
    ///
    /// `GET /api/v1/iam/resource-sets/{resourceSetIdOrLabel}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleCResourceSet/#tag/RoleCResourceSet/operation/getResourceSet))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSets.get(resource_set_id_or_label) -> json models::ResourceSet as GetResourceSet;
    GET "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}" = "getResourceSet",
        bucket "/api/v1/iam", scopes ["okta.roles.read"];
}

operation! {
    /// Replace resource set.
    ///
    /// `PUT /api/v1/iam/resource-sets/{resourceSetIdOrLabel}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleCResourceSet/#tag/RoleCResourceSet/operation/replaceResourceSet))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSets.replace(resource_set_id_or_label) -> json models::ResourceSet as ReplaceResourceSet;
    PUT "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}" = "replaceResourceSet",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    body json models::ResourceSet;
}

operation! {
    /// Delete resource set.
    ///
    /// `DELETE /api/v1/iam/resource-sets/{resourceSetIdOrLabel}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleCResourceSet/#tag/RoleCResourceSet/operation/deleteResourceSet))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    ResourceSets.delete(resource_set_id_or_label) -> nothing () as DeleteResourceSet;
    DELETE "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}" = "deleteResourceSet",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
}
