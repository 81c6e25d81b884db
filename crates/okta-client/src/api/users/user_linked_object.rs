//! Operations of Okta's tag `UserLinkedObject`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Users;

operation! {
    /// Assign linked object value for primary.
    ///
    /// `PUT /api/v1/users/{userIdOrLogin}/linkedObjects/{primaryRelationshipName}/{primaryUserId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLinkedObject/#tag/UserLinkedObject/operation/assignLinkedObjectValueForPrimary))
    ///
    /// - Credentials: access token with `okta.users.manage`; no API token
    /// - Rate-limit bucket: `/api/v1/users`
    Users.assign_linked_object(user_id_or_login, primary_relationship_name, primary_user_id) -> nothing () as AssignLinkedObjectValueForPrimary;
    PUT "/api/v1/users/{userIdOrLogin}/linkedObjects/{primaryRelationshipName}/{primaryUserId}" = "assignLinkedObjectValueForPrimary",
        bucket "/api/v1/users", scopes ["okta.users.manage"], security OAuthOnly;
}

operation! {
    /// List linked objects for user.
    ///
    /// `GET /api/v1/users/{userIdOrLogin}/linkedObjects/{relationshipName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLinkedObject/#tag/UserLinkedObject/operation/listLinkedObjectsForUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    Users.list_linked_objects(user_id_or_login, relationship_name) -> list models::ResponseLinks as ListLinkedObjectsForUser;
    GET "/api/v1/users/{userIdOrLogin}/linkedObjects/{relationshipName}" = "listLinkedObjectsForUser",
        bucket "/api/v1/users", scopes ["okta.users.read"];
}

operation! {
    /// Delete linked object for user.
    ///
    /// `DELETE /api/v1/users/{userIdOrLogin}/linkedObjects/{relationshipName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLinkedObject/#tag/UserLinkedObject/operation/deleteLinkedObjectForUser))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.delete_linked_object(user_id_or_login, relationship_name) -> nothing () as DeleteLinkedObjectForUser;
    DELETE "/api/v1/users/{userIdOrLogin}/linkedObjects/{relationshipName}" = "deleteLinkedObjectForUser",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}
