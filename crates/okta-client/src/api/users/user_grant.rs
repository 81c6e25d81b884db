//! Operations of Okta's tag `UserGrant`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Users;

operation! {
    /// List grants for user and client.
    ///
    /// `GET /api/v1/users/{userId}/clients/{clientId}/grants`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserGrant/#tag/UserGrant/operation/listGrantsForUserAndClient))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: cursor in `Link`
    Users.list_client_grants(user_id, client_id) -> list models::OAuth2ScopeConsentGrant as ListGrantsForUserAndClient;
    GET "/api/v1/users/{userId}/clients/{clientId}/grants" = "listGrantsForUserAndClient",
        bucket "/api/v1/users", scopes ["okta.users.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i32 = "limit";
}

operation! {
    /// Revoke grants for user and client.
    ///
    /// `DELETE /api/v1/users/{userId}/clients/{clientId}/grants`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserGrant/#tag/UserGrant/operation/revokeGrantsForUserAndClient))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.revoke_client_grants(user_id, client_id) -> nothing () as RevokeGrantsForUserAndClient;
    DELETE "/api/v1/users/{userId}/clients/{clientId}/grants" = "revokeGrantsForUserAndClient",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}

operation! {
    /// List user grants.
    ///
    /// `GET /api/v1/users/{userId}/grants`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserGrant/#tag/UserGrant/operation/listUserGrants))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: cursor in `Link`
    Users.list_grants(user_id) -> list models::OAuth2ScopeConsentGrant as ListUserGrants;
    GET "/api/v1/users/{userId}/grants" = "listUserGrants",
        bucket "/api/v1/users", scopes ["okta.users.read"];
    /// Query parameter `scopeId`.
    query scope_id: String = "scopeId";
    /// Query parameter `expand`.
    query expand: String = "expand";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i32 = "limit";
}

operation! {
    /// Revoke user grants.
    ///
    /// `DELETE /api/v1/users/{userId}/grants`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserGrant/#tag/UserGrant/operation/revokeUserGrants))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.revoke_grants(user_id) -> nothing () as RevokeUserGrants;
    DELETE "/api/v1/users/{userId}/grants" = "revokeUserGrants",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}

operation! {
    /// Get user grant.
    ///
    /// `GET /api/v1/users/{userId}/grants/{grantId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserGrant/#tag/UserGrant/operation/getUserGrant))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.get_grant(user_id, grant_id) -> json models::OAuth2ScopeConsentGrant as GetUserGrant;
    GET "/api/v1/users/{userId}/grants/{grantId}" = "getUserGrant",
        bucket "/api/v1/users", scopes ["okta.users.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Revoke user grant.
    ///
    /// `DELETE /api/v1/users/{userId}/grants/{grantId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserGrant/#tag/UserGrant/operation/revokeUserGrant))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.revoke_grant(user_id, grant_id) -> nothing () as RevokeUserGrant;
    DELETE "/api/v1/users/{userId}/grants/{grantId}" = "revokeUserGrant",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}
