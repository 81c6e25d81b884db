//! Operations of Okta's tag `AuthorizationServerPolicies`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `AuthorizationServerPolicies`.
    authorization_server_policies => AuthorizationServerPolicies
}

operation! {
    /// List authorization server policies.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/policies`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerPolicies/#tag/AuthorizationServerPolicies/operation/listAuthorizationServerPolicies))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    AuthorizationServerPolicies.list(auth_server_id) -> list models::AuthorizationServerPolicy as ListAuthorizationServerPolicies;
    GET "/api/v1/authorizationServers/{authServerId}/policies" = "listAuthorizationServerPolicies",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// Create authorization server policy.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/policies`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerPolicies/#tag/AuthorizationServerPolicies/operation/createAuthorizationServerPolicy))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServerPolicies.create(auth_server_id) -> json models::AuthorizationServerPolicy as CreateAuthorizationServerPolicy;
    POST "/api/v1/authorizationServers/{authServerId}/policies" = "createAuthorizationServerPolicy",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::AuthorizationServerPolicy;
}

operation! {
    /// Get authorization server policy.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/policies/{policyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerPolicies/#tag/AuthorizationServerPolicies/operation/getAuthorizationServerPolicy))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServerPolicies.get(auth_server_id, policy_id) -> json models::AuthorizationServerPolicy as GetAuthorizationServerPolicy;
    GET "/api/v1/authorizationServers/{authServerId}/policies/{policyId}" = "getAuthorizationServerPolicy",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// Replace authorization server policy.
    ///
    /// `PUT /api/v1/authorizationServers/{authServerId}/policies/{policyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerPolicies/#tag/AuthorizationServerPolicies/operation/replaceAuthorizationServerPolicy))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServerPolicies.replace(auth_server_id, policy_id) -> json models::AuthorizationServerPolicy as ReplaceAuthorizationServerPolicy;
    PUT "/api/v1/authorizationServers/{authServerId}/policies/{policyId}" = "replaceAuthorizationServerPolicy",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::AuthorizationServerPolicy;
}

operation! {
    /// Delete authorization server policy.
    ///
    /// `DELETE /api/v1/authorizationServers/{authServerId}/policies/{policyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerPolicies/#tag/AuthorizationServerPolicies/operation/deleteAuthorizationServerPolicy))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServerPolicies.delete(auth_server_id, policy_id) -> nothing () as DeleteAuthorizationServerPolicy;
    DELETE "/api/v1/authorizationServers/{authServerId}/policies/{policyId}" = "deleteAuthorizationServerPolicy",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}

operation! {
    /// Activate authorization server policy.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/policies/{policyId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerPolicies/#tag/AuthorizationServerPolicies/operation/activateAuthorizationServerPolicy))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServerPolicies.activate(auth_server_id, policy_id) -> nothing () as ActivateAuthorizationServerPolicy;
    POST "/api/v1/authorizationServers/{authServerId}/policies/{policyId}/lifecycle/activate" = "activateAuthorizationServerPolicy",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}

operation! {
    /// Deactivate authorization server policy.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/policies/{policyId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerPolicies/#tag/AuthorizationServerPolicies/operation/deactivateAuthorizationServerPolicy))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServerPolicies.deactivate(auth_server_id, policy_id) -> nothing () as DeactivateAuthorizationServerPolicy;
    POST "/api/v1/authorizationServers/{authServerId}/policies/{policyId}/lifecycle/deactivate" = "deactivateAuthorizationServerPolicy",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}
