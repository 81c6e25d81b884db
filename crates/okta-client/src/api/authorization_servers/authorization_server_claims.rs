//! Operations of Okta's tag `AuthorizationServerClaims`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::AuthorizationServers;

operation! {
    /// List oauth2 claims.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/claims`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerClaims/#tag/AuthorizationServerClaims/operation/listOAuth2Claims))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    AuthorizationServers.list_claims(auth_server_id) -> list models::OAuth2Claim as ListOAuth2Claims;
    GET "/api/v1/authorizationServers/{authServerId}/claims" = "listOAuth2Claims",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// Create oauth2 claim.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/claims`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerClaims/#tag/AuthorizationServerClaims/operation/createOAuth2Claim))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.create_claim(auth_server_id) -> json models::OAuth2Claim as CreateOAuth2Claim;
    POST "/api/v1/authorizationServers/{authServerId}/claims" = "createOAuth2Claim",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::OAuth2Claim;
}

operation! {
    /// Get oauth2 claim.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/claims/{claimId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerClaims/#tag/AuthorizationServerClaims/operation/getOAuth2Claim))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.get_claim(auth_server_id, claim_id) -> json models::OAuth2Claim as GetOAuth2Claim;
    GET "/api/v1/authorizationServers/{authServerId}/claims/{claimId}" = "getOAuth2Claim",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// Replace oauth2 claim.
    ///
    /// `PUT /api/v1/authorizationServers/{authServerId}/claims/{claimId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerClaims/#tag/AuthorizationServerClaims/operation/replaceOAuth2Claim))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.replace_claim(auth_server_id, claim_id) -> json models::OAuth2Claim as ReplaceOAuth2Claim;
    PUT "/api/v1/authorizationServers/{authServerId}/claims/{claimId}" = "replaceOAuth2Claim",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::OAuth2Claim;
}

operation! {
    /// Delete oauth2 claim.
    ///
    /// `DELETE /api/v1/authorizationServers/{authServerId}/claims/{claimId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerClaims/#tag/AuthorizationServerClaims/operation/deleteOAuth2Claim))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServers.delete_claim(auth_server_id, claim_id) -> nothing () as DeleteOAuth2Claim;
    DELETE "/api/v1/authorizationServers/{authServerId}/claims/{claimId}" = "deleteOAuth2Claim",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}
