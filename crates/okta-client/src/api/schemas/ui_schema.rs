//! Operations of Okta's tag `UISchema`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `UISchema`.
    ui_schemas => UiSchemas
}

operation! {
    /// List ui schemas.
    ///
    /// `GET /api/v1/meta/uischemas`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UISchema/#tag/UISchema/operation/listUISchemas))
    ///
    /// - Credentials: API token, or access token with `okta.uischemas.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: limited availability (Okta Identity Engine)
    UiSchemas.list() -> list models::UiSchemasResponseObject as ListUiSchemas;
    GET "/api/v1/meta/uischemas" = "listUISchemas", bucket "/api/v1", scopes ["okta.uischemas.read"];
}

operation! {
    /// Create ui schema.
    ///
    /// `POST /api/v1/meta/uischemas`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UISchema/#tag/UISchema/operation/createUISchema))
    ///
    /// - Credentials: API token, or access token with `okta.uischemas.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    UiSchemas.create() -> json models::UiSchemasResponseObject as CreateUiSchema;
    POST "/api/v1/meta/uischemas" = "createUISchema", bucket "/api/v1", scopes ["okta.uischemas.manage"];
    body json models::CreateUiSchema;
}

operation! {
    /// Get ui schema.
    ///
    /// `GET /api/v1/meta/uischemas/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UISchema/#tag/UISchema/operation/getUISchema))
    ///
    /// - Credentials: API token, or access token with `okta.uischemas.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    UiSchemas.get(id) -> json models::UiSchemasResponseObject as GetUiSchema;
    GET "/api/v1/meta/uischemas/{id}" = "getUISchema", bucket "/api/v1", scopes ["okta.uischemas.read"];
}

operation! {
    /// Replace ui schemas.
    ///
    /// `PUT /api/v1/meta/uischemas/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UISchema/#tag/UISchema/operation/replaceUISchemas))
    ///
    /// - Credentials: API token, or access token with `okta.uischemas.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    UiSchemas.replace(id) -> json models::UiSchemasResponseObject as ReplaceUiSchemas;
    PUT "/api/v1/meta/uischemas/{id}" = "replaceUISchemas",
        bucket "/api/v1", scopes ["okta.uischemas.manage"];
    body json models::UpdateUiSchema;
}

operation! {
    /// Delete ui schemas.
    ///
    /// `DELETE /api/v1/meta/uischemas/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UISchema/#tag/UISchema/operation/deleteUISchemas))
    ///
    /// - Credentials: API token, or access token with `okta.uischemas.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    UiSchemas.delete(id) -> nothing () as DeleteUiSchemas;
    DELETE "/api/v1/meta/uischemas/{id}" = "deleteUISchemas",
        bucket "/api/v1", scopes ["okta.uischemas.manage"];
}
