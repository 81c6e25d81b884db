//! Operations of Okta's tag `ApplicationUsers`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Apps;

operation! {
    /// List application users.
    ///
    /// `GET /api/v1/apps/{appId}/users`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationUsers/#tag/ApplicationUsers/operation/listApplicationUsers))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: cursor in `Link`
    Apps.list_users(app_id) -> list models::AppUser as ListApplicationUsers;
    GET "/api/v1/apps/{appId}/users" = "listApplicationUsers",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 500; default `50`.
    query limit: i32 = "limit";
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Assign user to application.
    ///
    /// `POST /api/v1/apps/{appId}/users`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationUsers/#tag/ApplicationUsers/operation/assignUserToApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.assign_user(app_id) -> json models::AppUser as AssignUserToApplication;
    POST "/api/v1/apps/{appId}/users" = "assignUserToApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    body json models::AppUser;
}

operation! {
    /// Get application user.
    ///
    /// `GET /api/v1/apps/{appId}/users/{userId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationUsers/#tag/ApplicationUsers/operation/getApplicationUser))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.get_user(app_id, user_id) -> json models::AppUser as GetApplicationUser;
    GET "/api/v1/apps/{appId}/users/{userId}" = "getApplicationUser",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Update application user.
    ///
    /// `POST /api/v1/apps/{appId}/users/{userId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationUsers/#tag/ApplicationUsers/operation/updateApplicationUser))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.update_user(app_id, user_id) -> json models::AppUser as UpdateApplicationUser;
    POST "/api/v1/apps/{appId}/users/{userId}" = "updateApplicationUser",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    body json models::AppUserUpdateRequest;
}

operation! {
    /// Unassign user from application.
    ///
    /// `DELETE /api/v1/apps/{appId}/users/{userId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationUsers/#tag/ApplicationUsers/operation/unassignUserFromApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.unassign_user(app_id, user_id) -> nothing () as UnassignUserFromApplication;
    DELETE "/api/v1/apps/{appId}/users/{userId}" = "unassignUserFromApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    /// Query parameter `sendEmail`; default `false`.
    query send_email: bool = "sendEmail";
}
