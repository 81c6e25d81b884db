//! Operations of Okta's tag `GovernanceBundle`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `GovernanceBundle`.
    governance_bundles => GovernanceBundles
}

operation! {
    /// List governance bundles.
    ///
    /// `GET /api/v1/iam/governance/bundles`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GovernanceBundle/#tag/GovernanceBundle/operation/listGovernanceBundles))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    /// - Paging: items in `bundles`, cursor in `_links.next` or `Link`
    GovernanceBundles.list() -> list models::GovernanceBundle as ListGovernanceBundles;
    GET "/api/v1/iam/governance/bundles" = "listGovernanceBundles",
        bucket "/api/v1/iam", scopes ["okta.roles.read"], items "bundles";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}

operation! {
    /// Create governance bundle.
    ///
    /// `POST /api/v1/iam/governance/bundles`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GovernanceBundle/#tag/GovernanceBundle/operation/createGovernanceBundle))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    GovernanceBundles.create() -> json models::GovernanceBundle as CreateGovernanceBundle;
    POST "/api/v1/iam/governance/bundles" = "createGovernanceBundle",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    body json models::GovernanceBundleCreateRequest;
}

operation! {
    /// Get governance bundle.
    ///
    /// `GET /api/v1/iam/governance/bundles/{bundleId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GovernanceBundle/#tag/GovernanceBundle/operation/getGovernanceBundle))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    GovernanceBundles.get(bundle_id) -> json models::GovernanceBundle as GetGovernanceBundle;
    GET "/api/v1/iam/governance/bundles/{bundleId}" = "getGovernanceBundle",
        bucket "/api/v1/iam", scopes ["okta.roles.read"];
}

operation! {
    /// Replace governance bundle.
    ///
    /// `PUT /api/v1/iam/governance/bundles/{bundleId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GovernanceBundle/#tag/GovernanceBundle/operation/replaceGovernanceBundle))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    GovernanceBundles.replace(bundle_id) -> json models::GovernanceBundle as ReplaceGovernanceBundle;
    PUT "/api/v1/iam/governance/bundles/{bundleId}" = "replaceGovernanceBundle",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
    body json models::GovernanceBundleUpdateRequest;
}

operation! {
    /// Delete governance bundle.
    ///
    /// `DELETE /api/v1/iam/governance/bundles/{bundleId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GovernanceBundle/#tag/GovernanceBundle/operation/deleteGovernanceBundle))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    GovernanceBundles.delete(bundle_id) -> nothing () as DeleteGovernanceBundle;
    DELETE "/api/v1/iam/governance/bundles/{bundleId}" = "deleteGovernanceBundle",
        bucket "/api/v1/iam", scopes ["okta.roles.manage"];
}

operation! {
    /// List bundle entitlements.
    ///
    /// `GET /api/v1/iam/governance/bundles/{bundleId}/entitlements`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GovernanceBundle/#tag/GovernanceBundle/operation/listBundleEntitlements))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    /// - Paging: items in `entitlements`, cursor in `_links.next` or `Link`
    GovernanceBundles.list_entitlements(bundle_id) -> list models::BundleEntitlement as ListBundleEntitlements;
    GET "/api/v1/iam/governance/bundles/{bundleId}/entitlements" = "listBundleEntitlements",
        bucket "/api/v1/iam", scopes ["okta.roles.read"], items "entitlements";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}

operation! {
    /// List bundle entitlement values.
    ///
    /// `GET /api/v1/iam/governance/bundles/{bundleId}/entitlements/{entitlementId}/values`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GovernanceBundle/#tag/GovernanceBundle/operation/listBundleEntitlementValues))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    /// - Paging: items in `entitlementValues`, cursor in `_links.next` or `Link`
    GovernanceBundles.list_entitlement_values(bundle_id, entitlement_id) -> list models::EntitlementValue as ListBundleEntitlementValues;
    GET "/api/v1/iam/governance/bundles/{bundleId}/entitlements/{entitlementId}/values" = "listBundleEntitlementValues",
        bucket "/api/v1/iam", scopes ["okta.roles.read"], items "entitlementValues";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
}

operation! {
    /// Get opt in status.
    ///
    /// `GET /api/v1/iam/governance/optIn`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GovernanceBundle/#tag/GovernanceBundle/operation/getOptInStatus))
    ///
    /// - Credentials: API token, or access token with `okta.roles.read`
    /// - Rate-limit bucket: `/api/v1/iam`
    GovernanceBundles.get_opt_in_status() -> json models::OptInStatusResponse as GetOptInStatus;
    GET "/api/v1/iam/governance/optIn" = "getOptInStatus", bucket "/api/v1/iam", scopes ["okta.roles.read"];
}

operation! {
    /// Opt in.
    ///
    /// `POST /api/v1/iam/governance/optIn`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GovernanceBundle/#tag/GovernanceBundle/operation/optIn))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    GovernanceBundles.opt_in() -> json models::OptInStatusResponse as OptIn;
    POST "/api/v1/iam/governance/optIn" = "optIn", bucket "/api/v1/iam", scopes ["okta.roles.manage"];
}

operation! {
    /// Opt out.
    ///
    /// `POST /api/v1/iam/governance/optOut`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GovernanceBundle/#tag/GovernanceBundle/operation/optOut))
    ///
    /// - Credentials: API token, or access token with `okta.roles.manage`
    /// - Rate-limit bucket: `/api/v1/iam`
    GovernanceBundles.opt_out() -> json models::OptInStatusResponse as OptOut;
    POST "/api/v1/iam/governance/optOut" = "optOut", bucket "/api/v1/iam", scopes ["okta.roles.manage"];
}
