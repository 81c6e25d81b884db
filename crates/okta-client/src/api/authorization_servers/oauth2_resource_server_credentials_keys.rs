//! Operations of Okta's tag `OAuth2ResourceServerCredentialsKeys`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `OAuth2ResourceServerCredentialsKeys`.
    resource_server_keys => ResourceServerKeys
}

operation! {
    /// List oauth2 resource server json web keys.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OAuth2ResourceServerCredentialsKeys/#tag/OAuth2ResourceServerCredentialsKeys/operation/listOAuth2ResourceServerJsonWebKeys))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    ResourceServerKeys.list(auth_server_id) -> list models::OAuth2ResourceServerJsonWebKey as ListOAuth2ResourceServerJsonWebKeys;
    GET "/api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys" = "listOAuth2ResourceServerJsonWebKeys",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// Add oauth2 resource server json web key.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OAuth2ResourceServerCredentialsKeys/#tag/OAuth2ResourceServerCredentialsKeys/operation/addOAuth2ResourceServerJsonWebKey))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    ResourceServerKeys.add(auth_server_id) -> json models::OAuth2ResourceServerJsonWebKey as AddOAuth2ResourceServerJsonWebKey;
    POST "/api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys" = "addOAuth2ResourceServerJsonWebKey",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::OAuth2ResourceServerJsonWebKeyRequestBody;
}

operation! {
    /// Get oauth2 resource server json web key.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys/{keyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OAuth2ResourceServerCredentialsKeys/#tag/OAuth2ResourceServerCredentialsKeys/operation/getOAuth2ResourceServerJsonWebKey))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    ResourceServerKeys.get(auth_server_id, key_id) -> json models::OAuth2ResourceServerJsonWebKey as GetOAuth2ResourceServerJsonWebKey;
    GET "/api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys/{keyId}" = "getOAuth2ResourceServerJsonWebKey",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// Delete oauth2 resource server json web key.
    ///
    /// `DELETE /api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys/{keyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OAuth2ResourceServerCredentialsKeys/#tag/OAuth2ResourceServerCredentialsKeys/operation/deleteOAuth2ResourceServerJsonWebKey))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    ResourceServerKeys.delete(auth_server_id, key_id) -> nothing () as DeleteOAuth2ResourceServerJsonWebKey;
    DELETE "/api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys/{keyId}" = "deleteOAuth2ResourceServerJsonWebKey",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}

operation! {
    /// Activate oauth2 resource server json web key.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys/{keyId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OAuth2ResourceServerCredentialsKeys/#tag/OAuth2ResourceServerCredentialsKeys/operation/activateOAuth2ResourceServerJsonWebKey))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    ResourceServerKeys.activate(auth_server_id, key_id) -> json models::OAuth2ResourceServerJsonWebKey as ActivateOAuth2ResourceServerJsonWebKey;
    POST "/api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys/{keyId}/lifecycle/activate" = "activateOAuth2ResourceServerJsonWebKey",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}

operation! {
    /// Deactivate oauth2 resource server json web key.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys/{keyId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OAuth2ResourceServerCredentialsKeys/#tag/OAuth2ResourceServerCredentialsKeys/operation/deactivateOAuth2ResourceServerJsonWebKey))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    ResourceServerKeys.deactivate(auth_server_id, key_id) -> json models::OAuth2ResourceServerJsonWebKey as DeactivateOAuth2ResourceServerJsonWebKey;
    POST "/api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys/{keyId}/lifecycle/deactivate" = "deactivateOAuth2ResourceServerJsonWebKey",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}
