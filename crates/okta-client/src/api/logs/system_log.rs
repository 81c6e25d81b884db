//! Operations of Okta's tag `SystemLog`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `SystemLog`.
    logs => Logs
}

operation! {
    /// List log events.
    ///
    /// `GET /api/v1/logs`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/#tag/SystemLog/operation/listLogEvents))
    ///
    /// - Credentials: API token, or access token with `okta.logs.read`
    /// - Rate-limit bucket: `/api/v1/logs`
    /// - Paging: cursor in `Link`
    Logs.list() -> list models::LogEvent as ListLogEvents;
    GET "/api/v1/logs" = "listLogEvents", bucket "/api/v1/logs", scopes ["okta.logs.read"], tail uuid;
    /// Query parameter `since`; default `7 days prior to until`.
    query since: models::DateTime = "since";
    /// Query parameter `until`; default `current time`.
    query until: models::DateTime = "until";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `filter`.
    query filter: String = "filter";
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `limit`; default `100`.
    query limit: i64 = "limit";
    /// Query parameter `sortOrder`; default `ASCENDING`.
    query sort_order: models::ListLogEventsSortOrder = "sortOrder";
}
