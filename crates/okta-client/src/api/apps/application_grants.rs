//! Operations of Okta's tag `ApplicationGrants`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Apps;

operation! {
    /// List scope consent grants.
    ///
    /// `GET /api/v1/apps/{appId}/grants`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationGrants/#tag/ApplicationGrants/operation/listScopeConsentGrants))
    ///
    /// - Credentials: API token, or access token with `okta.appGrants.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: all items in one page, as far as the document says
    Apps.list_grants(app_id) -> list models::OAuth2ScopeConsentGrant as ListScopeConsentGrants;
    GET "/api/v1/apps/{appId}/grants" = "listScopeConsentGrants",
        bucket "/api/v1/apps", scopes ["okta.appGrants.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Grant consent to scope.
    ///
    /// `POST /api/v1/apps/{appId}/grants`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationGrants/#tag/ApplicationGrants/operation/grantConsentToScope))
    ///
    /// - Credentials: API token, or access token with `okta.appGrants.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.grant_scope(app_id) -> json models::OAuth2ScopeConsentGrant as GrantConsentToScope;
    POST "/api/v1/apps/{appId}/grants" = "grantConsentToScope",
        bucket "/api/v1/apps", scopes ["okta.appGrants.manage"];
    body json models::OAuth2ScopeConsentGrant;
}

operation! {
    /// Get scope consent grant.
    ///
    /// `GET /api/v1/apps/{appId}/grants/{grantId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationGrants/#tag/ApplicationGrants/operation/getScopeConsentGrant))
    ///
    /// - Credentials: API token, or access token with `okta.appGrants.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.get_grant(app_id, grant_id) -> json models::OAuth2ScopeConsentGrant as GetScopeConsentGrant;
    GET "/api/v1/apps/{appId}/grants/{grantId}" = "getScopeConsentGrant",
        bucket "/api/v1/apps", scopes ["okta.appGrants.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Revoke scope consent grant.
    ///
    /// `DELETE /api/v1/apps/{appId}/grants/{grantId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationGrants/#tag/ApplicationGrants/operation/revokeScopeConsentGrant))
    ///
    /// - Credentials: API token, or access token with `okta.appGrants.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    Apps.revoke_grant(app_id, grant_id) -> nothing () as RevokeScopeConsentGrant;
    DELETE "/api/v1/apps/{appId}/grants/{grantId}" = "revokeScopeConsentGrant",
        bucket "/api/v1/apps", scopes ["okta.appGrants.manage"];
}
