//! Operations of Okta's tag `DisasterRecovery`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `DisasterRecovery`.
    disaster_recovery => DisasterRecovery
}

operation! {
    /// Start org failback.
    ///
    /// `POST /api/v1/dr/failback`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DisasterRecovery/#tag/DisasterRecovery/operation/startOrgFailback))
    ///
    /// - Credentials: access token with `okta.dr.manage`; no API token
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: early access
    /// - Server: `drapp.` before the org's own host
    DisasterRecovery.start_failback() -> json models::FailbackResponse as StartOrgFailback;
    POST "/api/v1/dr/failback" = "startOrgFailback",
        bucket "/api/v1", scopes ["okta.dr.manage"], security OAuthOnly, server "drapp";
    optional body json models::StartOrgFailbackRequest;
}

operation! {
    /// Start org failover.
    ///
    /// `POST /api/v1/dr/failover`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DisasterRecovery/#tag/DisasterRecovery/operation/startOrgFailover))
    ///
    /// - Credentials: access token with `okta.dr.manage`; no API token
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: early access
    /// - Server: `drapp.` before the org's own host
    DisasterRecovery.start_failover() -> json models::FailoverResponse as StartOrgFailover;
    POST "/api/v1/dr/failover" = "startOrgFailover",
        bucket "/api/v1", scopes ["okta.dr.manage"], security OAuthOnly, server "drapp";
    optional body json models::StartOrgFailoverRequest;
}

operation! {
    /// Get dr status.
    ///
    /// `GET /api/v1/dr/status`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DisasterRecovery/#tag/DisasterRecovery/operation/getDRStatus))
    ///
    /// - Credentials: access token with `okta.dr.read`; no API token
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: early access
    /// - Server: `drapp.` before the org's own host
    DisasterRecovery.get_status() -> json models::DrStatusResponse as GetDrStatus;
    GET "/api/v1/dr/status" = "getDRStatus",
        bucket "/api/v1", scopes ["okta.dr.read"], security OAuthOnly, server "drapp";
}

operation! {
    /// Get dr status for domain.
    ///
    /// `GET /api/v1/dr/status/{domain}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DisasterRecovery/#tag/DisasterRecovery/operation/getDRStatusForDomain))
    ///
    /// - Credentials: access token with `okta.dr.read`; no API token
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: early access
    /// - Server: `drapp.` before the org's own host
    DisasterRecovery.get_domain_status(domain) -> json models::DrStatusResponse as GetDrStatusForDomain;
    GET "/api/v1/dr/status/{domain}" = "getDRStatusForDomain",
        bucket "/api/v1", scopes ["okta.dr.read"], security OAuthOnly, server "drapp";
}
