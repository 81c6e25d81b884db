//! Operations of Okta's tag `HookKey`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `HookKey`.
    hook_keys => HookKeys
}

operation! {
    /// List hook keys.
    ///
    /// `GET /api/v1/hook-keys`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/HookKey/#tag/HookKey/operation/listHookKeys))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.read`
    /// - Rate-limit bucket: `/api/v1/hook-keys`
    /// - Paging: all items in one page, as far as the document says
    HookKeys.list() -> list models::HookKey as ListHookKeys;
    GET "/api/v1/hook-keys" = "listHookKeys", bucket "/api/v1/hook-keys", scopes ["okta.inlineHooks.read"];
}

operation! {
    /// Create hook key.
    ///
    /// `POST /api/v1/hook-keys`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/HookKey/#tag/HookKey/operation/createHookKey))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.manage`
    /// - Rate-limit bucket: `/api/v1/hook-keys`
    HookKeys.create() -> json models::DetailedHookKeyInstance as CreateHookKey;
    POST "/api/v1/hook-keys" = "createHookKey",
        bucket "/api/v1/hook-keys", scopes ["okta.inlineHooks.manage"];
    body json models::KeyRequest;
}

operation! {
    /// Get public key.
    ///
    /// `GET /api/v1/hook-keys/public/{keyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/HookKey/#tag/HookKey/operation/getPublicKey))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.read`
    /// - Rate-limit bucket: `/api/v1/hook-keys`
    HookKeys.get_public_key(key_id) -> json models::HookPublicKey as GetPublicKey;
    GET "/api/v1/hook-keys/public/{keyId}" = "getPublicKey",
        bucket "/api/v1/hook-keys", scopes ["okta.inlineHooks.read"];
}

operation! {
    /// Get hook key.
    ///
    /// `GET /api/v1/hook-keys/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/HookKey/#tag/HookKey/operation/getHookKey))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.read`
    /// - Rate-limit bucket: `/api/v1/hook-keys`
    HookKeys.get(id) -> json models::HookKey as GetHookKey;
    GET "/api/v1/hook-keys/{id}" = "getHookKey", bucket "/api/v1/hook-keys", scopes ["okta.inlineHooks.read"];
}

operation! {
    /// Replace hook key.
    ///
    /// `PUT /api/v1/hook-keys/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/HookKey/#tag/HookKey/operation/replaceHookKey))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.manage`
    /// - Rate-limit bucket: `/api/v1/hook-keys`
    HookKeys.replace(id) -> json models::DetailedHookKeyInstance as ReplaceHookKey;
    PUT "/api/v1/hook-keys/{id}" = "replaceHookKey",
        bucket "/api/v1/hook-keys", scopes ["okta.inlineHooks.manage"];
    body json models::KeyRequest;
}

operation! {
    /// Delete hook key.
    ///
    /// `DELETE /api/v1/hook-keys/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/HookKey/#tag/HookKey/operation/deleteHookKey))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.manage`
    /// - Rate-limit bucket: `/api/v1/hook-keys`
    HookKeys.delete(id) -> nothing () as DeleteHookKey;
    DELETE "/api/v1/hook-keys/{id}" = "deleteHookKey",
        bucket "/api/v1/hook-keys", scopes ["okta.inlineHooks.manage"];
}
