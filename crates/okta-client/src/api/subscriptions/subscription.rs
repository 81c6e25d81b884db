//! Operations of Okta's tag `Subscription`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `Subscription`.
    subscriptions => Subscriptions
}

operation! {
    /// List subscriptions role.
    ///
    /// `GET /api/v1/roles/{roleRef}/subscriptions`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Subscription/#tag/Subscription/operation/listSubscriptionsRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    Subscriptions.list_for_role(role_ref) -> list models::Subscription as ListSubscriptionsRole;
    GET "/api/v1/roles/{roleRef}/subscriptions" = "listSubscriptionsRole",
        bucket "/api/v1", scopes ["okta.roles.read"];
}

operation! {
    /// Get subscriptions notification type role.
    ///
    /// `GET /api/v1/roles/{roleRef}/subscriptions/{notificationType}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Subscription/#tag/Subscription/operation/getSubscriptionsNotificationTypeRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1`
    Subscriptions.get_for_role(role_ref, notification_type) -> json models::Subscription as GetSubscriptionsNotificationTypeRole;
    GET "/api/v1/roles/{roleRef}/subscriptions/{notificationType}" = "getSubscriptionsNotificationTypeRole",
        bucket "/api/v1", scopes ["okta.roles.read"];
}

operation! {
    /// Subscribe by notification type role.
    ///
    /// `POST /api/v1/roles/{roleRef}/subscriptions/{notificationType}/subscribe`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Subscription/#tag/Subscription/operation/subscribeByNotificationTypeRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1`
    Subscriptions.subscribe_role(role_ref, notification_type) -> nothing () as SubscribeByNotificationTypeRole;
    POST "/api/v1/roles/{roleRef}/subscriptions/{notificationType}/subscribe" = "subscribeByNotificationTypeRole",
        bucket "/api/v1", scopes ["okta.roles.manage"];
}

operation! {
    /// Unsubscribe by notification type role.
    ///
    /// `POST /api/v1/roles/{roleRef}/subscriptions/{notificationType}/unsubscribe`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Subscription/#tag/Subscription/operation/unsubscribeByNotificationTypeRole))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1`
    Subscriptions.unsubscribe_role(role_ref, notification_type) -> nothing () as UnsubscribeByNotificationTypeRole;
    POST "/api/v1/roles/{roleRef}/subscriptions/{notificationType}/unsubscribe" = "unsubscribeByNotificationTypeRole",
        bucket "/api/v1", scopes ["okta.roles.manage"];
}

operation! {
    /// List subscriptions user.
    ///
    /// `GET /api/v1/users/{userId}/subscriptions`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Subscription/#tag/Subscription/operation/listSubscriptionsUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    Subscriptions.list_for_user(user_id) -> list models::Subscription as ListSubscriptionsUser;
    GET "/api/v1/users/{userId}/subscriptions" = "listSubscriptionsUser",
        bucket "/api/v1/users", scopes ["okta.users.read"];
}

operation! {
    /// Get subscriptions notification type user.
    ///
    /// `GET /api/v1/users/{userId}/subscriptions/{notificationType}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Subscription/#tag/Subscription/operation/getSubscriptionsNotificationTypeUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    Subscriptions.get_for_user(user_id, notification_type) -> json models::Subscription as GetSubscriptionsNotificationTypeUser;
    GET "/api/v1/users/{userId}/subscriptions/{notificationType}" = "getSubscriptionsNotificationTypeUser",
        bucket "/api/v1/users", scopes ["okta.users.read"];
}

operation! {
    /// Subscribe by notification type user.
    ///
    /// `POST /api/v1/users/{userId}/subscriptions/{notificationType}/subscribe`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Subscription/#tag/Subscription/operation/subscribeByNotificationTypeUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Subscriptions.subscribe_user(user_id, notification_type) -> nothing () as SubscribeByNotificationTypeUser;
    POST "/api/v1/users/{userId}/subscriptions/{notificationType}/subscribe" = "subscribeByNotificationTypeUser",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}

operation! {
    /// Unsubscribe by notification type user.
    ///
    /// `POST /api/v1/users/{userId}/subscriptions/{notificationType}/unsubscribe`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Subscription/#tag/Subscription/operation/unsubscribeByNotificationTypeUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Subscriptions.unsubscribe_user(user_id, notification_type) -> nothing () as UnsubscribeByNotificationTypeUser;
    POST "/api/v1/users/{userId}/subscriptions/{notificationType}/unsubscribe" = "unsubscribeByNotificationTypeUser",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}
