//! Operations of Okta's tag `SSFSecurityEventToken`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

handle! {
    /// Operations of the tag `SSFSecurityEventToken`.
    security_event_tokens => SecurityEventTokens
}

operation! {
    /// Publish security event tokens.
    ///
    /// `POST /security/api/v1/security-events`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFSecurityEventToken/#tag/SSFSecurityEventToken/operation/publishSecurityEventTokens))
    ///
    /// - Credentials: none
    /// - Rate-limit bucket: `/security/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SecurityEventTokens.publish() -> nothing () as PublishSecurityEventTokens;
    POST "/security/api/v1/security-events" = "publishSecurityEventTokens",
        bucket "/security/api/v1", scopes [], security None;
    body security_event String;
}
