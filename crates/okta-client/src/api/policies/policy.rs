//! Operations of Okta's tag `Policy`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `Policy`.
    policies => Policies
}

operation! {
    /// List policies.
    ///
    /// `GET /api/v1/policies`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/listPolicies))
    ///
    /// - Credentials: API token, or access token with `okta.policies.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    Policies.list() -> list models::Policy as ListPolicies;
    GET "/api/v1/policies" = "listPolicies", bucket "/api/v1", scopes ["okta.policies.read"];
    required query type_: models::PolicyType = "type";
    /// Query parameter `status`.
    query status: String = "status";
    /// Query parameter `q`.
    query q: String = "q";
    /// Query parameter `expand`.
    query expand: String = "expand";
    /// Query parameter `sortBy`.
    query sort_by: String = "sortBy";
    /// Query parameter `limit`.
    query limit: i32 = "limit";
    /// Query parameter `resourceId`.
    query resource_id: String = "resourceId";
    /// Query parameter `after`.
    query after: String = "after";
}

operation! {
    /// Create policy.
    ///
    /// `POST /api/v1/policies`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/createPolicy))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    Policies.create() -> json models::CreateOrUpdatePolicy as CreatePolicy;
    POST "/api/v1/policies" = "createPolicy", bucket "/api/v1", scopes ["okta.policies.manage"];
    body json models::CreateOrUpdatePolicy;
    /// Query parameter `activate`; default `true`.
    query activate: bool = "activate";
}

