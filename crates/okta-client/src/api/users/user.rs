//! Operations of Okta's tag `User`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tags `User`, `UserResources`, `UserLifecycle`, `UserCred`, `UserLinkedObject`,
    /// `UserClassification`, `UserGrant`, `UserOAuth`, `UserRisk`, `UserSessions`.
    users => Users
}

operation! {
    /// List users.
    ///
    /// `GET /api/v1/users`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/listUsers))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: cursor in `Link`
    Users.list() -> list models::User as ListUsers;
    GET "/api/v1/users" = "listUsers", bucket "/api/v1/users", scopes ["okta.users.read"];
    /// Header `Content-Type`.
    header content_type: String = "Content-Type";
    /// Query parameter `search`.
    query search: String = "search";
    /// Query parameter `filter`.
    query filter: String = "filter";
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; default `200`.
    query limit: i32 = "limit";
    /// Query parameter `sortBy`.
    query sort_by: String = "sortBy";
    /// Query parameter `sortOrder`; default `asc`.
    query sort_order: String = "sortOrder";
    /// Query parameter `fields`.
    query fields: String = "fields";
    /// Query parameter `expand`; early access.
    query expand: String = "expand";
}

operation! {
    /// Create user.
    ///
    /// `POST /api/v1/users`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/createUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - The answer holds secrets; it is not cached
    Users.create() -> json models::User as CreateUser;
    POST "/api/v1/users" = "createUser", bucket "/api/v1/users", scopes ["okta.users.manage"], secret true;
    body json models::CreateUserRequest;
    /// Query parameter `activate`; default `true`.
    query activate: bool = "activate";
    /// Query parameter `provider`; default `false`.
    query provider: bool = "provider";
    /// Query parameter `nextLogin`.
    query next_login: models::UserNextLogin = "nextLogin";
}

operation! {
    /// Get user.
    ///
    /// `GET /api/v1/users/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/getUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users/{id:.+}`
    Users.get(id) -> json models::UserGetSingleton as GetUser;
    GET "/api/v1/users/{id}" = "getUser", bucket "/api/v1/users/{id:.+}", scopes ["okta.users.read"];
    /// Header `Content-Type`.
    header content_type: String = "Content-Type";
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Replace user.
    ///
    /// `PUT /api/v1/users/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/replaceUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users/{id}`
    Users.replace(id) -> json models::User as ReplaceUser;
    PUT "/api/v1/users/{id}" = "replaceUser", bucket "/api/v1/users/{id}", scopes ["okta.users.manage"];
    body json models::UpdateUserRequest;
    /// Query parameter `strict`.
    query strict: bool = "strict";
    /// Header `If-Match`.
    header if_match: String = "If-Match";
}

operation! {
    /// Update user.
    ///
    /// `POST /api/v1/users/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/updateUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users/{id}`
    Users.update(id) -> json models::User as UpdateUser;
    POST "/api/v1/users/{id}" = "updateUser", bucket "/api/v1/users/{id}", scopes ["okta.users.manage"];
    body json models::UpdateUserRequest;
    /// Query parameter `strict`.
    query strict: bool = "strict";
    /// Header `If-Match`.
    header if_match: String = "If-Match";
}

operation! {
    /// Delete user.
    ///
    /// `DELETE /api/v1/users/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/deleteUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users/{id}`
    /// - Not idempotent: sent twice it does more, so it is not retried once it may have arrived
    Users.delete(id) -> nothing () as DeleteUser;
    DELETE "/api/v1/users/{id}" = "deleteUser",
        bucket "/api/v1/users/{id}", scopes ["okta.users.manage"], idempotent false;
    /// Query parameter `sendEmail`; default `false`.
    query send_email: bool = "sendEmail";
    /// Header `Prefer`.
    header prefer: String = "Prefer";
}

operation! {
    /// List user blocks.
    ///
    /// `GET /api/v1/users/{id}/blocks`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/listUserBlocks))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    Users.list_blocks(id) -> list models::UserBlock as ListUserBlocks;
    GET "/api/v1/users/{id}/blocks" = "listUserBlocks", bucket "/api/v1/users", scopes ["okta.users.read"];
}
