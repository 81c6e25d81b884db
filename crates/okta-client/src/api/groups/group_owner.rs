//! Operations of Okta's tag `GroupOwner`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Groups;

operation! {
    /// List group owners.
    ///
    /// `GET /api/v1/groups/{groupId}/owners`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupOwner/#tag/GroupOwner/operation/listGroupOwners))
    ///
    /// - Credentials: API token, or access token with `okta.groups.read`
    /// - Rate-limit bucket: `/api/v1/groups`
    /// - Paging: cursor in `Link`
    Groups.list_owners(group_id) -> list models::GroupOwner as ListGroupOwners;
    GET "/api/v1/groups/{groupId}/owners" = "listGroupOwners",
        bucket "/api/v1/groups", scopes ["okta.groups.read"];
    /// Query parameter `search`.
    query search: String = "search";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; default `1000`.
    query limit: i32 = "limit";
}

operation! {
    /// Assign group owner.
    ///
    /// `POST /api/v1/groups/{groupId}/owners`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupOwner/#tag/GroupOwner/operation/assignGroupOwner))
    ///
    /// - Credentials: API token, or access token with `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    Groups.assign_owner(group_id) -> json models::GroupOwner as AssignGroupOwner;
    POST "/api/v1/groups/{groupId}/owners" = "assignGroupOwner",
        bucket "/api/v1/groups", scopes ["okta.groups.manage"];
    body json models::AssignGroupOwnerRequestBody;
}

operation! {
    /// Delete group owner.
    ///
    /// `DELETE /api/v1/groups/{groupId}/owners/{ownerId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupOwner/#tag/GroupOwner/operation/deleteGroupOwner))
    ///
    /// - Credentials: API token, or access token with `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    Groups.delete_owner(group_id, owner_id) -> nothing () as DeleteGroupOwner;
    DELETE "/api/v1/groups/{groupId}/owners/{ownerId}" = "deleteGroupOwner",
        bucket "/api/v1/groups", scopes ["okta.groups.manage"];
}
