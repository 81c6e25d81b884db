//! Operations of Okta's tag `IdentitySource`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `IdentitySource`.
    identity_sources => IdentitySources
}

operation! {
    /// Create identity source groups.
    ///
    /// `POST /api/v1/identity-sources/{identitySourceId}/groups`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/createIdentitySourceGroups))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.create_group(identity_source_id) -> json models::GroupsResponseSchema as CreateIdentitySourceGroups;
    POST "/api/v1/identity-sources/{identitySourceId}/groups" = "createIdentitySourceGroups",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
    body json models::GroupsRequestSchema;
}

operation! {
    /// Get identity source group.
    ///
    /// `GET /api/v1/identity-sources/{identitySourceId}/groups/{groupOrExternalId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/getIdentitySourceGroup))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.read`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.get_group(identity_source_id, group_or_external_id) -> json models::GroupsResponseSchema as GetIdentitySourceGroup;
    GET "/api/v1/identity-sources/{identitySourceId}/groups/{groupOrExternalId}" = "getIdentitySourceGroup",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.read"];
}

operation! {
    /// Update identity source groups.
    ///
    /// `POST /api/v1/identity-sources/{identitySourceId}/groups/{groupOrExternalId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/updateIdentitySourceGroups))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.update_group(identity_source_id, group_or_external_id) -> json models::GroupsResponseSchema as UpdateIdentitySourceGroups;
    POST "/api/v1/identity-sources/{identitySourceId}/groups/{groupOrExternalId}" = "updateIdentitySourceGroups",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
    body json models::GroupsRequestSchema;
}

operation! {
    /// Delete identity source group.
    ///
    /// `DELETE /api/v1/identity-sources/{identitySourceId}/groups/{groupOrExternalId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/deleteIdentitySourceGroup))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.delete_group(identity_source_id, group_or_external_id) -> nothing () as DeleteIdentitySourceGroup;
    DELETE "/api/v1/identity-sources/{identitySourceId}/groups/{groupOrExternalId}" = "deleteIdentitySourceGroup",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
}

operation! {
    /// Get identity source group memberships.
    ///
    /// `GET /api/v1/identity-sources/{identitySourceId}/groups/{groupOrExternalId}/membership`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/getIdentitySourceGroupMemberships))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.read`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    /// - Paging: items in `memberExternalIds`, cursor in `_links.next` or `Link`
    IdentitySources.get_group_memberships(identity_source_id, group_or_external_id) -> list String as GetIdentitySourceGroupMemberships;
    GET "/api/v1/identity-sources/{identitySourceId}/groups/{groupOrExternalId}/membership" = "getIdentitySourceGroupMemberships",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.read"], items "memberExternalIds";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; at most 1000.
    query limit: i32 = "limit";
}

operation! {
    /// Create identity source groups memberships.
    ///
    /// `POST /api/v1/identity-sources/{identitySourceId}/groups/{groupOrExternalId}/membership`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/createIdentitySourceGroupsMemberships))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.create_group_memberships(identity_source_id, group_or_external_id) -> nothing () as CreateIdentitySourceGroupsMemberships;
    POST "/api/v1/identity-sources/{identitySourceId}/groups/{groupOrExternalId}/membership" = "createIdentitySourceGroupsMemberships",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
    body json models::MembershipRequestSchema;
}

operation! {
    /// Delete identity source group memberships.
    ///
    /// `DELETE /api/v1/identity-sources/{identitySourceId}/groups/{groupOrExternalId}/membership/{memberExternalId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/deleteIdentitySourceGroupMemberships))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.delete_group_memberships(identity_source_id, group_or_external_id, member_external_id) -> nothing () as DeleteIdentitySourceGroupMemberships;
    DELETE "/api/v1/identity-sources/{identitySourceId}/groups/{groupOrExternalId}/membership/{memberExternalId}" = "deleteIdentitySourceGroupMemberships",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
}

