//! Operations of Okta's tag `PushProvider`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `PushProvider`.
    push_providers => PushProviders
}

operation! {
    /// List push providers.
    ///
    /// `GET /api/v1/push-providers`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/PushProvider/#tag/PushProvider/operation/listPushProviders))
    ///
    /// - Credentials: API token, or access token with `okta.pushProviders.read`
    /// - Rate-limit bucket: `/api/v1/push-providers`
    /// - Paging: all items in one page, as far as the document says
    PushProviders.list() -> list models::PushProvider as ListPushProviders;
    GET "/api/v1/push-providers" = "listPushProviders",
        bucket "/api/v1/push-providers", scopes ["okta.pushProviders.read"];
    /// Query parameter `type`.
    query type_: models::ProviderType = "type";
}

operation! {
    /// Create push provider.
    ///
    /// `POST /api/v1/push-providers`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/PushProvider/#tag/PushProvider/operation/createPushProvider))
    ///
    /// - Credentials: API token, or access token with `okta.pushProviders.manage`
    /// - Rate-limit bucket: `/api/v1/push-providers`
    PushProviders.create() -> json models::PushProvider as CreatePushProvider;
    POST "/api/v1/push-providers" = "createPushProvider",
        bucket "/api/v1/push-providers", scopes ["okta.pushProviders.manage"];
    body json models::PushProvider;
}

operation! {
    /// Get push provider.
    ///
    /// `GET /api/v1/push-providers/{pushProviderId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/PushProvider/#tag/PushProvider/operation/getPushProvider))
    ///
    /// - Credentials: API token, or access token with `okta.pushProviders.read`
    /// - Rate-limit bucket: `/api/v1/push-providers`
    PushProviders.get(push_provider_id) -> json models::PushProvider as GetPushProvider;
    GET "/api/v1/push-providers/{pushProviderId}" = "getPushProvider",
        bucket "/api/v1/push-providers", scopes ["okta.pushProviders.read"];
}

operation! {
    /// Replace push provider.
    ///
    /// `PUT /api/v1/push-providers/{pushProviderId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/PushProvider/#tag/PushProvider/operation/replacePushProvider))
    ///
    /// - Credentials: API token, or access token with `okta.pushProviders.manage`
    /// - Rate-limit bucket: `/api/v1/push-providers`
    PushProviders.replace(push_provider_id) -> json models::PushProvider as ReplacePushProvider;
    PUT "/api/v1/push-providers/{pushProviderId}" = "replacePushProvider",
        bucket "/api/v1/push-providers", scopes ["okta.pushProviders.manage"];
    body json models::PushProvider;
}

operation! {
    /// Delete push provider.
    ///
    /// `DELETE /api/v1/push-providers/{pushProviderId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/PushProvider/#tag/PushProvider/operation/deletePushProvider))
    ///
    /// - Credentials: API token, or access token with `okta.pushProviders.manage`
    /// - Rate-limit bucket: `/api/v1/push-providers`
    PushProviders.delete(push_provider_id) -> nothing () as DeletePushProvider;
    DELETE "/api/v1/push-providers/{pushProviderId}" = "deletePushProvider",
        bucket "/api/v1/push-providers", scopes ["okta.pushProviders.manage"];
}
