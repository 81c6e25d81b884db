//! Operations of Okta's tag `UserLifecycle`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Users;

operation! {
    /// Activate user.
    ///
    /// `POST /api/v1/users/{id}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/#tag/UserLifecycle/operation/activateUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - The answer holds secrets; it is not cached
    Users.activate(id) -> json models::UserActivationToken as ActivateUser;
    POST "/api/v1/users/{id}/lifecycle/activate" = "activateUser",
        bucket "/api/v1/users", scopes ["okta.users.manage"], secret true;
    /// Query parameter `sendEmail`; default `true`.
    query send_email: bool = "sendEmail";
}

operation! {
    /// Deactivate user.
    ///
    /// `POST /api/v1/users/{id}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/#tag/UserLifecycle/operation/deactivateUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.deactivate(id) -> nothing () as DeactivateUser;
    POST "/api/v1/users/{id}/lifecycle/deactivate" = "deactivateUser",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
    /// Query parameter `sendEmail`; default `false`.
    query send_email: bool = "sendEmail";
    /// Header `Prefer`.
    header prefer: String = "Prefer";
}

operation! {
    /// Reactivate user.
    ///
    /// `POST /api/v1/users/{id}/lifecycle/reactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/#tag/UserLifecycle/operation/reactivateUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - The answer holds secrets; it is not cached
    Users.reactivate(id) -> json models::UserActivationToken as ReactivateUser;
    POST "/api/v1/users/{id}/lifecycle/reactivate" = "reactivateUser",
        bucket "/api/v1/users", scopes ["okta.users.manage"], secret true;
    /// Query parameter `sendEmail`; default `false`.
    query send_email: bool = "sendEmail";
}

operation! {
    /// Reset factors.
    ///
    /// `POST /api/v1/users/{id}/lifecycle/reset_factors`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/#tag/UserLifecycle/operation/resetFactors))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.reset_factors(id) -> nothing () as ResetFactors;
    POST "/api/v1/users/{id}/lifecycle/reset_factors" = "resetFactors",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}

operation! {
    /// Suspend user.
    ///
    /// `POST /api/v1/users/{id}/lifecycle/suspend`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/#tag/UserLifecycle/operation/suspendUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.suspend(id) -> nothing () as SuspendUser;
    POST "/api/v1/users/{id}/lifecycle/suspend" = "suspendUser",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}

operation! {
    /// Unlock user.
    ///
    /// `POST /api/v1/users/{id}/lifecycle/unlock`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/#tag/UserLifecycle/operation/unlockUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.unlock(id) -> nothing () as UnlockUser;
    POST "/api/v1/users/{id}/lifecycle/unlock" = "unlockUser",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}

operation! {
    /// Unsuspend user.
    ///
    /// `POST /api/v1/users/{id}/lifecycle/unsuspend`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/#tag/UserLifecycle/operation/unsuspendUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.unsuspend(id) -> nothing () as UnsuspendUser;
    POST "/api/v1/users/{id}/lifecycle/unsuspend" = "unsuspendUser",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}
