//! Operations of Okta's tag `LogStream`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `LogStream`.
    log_streams => LogStreams
}

operation! {
    /// List log streams.
    ///
    /// `GET /api/v1/logStreams`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/LogStream/#tag/LogStream/operation/listLogStreams))
    ///
    /// - Credentials: API token, or access token with `okta.logStreams.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    LogStreams.list() -> list models::LogStream as ListLogStreams;
    GET "/api/v1/logStreams" = "listLogStreams", bucket "/api/v1", scopes ["okta.logStreams.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
    /// Query parameter `filter`.
    query filter: String = "filter";
}

operation! {
    /// Create log stream.
    ///
    /// `POST /api/v1/logStreams`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/LogStream/#tag/LogStream/operation/createLogStream))
    ///
    /// - Credentials: API token, or access token with `okta.logStreams.manage`
    /// - Rate-limit bucket: `/api/v1`
    LogStreams.create() -> json models::LogStream as CreateLogStream;
    POST "/api/v1/logStreams" = "createLogStream", bucket "/api/v1", scopes ["okta.logStreams.manage"];
    body json models::LogStream;
}

operation! {
    /// Get log stream.
    ///
    /// `GET /api/v1/logStreams/{logStreamId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/LogStream/#tag/LogStream/operation/getLogStream))
    ///
    /// - Credentials: API token, or access token with `okta.logStreams.read`
    /// - Rate-limit bucket: `/api/v1`
    LogStreams.get(log_stream_id) -> json models::LogStream as GetLogStream;
    GET "/api/v1/logStreams/{logStreamId}" = "getLogStream",
        bucket "/api/v1", scopes ["okta.logStreams.read"];
}

operation! {
    /// Replace log stream.
    ///
    /// `PUT /api/v1/logStreams/{logStreamId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/LogStream/#tag/LogStream/operation/replaceLogStream))
    ///
    /// - Credentials: API token, or access token with `okta.logStreams.manage`
    /// - Rate-limit bucket: `/api/v1`
    LogStreams.replace(log_stream_id) -> json models::LogStream as ReplaceLogStream;
    PUT "/api/v1/logStreams/{logStreamId}" = "replaceLogStream",
        bucket "/api/v1", scopes ["okta.logStreams.manage"];
    body json models::LogStreamPutSchema;
}

operation! {
    /// Delete log stream.
    ///
    /// `DELETE /api/v1/logStreams/{logStreamId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/LogStream/#tag/LogStream/operation/deleteLogStream))
    ///
    /// - Credentials: API token, or access token with `okta.logStreams.manage`
    /// - Rate-limit bucket: `/api/v1`
    LogStreams.delete(log_stream_id) -> nothing () as DeleteLogStream;
    DELETE "/api/v1/logStreams/{logStreamId}" = "deleteLogStream",
        bucket "/api/v1", scopes ["okta.logStreams.manage"];
}

operation! {
    /// Activate log stream.
    ///
    /// `POST /api/v1/logStreams/{logStreamId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/LogStream/#tag/LogStream/operation/activateLogStream))
    ///
    /// - Credentials: API token, or access token with `okta.logStreams.manage`
    /// - Rate-limit bucket: `/api/v1`
    LogStreams.activate(log_stream_id) -> json models::LogStream as ActivateLogStream;
    POST "/api/v1/logStreams/{logStreamId}/lifecycle/activate" = "activateLogStream",
        bucket "/api/v1", scopes ["okta.logStreams.manage"];
}

operation! {
    /// Deactivate log stream.
    ///
    /// `POST /api/v1/logStreams/{logStreamId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/LogStream/#tag/LogStream/operation/deactivateLogStream))
    ///
    /// - Credentials: API token, or access token with `okta.logStreams.manage`
    /// - Rate-limit bucket: `/api/v1`
    LogStreams.deactivate(log_stream_id) -> json models::LogStream as DeactivateLogStream;
    POST "/api/v1/logStreams/{logStreamId}/lifecycle/deactivate" = "deactivateLogStream",
        bucket "/api/v1", scopes ["okta.logStreams.manage"];
}
