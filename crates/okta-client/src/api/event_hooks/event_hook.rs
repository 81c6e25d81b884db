//! Operations of Okta's tag `EventHook`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `EventHook`.
    event_hooks => EventHooks
}

operation! {
    /// List event hooks.
    ///
    /// `GET /api/v1/eventHooks`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/#tag/EventHook/operation/listEventHooks))
    ///
    /// - Credentials: API token, or access token with `okta.eventHooks.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    EventHooks.list() -> list models::EventHook as ListEventHooks;
    GET "/api/v1/eventHooks" = "listEventHooks", bucket "/api/v1", scopes ["okta.eventHooks.read"];
}

operation! {
    /// Create event hook.
    ///
    /// `POST /api/v1/eventHooks`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/#tag/EventHook/operation/createEventHook))
    ///
    /// - Credentials: API token, or access token with `okta.eventHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    EventHooks.create() -> json models::EventHook as CreateEventHook;
    POST "/api/v1/eventHooks" = "createEventHook", bucket "/api/v1", scopes ["okta.eventHooks.manage"];
    body json models::EventHook;
}

operation! {
    /// Get event hook.
    ///
    /// `GET /api/v1/eventHooks/{eventHookId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/#tag/EventHook/operation/getEventHook))
    ///
    /// - Credentials: API token, or access token with `okta.eventHooks.read`
    /// - Rate-limit bucket: `/api/v1`
    EventHooks.get(event_hook_id) -> json models::EventHook as GetEventHook;
    GET "/api/v1/eventHooks/{eventHookId}" = "getEventHook",
        bucket "/api/v1", scopes ["okta.eventHooks.read"];
}

operation! {
    /// Replace event hook.
    ///
    /// `PUT /api/v1/eventHooks/{eventHookId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/#tag/EventHook/operation/replaceEventHook))
    ///
    /// - Credentials: API token, or access token with `okta.eventHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    EventHooks.replace(event_hook_id) -> json models::EventHook as ReplaceEventHook;
    PUT "/api/v1/eventHooks/{eventHookId}" = "replaceEventHook",
        bucket "/api/v1", scopes ["okta.eventHooks.manage"];
    body json models::EventHook;
}

operation! {
    /// Delete event hook.
    ///
    /// `DELETE /api/v1/eventHooks/{eventHookId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/#tag/EventHook/operation/deleteEventHook))
    ///
    /// - Credentials: API token, or access token with `okta.eventHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    EventHooks.delete(event_hook_id) -> nothing () as DeleteEventHook;
    DELETE "/api/v1/eventHooks/{eventHookId}" = "deleteEventHook",
        bucket "/api/v1", scopes ["okta.eventHooks.manage"];
}

operation! {
    /// Activate event hook.
    ///
    /// `POST /api/v1/eventHooks/{eventHookId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/#tag/EventHook/operation/activateEventHook))
    ///
    /// - Credentials: API token, or access token with `okta.eventHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    EventHooks.activate(event_hook_id) -> json models::EventHook as ActivateEventHook;
    POST "/api/v1/eventHooks/{eventHookId}/lifecycle/activate" = "activateEventHook",
        bucket "/api/v1", scopes ["okta.eventHooks.manage"];
}

operation! {
    /// Deactivate event hook.
    ///
    /// `POST /api/v1/eventHooks/{eventHookId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/#tag/EventHook/operation/deactivateEventHook))
    ///
    /// - Credentials: API token, or access token with `okta.eventHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    EventHooks.deactivate(event_hook_id) -> json models::EventHook as DeactivateEventHook;
    POST "/api/v1/eventHooks/{eventHookId}/lifecycle/deactivate" = "deactivateEventHook",
        bucket "/api/v1", scopes ["okta.eventHooks.manage"];
}

operation! {
    /// Verify event hook.
    ///
    /// `POST /api/v1/eventHooks/{eventHookId}/lifecycle/verify`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/#tag/EventHook/operation/verifyEventHook))
    ///
    /// - Credentials: API token, or access token with `okta.eventHooks.manage`
    /// - Rate-limit bucket: `/api/v1`
    EventHooks.verify(event_hook_id) -> json models::EventHook as VerifyEventHook;
    POST "/api/v1/eventHooks/{eventHookId}/lifecycle/verify" = "verifyEventHook",
        bucket "/api/v1", scopes ["okta.eventHooks.manage"];
}
