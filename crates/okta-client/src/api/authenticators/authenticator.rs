//! Operations of Okta's tag `Authenticator`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `Authenticator`.
    authenticators => Authenticators
}

operation! {
    /// Get well known app authenticator configuration.
    ///
    /// `GET /.well-known/app-authenticator-configuration`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/getWellKnownAppAuthenticatorConfiguration))
    ///
    /// - Credentials: none
    /// - Rate-limit bucket: `/.well-known/app-authenticator-configuration`
    /// - Paging: all items in one page, as far as the document says
    Authenticators.get_well_known_app_configuration() -> list models::WellKnownAppAuthenticatorConfiguration as GetWellKnownAppAuthenticatorConfiguration;
    GET "/.well-known/app-authenticator-configuration" = "getWellKnownAppAuthenticatorConfiguration",
        bucket "/.well-known/app-authenticator-configuration", scopes [], security None;
    required query oauth_client_id: String = "oauthClientId";
}

operation! {
    /// List authenticators.
    ///
    /// `GET /api/v1/authenticators`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/listAuthenticators))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: limited availability (Okta Identity Engine)
    Authenticators.list() -> list models::Authenticator as ListAuthenticators;
    GET "/api/v1/authenticators" = "listAuthenticators",
        bucket "/api/v1", scopes ["okta.authenticators.read"];
}

operation! {
    /// Create authenticator.
    ///
    /// `POST /api/v1/authenticators`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/createAuthenticator))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Authenticators.create() -> json models::Authenticator as CreateAuthenticator;
    POST "/api/v1/authenticators" = "createAuthenticator",
        bucket "/api/v1", scopes ["okta.authenticators.manage"];
    body json models::Authenticator;
    /// Query parameter `activate`; default `true`.
    query activate: bool = "activate";
}

operation! {
    /// Get authenticator.
    ///
    /// `GET /api/v1/authenticators/{authenticatorId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/getAuthenticator))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Authenticators.get(authenticator_id) -> json models::Authenticator as GetAuthenticator;
    GET "/api/v1/authenticators/{authenticatorId}" = "getAuthenticator",
        bucket "/api/v1", scopes ["okta.authenticators.read"];
}

operation! {
    /// Replace authenticator.
    ///
    /// `PUT /api/v1/authenticators/{authenticatorId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/replaceAuthenticator))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Authenticators.replace(authenticator_id) -> json models::Authenticator as ReplaceAuthenticator;
    PUT "/api/v1/authenticators/{authenticatorId}" = "replaceAuthenticator",
        bucket "/api/v1", scopes ["okta.authenticators.manage"];
    body json models::Authenticator;
}

operation! {
    /// List all custom aaguids.
    ///
    /// `GET /api/v1/authenticators/{authenticatorId}/aaguids`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/listAllCustomAAGUIDs))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    Authenticators.list_custom_aaguids(authenticator_id) -> list models::CustomAaguidResponseObject as ListAllCustomAaguids;
    GET "/api/v1/authenticators/{authenticatorId}/aaguids" = "listAllCustomAAGUIDs",
        bucket "/api/v1", scopes ["okta.authenticators.read"];
}

operation! {
    /// Create custom aaguid.
    ///
    /// `POST /api/v1/authenticators/{authenticatorId}/aaguids`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/createCustomAAGUID))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.manage`
    /// - Rate-limit bucket: `/api/v1`
    Authenticators.create_custom_aaguid(authenticator_id) -> json models::CustomAaguidResponseObject as CreateCustomAaguid;
    POST "/api/v1/authenticators/{authenticatorId}/aaguids" = "createCustomAAGUID",
        bucket "/api/v1", scopes ["okta.authenticators.manage"];
    body json models::CustomAaguidCreateRequestObject;
}

operation! {
    /// Get custom aaguid.
    ///
    /// `GET /api/v1/authenticators/{authenticatorId}/aaguids/{aaguid}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/getCustomAAGUID))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.read`
    /// - Rate-limit bucket: `/api/v1`
    Authenticators.get_custom_aaguid(authenticator_id, aaguid) -> json models::CustomAaguidResponseObject as GetCustomAaguid;
    GET "/api/v1/authenticators/{authenticatorId}/aaguids/{aaguid}" = "getCustomAAGUID",
        bucket "/api/v1", scopes ["okta.authenticators.read"];
}

operation! {
    /// Replace custom aaguid.
    ///
    /// `PUT /api/v1/authenticators/{authenticatorId}/aaguids/{aaguid}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/replaceCustomAAGUID))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.manage`
    /// - Rate-limit bucket: `/api/v1`
    Authenticators.replace_custom_aaguid(authenticator_id, aaguid) -> json models::CustomAaguidResponseObject as ReplaceCustomAaguid;
    PUT "/api/v1/authenticators/{authenticatorId}/aaguids/{aaguid}" = "replaceCustomAAGUID",
        bucket "/api/v1", scopes ["okta.authenticators.manage"];
    body json models::CustomAaguidUpdateRequestObject;
}

