//! Operations of Okta's tag `UserType`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `UserType`.
    user_types => UserTypes
}

operation! {
    /// List user types.
    ///
    /// `GET /api/v1/meta/types/user`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserType/#tag/UserType/operation/listUserTypes))
    ///
    /// - Credentials: API token, or access token with `okta.userTypes.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    UserTypes.list() -> list models::UserType as ListUserTypes;
    GET "/api/v1/meta/types/user" = "listUserTypes", bucket "/api/v1", scopes ["okta.userTypes.read"];
}

operation! {
    /// Create user type.
    ///
    /// `POST /api/v1/meta/types/user`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserType/#tag/UserType/operation/createUserType))
    ///
    /// - Credentials: API token, or access token with `okta.userTypes.manage`
    /// - Rate-limit bucket: `/api/v1`
    UserTypes.create() -> json models::UserType as CreateUserType;
    POST "/api/v1/meta/types/user" = "createUserType", bucket "/api/v1", scopes ["okta.userTypes.manage"];
    body json models::UserType;
}

operation! {
    /// Get user type.
    ///
    /// `GET /api/v1/meta/types/user/{typeId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserType/#tag/UserType/operation/getUserType))
    ///
    /// - Credentials: API token, or access token with `okta.userTypes.read`
    /// - Rate-limit bucket: `/api/v1`
    UserTypes.get(type_id) -> json models::UserType as GetUserType;
    GET "/api/v1/meta/types/user/{typeId}" = "getUserType", bucket "/api/v1", scopes ["okta.userTypes.read"];
}

operation! {
    /// Replace user type.
    ///
    /// `PUT /api/v1/meta/types/user/{typeId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserType/#tag/UserType/operation/replaceUserType))
    ///
    /// - Credentials: API token, or access token with `okta.userTypes.manage`
    /// - Rate-limit bucket: `/api/v1`
    UserTypes.replace(type_id) -> json models::UserType as ReplaceUserType;
    PUT "/api/v1/meta/types/user/{typeId}" = "replaceUserType",
        bucket "/api/v1", scopes ["okta.userTypes.manage"];
    body json models::UserTypePutRequest;
}

operation! {
    /// Update user type.
    ///
    /// `POST /api/v1/meta/types/user/{typeId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserType/#tag/UserType/operation/updateUserType))
    ///
    /// - Credentials: API token, or access token with `okta.userTypes.manage`
    /// - Rate-limit bucket: `/api/v1`
    UserTypes.update(type_id) -> json models::UserType as UpdateUserType;
    POST "/api/v1/meta/types/user/{typeId}" = "updateUserType",
        bucket "/api/v1", scopes ["okta.userTypes.manage"];
    body json models::UserTypePostRequest;
}

operation! {
    /// Delete user type.
    ///
    /// `DELETE /api/v1/meta/types/user/{typeId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserType/#tag/UserType/operation/deleteUserType))
    ///
    /// - Credentials: API token, or access token with `okta.userTypes.manage`
    /// - Rate-limit bucket: `/api/v1`
    UserTypes.delete(type_id) -> nothing () as DeleteUserType;
    DELETE "/api/v1/meta/types/user/{typeId}" = "deleteUserType",
        bucket "/api/v1", scopes ["okta.userTypes.manage"];
}
