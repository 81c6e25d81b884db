//! Operations of Okta's tag `Feature`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `Feature`.
    features => Features
}

operation! {
    /// List features.
    ///
    /// `GET /api/v1/features`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Feature/#tag/Feature/operation/listFeatures))
    ///
    /// - Credentials: API token, or access token with `okta.features.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    Features.list() -> list models::Feature as ListFeatures;
    GET "/api/v1/features" = "listFeatures", bucket "/api/v1", scopes ["okta.features.read"];
}

operation! {
    /// Get feature.
    ///
    /// `GET /api/v1/features/{featureId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Feature/#tag/Feature/operation/getFeature))
    ///
    /// - Credentials: API token, or access token with `okta.features.read`
    /// - Rate-limit bucket: `/api/v1`
    Features.get(feature_id) -> json models::Feature as GetFeature;
    GET "/api/v1/features/{featureId}" = "getFeature", bucket "/api/v1", scopes ["okta.features.read"];
}

operation! {
    /// List feature dependencies.
    ///
    /// `GET /api/v1/features/{featureId}/dependencies`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Feature/#tag/Feature/operation/listFeatureDependencies))
    ///
    /// - Credentials: API token, or access token with `okta.features.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    Features.list_dependencies(feature_id) -> list models::Feature as ListFeatureDependencies;
    GET "/api/v1/features/{featureId}/dependencies" = "listFeatureDependencies",
        bucket "/api/v1", scopes ["okta.features.read"];
}

operation! {
    /// List feature dependents.
    ///
    /// `GET /api/v1/features/{featureId}/dependents`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Feature/#tag/Feature/operation/listFeatureDependents))
    ///
    /// - Credentials: API token, or access token with `okta.features.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    Features.list_dependents(feature_id) -> list models::Feature as ListFeatureDependents;
    GET "/api/v1/features/{featureId}/dependents" = "listFeatureDependents",
        bucket "/api/v1", scopes ["okta.features.read"];
}

operation! {
    /// Update feature lifecycle.
    ///
    /// `POST /api/v1/features/{featureId}/{lifecycle}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Feature/#tag/Feature/operation/updateFeatureLifecycle))
    ///
    /// - Credentials: API token, or access token with `okta.features.manage`
    /// - Rate-limit bucket: `/api/v1`
    Features.update_lifecycle(feature_id, lifecycle) -> json models::Feature as UpdateFeatureLifecycle;
    POST "/api/v1/features/{featureId}/{lifecycle}" = "updateFeatureLifecycle",
        bucket "/api/v1", scopes ["okta.features.manage"];
    /// Query parameter `mode`.
    query mode: String = "mode";
}
