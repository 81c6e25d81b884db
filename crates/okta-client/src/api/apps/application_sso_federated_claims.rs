//! Operations of Okta's tag `ApplicationSSOFederatedClaims`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `ApplicationSSOFederatedClaims`.
    app_federated_claims => AppFederatedClaims
}

operation! {
    /// List federated claims.
    ///
    /// `GET /api/v1/apps/{appId}/federated-claims`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOFederatedClaims/#tag/ApplicationSSOFederatedClaims/operation/listFederatedClaims))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    /// - Paging: all items in one page, as far as the document says
    AppFederatedClaims.list(app_id) -> list models::FederatedClaim as ListFederatedClaims;
    GET "/api/v1/apps/{appId}/federated-claims" = "listFederatedClaims",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
}

operation! {
    /// Create federated claim.
    ///
    /// `POST /api/v1/apps/{appId}/federated-claims`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOFederatedClaims/#tag/ApplicationSSOFederatedClaims/operation/createFederatedClaim))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppFederatedClaims.create(app_id) -> json models::FederatedClaim as CreateFederatedClaim;
    POST "/api/v1/apps/{appId}/federated-claims" = "createFederatedClaim",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    body json models::FederatedClaimRequestBody;
}

operation! {
    /// Get federated claim.
    ///
    /// `GET /api/v1/apps/{appId}/federated-claims/{claimId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOFederatedClaims/#tag/ApplicationSSOFederatedClaims/operation/getFederatedClaim))
    ///
    /// - Credentials: API token, or access token with `okta.apps.read`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppFederatedClaims.get(app_id, claim_id) -> json models::FederatedClaimRequestBody as GetFederatedClaim;
    GET "/api/v1/apps/{appId}/federated-claims/{claimId}" = "getFederatedClaim",
        bucket "/api/v1/apps", scopes ["okta.apps.read"];
}

operation! {
    /// Replace federated claim.
    ///
    /// `PUT /api/v1/apps/{appId}/federated-claims/{claimId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOFederatedClaims/#tag/ApplicationSSOFederatedClaims/operation/replaceFederatedClaim))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppFederatedClaims.replace(app_id, claim_id) -> json models::FederatedClaim as ReplaceFederatedClaim;
    PUT "/api/v1/apps/{appId}/federated-claims/{claimId}" = "replaceFederatedClaim",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
    body json models::FederatedClaim;
}

operation! {
    /// Delete federated claim.
    ///
    /// `DELETE /api/v1/apps/{appId}/federated-claims/{claimId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOFederatedClaims/#tag/ApplicationSSOFederatedClaims/operation/deleteFederatedClaim))
    ///
    /// - Credentials: API token, or access token with `okta.apps.manage`
    /// - Rate-limit bucket: `/api/v1/apps`
    AppFederatedClaims.delete(app_id, claim_id) -> nothing () as DeleteFederatedClaim;
    DELETE "/api/v1/apps/{appId}/federated-claims/{claimId}" = "deleteFederatedClaim",
        bucket "/api/v1/apps", scopes ["okta.apps.manage"];
}
