//! Operations of Okta's tag `DeviceAssurance`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `DeviceAssurance`.
    device_assurances => DeviceAssurances
}

operation! {
    /// List device assurance policies.
    ///
    /// `GET /api/v1/device-assurances`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DeviceAssurance/#tag/DeviceAssurance/operation/listDeviceAssurancePolicies))
    ///
    /// - Credentials: API token, or access token with `okta.deviceAssurance.read`
    /// - Rate-limit bucket: `/api/v1/device-assurances`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: limited availability (Okta Identity Engine)
    DeviceAssurances.list() -> list models::DeviceAssurance as ListDeviceAssurancePolicies;
    GET "/api/v1/device-assurances" = "listDeviceAssurancePolicies",
        bucket "/api/v1/device-assurances", scopes ["okta.deviceAssurance.read"];
}

operation! {
    /// Create device assurance policy.
    ///
    /// `POST /api/v1/device-assurances`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DeviceAssurance/#tag/DeviceAssurance/operation/createDeviceAssurancePolicy))
    ///
    /// - Credentials: API token, or access token with `okta.deviceAssurance.manage`
    /// - Rate-limit bucket: `/api/v1/device-assurances`
    /// - Availability: limited availability (Okta Identity Engine)
    DeviceAssurances.create() -> json models::DeviceAssurance as CreateDeviceAssurancePolicy;
    POST "/api/v1/device-assurances" = "createDeviceAssurancePolicy",
        bucket "/api/v1/device-assurances", scopes ["okta.deviceAssurance.manage"];
    body json models::DeviceAssurance;
}

operation! {
    /// Get device assurance policy.
    ///
    /// `GET /api/v1/device-assurances/{deviceAssuranceId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DeviceAssurance/#tag/DeviceAssurance/operation/getDeviceAssurancePolicy))
    ///
    /// - Credentials: API token, or access token with `okta.deviceAssurance.read`
    /// - Rate-limit bucket: `/api/v1/device-assurances`
    /// - Availability: limited availability (Okta Identity Engine)
    DeviceAssurances.get(device_assurance_id) -> json models::DeviceAssurance as GetDeviceAssurancePolicy;
    GET "/api/v1/device-assurances/{deviceAssuranceId}" = "getDeviceAssurancePolicy",
        bucket "/api/v1/device-assurances", scopes ["okta.deviceAssurance.read"];
}

operation! {
    /// Replace device assurance policy.
    ///
    /// `PUT /api/v1/device-assurances/{deviceAssuranceId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DeviceAssurance/#tag/DeviceAssurance/operation/replaceDeviceAssurancePolicy))
    ///
    /// - Credentials: API token, or access token with `okta.deviceAssurance.manage`
    /// - Rate-limit bucket: `/api/v1/device-assurances`
    /// - Availability: limited availability (Okta Identity Engine)
    DeviceAssurances.replace(device_assurance_id) -> json models::DeviceAssurance as ReplaceDeviceAssurancePolicy;
    PUT "/api/v1/device-assurances/{deviceAssuranceId}" = "replaceDeviceAssurancePolicy",
        bucket "/api/v1/device-assurances", scopes ["okta.deviceAssurance.manage"];
    body json models::DeviceAssurance;
}

operation! {
    /// Delete device assurance policy.
    ///
    /// `DELETE /api/v1/device-assurances/{deviceAssuranceId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DeviceAssurance/#tag/DeviceAssurance/operation/deleteDeviceAssurancePolicy))
    ///
    /// - Credentials: API token, or access token with `okta.deviceAssurance.manage`
    /// - Rate-limit bucket: `/api/v1/device-assurances`
    /// - Availability: limited availability (Okta Identity Engine)
    DeviceAssurances.delete(device_assurance_id) -> nothing () as DeleteDeviceAssurancePolicy;
    DELETE "/api/v1/device-assurances/{deviceAssuranceId}" = "deleteDeviceAssurancePolicy",
        bucket "/api/v1/device-assurances", scopes ["okta.deviceAssurance.manage"];
}
