//! Operations of Okta's tag `InlineHook`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `InlineHook`.
    inline_hooks => InlineHooks
}

operation! {
    /// List inline hooks.
    ///
    /// `GET /api/v1/inlineHooks`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/#tag/InlineHook/operation/listInlineHooks))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    InlineHooks.list() -> list models::InlineHook as ListInlineHooks;
    GET "/api/v1/inlineHooks" = "listInlineHooks", bucket "/api/v1", scopes ["okta.inlineHooks.read"];
    /// Query parameter `type`.
    query type_: models::InlineHookType = "type";
}

operation! {
    /// Create inline hook.
    ///
    /// `POST /api/v1/inlineHooks`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/#tag/InlineHook/operation/createInlineHook))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    InlineHooks.create() -> json models::InlineHookCreateResponse as CreateInlineHook;
    POST "/api/v1/inlineHooks" = "createInlineHook", bucket "/api/v1", scopes ["okta.inlineHooks.manage"];
    body json models::InlineHookCreate;
}

operation! {
    /// Get inline hook.
    ///
    /// `GET /api/v1/inlineHooks/{inlineHookId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/#tag/InlineHook/operation/getInlineHook))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.read`
    /// - Rate-limit bucket: `/api/v1`
    InlineHooks.get(inline_hook_id) -> json models::InlineHook as GetInlineHook;
    GET "/api/v1/inlineHooks/{inlineHookId}" = "getInlineHook",
        bucket "/api/v1", scopes ["okta.inlineHooks.read"];
}

operation! {
    /// Replace inline hook.
    ///
    /// `PUT /api/v1/inlineHooks/{inlineHookId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/#tag/InlineHook/operation/replaceInlineHook))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    InlineHooks.replace(inline_hook_id) -> json models::InlineHook as ReplaceInlineHook;
    PUT "/api/v1/inlineHooks/{inlineHookId}" = "replaceInlineHook",
        bucket "/api/v1", scopes ["okta.inlineHooks.manage"];
    body json models::InlineHookReplace;
}

operation! {
    /// Update inline hook.
    ///
    /// `POST /api/v1/inlineHooks/{inlineHookId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/#tag/InlineHook/operation/updateInlineHook))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    InlineHooks.update(inline_hook_id) -> json models::InlineHook as UpdateInlineHook;
    POST "/api/v1/inlineHooks/{inlineHookId}" = "updateInlineHook",
        bucket "/api/v1", scopes ["okta.inlineHooks.manage"];
    body json models::InlineHookReplace;
}

operation! {
    /// Delete inline hook.
    ///
    /// `DELETE /api/v1/inlineHooks/{inlineHookId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/#tag/InlineHook/operation/deleteInlineHook))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    InlineHooks.delete(inline_hook_id) -> nothing () as DeleteInlineHook;
    DELETE "/api/v1/inlineHooks/{inlineHookId}" = "deleteInlineHook",
        bucket "/api/v1", scopes ["okta.inlineHooks.manage"];
}

operation! {
    /// Execute inline hook.
    ///
    /// `POST /api/v1/inlineHooks/{inlineHookId}/execute`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/#tag/InlineHook/operation/executeInlineHook))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    InlineHooks.execute(inline_hook_id) -> json models::ExecuteInlineHookResponse as ExecuteInlineHook;
    POST "/api/v1/inlineHooks/{inlineHookId}/execute" = "executeInlineHook",
        bucket "/api/v1", scopes ["okta.inlineHooks.manage"];
    body json models::ExecuteInlineHookRequest;
}

operation! {
    /// Activate inline hook.
    ///
    /// `POST /api/v1/inlineHooks/{inlineHookId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/#tag/InlineHook/operation/activateInlineHook))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    InlineHooks.activate(inline_hook_id) -> json models::InlineHook as ActivateInlineHook;
    POST "/api/v1/inlineHooks/{inlineHookId}/lifecycle/activate" = "activateInlineHook",
        bucket "/api/v1", scopes ["okta.inlineHooks.manage"];
}

operation! {
    /// Deactivate inline hook.
    ///
    /// `POST /api/v1/inlineHooks/{inlineHookId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/#tag/InlineHook/operation/deactivateInlineHook))
    ///
    /// - Credentials: API token, or access token with `okta.inlineHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    InlineHooks.deactivate(inline_hook_id) -> json models::InlineHook as DeactivateInlineHook;
    POST "/api/v1/inlineHooks/{inlineHookId}/lifecycle/deactivate" = "deactivateInlineHook",
        bucket "/api/v1", scopes ["okta.inlineHooks.manage"];
}
