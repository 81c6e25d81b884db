//! Operations of Okta's tag `ApplicationInterclientTrustMappings`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `ApplicationInterclientTrustMappings`.
    app_interclient_trust => AppInterclientTrust
}

operation! {
    /// List interclient allowed applications.
    ///
    /// `GET /api/v1/apps/{appId}/interclient-allowed-apps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationInterclientTrustMappings/#tag/ApplicationInterclientTrustMappings/operation/listInterclientAllowedApplications))
    ///
    /// - Credentials: API token, or access token with `okta.apps.interclientTrust.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: early access (Okta Identity Engine)
    AppInterclientTrust.list_allowed_apps(app_id) -> list String as ListInterclientAllowedApplications;
    GET "/api/v1/apps/{appId}/interclient-allowed-apps" = "listInterclientAllowedApplications",
        bucket "/api/v1/apps", scopes ["okta.apps.interclientTrust.read"];
}

operation! {
    /// Create interclient trust mapping.
    ///
    /// `POST /api/v1/apps/{appId}/interclient-allowed-apps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationInterclientTrustMappings/#tag/ApplicationInterclientTrustMappings/operation/createInterclientTrustMapping))
    ///
    /// - Credentials: API token, or access token with `okta.apps.interclientTrust.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Availability: early access (Okta Identity Engine)
    AppInterclientTrust.create(app_id) -> json models::InterclientTrustMapping as CreateInterclientTrustMapping;
    POST "/api/v1/apps/{appId}/interclient-allowed-apps" = "createInterclientTrustMapping",
        bucket "/api/v1/apps", scopes ["okta.apps.interclientTrust.manage"];
    body json models::InterclientTrustMappingRequestBody;
}

operation! {
    /// Delete interclient trust mapping.
    ///
    /// `DELETE /api/v1/apps/{appId}/interclient-allowed-apps/{allowedAppId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationInterclientTrustMappings/#tag/ApplicationInterclientTrustMappings/operation/deleteInterclientTrustMapping))
    ///
    /// - Credentials: API token, or access token with `okta.apps.interclientTrust.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Availability: early access (Okta Identity Engine)
    AppInterclientTrust.delete(app_id, allowed_app_id) -> nothing () as DeleteInterclientTrustMapping;
    DELETE "/api/v1/apps/{appId}/interclient-allowed-apps/{allowedAppId}" = "deleteInterclientTrustMapping",
        bucket "/api/v1/apps", scopes ["okta.apps.interclientTrust.manage"];
}

operation! {
    /// List interclient target applications.
    ///
    /// `GET /api/v1/apps/{appId}/interclient-target-apps`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationInterclientTrustMappings/#tag/ApplicationInterclientTrustMappings/operation/listInterclientTargetApplications))
    ///
    /// - Credentials: API token, or access token with `okta.apps.interclientTrust.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: early access (Okta Identity Engine)
    AppInterclientTrust.list_target_apps(app_id) -> list String as ListInterclientTargetApplications;
    GET "/api/v1/apps/{appId}/interclient-target-apps" = "listInterclientTargetApplications",
        bucket "/api/v1/apps", scopes ["okta.apps.interclientTrust.read"];
}
