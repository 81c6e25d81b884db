//! Operations of Okta's tag `DirectoriesIntegration`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `DirectoriesIntegration`.
    directories => Directories
}

operation! {
    /// Update group membership.
    ///
    /// `POST /api/v1/directories/{appInstanceId}/groups/modify`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DirectoriesIntegration/#tag/DirectoriesIntegration/operation/updateGroupMembership))
    ///
    /// - Credentials: access token with `okta.directories.groups.manage`; no API token
    /// - Rate-limit bucket: `/api/v1`
    Directories.modify_group_membership(app_instance_id) -> nothing () as UpdateGroupMembership;
    POST "/api/v1/directories/{appInstanceId}/groups/modify" = "updateGroupMembership",
        bucket "/api/v1", scopes ["okta.directories.groups.manage"], security OAuthOnly;
    body json models::AgentAction;
}

operation! {
    /// Submit group attribute query.
    ///
    /// `POST /api/v1/directories/{appInstanceId}/groups/{groupId}/query`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DirectoriesIntegration/#tag/DirectoriesIntegration/operation/submitGroupAttributeQuery))
    ///
    /// - Credentials: access token with `okta.directories.groups.read`; no API token
    /// - Rate-limit bucket: `/api/v1`
    Directories.submit_group_query(app_instance_id, group_id) -> json models::GroupQueryResponse as SubmitGroupAttributeQuery;
    POST "/api/v1/directories/{appInstanceId}/groups/{groupId}/query" = "submitGroupAttributeQuery",
        bucket "/api/v1", scopes ["okta.directories.groups.read"], security OAuthOnly;
    body json models::GroupQueryRequest;
}

operation! {
    /// Get group attribute query result.
    ///
    /// `GET /api/v1/directories/{appInstanceId}/groups/{groupId}/query/{resultId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DirectoriesIntegration/#tag/DirectoriesIntegration/operation/getGroupAttributeQueryResult))
    ///
    /// - Credentials: access token with `okta.directories.groups.read`; no API token
    /// - Rate-limit bucket: `/api/v1`
    Directories.get_group_query_result(app_instance_id, group_id, result_id) -> optional Option<models::GroupProfileResult> as GetGroupAttributeQueryResult;
    GET "/api/v1/directories/{appInstanceId}/groups/{groupId}/query/{resultId}" = "getGroupAttributeQueryResult",
        bucket "/api/v1", scopes ["okta.directories.groups.read"], security OAuthOnly;
}
