//! Operations of Okta's tag `Device`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `Device`.
    devices => Devices
}

operation! {
    /// List devices.
    ///
    /// `GET /api/v1/devices`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Device/#tag/Device/operation/listDevices))
    ///
    /// - Credentials: API token, or access token with `okta.devices.read`
    /// - Rate-limit bucket: `/api/v1/devices`
    /// - Paging: cursor in `Link`
    /// - Availability: limited availability (Okta Identity Engine)
    Devices.list() -> list models::DeviceList as ListDevices;
    GET "/api/v1/devices" = "listDevices", bucket "/api/v1/devices", scopes ["okta.devices.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `200`.
    query limit: i64 = "limit";
    /// Query parameter `search`.
    query search: String = "search";
    /// Query parameter `expand`.
    query expand: models::ListDevicesExpand = "expand";
}

operation! {
    /// Get device.
    ///
    /// `GET /api/v1/devices/{deviceId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Device/#tag/Device/operation/getDevice))
    ///
    /// - Credentials: API token, or access token with `okta.devices.read`
    /// - Rate-limit bucket: `/api/v1/devices`
    /// - Availability: limited availability (Okta Identity Engine)
    Devices.get(device_id) -> json models::DeviceWithProviders as GetDevice;
    GET "/api/v1/devices/{deviceId}" = "getDevice", bucket "/api/v1/devices", scopes ["okta.devices.read"];
}

operation! {
    /// Delete device.
    ///
    /// `DELETE /api/v1/devices/{deviceId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Device/#tag/Device/operation/deleteDevice))
    ///
    /// - Credentials: API token, or access token with `okta.devices.manage`
    /// - Rate-limit bucket: `/api/v1/devices`
    /// - Availability: limited availability (Okta Identity Engine)
    Devices.delete(device_id) -> nothing () as DeleteDevice;
    DELETE "/api/v1/devices/{deviceId}" = "deleteDevice",
        bucket "/api/v1/devices", scopes ["okta.devices.manage"];
}

operation! {
    /// Activate device.
    ///
    /// `POST /api/v1/devices/{deviceId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Device/#tag/Device/operation/activateDevice))
    ///
    /// - Credentials: API token, or access token with `okta.devices.manage`
    /// - Rate-limit bucket: `/api/v1/devices`
    /// - Availability: limited availability (Okta Identity Engine)
    Devices.activate(device_id) -> nothing () as ActivateDevice;
    POST "/api/v1/devices/{deviceId}/lifecycle/activate" = "activateDevice",
        bucket "/api/v1/devices", scopes ["okta.devices.manage"];
}

operation! {
    /// Deactivate device.
    ///
    /// `POST /api/v1/devices/{deviceId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Device/#tag/Device/operation/deactivateDevice))
    ///
    /// - Credentials: API token, or access token with `okta.devices.manage`
    /// - Rate-limit bucket: `/api/v1/devices`
    /// - Availability: limited availability (Okta Identity Engine)
    Devices.deactivate(device_id) -> nothing () as DeactivateDevice;
    POST "/api/v1/devices/{deviceId}/lifecycle/deactivate" = "deactivateDevice",
        bucket "/api/v1/devices", scopes ["okta.devices.manage"];
}

operation! {
    /// Suspend device.
    ///
    /// `POST /api/v1/devices/{deviceId}/lifecycle/suspend`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Device/#tag/Device/operation/suspendDevice))
    ///
    /// - Credentials: API token, or access token with `okta.devices.manage`
    /// - Rate-limit bucket: `/api/v1/devices`
    /// - Availability: limited availability (Okta Identity Engine)
    Devices.suspend(device_id) -> nothing () as SuspendDevice;
    POST "/api/v1/devices/{deviceId}/lifecycle/suspend" = "suspendDevice",
        bucket "/api/v1/devices", scopes ["okta.devices.manage"];
}

operation! {
    /// Unsuspend device.
    ///
    /// `POST /api/v1/devices/{deviceId}/lifecycle/unsuspend`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Device/#tag/Device/operation/unsuspendDevice))
    ///
    /// - Credentials: API token, or access token with `okta.devices.manage`
    /// - Rate-limit bucket: `/api/v1/devices`
    /// - Availability: limited availability (Okta Identity Engine)
    Devices.unsuspend(device_id) -> nothing () as UnsuspendDevice;
    POST "/api/v1/devices/{deviceId}/lifecycle/unsuspend" = "unsuspendDevice",
        bucket "/api/v1/devices", scopes ["okta.devices.manage"];
}

operation! {
    /// List device users.
    ///
    /// `GET /api/v1/devices/{deviceId}/users`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Device/#tag/Device/operation/listDeviceUsers))
    ///
    /// - Credentials: API token, or access token with `okta.devices.read`
    /// - Rate-limit bucket: `/api/v1/devices/{id}/users`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: limited availability (Okta Identity Engine)
    Devices.list_users(device_id) -> list models::DeviceUser as ListDeviceUsers;
    GET "/api/v1/devices/{deviceId}/users" = "listDeviceUsers",
        bucket "/api/v1/devices/{id}/users", scopes ["okta.devices.read"];
}
