//! Operations of Okta's tag `OktaManagedUserAccount`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `OktaManagedUserAccount`.
    okta_service_accounts => OktaServiceAccounts
}

operation! {
    /// List okta managed user accounts.
    ///
    /// `GET /privileged-access/api/v1/okta-service-accounts`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OktaManagedUserAccount/#tag/OktaManagedUserAccount/operation/listOktaManagedUserAccounts))
    ///
    /// - Credentials: API token, or access token with `okta.serviceAccounts.okta.read`
    /// - Rate-limit bucket: `/privileged-access/api/v1`
    /// - Paging: cursor in `Link`
    OktaServiceAccounts.list() -> list models::OktaManagedUserAccountResponse as ListOktaManagedUserAccounts;
    GET "/privileged-access/api/v1/okta-service-accounts" = "listOktaManagedUserAccounts",
        bucket "/privileged-access/api/v1", scopes ["okta.serviceAccounts.okta.read"];
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `match`; 3 to 255 characters.
    query match_: String = "match";
}

operation! {
    /// Create okta managed user account.
    ///
    /// `POST /privileged-access/api/v1/okta-service-accounts`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OktaManagedUserAccount/#tag/OktaManagedUserAccount/operation/createOktaManagedUserAccount))
    ///
    /// - Credentials: API token, or access token with `okta.serviceAccounts.okta.manage`
    /// - Rate-limit bucket: `/privileged-access/api/v1`
    OktaServiceAccounts.create() -> json models::OktaManagedUserAccountResponse as CreateOktaManagedUserAccount;
    POST "/privileged-access/api/v1/okta-service-accounts" = "createOktaManagedUserAccount",
        bucket "/privileged-access/api/v1", scopes ["okta.serviceAccounts.okta.manage"];
    body json models::OktaManagedUserAccountRequest;
}

operation! {
    /// Get okta managed user account.
    ///
    /// `GET /privileged-access/api/v1/okta-service-accounts/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OktaManagedUserAccount/#tag/OktaManagedUserAccount/operation/getOktaManagedUserAccount))
    ///
    /// - Credentials: API token, or access token with `okta.serviceAccounts.okta.read`
    /// - Rate-limit bucket: `/privileged-access/api/v1`
    OktaServiceAccounts.get(id) -> json models::OktaManagedUserAccountResponse as GetOktaManagedUserAccount;
    GET "/privileged-access/api/v1/okta-service-accounts/{id}" = "getOktaManagedUserAccount",
        bucket "/privileged-access/api/v1", scopes ["okta.serviceAccounts.okta.read"];
}

operation! {
    /// Delete okta managed user account.
    ///
    /// `DELETE /privileged-access/api/v1/okta-service-accounts/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OktaManagedUserAccount/#tag/OktaManagedUserAccount/operation/deleteOktaManagedUserAccount))
    ///
    /// - Credentials: API token, or access token with `okta.serviceAccounts.okta.manage`
    /// - Rate-limit bucket: `/privileged-access/api/v1`
    OktaServiceAccounts.delete(id) -> nothing () as DeleteOktaManagedUserAccount;
    DELETE "/privileged-access/api/v1/okta-service-accounts/{id}" = "deleteOktaManagedUserAccount",
        bucket "/privileged-access/api/v1", scopes ["okta.serviceAccounts.okta.manage"];
}

operation! {
    /// Update okta managed user account.
    ///
    /// `PATCH /privileged-access/api/v1/okta-service-accounts/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OktaManagedUserAccount/#tag/OktaManagedUserAccount/operation/updateOktaManagedUserAccount))
    ///
    /// - Credentials: API token, or access token with `okta.serviceAccounts.okta.manage`
    /// - Rate-limit bucket: `/privileged-access/api/v1`
    OktaServiceAccounts.update(id) -> json models::OktaManagedUserAccountResponse as UpdateOktaManagedUserAccount;
    PATCH "/privileged-access/api/v1/okta-service-accounts/{id}" = "updateOktaManagedUserAccount",
        bucket "/privileged-access/api/v1", scopes ["okta.serviceAccounts.okta.manage"];
    body json models::OktaManagedUserAccountForUpdate;
}
