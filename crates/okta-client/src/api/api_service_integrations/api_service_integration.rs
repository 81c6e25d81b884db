//! Operations of Okta's tag `ApiServiceIntegrations`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `ApiServiceIntegrations`.
    api_service_integrations => ApiServiceIntegrations
}

operation! {
    /// List api service integration instances.
    ///
    /// `GET /integrations/api/v1/api-services`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiServiceIntegrations/#tag/ApiServiceIntegrations/operation/listApiServiceIntegrationInstances))
    ///
    /// - Credentials: API token, or access token with `okta.oauthIntegrations.read`
    /// - Rate-limit bucket: `/integrations/api/v1`
    /// - Paging: cursor in `Link`
    ApiServiceIntegrations.list() -> list models::ApiServiceIntegrationInstance as ListApiServiceIntegrationInstances;
    GET "/integrations/api/v1/api-services" = "listApiServiceIntegrationInstances",
        bucket "/integrations/api/v1", scopes ["okta.oauthIntegrations.read"];
    /// Query parameter `after`.
    query after: String = "after";
}

operation! {
    /// Create api service integration instance.
    ///
    /// `POST /integrations/api/v1/api-services`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiServiceIntegrations/#tag/ApiServiceIntegrations/operation/createApiServiceIntegrationInstance))
    ///
    /// - Credentials: API token, or access token with `okta.oauthIntegrations.manage`
    /// - Rate-limit bucket: `/integrations/api/v1`
    /// - The answer holds secrets; it is not cached
    ApiServiceIntegrations.create() -> json models::PostApiServiceIntegrationInstance as CreateApiServiceIntegrationInstance;
    POST "/integrations/api/v1/api-services" = "createApiServiceIntegrationInstance",
        bucket "/integrations/api/v1", scopes ["okta.oauthIntegrations.manage"], secret true;
    body json models::PostApiServiceIntegrationInstanceRequest;
}

operation! {
    /// Get api service integration instance.
    ///
    /// `GET /integrations/api/v1/api-services/{apiServiceId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiServiceIntegrations/#tag/ApiServiceIntegrations/operation/getApiServiceIntegrationInstance))
    ///
    /// - Credentials: API token, or access token with `okta.oauthIntegrations.read`
    /// - Rate-limit bucket: `/integrations/api/v1`
    ApiServiceIntegrations.get(api_service_id) -> json models::ApiServiceIntegrationInstance as GetApiServiceIntegrationInstance;
    GET "/integrations/api/v1/api-services/{apiServiceId}" = "getApiServiceIntegrationInstance",
        bucket "/integrations/api/v1", scopes ["okta.oauthIntegrations.read"];
}

operation! {
    /// Delete api service integration instance.
    ///
    /// `DELETE /integrations/api/v1/api-services/{apiServiceId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiServiceIntegrations/#tag/ApiServiceIntegrations/operation/deleteApiServiceIntegrationInstance))
    ///
    /// - Credentials: API token, or access token with `okta.oauthIntegrations.manage`
    /// - Rate-limit bucket: `/integrations/api/v1`
    ApiServiceIntegrations.delete(api_service_id) -> nothing () as DeleteApiServiceIntegrationInstance;
    DELETE "/integrations/api/v1/api-services/{apiServiceId}" = "deleteApiServiceIntegrationInstance",
        bucket "/integrations/api/v1", scopes ["okta.oauthIntegrations.manage"];
}

operation! {
    /// List api service integration instance secrets.
    ///
    /// `GET /integrations/api/v1/api-services/{apiServiceId}/credentials/secrets`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiServiceIntegrations/#tag/ApiServiceIntegrations/operation/listApiServiceIntegrationInstanceSecrets))
    ///
    /// - Credentials: API token, or access token with `okta.oauthIntegrations.read`
    /// - Rate-limit bucket: `/integrations/api/v1`
    /// - Paging: all items in one page, as far as the document says
    /// - The answer holds secrets; it is not cached
    ApiServiceIntegrations.list_secrets(api_service_id) -> list models::ApiServiceIntegrationInstanceSecret as ListApiServiceIntegrationInstanceSecrets;
    GET "/integrations/api/v1/api-services/{apiServiceId}/credentials/secrets" = "listApiServiceIntegrationInstanceSecrets",
        bucket "/integrations/api/v1", scopes ["okta.oauthIntegrations.read"], secret true;
}

