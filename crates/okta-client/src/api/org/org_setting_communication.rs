//! Operations of Okta's tag `OrgSettingCommunication`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Org;

operation! {
    /// Get okta communication settings.
    ///
    /// `GET /api/v1/org/privacy/oktaCommunication`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingCommunication/#tag/OrgSettingCommunication/operation/getOktaCommunicationSettings))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.read`
    /// - Rate-limit bucket: `/api/v1`
    Org.get_communication_settings() -> json models::OrgOktaCommunicationSetting as GetOktaCommunicationSettings;
    GET "/api/v1/org/privacy/oktaCommunication" = "getOktaCommunicationSettings",
        bucket "/api/v1", scopes ["okta.orgs.read"];
}

operation! {
    /// Opt in users to okta communication emails.
    ///
    /// `POST /api/v1/org/privacy/oktaCommunication/optIn`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingCommunication/#tag/OrgSettingCommunication/operation/optInUsersToOktaCommunicationEmails))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    Org.opt_in_to_emails() -> json models::OrgOktaCommunicationSetting as OptInUsersToOktaCommunicationEmails;
    POST "/api/v1/org/privacy/oktaCommunication/optIn" = "optInUsersToOktaCommunicationEmails",
        bucket "/api/v1", scopes ["okta.orgs.manage"];
}

operation! {
    /// Opt out users from okta communication emails.
    ///
    /// `POST /api/v1/org/privacy/oktaCommunication/optOut`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingCommunication/#tag/OrgSettingCommunication/operation/optOutUsersFromOktaCommunicationEmails))
    ///
    /// - Credentials: API token, or access token with `okta.orgs.manage`
    /// - Rate-limit bucket: `/api/v1`
    Org.opt_out_of_emails() -> json models::OrgOktaCommunicationSetting as OptOutUsersFromOktaCommunicationEmails;
    POST "/api/v1/org/privacy/oktaCommunication/optOut" = "optOutUsersFromOktaCommunicationEmails",
        bucket "/api/v1", scopes ["okta.orgs.manage"];
}
