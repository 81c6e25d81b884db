//! Operations of Okta's tag `ServiceAccount`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `ServiceAccount`.
    service_accounts => ServiceAccounts
}

operation! {
    /// List app service accounts.
    ///
    /// `GET /privileged-access/api/v1/service-accounts`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ServiceAccount/#tag/ServiceAccount/operation/listAppServiceAccounts))
    ///
    /// - Credentials: API token, or access token with `okta.serviceAccounts.read`
    /// - Rate-limit bucket: `/privileged-access/api/v1`
    /// - Paging: cursor in `Link`
    /// - The answer holds secrets; it is not cached
    ServiceAccounts.list() -> list models::AppServiceAccount as ListAppServiceAccounts;
    GET "/privileged-access/api/v1/service-accounts" = "listAppServiceAccounts",
        bucket "/privileged-access/api/v1", scopes ["okta.serviceAccounts.read"], secret true;
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `match`; 3 to 255 characters.
    query match_: String = "match";
}

operation! {
    /// Create app service account.
    ///
    /// `POST /privileged-access/api/v1/service-accounts`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ServiceAccount/#tag/ServiceAccount/operation/createAppServiceAccount))
    ///
    /// - Credentials: API token, or access token with `okta.serviceAccounts.manage`
    /// - Rate-limit bucket: `/privileged-access/api/v1`
    /// - The answer holds secrets; it is not cached
    ServiceAccounts.create() -> json models::AppServiceAccount as CreateAppServiceAccount;
    POST "/privileged-access/api/v1/service-accounts" = "createAppServiceAccount",
        bucket "/privileged-access/api/v1", scopes ["okta.serviceAccounts.manage"], secret true;
    body json models::AppServiceAccount;
}

operation! {
    /// Get app service account.
    ///
    /// `GET /privileged-access/api/v1/service-accounts/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ServiceAccount/#tag/ServiceAccount/operation/getAppServiceAccount))
    ///
    /// - Credentials: API token, or access token with `okta.serviceAccounts.read`
    /// - Rate-limit bucket: `/privileged-access/api/v1`
    /// - The answer holds secrets; it is not cached
    ServiceAccounts.get(id) -> json models::AppServiceAccount as GetAppServiceAccount;
    GET "/privileged-access/api/v1/service-accounts/{id}" = "getAppServiceAccount",
        bucket "/privileged-access/api/v1", scopes ["okta.serviceAccounts.read"], secret true;
}

operation! {
    /// Delete app service account.
    ///
    /// `DELETE /privileged-access/api/v1/service-accounts/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ServiceAccount/#tag/ServiceAccount/operation/deleteAppServiceAccount))
    ///
    /// - Credentials: API token, or access token with `okta.serviceAccounts.manage`
    /// - Rate-limit bucket: `/privileged-access/api/v1`
    ServiceAccounts.delete(id) -> nothing () as DeleteAppServiceAccount;
    DELETE "/privileged-access/api/v1/service-accounts/{id}" = "deleteAppServiceAccount",
        bucket "/privileged-access/api/v1", scopes ["okta.serviceAccounts.manage"];
}

operation! {
    /// Update app service account.
    ///
    /// `PATCH /privileged-access/api/v1/service-accounts/{id}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ServiceAccount/#tag/ServiceAccount/operation/updateAppServiceAccount))
    ///
    /// - Credentials: API token, or access token with `okta.serviceAccounts.manage`
    /// - Rate-limit bucket: `/privileged-access/api/v1`
    /// - The answer holds secrets; it is not cached
    ServiceAccounts.update(id) -> json models::AppServiceAccount as UpdateAppServiceAccount;
    PATCH "/privileged-access/api/v1/service-accounts/{id}" = "updateAppServiceAccount",
        bucket "/privileged-access/api/v1", scopes ["okta.serviceAccounts.manage"], secret true;
    body json models::AppServiceAccountForUpdate;
}
