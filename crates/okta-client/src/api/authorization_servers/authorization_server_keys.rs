//! Operations of Okta's tag `AuthorizationServerKeys`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::AuthorizationServers;

operation! {
    /// List authorization server keys.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/credentials/keys`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerKeys/#tag/AuthorizationServerKeys/operation/listAuthorizationServerKeys))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    AuthorizationServers.list_keys(auth_server_id) -> list models::AuthorizationServerJsonWebKey as ListAuthorizationServerKeys;
    GET "/api/v1/authorizationServers/{authServerId}/credentials/keys" = "listAuthorizationServerKeys",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// Get authorization server key.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/credentials/keys/{keyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerKeys/#tag/AuthorizationServerKeys/operation/getAuthorizationServerKey))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.get_key(auth_server_id, key_id) -> json models::AuthorizationServerJsonWebKey as GetAuthorizationServerKey;
    GET "/api/v1/authorizationServers/{authServerId}/credentials/keys/{keyId}" = "getAuthorizationServerKey",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// Rotate authorization server keys.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/credentials/lifecycle/keyRotate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerKeys/#tag/AuthorizationServerKeys/operation/rotateAuthorizationServerKeys))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.rotate_keys(auth_server_id) -> json Vec<models::AuthorizationServerJsonWebKey> as RotateAuthorizationServerKeys;
    POST "/api/v1/authorizationServers/{authServerId}/credentials/lifecycle/keyRotate" = "rotateAuthorizationServerKeys",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::JwkUse;
}
