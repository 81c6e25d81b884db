//! Operations of Okta's tag `CustomTemplates`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `CustomTemplates`.
    email_templates => EmailTemplates
}

operation! {
    /// List email templates.
    ///
    /// `GET /api/v1/brands/{brandId}/templates/email`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/listEmailTemplates))
    ///
    /// - Credentials: API token, or access token with `okta.templates.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    EmailTemplates.list(brand_id) -> list models::EmailTemplateResponse as ListEmailTemplates;
    GET "/api/v1/brands/{brandId}/templates/email" = "listEmailTemplates",
        bucket "/api/v1", scopes ["okta.templates.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
    /// Query parameter `expand`.
    joined expand: models::EmailTemplateExpansion = "expand";
}

operation! {
    /// Get email template.
    ///
    /// `GET /api/v1/brands/{brandId}/templates/email/{templateName}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/getEmailTemplate))
    ///
    /// - Credentials: API token, or access token with `okta.templates.read`
    /// - Rate-limit bucket: `/api/v1`
    EmailTemplates.get(brand_id, template_name) -> json models::EmailTemplateResponse as GetEmailTemplate;
    GET "/api/v1/brands/{brandId}/templates/email/{templateName}" = "getEmailTemplate",
        bucket "/api/v1", scopes ["okta.templates.read"];
    /// Query parameter `expand`.
    joined expand: models::EmailTemplateExpansion = "expand";
}

operation! {
    /// List email customizations.
    ///
    /// `GET /api/v1/brands/{brandId}/templates/email/{templateName}/customizations`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/listEmailCustomizations))
    ///
    /// - Credentials: API token, or access token with `okta.templates.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    EmailTemplates.list_customizations(brand_id, template_name) -> list models::EmailCustomization as ListEmailCustomizations;
    GET "/api/v1/brands/{brandId}/templates/email/{templateName}/customizations" = "listEmailCustomizations",
        bucket "/api/v1", scopes ["okta.templates.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}

operation! {
    /// Create email customization.
    ///
    /// `POST /api/v1/brands/{brandId}/templates/email/{templateName}/customizations`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/createEmailCustomization))
    ///
    /// - Credentials: API token, or access token with `okta.templates.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailTemplates.create_customization(brand_id, template_name) -> json models::EmailCustomization as CreateEmailCustomization;
    POST "/api/v1/brands/{brandId}/templates/email/{templateName}/customizations" = "createEmailCustomization",
        bucket "/api/v1", scopes ["okta.templates.manage"];
    body json models::EmailCustomization;
}

operation! {
    /// Delete all customizations.
    ///
    /// `DELETE /api/v1/brands/{brandId}/templates/email/{templateName}/customizations`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/deleteAllCustomizations))
    ///
    /// - Credentials: API token, or access token with `okta.templates.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailTemplates.delete_all_customizations(brand_id, template_name) -> nothing () as DeleteAllCustomizations;
    DELETE "/api/v1/brands/{brandId}/templates/email/{templateName}/customizations" = "deleteAllCustomizations",
        bucket "/api/v1", scopes ["okta.templates.manage"];
}

operation! {
    /// Get email customization.
    ///
    /// `GET /api/v1/brands/{brandId}/templates/email/{templateName}/customizations/{customizationId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/getEmailCustomization))
    ///
    /// - Credentials: API token, or access token with `okta.templates.read`
    /// - Rate-limit bucket: `/api/v1`
    EmailTemplates.get_customization(brand_id, template_name, customization_id) -> json models::EmailCustomization as GetEmailCustomization;
    GET "/api/v1/brands/{brandId}/templates/email/{templateName}/customizations/{customizationId}" = "getEmailCustomization",
        bucket "/api/v1", scopes ["okta.templates.read"];
}

operation! {
    /// Replace email customization.
    ///
    /// `PUT /api/v1/brands/{brandId}/templates/email/{templateName}/customizations/{customizationId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/replaceEmailCustomization))
    ///
    /// - Credentials: API token, or access token with `okta.templates.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailTemplates.replace_customization(brand_id, template_name, customization_id) -> json models::EmailCustomization as ReplaceEmailCustomization;
    PUT "/api/v1/brands/{brandId}/templates/email/{templateName}/customizations/{customizationId}" = "replaceEmailCustomization",
        bucket "/api/v1", scopes ["okta.templates.manage"];
    body json models::EmailCustomization;
}

operation! {
    /// Delete email customization.
    ///
    /// `DELETE /api/v1/brands/{brandId}/templates/email/{templateName}/customizations/{customizationId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/deleteEmailCustomization))
    ///
    /// - Credentials: API token, or access token with `okta.templates.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailTemplates.delete_customization(brand_id, template_name, customization_id) -> nothing () as DeleteEmailCustomization;
    DELETE "/api/v1/brands/{brandId}/templates/email/{templateName}/customizations/{customizationId}" = "deleteEmailCustomization",
        bucket "/api/v1", scopes ["okta.templates.manage"];
}

operation! {
    /// Get customization preview.
    ///
    /// `GET /api/v1/brands/{brandId}/templates/email/{templateName}/customizations/{customizationId}/preview`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/getCustomizationPreview))
    ///
    /// - Credentials: API token, or access token with `okta.templates.read`
    /// - Rate-limit bucket: `/api/v1`
    EmailTemplates.get_customization_preview(brand_id, template_name, customization_id) -> json models::EmailPreview as GetCustomizationPreview;
    GET "/api/v1/brands/{brandId}/templates/email/{templateName}/customizations/{customizationId}/preview" = "getCustomizationPreview",
        bucket "/api/v1", scopes ["okta.templates.read"];
}

operation! {
    /// Get email default content.
    ///
    /// `GET /api/v1/brands/{brandId}/templates/email/{templateName}/default-content`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/getEmailDefaultContent))
    ///
    /// - Credentials: API token, or access token with `okta.templates.read`
    /// - Rate-limit bucket: `/api/v1`
    EmailTemplates.get_default_content(brand_id, template_name) -> json models::EmailDefaultContent as GetEmailDefaultContent;
    GET "/api/v1/brands/{brandId}/templates/email/{templateName}/default-content" = "getEmailDefaultContent",
        bucket "/api/v1", scopes ["okta.templates.read"];
    /// Query parameter `language`.
    query language: String = "language";
}

operation! {
    /// Get email default preview.
    ///
    /// `GET /api/v1/brands/{brandId}/templates/email/{templateName}/default-content/preview`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/getEmailDefaultPreview))
    ///
    /// - Credentials: API token, or access token with `okta.templates.read`
    /// - Rate-limit bucket: `/api/v1`
    EmailTemplates.get_default_preview(brand_id, template_name) -> json models::EmailPreview as GetEmailDefaultPreview;
    GET "/api/v1/brands/{brandId}/templates/email/{templateName}/default-content/preview" = "getEmailDefaultPreview",
        bucket "/api/v1", scopes ["okta.templates.read"];
    /// Query parameter `language`.
    query language: String = "language";
}

operation! {
    /// Get email settings.
    ///
    /// `GET /api/v1/brands/{brandId}/templates/email/{templateName}/settings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/getEmailSettings))
    ///
    /// - Credentials: API token, or access token with `okta.templates.read`
    /// - Rate-limit bucket: `/api/v1`
    EmailTemplates.get_settings(brand_id, template_name) -> json models::EmailSettingsResponse as GetEmailSettings;
    GET "/api/v1/brands/{brandId}/templates/email/{templateName}/settings" = "getEmailSettings",
        bucket "/api/v1", scopes ["okta.templates.read"];
}

operation! {
    /// Replace email settings.
    ///
    /// `PUT /api/v1/brands/{brandId}/templates/email/{templateName}/settings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/replaceEmailSettings))
    ///
    /// - Credentials: API token, or access token with `okta.templates.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailTemplates.replace_settings(brand_id, template_name) -> json models::EmailSettings as ReplaceEmailSettings;
    PUT "/api/v1/brands/{brandId}/templates/email/{templateName}/settings" = "replaceEmailSettings",
        bucket "/api/v1", scopes ["okta.templates.manage"];
    body json models::EmailSettings;
}

operation! {
    /// Send test email.
    ///
    /// `POST /api/v1/brands/{brandId}/templates/email/{templateName}/test`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomTemplates/#tag/CustomTemplates/operation/sendTestEmail))
    ///
    /// - Credentials: API token, or access token with `okta.templates.read`
    /// - Rate-limit bucket: `/api/v1`
    EmailTemplates.send_test(brand_id, template_name) -> nothing () as SendTestEmail;
    POST "/api/v1/brands/{brandId}/templates/email/{templateName}/test" = "sendTestEmail",
        bucket "/api/v1", scopes ["okta.templates.read"];
    /// Query parameter `language`.
    query language: String = "language";
}
