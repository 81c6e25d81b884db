//! Operations of Okta's tag `ApplicationGroups`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Apps;

operation! {
    /// List application group assignments.
    ///
    /// `GET /api/v1/apps/{appId}/groups`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationGroups/#tag/ApplicationGroups/operation/listApplicationGroupAssignments))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: cursor in `Link`
    Apps.list_group_assignments(app_id) -> list models::ApplicationGroupAssignment as ListApplicationGroupAssignments;
    GET "/api/v1/apps/{appId}/groups" = "listApplicationGroupAssignments",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 20 to 200; default `20`.
    query limit: i32 = "limit";
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Get application group assignment.
    ///
    /// `GET /api/v1/apps/{appId}/groups/{groupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationGroups/#tag/ApplicationGroups/operation/getApplicationGroupAssignment))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.get_group_assignment(app_id, group_id) -> json models::ApplicationGroupAssignment as GetApplicationGroupAssignment;
    GET "/api/v1/apps/{appId}/groups/{groupId}" = "getApplicationGroupAssignment",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Assign group to application.
    ///
    /// `PUT /api/v1/apps/{appId}/groups/{groupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationGroups/#tag/ApplicationGroups/operation/assignGroupToApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.assign_group(app_id, group_id) -> json models::ApplicationGroupAssignment as AssignGroupToApplication;
    PUT "/api/v1/apps/{appId}/groups/{groupId}" = "assignGroupToApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    optional body json models::ApplicationGroupAssignment;
}

operation! {
    /// Unassign application from group.
    ///
    /// `DELETE /api/v1/apps/{appId}/groups/{groupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationGroups/#tag/ApplicationGroups/operation/unassignApplicationFromGroup))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.unassign_group(app_id, group_id) -> nothing () as UnassignApplicationFromGroup;
    DELETE "/api/v1/apps/{appId}/groups/{groupId}" = "unassignApplicationFromGroup",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}

operation! {
    /// Update group assignment to application.
    ///
    /// `PATCH /api/v1/apps/{appId}/groups/{groupId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationGroups/#tag/ApplicationGroups/operation/updateGroupAssignmentToApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.update_group_assignment(app_id, group_id) -> json models::ApplicationGroupAssignment as UpdateGroupAssignmentToApplication;
    PATCH "/api/v1/apps/{appId}/groups/{groupId}" = "updateGroupAssignmentToApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    body json Vec<models::JsonPatchOperation>;
}
