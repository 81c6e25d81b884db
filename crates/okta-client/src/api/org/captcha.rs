//! Operations of Okta's tag `CAPTCHA`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `CAPTCHA`.
    captchas => Captchas
}

operation! {
    /// List captcha instances.
    ///
    /// `GET /api/v1/captchas`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CAPTCHA/#tag/CAPTCHA/operation/listCaptchaInstances))
    ///
    /// - Credentials: API token, or access token with `okta.captchas.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: limited availability (Okta Identity Engine)
    Captchas.list() -> list models::CaptchaInstance as ListCaptchaInstances;
    GET "/api/v1/captchas" = "listCaptchaInstances", bucket "/api/v1", scopes ["okta.captchas.read"];
}

operation! {
    /// Create captcha instance.
    ///
    /// `POST /api/v1/captchas`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CAPTCHA/#tag/CAPTCHA/operation/createCaptchaInstance))
    ///
    /// - Credentials: API token, or access token with `okta.captchas.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Captchas.create() -> json models::CaptchaInstance as CreateCaptchaInstance;
    POST "/api/v1/captchas" = "createCaptchaInstance", bucket "/api/v1", scopes ["okta.captchas.manage"];
    body json models::CaptchaInstance;
}

operation! {
    /// Get captcha instance.
    ///
    /// `GET /api/v1/captchas/{captchaId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CAPTCHA/#tag/CAPTCHA/operation/getCaptchaInstance))
    ///
    /// - Credentials: API token, or access token with `okta.captchas.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Captchas.get(captcha_id) -> json models::CaptchaInstance as GetCaptchaInstance;
    GET "/api/v1/captchas/{captchaId}" = "getCaptchaInstance",
        bucket "/api/v1", scopes ["okta.captchas.read"];
}

operation! {
    /// Replace captcha instance.
    ///
    /// `PUT /api/v1/captchas/{captchaId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CAPTCHA/#tag/CAPTCHA/operation/replaceCaptchaInstance))
    ///
    /// - Credentials: API token, or access token with `okta.captchas.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Captchas.replace(captcha_id) -> json models::CaptchaInstance as ReplaceCaptchaInstance;
    PUT "/api/v1/captchas/{captchaId}" = "replaceCaptchaInstance",
        bucket "/api/v1", scopes ["okta.captchas.manage"];
    body json models::CaptchaInstance;
}

operation! {
    /// Update captcha instance.
    ///
    /// `POST /api/v1/captchas/{captchaId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CAPTCHA/#tag/CAPTCHA/operation/updateCaptchaInstance))
    ///
    /// - Credentials: API token, or access token with `okta.captchas.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Captchas.update(captcha_id) -> json models::CaptchaInstance as UpdateCaptchaInstance;
    POST "/api/v1/captchas/{captchaId}" = "updateCaptchaInstance",
        bucket "/api/v1", scopes ["okta.captchas.manage"];
    body json models::CaptchaInstance;
}

operation! {
    /// Delete captcha instance.
    ///
    /// `DELETE /api/v1/captchas/{captchaId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CAPTCHA/#tag/CAPTCHA/operation/deleteCaptchaInstance))
    ///
    /// - Credentials: API token, or access token with `okta.captchas.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Captchas.delete(captcha_id) -> nothing () as DeleteCaptchaInstance;
    DELETE "/api/v1/captchas/{captchaId}" = "deleteCaptchaInstance",
        bucket "/api/v1", scopes ["okta.captchas.manage"];
}

operation! {
    /// Get org captcha settings.
    ///
    /// `GET /api/v1/org/captcha`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CAPTCHA/#tag/CAPTCHA/operation/getOrgCaptchaSettings))
    ///
    /// - Credentials: API token, or access token with `okta.captchas.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Captchas.get_org_settings() -> json models::OrgCaptchaSettings as GetOrgCaptchaSettings;
    GET "/api/v1/org/captcha" = "getOrgCaptchaSettings", bucket "/api/v1", scopes ["okta.captchas.read"];
}

operation! {
    /// Replaces org captcha settings.
    ///
    /// `PUT /api/v1/org/captcha`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CAPTCHA/#tag/CAPTCHA/operation/replacesOrgCaptchaSettings))
    ///
    /// - Credentials: API token, or access token with `okta.captchas.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Captchas.replace_org_settings() -> json models::OrgCaptchaSettings as ReplacesOrgCaptchaSettings;
    PUT "/api/v1/org/captcha" = "replacesOrgCaptchaSettings",
        bucket "/api/v1", scopes ["okta.captchas.manage"];
    body json models::OrgCaptchaSettings;
}

operation! {
    /// Delete org captcha settings.
    ///
    /// `DELETE /api/v1/org/captcha`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CAPTCHA/#tag/CAPTCHA/operation/deleteOrgCaptchaSettings))
    ///
    /// - Credentials: API token, or access token with `okta.captchas.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Captchas.delete_org_settings() -> nothing () as DeleteOrgCaptchaSettings;
    DELETE "/api/v1/org/captcha" = "deleteOrgCaptchaSettings",
        bucket "/api/v1", scopes ["okta.captchas.manage"];
}
