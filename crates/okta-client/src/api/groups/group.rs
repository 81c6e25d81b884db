//! Operations of Okta's tag `Group`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tags `Group`, `GroupOwner`.
    groups => Groups
}

operation! {
    /// List groups.
    ///
    /// `GET /api/v1/groups`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/#tag/Group/operation/listGroups))
    ///
    /// - Credentials: API token, or access token with `okta.groups.read`
    /// - Rate-limit bucket: `/api/v1/groups`
    /// - Paging: cursor in `Link`
    Groups.list() -> list models::Group as ListGroups;
    GET "/api/v1/groups" = "listGroups", bucket "/api/v1/groups", scopes ["okta.groups.read"];
    /// Query parameter `search`.
    query search: String = "search";
    /// Query parameter `filter`.
    query filter: String = "filter";
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; at most 10000.
    query limit: i32 = "limit";
    /// Query parameter `expand`.
    query expand: String = "expand";
    /// Query parameter `sortBy`.
    query sort_by: String = "sortBy";
    /// Query parameter `sortOrder`; default `asc`.
    query sort_order: String = "sortOrder";
}

operation! {
    /// Add group.
    ///
    /// `POST /api/v1/groups`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/#tag/Group/operation/addGroup))
    ///
    /// - Credentials: API token, or access token with `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    Groups.create() -> json models::Group as AddGroup;
    POST "/api/v1/groups" = "addGroup", bucket "/api/v1/groups", scopes ["okta.groups.manage"];
    body json models::GroupRequest;
}

operation! {
    /// Get group.
    ///
    /// `GET /api/v1/groups/{groupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/#tag/Group/operation/getGroup))
    ///
    /// - Credentials: API token, or access token with `okta.groups.read`
    /// - Rate-limit bucket: `/api/v1/groups/{id}`
    Groups.get(group_id) -> json models::Group as GetGroup;
    GET "/api/v1/groups/{groupId}" = "getGroup", bucket "/api/v1/groups/{id}", scopes ["okta.groups.read"];
}

operation! {
    /// Replace group.
    ///
    /// `PUT /api/v1/groups/{groupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/#tag/Group/operation/replaceGroup))
    ///
    /// - Credentials: API token, or access token with `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/groups/{id}`
    Groups.replace(group_id) -> json models::Group as ReplaceGroup;
    PUT "/api/v1/groups/{groupId}" = "replaceGroup",
        bucket "/api/v1/groups/{id}", scopes ["okta.groups.manage"];
    body json models::GroupRequest;
}

operation! {
    /// Delete group.
    ///
    /// `DELETE /api/v1/groups/{groupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/#tag/Group/operation/deleteGroup))
    ///
    /// - Credentials: API token, or access token with `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/groups/{id}`
    Groups.delete(group_id) -> nothing () as DeleteGroup;
    DELETE "/api/v1/groups/{groupId}" = "deleteGroup",
        bucket "/api/v1/groups/{id}", scopes ["okta.groups.manage"];
}

operation! {
    /// List assigned applications for group.
    ///
    /// `GET /api/v1/groups/{groupId}/apps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/#tag/Group/operation/listAssignedApplicationsForGroup))
    ///
    /// - Credentials: API token, or access token with `okta.groups.read`
    /// - Rate-limit bucket: `/api/v1/groups`
    /// - Paging: cursor in `Link`
    Groups.list_apps(group_id) -> list models::Application as ListAssignedApplicationsForGroup;
    GET "/api/v1/groups/{groupId}/apps" = "listAssignedApplicationsForGroup",
        bucket "/api/v1/groups", scopes ["okta.groups.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; default `20`.
    query limit: i32 = "limit";
}

operation! {
    /// List group users.
    ///
    /// `GET /api/v1/groups/{groupId}/users`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/#tag/Group/operation/listGroupUsers))
    ///
    /// - Credentials: API token, or access token with `okta.groups.read`
    /// - Rate-limit bucket: `/api/v1/groups`
    /// - Paging: cursor in `Link`
    Groups.list_users(group_id) -> list models::User as ListGroupUsers;
    GET "/api/v1/groups/{groupId}/users" = "listGroupUsers",
        bucket "/api/v1/groups", scopes ["okta.groups.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; default `1000`.
    query limit: i32 = "limit";
}

operation! {
    /// Assign user to group.
    ///
    /// `PUT /api/v1/groups/{groupId}/users/{userId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/#tag/Group/operation/assignUserToGroup))
    ///
    /// - Credentials: API token, or access token with `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    Groups.assign_user(group_id, user_id) -> nothing () as AssignUserToGroup;
    PUT "/api/v1/groups/{groupId}/users/{userId}" = "assignUserToGroup",
        bucket "/api/v1/groups", scopes ["okta.groups.manage"];
}

operation! {
    /// Unassign user from group.
    ///
    /// `DELETE /api/v1/groups/{groupId}/users/{userId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/#tag/Group/operation/unassignUserFromGroup))
    ///
    /// - Credentials: API token, or access token with `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    Groups.unassign_user(group_id, user_id) -> nothing () as UnassignUserFromGroup;
    DELETE "/api/v1/groups/{groupId}/users/{userId}" = "unassignUserFromGroup",
        bucket "/api/v1/groups", scopes ["okta.groups.manage"];
}
