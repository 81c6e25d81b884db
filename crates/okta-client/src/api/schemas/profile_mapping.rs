//! Operations of Okta's tag `ProfileMapping`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `ProfileMapping`.
    profile_mappings => ProfileMappings
}

operation! {
    /// List profile mappings.
    ///
    /// `GET /api/v1/mappings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ProfileMapping/#tag/ProfileMapping/operation/listProfileMappings))
    ///
    /// - Credentials: API token, or access token with `okta.profileMappings.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    ProfileMappings.list() -> list models::ListProfileMappings as ListProfileMappings;
    GET "/api/v1/mappings" = "listProfileMappings", bucket "/api/v1", scopes ["okta.profileMappings.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; at most 200; default `20`.
    query limit: i32 = "limit";
    /// Query parameter `sourceId`.
    query source_id: String = "sourceId";
    /// Query parameter `targetId`.
    query target_id: String = "targetId";
}

operation! {
    /// Get profile mapping.
    ///
    /// `GET /api/v1/mappings/{mappingId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ProfileMapping/#tag/ProfileMapping/operation/getProfileMapping))
    ///
    /// - Credentials: API token, or access token with `okta.profileMappings.read`
    /// - Rate-limit bucket: `/api/v1`
    ProfileMappings.get(mapping_id) -> json models::ProfileMapping as GetProfileMapping;
    GET "/api/v1/mappings/{mappingId}" = "getProfileMapping",
        bucket "/api/v1", scopes ["okta.profileMappings.read"];
}

operation! {
    /// Update profile mapping.
    ///
    /// `POST /api/v1/mappings/{mappingId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ProfileMapping/#tag/ProfileMapping/operation/updateProfileMapping))
    ///
    /// - Credentials: API token, or access token with `okta.profileMappings.manage`
    /// - Rate-limit bucket: `/api/v1`
    ProfileMappings.update(mapping_id) -> json models::ProfileMapping as UpdateProfileMapping;
    POST "/api/v1/mappings/{mappingId}" = "updateProfileMapping",
        bucket "/api/v1", scopes ["okta.profileMappings.manage"];
    body json models::ProfileMappingRequest;
}
