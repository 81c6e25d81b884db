//! Operations of Okta's tag `OrgSettingSupport`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `OrgSettingSupport`.
    org_support => OrgSupport
}

operation! {
    /// Get aerial consent.
    ///
    /// `GET /api/v1/org/privacy/aerial`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingSupport/#tag/OrgSettingSupport/operation/getAerialConsent))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    OrgSupport.get_aerial_consent() -> json models::OrgAerialConsentDetails as GetAerialConsent;
    GET "/api/v1/org/privacy/aerial" = "getAerialConsent", bucket "/api/v1", scopes ["okta.orgs.manage"];
}

operation! {
    /// Grant aerial consent.
    ///
    /// `POST /api/v1/org/privacy/aerial/grant`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingSupport/#tag/OrgSettingSupport/operation/grantAerialConsent))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    OrgSupport.grant_aerial_consent() -> json models::OrgAerialConsentDetails as GrantAerialConsent;
    POST "/api/v1/org/privacy/aerial/grant" = "grantAerialConsent",
        bucket "/api/v1", scopes ["okta.orgs.manage"];
    body json models::OrgAerialConsent;
}

operation! {
    /// Revoke aerial consent.
    ///
    /// `POST /api/v1/org/privacy/aerial/revoke`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingSupport/#tag/OrgSettingSupport/operation/revokeAerialConsent))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    OrgSupport.revoke_aerial_consent() -> json models::OrgAerialConsentRevoked as RevokeAerialConsent;
    POST "/api/v1/org/privacy/aerial/revoke" = "revokeAerialConsent",
        bucket "/api/v1", scopes ["okta.orgs.manage"];
    body json models::OrgAerialConsent;
}

operation! {
    /// Get org okta support settings.
    ///
    /// `GET /api/v1/org/privacy/oktaSupport`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingSupport/#tag/OrgSettingSupport/operation/getOrgOktaSupportSettings))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.read`
    /// - Rate-limit bucket: `/api/v1`
    OrgSupport.get_settings() -> json models::OrgOktaSupportSettingsObj as GetOrgOktaSupportSettings;
    GET "/api/v1/org/privacy/oktaSupport" = "getOrgOktaSupportSettings",
        bucket "/api/v1", scopes ["okta.orgs.read"];
}

operation! {
    /// List okta support cases.
    ///
    /// `GET /api/v1/org/privacy/oktaSupport/cases`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingSupport/#tag/OrgSettingSupport/operation/listOktaSupportCases))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: items in `supportCases`, all in one page, as far as the document says
    OrgSupport.list_cases() -> list models::OktaSupportCase as ListOktaSupportCases;
    GET "/api/v1/org/privacy/oktaSupport/cases" = "listOktaSupportCases",
        bucket "/api/v1", scopes ["okta.orgs.read"], items "supportCases";
}

operation! {
    /// Update okta support case.
    ///
    /// `PATCH /api/v1/org/privacy/oktaSupport/cases/{caseNumber}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingSupport/#tag/OrgSettingSupport/operation/updateOktaSupportCase))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    OrgSupport.update_case(case_number) -> json models::OktaSupportCase as UpdateOktaSupportCase;
    PATCH "/api/v1/org/privacy/oktaSupport/cases/{caseNumber}" = "updateOktaSupportCase",
        bucket "/api/v1", scopes ["okta.orgs.manage"];
    body json models::OktaSupportCase;
}

operation! {
    /// Extend okta support.
    ///
    /// `POST /api/v1/org/privacy/oktaSupport/extend`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingSupport/#tag/OrgSettingSupport/operation/extendOktaSupport))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    #[deprecated = "Okta has deprecated this operation"]
    OrgSupport.extend() -> nothing () as ExtendOktaSupport;
    POST "/api/v1/org/privacy/oktaSupport/extend" = "extendOktaSupport",
        bucket "/api/v1", scopes ["okta.orgs.manage"], redirect true;
}

operation! {
    /// Grant okta support.
    ///
    /// `POST /api/v1/org/privacy/oktaSupport/grant`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingSupport/#tag/OrgSettingSupport/operation/grantOktaSupport))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    #[deprecated = "Okta has deprecated this operation"]
    OrgSupport.grant() -> nothing () as GrantOktaSupport;
    POST "/api/v1/org/privacy/oktaSupport/grant" = "grantOktaSupport",
        bucket "/api/v1", scopes ["okta.orgs.manage"], redirect true;
}

operation! {
    /// Revoke okta support.
    ///
    /// `POST /api/v1/org/privacy/oktaSupport/revoke`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingSupport/#tag/OrgSettingSupport/operation/revokeOktaSupport))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    #[deprecated = "Okta has deprecated this operation"]
    OrgSupport.revoke() -> nothing () as RevokeOktaSupport;
    POST "/api/v1/org/privacy/oktaSupport/revoke" = "revokeOktaSupport",
        bucket "/api/v1", scopes ["okta.orgs.manage"], redirect true;
}
