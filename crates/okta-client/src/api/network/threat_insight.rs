//! Operations of Okta's tag `ThreatInsight`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `ThreatInsight`.
    threat_insight => ThreatInsight
}

operation! {
    /// Get current configuration.
    ///
    /// `GET /api/v1/threats/configuration`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ThreatInsight/#tag/ThreatInsight/operation/getCurrentConfiguration))
    ///
    /// - Credentials: API token, or access token with `okta.threatInsights.read`
    /// - Rate-limit bucket: `/api/v1`
    ThreatInsight.get() -> json models::ThreatInsightConfiguration as GetCurrentConfiguration;
    GET "/api/v1/threats/configuration" = "getCurrentConfiguration",
        bucket "/api/v1", scopes ["okta.threatInsights.read"];
}

operation! {
    /// Update configuration.
    ///
    /// `POST /api/v1/threats/configuration`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ThreatInsight/#tag/ThreatInsight/operation/updateConfiguration))
    ///
    /// - Credentials: API token, or access token with `okta.threatInsights.manage`
    /// - Rate-limit bucket: `/api/v1`
    ThreatInsight.update() -> json models::ThreatInsightConfiguration as UpdateConfiguration;
    POST "/api/v1/threats/configuration" = "updateConfiguration",
        bucket "/api/v1", scopes ["okta.threatInsights.manage"];
    body json models::ThreatInsightConfiguration;
}
