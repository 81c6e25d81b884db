//! Operations of Okta's tag `CustomTelephonyProvider`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `CustomTelephonyProvider`.
    telephony_providers => TelephonyProviders
}

operation! {
    /// List all custom telephony provider credentials.
    ///
    /// `GET /api/v1/telephony-providers`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTelephonyProvider/#tag/CustomTelephonyProvider/operation/listAllCustomTelephonyProviderCredentials))
    ///
    /// - Credentials: API token, or access token with `okta.customTelephonyProvider.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    TelephonyProviders.list() -> list models::CustomTelephonyProviderCredentialResponse as ListAllCustomTelephonyProviderCredentials;
    GET "/api/v1/telephony-providers" = "listAllCustomTelephonyProviderCredentials",
        bucket "/api/v1", scopes ["okta.customTelephonyProvider.read"];
}

operation! {
    /// Create custom telephony provider credentials.
    ///
    /// `POST /api/v1/telephony-providers`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTelephonyProvider/#tag/CustomTelephonyProvider/operation/createCustomTelephonyProviderCredentials))
    ///
    /// - Credentials: API token, or access token with `okta.customTelephonyProvider.manage`
    /// - Rate-limit bucket: `/api/v1`
    TelephonyProviders.create() -> json models::CustomTelephonyProviderCredentialResponse as CreateCustomTelephonyProviderCredentials;
    POST "/api/v1/telephony-providers" = "createCustomTelephonyProviderCredentials",
        bucket "/api/v1", scopes ["okta.customTelephonyProvider.manage"];
    body json models::CustomTelephonyProviderCredentialCreateRequest;
}

operation! {
    /// Get custom telephony provider credential.
    ///
    /// `GET /api/v1/telephony-providers/{customTelephonyProviderId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTelephonyProvider/#tag/CustomTelephonyProvider/operation/getCustomTelephonyProviderCredential))
    ///
    /// - Credentials: API token, or access token with `okta.customTelephonyProvider.read`
    /// - Rate-limit bucket: `/api/v1`
    TelephonyProviders.get(custom_telephony_provider_id) -> json models::CustomTelephonyProviderCredentialResponse as GetCustomTelephonyProviderCredential;
    GET "/api/v1/telephony-providers/{customTelephonyProviderId}" = "getCustomTelephonyProviderCredential",
        bucket "/api/v1", scopes ["okta.customTelephonyProvider.read"];
}

operation! {
    /// Delete custom telephony provider credential.
    ///
    /// `DELETE /api/v1/telephony-providers/{customTelephonyProviderId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTelephonyProvider/#tag/CustomTelephonyProvider/operation/deleteCustomTelephonyProviderCredential))
    ///
    /// - Credentials: API token, or access token with `okta.customTelephonyProvider.manage`
    /// - Rate-limit bucket: `/api/v1`
    TelephonyProviders.delete(custom_telephony_provider_id) -> nothing () as DeleteCustomTelephonyProviderCredential;
    DELETE "/api/v1/telephony-providers/{customTelephonyProviderId}" = "deleteCustomTelephonyProviderCredential",
        bucket "/api/v1", scopes ["okta.customTelephonyProvider.manage"];
}

operation! {
    /// Update custom telephony provider credential.
    ///
    /// `PATCH /api/v1/telephony-providers/{customTelephonyProviderId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTelephonyProvider/#tag/CustomTelephonyProvider/operation/updateCustomTelephonyProviderCredential))
    ///
    /// - Credentials: API token, or access token with `okta.customTelephonyProvider.manage`
    /// - Rate-limit bucket: `/api/v1`
    TelephonyProviders.update(custom_telephony_provider_id) -> json models::CustomTelephonyProviderCredentialResponse as UpdateCustomTelephonyProviderCredential;
    PATCH "/api/v1/telephony-providers/{customTelephonyProviderId}" = "updateCustomTelephonyProviderCredential",
        bucket "/api/v1", scopes ["okta.customTelephonyProvider.manage"];
    body json models::CustomTelephonyProviderCredentialUpdateRequest;
}

operation! {
    /// Activate custom telephony credential.
    ///
    /// `POST /api/v1/telephony-providers/{customTelephonyProviderId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTelephonyProvider/#tag/CustomTelephonyProvider/operation/activateCustomTelephonyCredential))
    ///
    /// - Credentials: API token, or access token with `okta.customTelephonyProvider.manage`
    /// - Rate-limit bucket: `/api/v1`
    TelephonyProviders.activate(custom_telephony_provider_id) -> json models::CustomTelephonyProviderCredentialResponse as ActivateCustomTelephonyCredential;
    POST "/api/v1/telephony-providers/{customTelephonyProviderId}/lifecycle/activate" = "activateCustomTelephonyCredential",
        bucket "/api/v1", scopes ["okta.customTelephonyProvider.manage"];
}

operation! {
    /// Deactivate custom telephony credential.
    ///
    /// `POST /api/v1/telephony-providers/{customTelephonyProviderId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTelephonyProvider/#tag/CustomTelephonyProvider/operation/deactivateCustomTelephonyCredential))
    ///
    /// - Credentials: API token, or access token with `okta.customTelephonyProvider.manage`
    /// - Rate-limit bucket: `/api/v1`
    TelephonyProviders.deactivate(custom_telephony_provider_id) -> json models::CustomTelephonyProviderCredentialResponse as DeactivateCustomTelephonyCredential;
    POST "/api/v1/telephony-providers/{customTelephonyProviderId}/lifecycle/deactivate" = "deactivateCustomTelephonyCredential",
        bucket "/api/v1", scopes ["okta.customTelephonyProvider.manage"];
}

operation! {
    /// Set as primary custom telephony credential.
    ///
    /// `POST /api/v1/telephony-providers/{customTelephonyProviderId}/setAsPrimary`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTelephonyProvider/#tag/CustomTelephonyProvider/operation/setAsPrimaryCustomTelephonyCredential))
    ///
    /// - Credentials: API token, or access token with `okta.customTelephonyProvider.manage`
    /// - Rate-limit bucket: `/api/v1`
    TelephonyProviders.set_primary(custom_telephony_provider_id) -> json models::CustomTelephonyProviderCredentialResponse as SetAsPrimaryCustomTelephonyCredential;
    POST "/api/v1/telephony-providers/{customTelephonyProviderId}/setAsPrimary" = "setAsPrimaryCustomTelephonyCredential",
        bucket "/api/v1", scopes ["okta.customTelephonyProvider.manage"];
}

operation! {
    /// Send test custom telephony provider credential.
    ///
    /// `POST /api/v1/telephony-providers/{customTelephonyProviderId}/test`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTelephonyProvider/#tag/CustomTelephonyProvider/operation/sendTestCustomTelephonyProviderCredential))
    ///
    /// - Credentials: API token, or access token with `okta.customTelephonyProvider.manage`
    /// - Rate-limit bucket: `/api/v1`
    TelephonyProviders.send_test(custom_telephony_provider_id) -> nothing () as SendTestCustomTelephonyProviderCredential;
    POST "/api/v1/telephony-providers/{customTelephonyProviderId}/test" = "sendTestCustomTelephonyProviderCredential",
        bucket "/api/v1", scopes ["okta.customTelephonyProvider.manage"];
    body json models::CustomTelephonyProviderCredentialSendTestRequest;
}