operation! {
    /// List identity source sessions.
    ///
    /// `GET /api/v1/identity-sources/{identitySourceId}/sessions`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/listIdentitySourceSessions))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.read`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    /// - Paging: all items in one page, as far as the document says
    IdentitySources.list_sessions(identity_source_id) -> list models::IdentitySourceSession as ListIdentitySourceSessions;
    GET "/api/v1/identity-sources/{identitySourceId}/sessions" = "listIdentitySourceSessions",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.read"];
}

operation! {
    /// Create identity source session.
    ///
    /// `POST /api/v1/identity-sources/{identitySourceId}/sessions`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/createIdentitySourceSession))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.create_session(identity_source_id) -> json models::IdentitySourceSession as CreateIdentitySourceSession;
    POST "/api/v1/identity-sources/{identitySourceId}/sessions" = "createIdentitySourceSession",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
}

operation! {
    /// Get identity source session.
    ///
    /// `GET /api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/getIdentitySourceSession))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.read`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.get_session(identity_source_id, session_id) -> json models::IdentitySourceSession as GetIdentitySourceSession;
    GET "/api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}" = "getIdentitySourceSession",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.read"];
}

operation! {
    /// Delete identity source session.
    ///
    /// `DELETE /api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/deleteIdentitySourceSession))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.delete_session(identity_source_id, session_id) -> nothing () as DeleteIdentitySourceSession;
    DELETE "/api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}" = "deleteIdentitySourceSession",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
}

operation! {
    /// Upload identity source data for delete.
    ///
    /// `POST /api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/bulk-delete`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/uploadIdentitySourceDataForDelete))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions/{sessionId}/bulk-delete`
    IdentitySources.bulk_delete_users(identity_source_id, session_id) -> nothing () as UploadIdentitySourceDataForDelete;
    POST "/api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/bulk-delete" = "uploadIdentitySourceDataForDelete",
        bucket "/api/v1/identity-sources/{id}/sessions/{sessionId}/bulk-delete", scopes ["okta.identitySources.manage"];
    body json models::BulkDeleteRequestBody;
}

operation! {
    /// Upload identity source group memberships for delete.
    ///
    /// `POST /api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/bulk-group-memberships-delete`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/uploadIdentitySourceGroupMembershipsForDelete))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.bulk_delete_group_memberships(identity_source_id, session_id) -> nothing () as UploadIdentitySourceGroupMembershipsForDelete;
    POST "/api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/bulk-group-memberships-delete" = "uploadIdentitySourceGroupMembershipsForDelete",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
    body json models::BulkGroupMembershipsDeleteRequestBody;
}

operation! {
    /// Upload identity source group memberships for upsert.
    ///
    /// `POST /api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/bulk-group-memberships-upsert`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/uploadIdentitySourceGroupMembershipsForUpsert))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.bulk_upsert_group_memberships(identity_source_id, session_id) -> nothing () as UploadIdentitySourceGroupMembershipsForUpsert;
    POST "/api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/bulk-group-memberships-upsert" = "uploadIdentitySourceGroupMembershipsForUpsert",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
    body json models::BulkGroupMembershipsUpsertRequestBody;
}

operation! {
    /// Upload identity source groups data for delete.
    ///
    /// `POST /api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/bulk-groups-delete`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/uploadIdentitySourceGroupsDataForDelete))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.bulk_delete_groups(identity_source_id, session_id) -> nothing () as UploadIdentitySourceGroupsDataForDelete;
    POST "/api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/bulk-groups-delete" = "uploadIdentitySourceGroupsDataForDelete",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
    body json models::BulkGroupDeleteRequestBody;
}

operation! {
    /// Upload identity source groups for upsert.
    ///
    /// `POST /api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/bulk-groups-upsert`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/uploadIdentitySourceGroupsForUpsert))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.bulk_upsert_groups(identity_source_id, session_id) -> nothing () as UploadIdentitySourceGroupsForUpsert;
    POST "/api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/bulk-groups-upsert" = "uploadIdentitySourceGroupsForUpsert",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
    body json models::BulkGroupUpsertRequestBody;
}

