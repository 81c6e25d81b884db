//! Operations of Okta's tag `NetworkZone`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `NetworkZone`.
    network_zones => NetworkZones
}

operation! {
    /// List network zones.
    ///
    /// `GET /api/v1/zones`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/NetworkZone/#tag/NetworkZone/operation/listNetworkZones))
    ///
    /// - Credentials: API token, or access token with `okta.networkZones.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    NetworkZones.list() -> list models::NetworkZone as ListNetworkZones;
    GET "/api/v1/zones" = "listNetworkZones", bucket "/api/v1", scopes ["okta.networkZones.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; default `-1`.
    query limit: i32 = "limit";
    /// Query parameter `filter`.
    query filter: String = "filter";
}

operation! {
    /// Create network zone.
    ///
    /// `POST /api/v1/zones`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/NetworkZone/#tag/NetworkZone/operation/createNetworkZone))
    ///
    /// - Credentials: API token, or access token with `okta.networkZones.manage`
    /// - Rate-limit bucket: `/api/v1`
    NetworkZones.create() -> json models::NetworkZone as CreateNetworkZone;
    POST "/api/v1/zones" = "createNetworkZone", bucket "/api/v1", scopes ["okta.networkZones.manage"];
    body json models::NetworkZone;
}

operation! {
    /// Get network zone.
    ///
    /// `GET /api/v1/zones/{zoneId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/NetworkZone/#tag/NetworkZone/operation/getNetworkZone))
    ///
    /// - Credentials: API token, or access token with `okta.networkZones.read`
    /// - Rate-limit bucket: `/api/v1`
    NetworkZones.get(zone_id) -> json models::NetworkZone as GetNetworkZone;
    GET "/api/v1/zones/{zoneId}" = "getNetworkZone", bucket "/api/v1", scopes ["okta.networkZones.read"];
}

operation! {
    /// Replace network zone.
    ///
    /// `PUT /api/v1/zones/{zoneId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/NetworkZone/#tag/NetworkZone/operation/replaceNetworkZone))
    ///
    /// - Credentials: API token, or access token with `okta.networkZones.manage`
    /// - Rate-limit bucket: `/api/v1`
    NetworkZones.replace(zone_id) -> json models::NetworkZone as ReplaceNetworkZone;
    PUT "/api/v1/zones/{zoneId}" = "replaceNetworkZone",
        bucket "/api/v1", scopes ["okta.networkZones.manage"];
    body json models::NetworkZone;
}

operation! {
    /// Delete network zone.
    ///
    /// `DELETE /api/v1/zones/{zoneId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/NetworkZone/#tag/NetworkZone/operation/deleteNetworkZone))
    ///
    /// - Credentials: API token, or access token with `okta.networkZones.manage`
    /// - Rate-limit bucket: `/api/v1`
    NetworkZones.delete(zone_id) -> nothing () as DeleteNetworkZone;
    DELETE "/api/v1/zones/{zoneId}" = "deleteNetworkZone",
        bucket "/api/v1", scopes ["okta.networkZones.manage"];
}

operation! {
    /// Activate network zone.
    ///
    /// `POST /api/v1/zones/{zoneId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/NetworkZone/#tag/NetworkZone/operation/activateNetworkZone))
    ///
    /// - Credentials: API token, or access token with `okta.networkZones.manage`
    /// - Rate-limit bucket: `/api/v1`
    NetworkZones.activate(zone_id) -> json models::NetworkZone as ActivateNetworkZone;
    POST "/api/v1/zones/{zoneId}/lifecycle/activate" = "activateNetworkZone",
        bucket "/api/v1", scopes ["okta.networkZones.manage"];
}

operation! {
    /// Deactivate network zone.
    ///
    /// `POST /api/v1/zones/{zoneId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/NetworkZone/#tag/NetworkZone/operation/deactivateNetworkZone))
    ///
    /// - Credentials: API token, or access token with `okta.networkZones.manage`
    /// - Rate-limit bucket: `/api/v1`
    NetworkZones.deactivate(zone_id) -> json models::NetworkZone as DeactivateNetworkZone;
    POST "/api/v1/zones/{zoneId}/lifecycle/deactivate" = "deactivateNetworkZone",
        bucket "/api/v1", scopes ["okta.networkZones.manage"];
}
