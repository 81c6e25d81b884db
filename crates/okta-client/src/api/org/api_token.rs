//! Operations of Okta's tag `ApiToken`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `ApiToken`.
    api_tokens => ApiTokens
}

operation! {
    /// List api tokens.
    ///
    /// `GET /api/v1/api-tokens`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiToken/#tag/ApiToken/operation/listApiTokens))
    ///
    /// - Credentials: API token, or access token with `okta.apiTokens.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    ApiTokens.list() -> list models::ApiToken as ListApiTokens;
    GET "/api/v1/api-tokens" = "listApiTokens", bucket "/api/v1", scopes ["okta.apiTokens.read"];
}

operation! {
    /// Revoke current api token.
    ///
    /// `DELETE /api/v1/api-tokens/current`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiToken/#tag/ApiToken/operation/revokeCurrentApiToken))
    ///
    /// - Credentials: API token only
    /// - Rate-limit bucket: `/api/v1`
    ApiTokens.revoke_current() -> nothing () as RevokeCurrentApiToken;
    DELETE "/api/v1/api-tokens/current" = "revokeCurrentApiToken",
        bucket "/api/v1", scopes [], security TokenOnly;
}

operation! {
    /// Get api token.
    ///
    /// `GET /api/v1/api-tokens/{apiTokenId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiToken/#tag/ApiToken/operation/getApiToken))
    ///
    /// - Credentials: API token, or access token with `okta.apiTokens.read`
    /// - Rate-limit bucket: `/api/v1`
    ApiTokens.get(api_token_id) -> json models::ApiToken as GetApiToken;
    GET "/api/v1/api-tokens/{apiTokenId}" = "getApiToken", bucket "/api/v1", scopes ["okta.apiTokens.read"];
}

operation! {
    /// Upsert api token.
    ///
    /// `PUT /api/v1/api-tokens/{apiTokenId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiToken/#tag/ApiToken/operation/upsertApiToken))
    ///
    /// - Credentials: API token, or access token with `okta.apiTokens.manage`
    /// - Rate-limit bucket: `/api/v1`
    ApiTokens.upsert(api_token_id) -> json models::ApiToken as UpsertApiToken;
    PUT "/api/v1/api-tokens/{apiTokenId}" = "upsertApiToken",
        bucket "/api/v1", scopes ["okta.apiTokens.manage"];
    body json models::ApiTokenUpdate;
}

operation! {
    /// Revoke api token.
    ///
    /// `DELETE /api/v1/api-tokens/{apiTokenId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiToken/#tag/ApiToken/operation/revokeApiToken))
    ///
    /// - Credentials: API token, or access token with `okta.apiTokens.manage`
    /// - Rate-limit bucket: `/api/v1`
    ApiTokens.revoke(api_token_id) -> nothing () as RevokeApiToken;
    DELETE "/api/v1/api-tokens/{apiTokenId}" = "revokeApiToken",
        bucket "/api/v1", scopes ["okta.apiTokens.manage"];
}
