//! Operations of Okta's tag `UserResources`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Users;

operation! {
    /// List app links.
    ///
    /// `GET /api/v1/users/{id}/appLinks`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserResources/#tag/UserResources/operation/listAppLinks))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    Users.list_app_links(id) -> list models::AssignedAppLink as ListAppLinks;
    GET "/api/v1/users/{id}/appLinks" = "listAppLinks", bucket "/api/v1/users", scopes ["okta.users.read"];
}

operation! {
    /// List user groups.
    ///
    /// `GET /api/v1/users/{id}/groups`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserResources/#tag/UserResources/operation/listUserGroups))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    Users.list_groups(id) -> list models::Group as ListUserGroups;
    GET "/api/v1/users/{id}/groups" = "listUserGroups", bucket "/api/v1/users", scopes ["okta.users.read"];
}

operation! {
    /// List user clients.
    ///
    /// `GET /api/v1/users/{userId}/clients`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserResources/#tag/UserResources/operation/listUserClients))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    Users.list_clients(user_id) -> list models::OAuth2Client as ListUserClients;
    GET "/api/v1/users/{userId}/clients" = "listUserClients",
        bucket "/api/v1/users", scopes ["okta.users.read"];
}

operation! {
    /// List user devices.
    ///
    /// `GET /api/v1/users/{userId}/devices`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserResources/#tag/UserResources/operation/listUserDevices))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: limited availability (Okta Identity Engine)
    Users.list_devices(user_id) -> list models::UserDevice as ListUserDevices;
    GET "/api/v1/users/{userId}/devices" = "listUserDevices",
        bucket "/api/v1/users", scopes ["okta.users.read"];
}
