//! Operations of Okta's tag `ApplicationConnections`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `ApplicationConnections`.
    app_connections => AppConnections
}

operation! {
    /// Get default provisioning connection for application.
    ///
    /// `GET /api/v1/apps/{appId}/connections/default`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationConnections/#tag/ApplicationConnections/operation/getDefaultProvisioningConnectionForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppConnections.get_default(app_id) -> json models::ProvisioningConnectionResponse as GetDefaultProvisioningConnectionForApplication;
    GET "/api/v1/apps/{appId}/connections/default" = "getDefaultProvisioningConnectionForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
}

operation! {
    /// Update default provisioning connection for application.
    ///
    /// `POST /api/v1/apps/{appId}/connections/default`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationConnections/#tag/ApplicationConnections/operation/updateDefaultProvisioningConnectionForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppConnections.update_default(app_id) -> json models::ProvisioningConnectionResponse as UpdateDefaultProvisioningConnectionForApplication;
    POST "/api/v1/apps/{appId}/connections/default" = "updateDefaultProvisioningConnectionForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    body json models::UpdateDefaultProvisioningConnectionForApplicationRequest;
    /// Query parameter `activate`.
    query activate: bool = "activate";
}

operation! {
    /// Get user provisioning connection jwks.
    ///
    /// `GET /api/v1/apps/{appId}/connections/default/jwks`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationConnections/#tag/ApplicationConnections/operation/getUserProvisioningConnectionJWKS))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppConnections.get_default_jwks(app_id) -> json models::AppConnectionUserProvisionJwkResponse as GetUserProvisioningConnectionJwks;
    GET "/api/v1/apps/{appId}/connections/default/jwks" = "getUserProvisioningConnectionJWKS",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
}

operation! {
    /// Activate default provisioning connection for application.
    ///
    /// `POST /api/v1/apps/{appId}/connections/default/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationConnections/#tag/ApplicationConnections/operation/activateDefaultProvisioningConnectionForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppConnections.activate_default(app_id) -> nothing () as ActivateDefaultProvisioningConnectionForApplication;
    POST "/api/v1/apps/{appId}/connections/default/lifecycle/activate" = "activateDefaultProvisioningConnectionForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}

operation! {
    /// Deactivate default provisioning connection for application.
    ///
    /// `POST /api/v1/apps/{appId}/connections/default/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationConnections/#tag/ApplicationConnections/operation/deactivateDefaultProvisioningConnectionForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppConnections.deactivate_default(app_id) -> nothing () as DeactivateDefaultProvisioningConnectionForApplication;
    POST "/api/v1/apps/{appId}/connections/default/lifecycle/deactivate" = "deactivateDefaultProvisioningConnectionForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}

operation! {
    /// Verify provisioning connection for application.
    ///
    /// `POST /api/v1/apps/{appName}/{appId}/oauth2/callback`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationConnections/#tag/ApplicationConnections/operation/verifyProvisioningConnectionForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppConnections.verify_oauth2(app_name, app_id) -> nothing () as VerifyProvisioningConnectionForApplication;
    POST "/api/v1/apps/{appName}/{appId}/oauth2/callback" = "verifyProvisioningConnectionForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    /// Query parameter `code`.
    query code: String = "code";
    /// Query parameter `state`.
    query state: String = "state";
}
