//! Operations of Okta's tag `SSFReceiver`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `SSFReceiver`.
    ssf_receivers => SsfReceivers
}

operation! {
    /// List security events provider instances.
    ///
    /// `GET /api/v1/security-events-providers`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFReceiver/#tag/SSFReceiver/operation/listSecurityEventsProviderInstances))
    ///
    /// - Credentials: API token, or access token with `okta.securityEventsProviders.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: limited availability (Okta Identity Engine)
    SsfReceivers.list() -> list models::SecurityEventsProviderResponse as ListSecurityEventsProviderInstances;
    GET "/api/v1/security-events-providers" = "listSecurityEventsProviderInstances",
        bucket "/api/v1", scopes ["okta.securityEventsProviders.read"];
}

operation! {
    /// Create security events provider instance.
    ///
    /// `POST /api/v1/security-events-providers`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFReceiver/#tag/SSFReceiver/operation/createSecurityEventsProviderInstance))
    ///
    /// - Credentials: API token, or access token with `okta.securityEventsProviders.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfReceivers.create() -> json models::SecurityEventsProviderResponse as CreateSecurityEventsProviderInstance;
    POST "/api/v1/security-events-providers" = "createSecurityEventsProviderInstance",
        bucket "/api/v1", scopes ["okta.securityEventsProviders.manage"];
    body json models::SecurityEventsProviderRequest;
}

operation! {
    /// Get security events provider instance.
    ///
    /// `GET /api/v1/security-events-providers/{securityEventProviderId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFReceiver/#tag/SSFReceiver/operation/getSecurityEventsProviderInstance))
    ///
    /// - Credentials: API token, or access token with `okta.securityEventsProviders.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfReceivers.get(security_event_provider_id) -> json models::SecurityEventsProviderResponse as GetSecurityEventsProviderInstance;
    GET "/api/v1/security-events-providers/{securityEventProviderId}" = "getSecurityEventsProviderInstance",
        bucket "/api/v1", scopes ["okta.securityEventsProviders.read"];
}

operation! {
    /// Replace security events provider instance.
    ///
    /// `PUT /api/v1/security-events-providers/{securityEventProviderId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFReceiver/#tag/SSFReceiver/operation/replaceSecurityEventsProviderInstance))
    ///
    /// - Credentials: API token, or access token with `okta.securityEventsProviders.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfReceivers.replace(security_event_provider_id) -> json models::SecurityEventsProviderResponse as ReplaceSecurityEventsProviderInstance;
    PUT "/api/v1/security-events-providers/{securityEventProviderId}" = "replaceSecurityEventsProviderInstance",
        bucket "/api/v1", scopes ["okta.securityEventsProviders.manage"];
    body json models::SecurityEventsProviderRequest;
}

operation! {
    /// Delete security events provider instance.
    ///
    /// `DELETE /api/v1/security-events-providers/{securityEventProviderId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFReceiver/#tag/SSFReceiver/operation/deleteSecurityEventsProviderInstance))
    ///
    /// - Credentials: API token, or access token with `okta.securityEventsProviders.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfReceivers.delete(security_event_provider_id) -> nothing () as DeleteSecurityEventsProviderInstance;
    DELETE "/api/v1/security-events-providers/{securityEventProviderId}" = "deleteSecurityEventsProviderInstance",
        bucket "/api/v1", scopes ["okta.securityEventsProviders.manage"];
}

operation! {
    /// Activate security events provider instance.
    ///
    /// `POST /api/v1/security-events-providers/{securityEventProviderId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFReceiver/#tag/SSFReceiver/operation/activateSecurityEventsProviderInstance))
    ///
    /// - Credentials: API token, or access token with `okta.securityEventsProviders.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfReceivers.activate(security_event_provider_id) -> json models::SecurityEventsProviderResponse as ActivateSecurityEventsProviderInstance;
    POST "/api/v1/security-events-providers/{securityEventProviderId}/lifecycle/activate" = "activateSecurityEventsProviderInstance",
        bucket "/api/v1", scopes ["okta.securityEventsProviders.manage"];
}

operation! {
    /// Deactivate security events provider instance.
    ///
    /// `POST /api/v1/security-events-providers/{securityEventProviderId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFReceiver/#tag/SSFReceiver/operation/deactivateSecurityEventsProviderInstance))
    ///
    /// - Credentials: API token, or access token with `okta.securityEventsProviders.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfReceivers.deactivate(security_event_provider_id) -> json models::SecurityEventsProviderResponse as DeactivateSecurityEventsProviderInstance;
    POST "/api/v1/security-events-providers/{securityEventProviderId}/lifecycle/deactivate" = "deactivateSecurityEventsProviderInstance",
        bucket "/api/v1", scopes ["okta.securityEventsProviders.manage"];
}
