//! Operations of Okta's tag `ApplicationCrossAppAccessConnections`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `ApplicationCrossAppAccessConnections`.
    app_cross_app_access => AppCrossAppAccess
}

operation! {
    /// Get all cross app access connections.
    ///
    /// `GET /api/v1/apps/{appId}/cwo/connections`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationCrossAppAccessConnections/#tag/ApplicationCrossAppAccessConnections/operation/getAllCrossAppAccessConnections))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: cursor in `Link`
    /// - Availability: early access (Okta Identity Engine)
    AppCrossAppAccess.list(app_id) -> list models::OrgCrossAppAccessConnection as GetAllCrossAppAccessConnections;
    GET "/api/v1/apps/{appId}/cwo/connections" = "getAllCrossAppAccessConnections",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; at most 200; default `-1`.
    query limit: i32 = "limit";
    /// Query parameter `status`.
    query status: models::GetAllCrossAppAccessConnectionsStatus = "status";
    /// Query parameter `requestingAppId`.
    query requesting_app_id: String = "requestingAppId";
    /// Query parameter `resourceAppId`.
    query resource_app_id: String = "resourceAppId";
    /// Query parameter `activeAppsOnly`.
    query active_apps_only: bool = "activeAppsOnly";
    /// Query parameter `requestingAppName`.
    query requesting_app_name: String = "requestingAppName";
    /// Query parameter `resourceAppName`.
    query resource_app_name: String = "resourceAppName";
}

operation! {
    /// Create cross app access connection.
    ///
    /// `POST /api/v1/apps/{appId}/cwo/connections`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationCrossAppAccessConnections/#tag/ApplicationCrossAppAccessConnections/operation/createCrossAppAccessConnection))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Availability: early access (Okta Identity Engine)
    AppCrossAppAccess.create(app_id) -> json models::OrgCrossAppAccessConnection as CreateCrossAppAccessConnection;
    POST "/api/v1/apps/{appId}/cwo/connections" = "createCrossAppAccessConnection",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    body json models::OrgCrossAppAccessConnection;
}

operation! {
    /// Get cross app access connection.
    ///
    /// `GET /api/v1/apps/{appId}/cwo/connections/{connectionId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationCrossAppAccessConnections/#tag/ApplicationCrossAppAccessConnections/operation/getCrossAppAccessConnection))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Availability: early access (Okta Identity Engine)
    AppCrossAppAccess.get(app_id, connection_id) -> json models::OrgCrossAppAccessConnection as GetCrossAppAccessConnection;
    GET "/api/v1/apps/{appId}/cwo/connections/{connectionId}" = "getCrossAppAccessConnection",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
}

operation! {
    /// Delete cross app access connection.
    ///
    /// `DELETE /api/v1/apps/{appId}/cwo/connections/{connectionId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationCrossAppAccessConnections/#tag/ApplicationCrossAppAccessConnections/operation/deleteCrossAppAccessConnection))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Availability: early access (Okta Identity Engine)
    AppCrossAppAccess.delete(app_id, connection_id) -> nothing () as DeleteCrossAppAccessConnection;
    DELETE "/api/v1/apps/{appId}/cwo/connections/{connectionId}" = "deleteCrossAppAccessConnection",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}

operation! {
    /// Update cross app access connection.
    ///
    /// `PATCH /api/v1/apps/{appId}/cwo/connections/{connectionId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationCrossAppAccessConnections/#tag/ApplicationCrossAppAccessConnections/operation/updateCrossAppAccessConnection))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Availability: early access (Okta Identity Engine)
    AppCrossAppAccess.update(app_id, connection_id) -> json models::OrgCrossAppAccessConnection as UpdateCrossAppAccessConnection;
    PATCH "/api/v1/apps/{appId}/cwo/connections/{connectionId}" = "updateCrossAppAccessConnection",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    body json models::OrgCrossAppAccessConnectionPatchRequest;
}
