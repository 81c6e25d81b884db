//! Operations of Okta's tag `ApplicationFeatures`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Apps;

operation! {
    /// List features for application.
    ///
    /// `GET /api/v1/apps/{appId}/features`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationFeatures/#tag/ApplicationFeatures/operation/listFeaturesForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: all items in one page, as far as the document says
    Apps.list_features(app_id) -> list models::ApplicationFeature as ListFeaturesForApplication;
    GET "/api/v1/apps/{appId}/features" = "listFeaturesForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
}

operation! {
    /// Get feature for application.
    ///
    /// `GET /api/v1/apps/{appId}/features/{featureName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationFeatures/#tag/ApplicationFeatures/operation/getFeatureForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.get_feature(app_id, feature_name) -> json models::ApplicationFeature as GetFeatureForApplication;
    GET "/api/v1/apps/{appId}/features/{featureName}" = "getFeatureForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
}

operation! {
    /// Update feature for application.
    ///
    /// `PUT /api/v1/apps/{appId}/features/{featureName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationFeatures/#tag/ApplicationFeatures/operation/updateFeatureForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.update_feature(app_id, feature_name) -> json models::ApplicationFeature as UpdateFeatureForApplication;
    PUT "/api/v1/apps/{appId}/features/{featureName}" = "updateFeatureForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    body json models::UpdateFeatureForApplicationRequest;
}
