//! Operations of Okta's tag `Session`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `Session`.
    sessions => Sessions
}

operation! {
    /// Get session.
    ///
    /// `GET /api/v1/sessions/{sessionId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Session/#tag/Session/operation/getSession))
    ///
    /// - Credentials: API token, or access token with `okta.sessions.read`
    /// - Rate-limit bucket: `/api/v1/sessions`
    Sessions.get(session_id) -> json models::Session as GetSession;
    GET "/api/v1/sessions/{sessionId}" = "getSession",
        bucket "/api/v1/sessions", scopes ["okta.sessions.read"];
}

operation! {
    /// Revoke session.
    ///
    /// `DELETE /api/v1/sessions/{sessionId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Session/#tag/Session/operation/revokeSession))
    ///
    /// - Credentials: API token, or access token with `okta.sessions.manage`
    /// - Rate-limit bucket: `/api/v1/sessions`
    Sessions.revoke(session_id) -> nothing () as RevokeSession;
    DELETE "/api/v1/sessions/{sessionId}" = "revokeSession",
        bucket "/api/v1/sessions", scopes ["okta.sessions.manage"];
}

operation! {
    /// Refresh session.
    ///
    /// `POST /api/v1/sessions/{sessionId}/lifecycle/refresh`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Session/#tag/Session/operation/refreshSession))
    ///
    /// - Credentials: API token, or access token with `okta.sessions.manage`
    /// - Rate-limit bucket: `/api/v1/sessions`
    Sessions.refresh(session_id) -> json models::Session as RefreshSession;
    POST "/api/v1/sessions/{sessionId}/lifecycle/refresh" = "refreshSession",
        bucket "/api/v1/sessions", scopes ["okta.sessions.manage"];
}
