//! Operations of Okta's tag `ApplicationSSO`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use super::Apps;

operation! {
    /// Preview sam lmetadata for application.
    ///
    /// `GET /api/v1/apps/{appId}/sso/saml/metadata`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSO/#tag/ApplicationSSO/operation/previewSAMLmetadataForApplication))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.get_saml_metadata(app_id) -> text String as PreviewSamLmetadataForApplication;
    GET "/api/v1/apps/{appId}/sso/saml/metadata" = "previewSAMLmetadataForApplication",
        bucket "/api/v1/apps", scopes ["okta.apps.read"], accept "text/xml";
    required query kid: String = "kid";
}
