//! Operations of Okta's tag `IdentityProviderUsers`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::IdentityProviders;

operation! {
    /// List identity provider application users.
    ///
    /// `GET /api/v1/idps/{idpId}/users`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderUsers/#tag/IdentityProviderUsers/operation/listIdentityProviderApplicationUsers))
    ///
    /// - Credentials: API token, or access token with `okta.idps.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    IdentityProviders.list_users(idp_id) -> list models::IdentityProviderApplicationUser as ListIdentityProviderApplicationUsers;
    GET "/api/v1/idps/{idpId}/users" = "listIdentityProviderApplicationUsers",
        bucket "/api/v1", scopes ["okta.idps.read"];
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Get identity provider application user.
    ///
    /// `GET /api/v1/idps/{idpId}/users/{userId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderUsers/#tag/IdentityProviderUsers/operation/getIdentityProviderApplicationUser))
    ///
    /// - Credentials: API token, or access token with `okta.idps.read`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviders.get_user(idp_id, user_id) -> json models::IdentityProviderApplicationUser as GetIdentityProviderApplicationUser;
    GET "/api/v1/idps/{idpId}/users/{userId}" = "getIdentityProviderApplicationUser",
        bucket "/api/v1", scopes ["okta.idps.read"];
}

operation! {
    /// Link user to identity provider.
    ///
    /// `POST /api/v1/idps/{idpId}/users/{userId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderUsers/#tag/IdentityProviderUsers/operation/linkUserToIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviders.link_user(idp_id, user_id) -> json models::IdentityProviderApplicationUser as LinkUserToIdentityProvider;
    POST "/api/v1/idps/{idpId}/users/{userId}" = "linkUserToIdentityProvider",
        bucket "/api/v1", scopes ["okta.users.manage"];
    body json models::UserIdentityProviderLinkRequest;
}

operation! {
    /// Unlink user from identity provider.
    ///
    /// `DELETE /api/v1/idps/{idpId}/users/{userId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderUsers/#tag/IdentityProviderUsers/operation/unlinkUserFromIdentityProvider))
    ///
    /// - Credentials: API token, or access token with `okta.idps.manage`
    /// - Rate-limit bucket: `/api/v1`
    IdentityProviders.unlink_user(idp_id, user_id) -> nothing () as UnlinkUserFromIdentityProvider;
    DELETE "/api/v1/idps/{idpId}/users/{userId}" = "unlinkUserFromIdentityProvider",
        bucket "/api/v1", scopes ["okta.idps.manage"];
}

operation! {
    /// List social auth tokens.
    ///
    /// `GET /api/v1/idps/{idpId}/users/{userId}/credentials/tokens`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderUsers/#tag/IdentityProviderUsers/operation/listSocialAuthTokens))
    ///
    /// - Credentials: API token, or access token with `okta.idps.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    /// - The answer holds secrets; it is not cached
    IdentityProviders.list_social_auth_tokens(idp_id, user_id) -> list models::SocialAuthToken as ListSocialAuthTokens;
    GET "/api/v1/idps/{idpId}/users/{userId}/credentials/tokens" = "listSocialAuthTokens",
        bucket "/api/v1", scopes ["okta.idps.read"], secret true;
}

operation! {
    /// List user identity providers.
    ///
    /// `GET /api/v1/users/{id}/idps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderUsers/#tag/IdentityProviderUsers/operation/listUserIdentityProviders))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    IdentityProviders.list_for_user(id) -> list models::IdentityProvider as ListUserIdentityProviders;
    GET "/api/v1/users/{id}/idps" = "listUserIdentityProviders",
        bucket "/api/v1/users", scopes ["okta.users.read"];
}
