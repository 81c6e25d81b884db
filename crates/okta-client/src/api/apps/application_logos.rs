//! Operations of Okta's tag `ApplicationLogos`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use super::Apps;

operation! {
    /// Upload application logo.
    ///
    /// `POST /api/v1/apps/{appId}/logo`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationLogos/#tag/ApplicationLogos/operation/uploadApplicationLogo))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.upload_logo(app_id) -> nothing () as UploadApplicationLogo;
    POST "/api/v1/apps/{appId}/logo" = "uploadApplicationLogo",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    body file crate::FilePart;
}
