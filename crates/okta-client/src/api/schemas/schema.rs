//! Operations of Okta's tag `Schema`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `Schema`.
    schemas => Schemas
}

operation! {
    /// Get application user schema.
    ///
    /// `GET /api/v1/meta/schemas/apps/{appId}/default`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/#tag/Schema/operation/getApplicationUserSchema))
    ///
    /// - Credentials: API token, or access token with `okta.schemas.read`
    /// - Rate-limit bucket: `/api/v1`
    Schemas.get_app_user_schema(app_id) -> json models::UserSchema as GetApplicationUserSchema;
    GET "/api/v1/meta/schemas/apps/{appId}/default" = "getApplicationUserSchema",
        bucket "/api/v1", scopes ["okta.schemas.read"];
}

operation! {
    /// Update application user profile.
    ///
    /// `POST /api/v1/meta/schemas/apps/{appId}/default`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/#tag/Schema/operation/updateApplicationUserProfile))
    ///
    /// - Credentials: API token, or access token with `okta.schemas.manage`
    /// - Rate-limit bucket: `/api/v1`
    Schemas.update_app_user_schema(app_id) -> json models::UserSchema as UpdateApplicationUserProfile;
    POST "/api/v1/meta/schemas/apps/{appId}/default" = "updateApplicationUserProfile",
        bucket "/api/v1", scopes ["okta.schemas.manage"];
    body json models::UserSchema;
}

operation! {
    /// Get group schema.
    ///
    /// `GET /api/v1/meta/schemas/group/default`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/#tag/Schema/operation/getGroupSchema))
    ///
    /// - Credentials: API token, or access token with `okta.schemas.read`
    /// - Rate-limit bucket: `/api/v1`
    Schemas.get_group_schema() -> json models::GroupSchema as GetGroupSchema;
    GET "/api/v1/meta/schemas/group/default" = "getGroupSchema",
        bucket "/api/v1", scopes ["okta.schemas.read"];
}

operation! {
    /// Update group schema.
    ///
    /// `POST /api/v1/meta/schemas/group/default`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/#tag/Schema/operation/updateGroupSchema))
    ///
    /// - Credentials: API token, or access token with `okta.schemas.manage`
    /// - Rate-limit bucket: `/api/v1`
    Schemas.update_group_schema() -> json models::GroupSchema as UpdateGroupSchema;
    POST "/api/v1/meta/schemas/group/default" = "updateGroupSchema",
        bucket "/api/v1", scopes ["okta.schemas.manage"];
    body json models::GroupSchema;
}

operation! {
    /// List log stream schemas.
    ///
    /// `GET /api/v1/meta/schemas/logStream`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/#tag/Schema/operation/listLogStreamSchemas))
    ///
    /// - Credentials: API token, or access token with `okta.logStreams.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    Schemas.list_log_stream_schemas() -> list models::LogStreamSchema as ListLogStreamSchemas;
    GET "/api/v1/meta/schemas/logStream" = "listLogStreamSchemas",
        bucket "/api/v1", scopes ["okta.logStreams.read"];
}

operation! {
    /// Get log stream schema.
    ///
    /// `GET /api/v1/meta/schemas/logStream/{logStreamType}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/#tag/Schema/operation/getLogStreamSchema))
    ///
    /// - Credentials: API token, or access token with `okta.logStreams.read`
    /// - Rate-limit bucket: `/api/v1`
    Schemas.get_log_stream_schema(log_stream_type) -> json models::LogStreamSchema as GetLogStreamSchema;
    GET "/api/v1/meta/schemas/logStream/{logStreamType}" = "getLogStreamSchema",
        bucket "/api/v1", scopes ["okta.logStreams.read"];
}

operation! {
    /// Get user schema.
    ///
    /// `GET /api/v1/meta/schemas/user/{schemaId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/#tag/Schema/operation/getUserSchema))
    ///
    /// - Credentials: API token, or access token with `okta.schemas.read`
    /// - Rate-limit bucket: `/api/v1`
    Schemas.get_user_schema(schema_id) -> json models::UserSchema as GetUserSchema;
    GET "/api/v1/meta/schemas/user/{schemaId}" = "getUserSchema",
        bucket "/api/v1", scopes ["okta.schemas.read"];
}

operation! {
    /// Update user profile.
    ///
    /// `POST /api/v1/meta/schemas/user/{schemaId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/#tag/Schema/operation/updateUserProfile))
    ///
    /// - Credentials: API token, or access token with `okta.schemas.manage`
    /// - Rate-limit bucket: `/api/v1`
    Schemas.update_user_schema(schema_id) -> json models::UserSchema as UpdateUserProfile;
    POST "/api/v1/meta/schemas/user/{schemaId}" = "updateUserProfile",
        bucket "/api/v1", scopes ["okta.schemas.manage"];
    body json models::UserSchema;
}