operation! {
    /// Create api service integration instance secret.
    ///
    /// `POST /integrations/api/v1/api-services/{apiServiceId}/credentials/secrets`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiServiceIntegrations/#tag/ApiServiceIntegrations/operation/createApiServiceIntegrationInstanceSecret))
    ///
    /// - Credentials: API token, or access token with `okta.oauthIntegrations.manage`
    /// - Rate-limit bucket: `/integrations/api/v1`
    /// - The answer holds secrets; it is not cached
    ApiServiceIntegrations.create_secret(api_service_id) -> json models::ApiServiceIntegrationInstanceSecret as CreateApiServiceIntegrationInstanceSecret;
    POST "/integrations/api/v1/api-services/{apiServiceId}/credentials/secrets" = "createApiServiceIntegrationInstanceSecret",
        bucket "/integrations/api/v1", scopes ["okta.oauthIntegrations.manage"], secret true;
}

operation! {
    /// Delete api service integration instance secret.
    ///
    /// `DELETE /integrations/api/v1/api-services/{apiServiceId}/credentials/secrets/{secretId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiServiceIntegrations/#tag/ApiServiceIntegrations/operation/deleteApiServiceIntegrationInstanceSecret))
    ///
    /// - Credentials: API token, or access token with `okta.oauthIntegrations.manage`
    /// - Rate-limit bucket: `/integrations/api/v1`
    ApiServiceIntegrations.delete_secret(api_service_id, secret_id) -> nothing () as DeleteApiServiceIntegrationInstanceSecret;
    DELETE "/integrations/api/v1/api-services/{apiServiceId}/credentials/secrets/{secretId}" = "deleteApiServiceIntegrationInstanceSecret",
        bucket "/integrations/api/v1", scopes ["okta.oauthIntegrations.manage"];
}

operation! {
    /// Activate api service integration instance secret.
    ///
    /// `POST /integrations/api/v1/api-services/{apiServiceId}/credentials/secrets/{secretId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiServiceIntegrations/#tag/ApiServiceIntegrations/operation/activateApiServiceIntegrationInstanceSecret))
    ///
    /// - Credentials: API token, or access token with `okta.oauthIntegrations.manage`
    /// - Rate-limit bucket: `/integrations/api/v1`
    /// - The answer holds secrets; it is not cached
    ApiServiceIntegrations.activate_secret(api_service_id, secret_id) -> json models::ApiServiceIntegrationInstanceSecret as ActivateApiServiceIntegrationInstanceSecret;
    POST "/integrations/api/v1/api-services/{apiServiceId}/credentials/secrets/{secretId}/lifecycle/activate" = "activateApiServiceIntegrationInstanceSecret",
        bucket "/integrations/api/v1", scopes ["okta.oauthIntegrations.manage"], secret true;
}

operation! {
    /// Deactivate api service integration instance secret.
    ///
    /// `POST /integrations/api/v1/api-services/{apiServiceId}/credentials/secrets/{secretId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiServiceIntegrations/#tag/ApiServiceIntegrations/operation/deactivateApiServiceIntegrationInstanceSecret))
    ///
    /// - Credentials: API token, or access token with `okta.oauthIntegrations.manage`
    /// - Rate-limit bucket: `/integrations/api/v1`
    /// - The answer holds secrets; it is not cached
    ApiServiceIntegrations.deactivate_secret(api_service_id, secret_id) -> json models::ApiServiceIntegrationInstanceSecret as DeactivateApiServiceIntegrationInstanceSecret;
    POST "/integrations/api/v1/api-services/{apiServiceId}/credentials/secrets/{secretId}/lifecycle/deactivate" = "deactivateApiServiceIntegrationInstanceSecret",
        bucket "/integrations/api/v1", scopes ["okta.oauthIntegrations.manage"], secret true;
}
