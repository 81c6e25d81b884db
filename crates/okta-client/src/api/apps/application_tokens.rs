//! Operations of Okta's tag `ApplicationTokens`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Apps;

operation! {
    /// List oauth2 tokens for application.
    ///
    /// `GET /api/v1/apps/{appId}/tokens`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationTokens/#tag/ApplicationTokens/operation/listOAuth2TokensForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: cursor in `Link`
    Apps.list_tokens(app_id) -> list models::OAuth2RefreshToken as ListOAuth2TokensForApplication;
    GET "/api/v1/apps/{appId}/tokens" = "listOAuth2TokensForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}

operation! {
    /// Revoke oauth2 tokens for application.
    ///
    /// `DELETE /api/v1/apps/{appId}/tokens`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationTokens/#tag/ApplicationTokens/operation/revokeOAuth2TokensForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.revoke_tokens(app_id) -> nothing () as RevokeOAuth2TokensForApplication;
    DELETE "/api/v1/apps/{appId}/tokens" = "revokeOAuth2TokensForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}

operation! {
    /// Get oauth2 token for application.
    ///
    /// `GET /api/v1/apps/{appId}/tokens/{tokenId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationTokens/#tag/ApplicationTokens/operation/getOAuth2TokenForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.get_token(app_id, token_id) -> json models::OAuth2RefreshToken as GetOAuth2TokenForApplication;
    GET "/api/v1/apps/{appId}/tokens/{tokenId}" = "getOAuth2TokenForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Revoke oauth2 token for application.
    ///
    /// `DELETE /api/v1/apps/{appId}/tokens/{tokenId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationTokens/#tag/ApplicationTokens/operation/revokeOAuth2TokenForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.revoke_token(app_id, token_id) -> nothing () as RevokeOAuth2TokenForApplication;
    DELETE "/api/v1/apps/{appId}/tokens/{tokenId}" = "revokeOAuth2TokenForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}