operation! {
    /// Delete custom aaguid.
    ///
    /// `DELETE /api/v1/authenticators/{authenticatorId}/aaguids/{aaguid}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/deleteCustomAAGUID))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.manage`
    /// - Rate-limit bucket: `/api/v1`
    Authenticators.delete_custom_aaguid(authenticator_id, aaguid) -> nothing () as DeleteCustomAaguid;
    DELETE "/api/v1/authenticators/{authenticatorId}/aaguids/{aaguid}" = "deleteCustomAAGUID",
        bucket "/api/v1", scopes ["okta.authenticators.manage"];
}

operation! {
    /// Update custom aaguid.
    ///
    /// `PATCH /api/v1/authenticators/{authenticatorId}/aaguids/{aaguid}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/updateCustomAAGUID))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.manage`
    /// - Rate-limit bucket: `/api/v1`
    Authenticators.update_custom_aaguid(authenticator_id, aaguid) -> json models::CustomAaguidResponseObject as UpdateCustomAaguid;
    PATCH "/api/v1/authenticators/{authenticatorId}/aaguids/{aaguid}" = "updateCustomAAGUID",
        bucket "/api/v1", scopes ["okta.authenticators.manage"];
    body merge_patch models::CustomAaguidUpdateRequestObject;
}

operation! {
    /// Activate authenticator.
    ///
    /// `POST /api/v1/authenticators/{authenticatorId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/activateAuthenticator))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Authenticators.activate(authenticator_id) -> json models::Authenticator as ActivateAuthenticator;
    POST "/api/v1/authenticators/{authenticatorId}/lifecycle/activate" = "activateAuthenticator",
        bucket "/api/v1", scopes ["okta.authenticators.manage"];
}

operation! {
    /// Deactivate authenticator.
    ///
    /// `POST /api/v1/authenticators/{authenticatorId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/deactivateAuthenticator))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Authenticators.deactivate(authenticator_id) -> json models::Authenticator as DeactivateAuthenticator;
    POST "/api/v1/authenticators/{authenticatorId}/lifecycle/deactivate" = "deactivateAuthenticator",
        bucket "/api/v1", scopes ["okta.authenticators.manage"];
}

operation! {
    /// List authenticator methods.
    ///
    /// `GET /api/v1/authenticators/{authenticatorId}/methods`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/listAuthenticatorMethods))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: limited availability (Okta Identity Engine)
    Authenticators.list_methods(authenticator_id) -> list models::AuthenticatorMethod as ListAuthenticatorMethods;
    GET "/api/v1/authenticators/{authenticatorId}/methods" = "listAuthenticatorMethods",
        bucket "/api/v1", scopes ["okta.authenticators.read"];
}

operation! {
    /// Get authenticator method.
    ///
    /// `GET /api/v1/authenticators/{authenticatorId}/methods/{methodType}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/getAuthenticatorMethod))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Authenticators.get_method(authenticator_id, method_type) -> json models::AuthenticatorMethod as GetAuthenticatorMethod;
    GET "/api/v1/authenticators/{authenticatorId}/methods/{methodType}" = "getAuthenticatorMethod",
        bucket "/api/v1", scopes ["okta.authenticators.read"];
}

operation! {
    /// Replace authenticator method.
    ///
    /// `PUT /api/v1/authenticators/{authenticatorId}/methods/{methodType}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/replaceAuthenticatorMethod))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Authenticators.replace_method(authenticator_id, method_type) -> json models::AuthenticatorMethod as ReplaceAuthenticatorMethod;
    PUT "/api/v1/authenticators/{authenticatorId}/methods/{methodType}" = "replaceAuthenticatorMethod",
        bucket "/api/v1", scopes ["okta.authenticators.manage"];
    body json models::AuthenticatorMethod;
}

operation! {
    /// Activate authenticator method.
    ///
    /// `POST /api/v1/authenticators/{authenticatorId}/methods/{methodType}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/activateAuthenticatorMethod))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Authenticators.activate_method(authenticator_id, method_type) -> json models::AuthenticatorMethod as ActivateAuthenticatorMethod;
    POST "/api/v1/authenticators/{authenticatorId}/methods/{methodType}/lifecycle/activate" = "activateAuthenticatorMethod",
        bucket "/api/v1", scopes ["okta.authenticators.manage"];
}

operation! {
    /// Deactivate authenticator method.
    ///
    /// `POST /api/v1/authenticators/{authenticatorId}/methods/{methodType}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/deactivateAuthenticatorMethod))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Authenticators.deactivate_method(authenticator_id, method_type) -> json models::AuthenticatorMethod as DeactivateAuthenticatorMethod;
    POST "/api/v1/authenticators/{authenticatorId}/methods/{methodType}/lifecycle/deactivate" = "deactivateAuthenticatorMethod",
        bucket "/api/v1", scopes ["okta.authenticators.manage"];
}

operation! {
    /// Verify rp id domain.
    ///
    /// `POST /api/v1/authenticators/{authenticatorId}/methods/{webAuthnMethodType}/verify-rp-id-domain`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/#tag/Authenticator/operation/verifyRpIdDomain))
    ///
    /// - Credentials: API token, or access token with `okta.authenticators.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Authenticators.verify_rp_id_domain(authenticator_id, web_authn_method_type) -> nothing () as VerifyRpIdDomain;
    POST "/api/v1/authenticators/{authenticatorId}/methods/{webAuthnMethodType}/verify-rp-id-domain" = "verifyRpIdDomain",
        bucket "/api/v1", scopes ["okta.authenticators.manage"];
}
