//! Operations of Okta's tag `DevicePostureCheck`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `DevicePostureCheck`.
    device_posture_checks => DevicePostureChecks
}

operation! {
    /// List device posture checks.
    ///
    /// `GET /api/v1/device-posture-checks`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DevicePostureCheck/#tag/DevicePostureCheck/operation/listDevicePostureChecks))
    ///
    /// - Credentials: API token, or access token with `okta.devicePostureChecks.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: limited availability (Okta Identity Engine)
    DevicePostureChecks.list() -> list models::DevicePostureCheck as ListDevicePostureChecks;
    GET "/api/v1/device-posture-checks" = "listDevicePostureChecks",
        bucket "/api/v1", scopes ["okta.devicePostureChecks.read"];
}

operation! {
    /// Create device posture check.
    ///
    /// `POST /api/v1/device-posture-checks`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DevicePostureCheck/#tag/DevicePostureCheck/operation/createDevicePostureCheck))
    ///
    /// - Credentials: API token, or access token with `okta.devicePostureChecks.manage`
    /// - Rate-limit bucket: `/api/v1`
    DevicePostureChecks.create() -> json models::DevicePostureCheck as CreateDevicePostureCheck;
    POST "/api/v1/device-posture-checks" = "createDevicePostureCheck",
        bucket "/api/v1", scopes ["okta.devicePostureChecks.manage"];
    body json models::DevicePostureCheck;
}

operation! {
    /// List default device posture checks.
    ///
    /// `GET /api/v1/device-posture-checks/default`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DevicePostureCheck/#tag/DevicePostureCheck/operation/listDefaultDevicePostureChecks))
    ///
    /// - Credentials: API token, or access token with `okta.devicePostureChecks.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    DevicePostureChecks.list_default() -> list models::DevicePostureCheck as ListDefaultDevicePostureChecks;
    GET "/api/v1/device-posture-checks/default" = "listDefaultDevicePostureChecks",
        bucket "/api/v1", scopes ["okta.devicePostureChecks.read"];
}

operation! {
    /// Get device posture check.
    ///
    /// `GET /api/v1/device-posture-checks/{postureCheckId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DevicePostureCheck/#tag/DevicePostureCheck/operation/getDevicePostureCheck))
    ///
    /// - Credentials: API token, or access token with `okta.devicePostureChecks.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    DevicePostureChecks.get(posture_check_id) -> json models::DevicePostureCheck as GetDevicePostureCheck;
    GET "/api/v1/device-posture-checks/{postureCheckId}" = "getDevicePostureCheck",
        bucket "/api/v1", scopes ["okta.devicePostureChecks.read"];
}

operation! {
    /// Replace device posture check.
    ///
    /// `PUT /api/v1/device-posture-checks/{postureCheckId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DevicePostureCheck/#tag/DevicePostureCheck/operation/replaceDevicePostureCheck))
    ///
    /// - Credentials: API token, or access token with `okta.devicePostureChecks.manage`
    /// - Rate-limit bucket: `/api/v1`
    DevicePostureChecks.replace(posture_check_id) -> json models::DevicePostureCheck as ReplaceDevicePostureCheck;
    PUT "/api/v1/device-posture-checks/{postureCheckId}" = "replaceDevicePostureCheck",
        bucket "/api/v1", scopes ["okta.devicePostureChecks.manage"];
    body json models::DevicePostureCheck;
}

operation! {
    /// Delete device posture check.
    ///
    /// `DELETE /api/v1/device-posture-checks/{postureCheckId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DevicePostureCheck/#tag/DevicePostureCheck/operation/deleteDevicePostureCheck))
    ///
    /// - Credentials: API token, or access token with `okta.devicePostureChecks.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    DevicePostureChecks.delete(posture_check_id) -> nothing () as DeleteDevicePostureCheck;
    DELETE "/api/v1/device-posture-checks/{postureCheckId}" = "deleteDevicePostureCheck",
        bucket "/api/v1", scopes ["okta.devicePostureChecks.manage"];
}