operation! {
    /// Upload identity source data for upsert.
    ///
    /// `POST /api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/bulk-upsert`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/uploadIdentitySourceDataForUpsert))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions/{sessionId}/bulk-upsert`
    IdentitySources.bulk_upsert_users(identity_source_id, session_id) -> nothing () as UploadIdentitySourceDataForUpsert;
    POST "/api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/bulk-upsert" = "uploadIdentitySourceDataForUpsert",
        bucket "/api/v1/identity-sources/{id}/sessions/{sessionId}/bulk-upsert", scopes ["okta.identitySources.manage"];
    body json models::BulkUpsertRequestBody;
}

operation! {
    /// Start import from identity source.
    ///
    /// `POST /api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/start-import`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/startImportFromIdentitySource))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions/{sessionId}/start-import`
    IdentitySources.start_import(identity_source_id, session_id) -> json models::IdentitySourceSession as StartImportFromIdentitySource;
    POST "/api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}/start-import" = "startImportFromIdentitySource",
        bucket "/api/v1/identity-sources/{id}/sessions/{sessionId}/start-import", scopes ["okta.identitySources.manage"];
}

operation! {
    /// Create identity source user.
    ///
    /// `POST /api/v1/identity-sources/{identitySourceId}/users`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/createIdentitySourceUser))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.create_user(identity_source_id) -> nothing () as CreateIdentitySourceUser;
    POST "/api/v1/identity-sources/{identitySourceId}/users" = "createIdentitySourceUser",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
    body json models::UserRequestSchema;
}

operation! {
    /// Get identity source user.
    ///
    /// `GET /api/v1/identity-sources/{identitySourceId}/users/{externalId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/getIdentitySourceUser))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.read`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.get_user(identity_source_id, external_id) -> json models::UserResponseSchema as GetIdentitySourceUser;
    GET "/api/v1/identity-sources/{identitySourceId}/users/{externalId}" = "getIdentitySourceUser",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.read"];
}

operation! {
    /// Replace existing identity source user.
    ///
    /// `PUT /api/v1/identity-sources/{identitySourceId}/users/{externalId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/replaceExistingIdentitySourceUser))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.replace_user(identity_source_id, external_id) -> json models::UserResponseSchema as ReplaceExistingIdentitySourceUser;
    PUT "/api/v1/identity-sources/{identitySourceId}/users/{externalId}" = "replaceExistingIdentitySourceUser",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
    body json models::UserRequestSchema;
}

operation! {
    /// Delete identity source user.
    ///
    /// `DELETE /api/v1/identity-sources/{identitySourceId}/users/{externalId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/deleteIdentitySourceUser))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.delete_user(identity_source_id, external_id) -> nothing () as DeleteIdentitySourceUser;
    DELETE "/api/v1/identity-sources/{identitySourceId}/users/{externalId}" = "deleteIdentitySourceUser",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
}

operation! {
    /// Update identity source users.
    ///
    /// `PATCH /api/v1/identity-sources/{identitySourceId}/users/{externalId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentitySource/#tag/IdentitySource/operation/updateIdentitySourceUsers))
    ///
    /// - Credentials: API token, or access token with `okta.identitySources.manage`
    /// - Rate-limit bucket: `/api/v1/identity-sources/{id}/sessions`
    IdentitySources.update_user(identity_source_id, external_id) -> json models::UserResponseSchema as UpdateIdentitySourceUsers;
    PATCH "/api/v1/identity-sources/{identitySourceId}/users/{externalId}" = "updateIdentitySourceUsers",
        bucket "/api/v1/identity-sources/{id}/sessions", scopes ["okta.identitySources.manage"];
    body json models::UsersUpdateRequestSchema;
}
