//! Operations of Okta's tag `DeviceIntegrations`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `DeviceIntegrations`.
    device_integrations => DeviceIntegrations
}

operation! {
    /// List device integrations.
    ///
    /// `GET /api/v1/device-integrations`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DeviceIntegrations/#tag/DeviceIntegrations/operation/listDeviceIntegrations))
    ///
    /// - Credentials: API token, or access token with `okta.deviceIntegrations.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: limited availability
    DeviceIntegrations.list() -> list models::DeviceIntegrations as ListDeviceIntegrations;
    GET "/api/v1/device-integrations" = "listDeviceIntegrations",
        bucket "/api/v1", scopes ["okta.deviceIntegrations.read"];
}

operation! {
    /// Get device integration.
    ///
    /// `GET /api/v1/device-integrations/{deviceIntegrationId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DeviceIntegrations/#tag/DeviceIntegrations/operation/getDeviceIntegration))
    ///
    /// - Credentials: API token, or access token with `okta.deviceIntegrations.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability
    DeviceIntegrations.get(device_integration_id) -> json models::DeviceIntegrations as GetDeviceIntegration;
    GET "/api/v1/device-integrations/{deviceIntegrationId}" = "getDeviceIntegration",
        bucket "/api/v1", scopes ["okta.deviceIntegrations.read"];
}

operation! {
    /// Activate device integration.
    ///
    /// `POST /api/v1/device-integrations/{deviceIntegrationId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DeviceIntegrations/#tag/DeviceIntegrations/operation/activateDeviceIntegration))
    ///
    /// - Credentials: API token, or access token with `okta.deviceIntegrations.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability
    DeviceIntegrations.activate(device_integration_id) -> json models::DeviceIntegrations as ActivateDeviceIntegration;
    POST "/api/v1/device-integrations/{deviceIntegrationId}/lifecycle/activate" = "activateDeviceIntegration",
        bucket "/api/v1", scopes ["okta.deviceIntegrations.manage"];
}

operation! {
    /// Deactivate device integration.
    ///
    /// `POST /api/v1/device-integrations/{deviceIntegrationId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DeviceIntegrations/#tag/DeviceIntegrations/operation/deactivateDeviceIntegration))
    ///
    /// - Credentials: API token, or access token with `okta.deviceIntegrations.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability
    DeviceIntegrations.deactivate(device_integration_id) -> json models::DeviceIntegrations as DeactivateDeviceIntegration;
    POST "/api/v1/device-integrations/{deviceIntegrationId}/lifecycle/deactivate" = "deactivateDeviceIntegration",
        bucket "/api/v1", scopes ["okta.deviceIntegrations.manage"];
}
