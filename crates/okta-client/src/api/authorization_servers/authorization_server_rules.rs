//! Operations of Okta's tag `AuthorizationServerRules`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `AuthorizationServerRules`.
    authorization_server_policy_rules => AuthorizationServerPolicyRules
}

operation! {
    /// List authorization server policy rules.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerRules/#tag/AuthorizationServerRules/operation/listAuthorizationServerPolicyRules))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    AuthorizationServerPolicyRules.list(auth_server_id, policy_id) -> list models::AuthorizationServerPolicyRule as ListAuthorizationServerPolicyRules;
    GET "/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules" = "listAuthorizationServerPolicyRules",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// Create authorization server policy rule.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerRules/#tag/AuthorizationServerRules/operation/createAuthorizationServerPolicyRule))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServerPolicyRules.create(auth_server_id, policy_id) -> json models::AuthorizationServerPolicyRule as CreateAuthorizationServerPolicyRule;
    POST "/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules" = "createAuthorizationServerPolicyRule",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::AuthorizationServerPolicyRule;
}

operation! {
    /// Get authorization server policy rule.
    ///
    /// `GET /api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerRules/#tag/AuthorizationServerRules/operation/getAuthorizationServerPolicyRule))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.read`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServerPolicyRules.get(auth_server_id, policy_id, rule_id) -> json models::AuthorizationServerPolicyRule as GetAuthorizationServerPolicyRule;
    GET "/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}" = "getAuthorizationServerPolicyRule",
        bucket "/api/v1", scopes ["okta.authorizationServers.read"];
}

operation! {
    /// Replace authorization server policy rule.
    ///
    /// `PUT /api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerRules/#tag/AuthorizationServerRules/operation/replaceAuthorizationServerPolicyRule))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServerPolicyRules.replace(auth_server_id, policy_id, rule_id) -> json models::AuthorizationServerPolicyRule as ReplaceAuthorizationServerPolicyRule;
    PUT "/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}" = "replaceAuthorizationServerPolicyRule",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
    body json models::AuthorizationServerPolicyRule;
}

operation! {
    /// Delete authorization server policy rule.
    ///
    /// `DELETE /api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerRules/#tag/AuthorizationServerRules/operation/deleteAuthorizationServerPolicyRule))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServerPolicyRules.delete(auth_server_id, policy_id, rule_id) -> nothing () as DeleteAuthorizationServerPolicyRule;
    DELETE "/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}" = "deleteAuthorizationServerPolicyRule",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}

operation! {
    /// Activate authorization server policy rule.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerRules/#tag/AuthorizationServerRules/operation/activateAuthorizationServerPolicyRule))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServerPolicyRules.activate(auth_server_id, policy_id, rule_id) -> nothing () as ActivateAuthorizationServerPolicyRule;
    POST "/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}/lifecycle/activate" = "activateAuthorizationServerPolicyRule",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}

operation! {
    /// Deactivate authorization server policy rule.
    ///
    /// `POST /api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerRules/#tag/AuthorizationServerRules/operation/deactivateAuthorizationServerPolicyRule))
    ///
    /// - Credentials: API token, or access token with `okta.authorizationServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    AuthorizationServerPolicyRules.deactivate(auth_server_id, policy_id, rule_id) -> nothing () as DeactivateAuthorizationServerPolicyRule;
    POST "/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}/lifecycle/deactivate" = "deactivateAuthorizationServerPolicyRule",
        bucket "/api/v1", scopes ["okta.authorizationServers.manage"];
}
