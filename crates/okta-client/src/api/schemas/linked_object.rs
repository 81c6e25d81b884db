//! Operations of Okta's tag `LinkedObject`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `LinkedObject`.
    linked_objects => LinkedObjects
}

operation! {
    /// List linked object definitions.
    ///
    /// `GET /api/v1/meta/schemas/user/linkedObjects`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/LinkedObject/#tag/LinkedObject/operation/listLinkedObjectDefinitions))
    ///
    /// - Credentials: API token, or access token with `okta.linkedObjects.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    LinkedObjects.list() -> list models::LinkedObject as ListLinkedObjectDefinitions;
    GET "/api/v1/meta/schemas/user/linkedObjects" = "listLinkedObjectDefinitions",
        bucket "/api/v1", scopes ["okta.linkedObjects.read"];
}

operation! {
    /// Create linked object definition.
    ///
    /// `POST /api/v1/meta/schemas/user/linkedObjects`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/LinkedObject/#tag/LinkedObject/operation/createLinkedObjectDefinition))
    ///
    /// - Credentials: API token, or access token with `okta.linkedObjects.manage`
    /// - Rate-limit bucket: `/api/v1`
    LinkedObjects.create() -> json models::LinkedObject as CreateLinkedObjectDefinition;
    POST "/api/v1/meta/schemas/user/linkedObjects" = "createLinkedObjectDefinition",
        bucket "/api/v1", scopes ["okta.linkedObjects.manage"];
    body json models::LinkedObject;
}

operation! {
    /// Get linked object definition.
    ///
    /// `GET /api/v1/meta/schemas/user/linkedObjects/{linkedObjectName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/LinkedObject/#tag/LinkedObject/operation/getLinkedObjectDefinition))
    ///
    /// - Credentials: API token, or access token with `okta.linkedObjects.read`
    /// - Rate-limit bucket: `/api/v1`
    LinkedObjects.get(linked_object_name) -> json models::LinkedObject as GetLinkedObjectDefinition;
    GET "/api/v1/meta/schemas/user/linkedObjects/{linkedObjectName}" = "getLinkedObjectDefinition",
        bucket "/api/v1", scopes ["okta.linkedObjects.read"];
}

operation! {
    /// Delete linked object definition.
    ///
    /// `DELETE /api/v1/meta/schemas/user/linkedObjects/{linkedObjectName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/LinkedObject/#tag/LinkedObject/operation/deleteLinkedObjectDefinition))
    ///
    /// - Credentials: API token, or access token with `okta.linkedObjects.manage`
    /// - Rate-limit bucket: `/api/v1`
    LinkedObjects.delete(linked_object_name) -> nothing () as DeleteLinkedObjectDefinition;
    DELETE "/api/v1/meta/schemas/user/linkedObjects/{linkedObjectName}" = "deleteLinkedObjectDefinition",
        bucket "/api/v1", scopes ["okta.linkedObjects.manage"];
}
