//! Operations of Okta's tag `GroupPushMapping`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `GroupPushMapping`.
    group_push_mappings => GroupPushMappings
}

operation! {
    /// List group push mappings.
    ///
    /// `GET /api/v1/apps/{appId}/group-push/mappings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupPushMapping/#tag/GroupPushMapping/operation/listGroupPushMappings))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read` or `okta.groups.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: cursor in `Link`
    GroupPushMappings.list(app_id) -> list models::GroupPushMapping as ListGroupPushMappings;
    GET "/api/v1/apps/{appId}/group-push/mappings" = "listGroupPushMappings",
        bucket "/api/v1/apps", scopes ["okta.apps.read", "okta.groups.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 1000; default `100`.
    query limit: i32 = "limit";
    /// Query parameter `lastUpdated`.
    query last_updated: String = "lastUpdated";
    /// Query parameter `sourceGroupId`.
    query source_group_id: String = "sourceGroupId";
    /// Query parameter `status`.
    query status: models::GroupPushMappingStatus = "status";
}

operation! {
    /// Create group push mapping.
    ///
    /// `POST /api/v1/apps/{appId}/group-push/mappings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupPushMapping/#tag/GroupPushMapping/operation/createGroupPushMapping))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage` or `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    GroupPushMappings.create(app_id) -> json models::GroupPushMapping as CreateGroupPushMapping;
    POST "/api/v1/apps/{appId}/group-push/mappings" = "createGroupPushMapping",
        bucket "/api/v1/apps", scopes ["okta.apps.manage", "okta.groups.manage"];
    body json models::CreateGroupPushMappingRequest;
}

operation! {
    /// Get group push mapping.
    ///
    /// `GET /api/v1/apps/{appId}/group-push/mappings/{mappingId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupPushMapping/#tag/GroupPushMapping/operation/getGroupPushMapping))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read` or `okta.groups.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    GroupPushMappings.get(app_id, mapping_id) -> json models::GroupPushMapping as GetGroupPushMapping;
    GET "/api/v1/apps/{appId}/group-push/mappings/{mappingId}" = "getGroupPushMapping",
        bucket "/api/v1/apps", scopes ["okta.apps.read", "okta.groups.read"];
}

operation! {
    /// Delete group push mapping.
    ///
    /// `DELETE /api/v1/apps/{appId}/group-push/mappings/{mappingId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupPushMapping/#tag/GroupPushMapping/operation/deleteGroupPushMapping))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage` or `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    GroupPushMappings.delete(app_id, mapping_id) -> nothing () as DeleteGroupPushMapping;
    DELETE "/api/v1/apps/{appId}/group-push/mappings/{mappingId}" = "deleteGroupPushMapping",
        bucket "/api/v1/apps", scopes ["okta.apps.manage", "okta.groups.manage"];
    required query delete_target_group: bool = "deleteTargetGroup";
}

operation! {
    /// Update group push mapping.
    ///
    /// `PATCH /api/v1/apps/{appId}/group-push/mappings/{mappingId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupPushMapping/#tag/GroupPushMapping/operation/updateGroupPushMapping))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage` or `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    GroupPushMappings.update(app_id, mapping_id) -> json models::GroupPushMapping as UpdateGroupPushMapping;
    PATCH "/api/v1/apps/{appId}/group-push/mappings/{mappingId}" = "updateGroupPushMapping",
        bucket "/api/v1/apps", scopes ["okta.apps.manage", "okta.groups.manage"];
    body json models::UpdateGroupPushMappingRequest;
}
