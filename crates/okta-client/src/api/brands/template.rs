//! Operations of Okta's tag `Template`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `Template`.
    sms_templates => SmsTemplates
}

operation! {
    /// List sms templates.
    ///
    /// `GET /api/v1/templates/sms`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Template/#tag/Template/operation/listSmsTemplates))
    ///
    /// - Credentials: API token, or access token with `okta.templates.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    SmsTemplates.list() -> list models::SmsTemplate as ListSmsTemplates;
    GET "/api/v1/templates/sms" = "listSmsTemplates", bucket "/api/v1", scopes ["okta.templates.read"];
    /// Query parameter `templateType`.
    query template_type: models::SmsTemplateType = "templateType";
}

operation! {
    /// Create sms template.
    ///
    /// `POST /api/v1/templates/sms`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Template/#tag/Template/operation/createSmsTemplate))
    ///
    /// - Credentials: API token, or access token with `okta.templates.manage`
    /// - Rate-limit bucket: `/api/v1`
    SmsTemplates.create() -> json models::SmsTemplate as CreateSmsTemplate;
    POST "/api/v1/templates/sms" = "createSmsTemplate", bucket "/api/v1", scopes ["okta.templates.manage"];
    body json models::SmsTemplate;
}

operation! {
    /// Get sms template.
    ///
    /// `GET /api/v1/templates/sms/{templateId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Template/#tag/Template/operation/getSmsTemplate))
    ///
    /// - Credentials: API token, or access token with `okta.templates.read`
    /// - Rate-limit bucket: `/api/v1`
    SmsTemplates.get(template_id) -> json models::SmsTemplate as GetSmsTemplate;
    GET "/api/v1/templates/sms/{templateId}" = "getSmsTemplate",
        bucket "/api/v1", scopes ["okta.templates.read"];
}

operation! {
    /// Replace sms template.
    ///
    /// `PUT /api/v1/templates/sms/{templateId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Template/#tag/Template/operation/replaceSmsTemplate))
    ///
    /// - Credentials: API token, or access token with `okta.templates.manage`
    /// - Rate-limit bucket: `/api/v1`
    SmsTemplates.replace(template_id) -> json models::SmsTemplate as ReplaceSmsTemplate;
    PUT "/api/v1/templates/sms/{templateId}" = "replaceSmsTemplate",
        bucket "/api/v1", scopes ["okta.templates.manage"];
    body json models::SmsTemplate;
}

operation! {
    /// Update sms template.
    ///
    /// `POST /api/v1/templates/sms/{templateId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Template/#tag/Template/operation/updateSmsTemplate))
    ///
    /// - Credentials: API token, or access token with `okta.templates.manage`
    /// - Rate-limit bucket: `/api/v1`
    SmsTemplates.update(template_id) -> json models::SmsTemplate as UpdateSmsTemplate;
    POST "/api/v1/templates/sms/{templateId}" = "updateSmsTemplate",
        bucket "/api/v1", scopes ["okta.templates.manage"];
    body json models::SmsTemplate;
}

operation! {
    /// Delete sms template.
    ///
    /// `DELETE /api/v1/templates/sms/{templateId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Template/#tag/Template/operation/deleteSmsTemplate))
    ///
    /// - Credentials: API token, or access token with `okta.templates.manage`
    /// - Rate-limit bucket: `/api/v1`
    SmsTemplates.delete(template_id) -> nothing () as DeleteSmsTemplate;
    DELETE "/api/v1/templates/sms/{templateId}" = "deleteSmsTemplate",
        bucket "/api/v1", scopes ["okta.templates.manage"];
}
