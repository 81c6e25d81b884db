//! Operations of Okta's tag `Application`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tags `Application`, `ApplicationFeatures`, `ApplicationGrants`, `ApplicationGroups`,
    /// `ApplicationLogos`, `ApplicationPolicies`, `ApplicationSSO`, `ApplicationTokens`, `ApplicationUsers`.
    apps => Apps
}

operation! {
    /// List applications.
    ///
    /// `GET /api/v1/apps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/#tag/Application/operation/listApplications))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: cursor in `Link`
    /// - The answer holds secrets; it is not cached
    Apps.list() -> list models::Application as ListApplications;
    GET "/api/v1/apps" = "listApplications", bucket "/api/v1/apps", scopes ["okta.apps.read"], secret true;
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `useOptimization`; default `false`.
    query use_optimization: bool = "useOptimization";
    /// Query parameter `alwaysIncludeVpnSettings`; default `false`.
    query always_include_vpn_settings: bool = "alwaysIncludeVpnSettings";
    /// Query parameter `limit`; at most 200; default `-1`.
    query limit: i32 = "limit";
    /// Query parameter `filter`.
    query filter: String = "filter";
    /// Query parameter `expand`.
    query expand: String = "expand";
    /// Query parameter `includeNonDeleted`; default `false`.
    query include_non_deleted: bool = "includeNonDeleted";
}

operation! {
    /// Create application.
    ///
    /// `POST /api/v1/apps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/#tag/Application/operation/createApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - The answer holds secrets; it is not cached
    Apps.create() -> json models::Application as CreateApplication;
    POST "/api/v1/apps" = "createApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"], secret true;
    body json models::Application;
    /// Query parameter `activate`; default `true`.
    query activate: bool = "activate";
    /// Header `OktaAccessGateway-Agent`.
    header okta_access_gateway_agent: String = "OktaAccessGateway-Agent";
}

operation! {
    /// Get application.
    ///
    /// `GET /api/v1/apps/{appId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/#tag/Application/operation/getApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps/{id}`
    /// - The answer holds secrets; it is not cached
    Apps.get(app_id) -> json models::Application as GetApplication;
    GET "/api/v1/apps/{appId}" = "getApplication",
        bucket "/api/v1/apps/{id}", scopes ["okta.apps.read"], secret true;
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Replace application.
    ///
    /// `PUT /api/v1/apps/{appId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/#tag/Application/operation/replaceApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps/{id}`
    /// - The answer holds secrets; it is not cached
    Apps.replace(app_id) -> json models::Application as ReplaceApplication;
    PUT "/api/v1/apps/{appId}" = "replaceApplication",
        bucket "/api/v1/apps/{id}", scopes ["okta.apps.manage"], secret true;
    body json models::Application;
}

operation! {
    /// Delete application.
    ///
    /// `DELETE /api/v1/apps/{appId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/#tag/Application/operation/deleteApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps/{id}`
    Apps.delete(app_id) -> nothing () as DeleteApplication;
    DELETE "/api/v1/apps/{appId}" = "deleteApplication",
        bucket "/api/v1/apps/{id}", scopes ["okta.apps.manage"];
}

operation! {
    /// Activate application.
    ///
    /// `POST /api/v1/apps/{appId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/#tag/Application/operation/activateApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.activate(app_id) -> nothing () as ActivateApplication;
    POST "/api/v1/apps/{appId}/lifecycle/activate" = "activateApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}

operation! {
    /// Deactivate application.
    ///
    /// `POST /api/v1/apps/{appId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/#tag/Application/operation/deactivateApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.deactivate(app_id) -> nothing () as DeactivateApplication;
    POST "/api/v1/apps/{appId}/lifecycle/deactivate" = "deactivateApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}