operation! {
    /// Create policy simulation.
    ///
    /// `POST /api/v1/policies/simulate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/createPolicySimulation))
    ///
    /// - Credentials: API token, or access token with `okta.policies.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Policies.simulate() -> json Vec<models::SimulatePolicyEvaluations> as CreatePolicySimulation;
    POST "/api/v1/policies/simulate" = "createPolicySimulation",
        bucket "/api/v1", scopes ["okta.policies.read"];
    body json Vec<models::SimulatePolicyBody>;
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Get policy.
    ///
    /// `GET /api/v1/policies/{policyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/getPolicy))
    ///
    /// - Credentials: API token, or access token with `okta.policies.read`
    /// - Rate-limit bucket: `/api/v1`
    Policies.get(policy_id) -> json models::Policy as GetPolicy;
    GET "/api/v1/policies/{policyId}" = "getPolicy", bucket "/api/v1", scopes ["okta.policies.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Replace policy.
    ///
    /// `PUT /api/v1/policies/{policyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/replacePolicy))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    Policies.replace(policy_id) -> json models::Policy as ReplacePolicy;
    PUT "/api/v1/policies/{policyId}" = "replacePolicy", bucket "/api/v1", scopes ["okta.policies.manage"];
    body json models::CreateOrUpdatePolicy;
}

operation! {
    /// Delete policy.
    ///
    /// `DELETE /api/v1/policies/{policyId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/deletePolicy))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    Policies.delete(policy_id) -> nothing () as DeletePolicy;
    DELETE "/api/v1/policies/{policyId}" = "deletePolicy", bucket "/api/v1", scopes ["okta.policies.manage"];
}

operation! {
    /// List policy apps.
    ///
    /// `GET /api/v1/policies/{policyId}/app`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/listPolicyApps))
    ///
    /// - Credentials: API token, or access token with `okta.policies.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    #[deprecated = "Okta has deprecated this operation"]
    Policies.list_apps(policy_id) -> list models::Application as ListPolicyApps;
    GET "/api/v1/policies/{policyId}/app" = "listPolicyApps", bucket "/api/v1", scopes ["okta.policies.read"];
}

operation! {
    /// Clone policy.
    ///
    /// `POST /api/v1/policies/{policyId}/clone`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/clonePolicy))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    Policies.clone_policy(policy_id) -> json models::Policy as ClonePolicy;
    POST "/api/v1/policies/{policyId}/clone" = "clonePolicy",
        bucket "/api/v1", scopes ["okta.policies.manage"];
}

operation! {
    /// Activate policy.
    ///
    /// `POST /api/v1/policies/{policyId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/activatePolicy))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    Policies.activate(policy_id) -> nothing () as ActivatePolicy;
    POST "/api/v1/policies/{policyId}/lifecycle/activate" = "activatePolicy",
        bucket "/api/v1", scopes ["okta.policies.manage"];
}

operation! {
    /// Deactivate policy.
    ///
    /// `POST /api/v1/policies/{policyId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/deactivatePolicy))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    Policies.deactivate(policy_id) -> nothing () as DeactivatePolicy;
    POST "/api/v1/policies/{policyId}/lifecycle/deactivate" = "deactivatePolicy",
        bucket "/api/v1", scopes ["okta.policies.manage"];
}

operation! {
    /// List policy mappings.
    ///
    /// `GET /api/v1/policies/{policyId}/mappings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/listPolicyMappings))
    ///
    /// - Credentials: API token, or access token with `okta.policies.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    Policies.list_mappings(policy_id) -> list models::PolicyMapping as ListPolicyMappings;
    GET "/api/v1/policies/{policyId}/mappings" = "listPolicyMappings",
        bucket "/api/v1", scopes ["okta.policies.read"];
}

operation! {
    /// Map resource to policy.
    ///
    /// `POST /api/v1/policies/{policyId}/mappings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/mapResourceToPolicy))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    Policies.create_mapping(policy_id) -> json models::PolicyMapping as MapResourceToPolicy;
    POST "/api/v1/policies/{policyId}/mappings" = "mapResourceToPolicy",
        bucket "/api/v1", scopes ["okta.policies.manage"];
    body json models::PolicyMappingRequest;
}

operation! {
    /// Get policy mapping.
    ///
    /// `GET /api/v1/policies/{policyId}/mappings/{mappingId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/getPolicyMapping))
    ///
    /// - Credentials: API token, or access token with `okta.policies.read`
    /// - Rate-limit bucket: `/api/v1`
    Policies.get_mapping(policy_id, mapping_id) -> json models::PolicyMapping as GetPolicyMapping;
    GET "/api/v1/policies/{policyId}/mappings/{mappingId}" = "getPolicyMapping",
        bucket "/api/v1", scopes ["okta.policies.read"];
}

operation! {
    /// Delete policy resource mapping.
    ///
    /// `DELETE /api/v1/policies/{policyId}/mappings/{mappingId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/deletePolicyResourceMapping))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    Policies.delete_mapping(policy_id, mapping_id) -> nothing () as DeletePolicyResourceMapping;
    DELETE "/api/v1/policies/{policyId}/mappings/{mappingId}" = "deletePolicyResourceMapping",
        bucket "/api/v1", scopes ["okta.policies.manage"];
}

operation! {
    /// List policy rules.
    ///
    /// `GET /api/v1/policies/{policyId}/rules`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/listPolicyRules))
    ///
    /// - Credentials: API token, or access token with `okta.policies.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    Policies.list_rules(policy_id) -> list models::PolicyRule as ListPolicyRules;
    GET "/api/v1/policies/{policyId}/rules" = "listPolicyRules",
        bucket "/api/v1", scopes ["okta.policies.read"];
    /// Query parameter `limit`.
    query limit: i32 = "limit";
}

operation! {
    /// Create policy rule.
    ///
    /// `POST /api/v1/policies/{policyId}/rules`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/createPolicyRule))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    Policies.create_rule(policy_id) -> json models::PolicyRule as CreatePolicyRule;
    POST "/api/v1/policies/{policyId}/rules" = "createPolicyRule",
        bucket "/api/v1", scopes ["okta.policies.manage"];
    body json models::PolicyRule;
    /// Query parameter `limit`.
    query limit: i32 = "limit";
    /// Query parameter `activate`; default `true`.
    query activate: bool = "activate";
}

operation! {
    /// Get policy rule.
    ///
    /// `GET /api/v1/policies/{policyId}/rules/{ruleId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/getPolicyRule))
    ///
    /// - Credentials: API token, or access token with `okta.policies.read`
    /// - Rate-limit bucket: `/api/v1`
    Policies.get_rule(policy_id, rule_id) -> json models::PolicyRule as GetPolicyRule;
    GET "/api/v1/policies/{policyId}/rules/{ruleId}" = "getPolicyRule",
        bucket "/api/v1", scopes ["okta.policies.read"];
}

operation! {
    /// Replace policy rule.
    ///
    /// `PUT /api/v1/policies/{policyId}/rules/{ruleId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/replacePolicyRule))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    Policies.replace_rule(policy_id, rule_id) -> json models::PolicyRule as ReplacePolicyRule;
    PUT "/api/v1/policies/{policyId}/rules/{ruleId}" = "replacePolicyRule",
        bucket "/api/v1", scopes ["okta.policies.manage"];
    body json models::PolicyRule;
}

operation! {
    /// Delete policy rule.
    ///
    /// `DELETE /api/v1/policies/{policyId}/rules/{ruleId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/deletePolicyRule))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    Policies.delete_rule(policy_id, rule_id) -> nothing () as DeletePolicyRule;
    DELETE "/api/v1/policies/{policyId}/rules/{ruleId}" = "deletePolicyRule",
        bucket "/api/v1", scopes ["okta.policies.manage"];
}

operation! {
    /// Activate policy rule.
    ///
    /// `POST /api/v1/policies/{policyId}/rules/{ruleId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/activatePolicyRule))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    Policies.activate_rule(policy_id, rule_id) -> nothing () as ActivatePolicyRule;
    POST "/api/v1/policies/{policyId}/rules/{ruleId}/lifecycle/activate" = "activatePolicyRule",
        bucket "/api/v1", scopes ["okta.policies.manage"];
}

operation! {
    /// Deactivate policy rule.
    ///
    /// `POST /api/v1/policies/{policyId}/rules/{ruleId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/deactivatePolicyRule))
    ///
    /// - Credentials: API token, or access token with `okta.policies.manage`
    /// - Rate-limit bucket: `/api/v1`
    Policies.deactivate_rule(policy_id, rule_id) -> nothing () as DeactivatePolicyRule;
    POST "/api/v1/policies/{policyId}/rules/{ruleId}/lifecycle/deactivate" = "deactivatePolicyRule",
        bucket "/api/v1", scopes ["okta.policies.manage"];
}
