//! Operations of Okta's tag `GroupRule`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `GroupRule`.
    group_rules => GroupRules
}

operation! {
    /// List group rules.
    ///
    /// `GET /api/v1/groups/rules`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupRule/#tag/GroupRule/operation/listGroupRules))
    ///
    /// - Credentials: API token, or access token with `okta.groups.read`
    /// - Rate-limit bucket: `/api/v1/groups`
    /// - Paging: cursor in `Link`
    GroupRules.list() -> list models::GroupRule as ListGroupRules;
    GET "/api/v1/groups/rules" = "listGroupRules", bucket "/api/v1/groups", scopes ["okta.groups.read"];
    /// Query parameter `limit`; 1 to 200; default `50`.
    query limit: i32 = "limit";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `search`.
    query search: String = "search";
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Create group rule.
    ///
    /// `POST /api/v1/groups/rules`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupRule/#tag/GroupRule/operation/createGroupRule))
    ///
    /// - Credentials: API token, or access token with `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRules.create() -> json models::GroupRule as CreateGroupRule;
    POST "/api/v1/groups/rules" = "createGroupRule", bucket "/api/v1/groups", scopes ["okta.groups.manage"];
    body json models::CreateGroupRuleRequest;
}

operation! {
    /// Get group rule.
    ///
    /// `GET /api/v1/groups/rules/{groupRuleId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupRule/#tag/GroupRule/operation/getGroupRule))
    ///
    /// - Credentials: API token, or access token with `okta.groups.read`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRules.get(group_rule_id) -> json models::GroupRule as GetGroupRule;
    GET "/api/v1/groups/rules/{groupRuleId}" = "getGroupRule",
        bucket "/api/v1/groups", scopes ["okta.groups.read"];
    /// Query parameter `expand`.
    query expand: String = "expand";
}

operation! {
    /// Replace group rule.
    ///
    /// `PUT /api/v1/groups/rules/{groupRuleId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupRule/#tag/GroupRule/operation/replaceGroupRule))
    ///
    /// - Credentials: API token, or access token with `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRules.replace(group_rule_id) -> json models::GroupRule as ReplaceGroupRule;
    PUT "/api/v1/groups/rules/{groupRuleId}" = "replaceGroupRule",
        bucket "/api/v1/groups", scopes ["okta.groups.manage"];
    body json models::GroupRule;
}

operation! {
    /// Delete group rule.
    ///
    /// `DELETE /api/v1/groups/rules/{groupRuleId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupRule/#tag/GroupRule/operation/deleteGroupRule))
    ///
    /// - Credentials: API token, or access token with `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRules.delete(group_rule_id) -> nothing () as DeleteGroupRule;
    DELETE "/api/v1/groups/rules/{groupRuleId}" = "deleteGroupRule",
        bucket "/api/v1/groups", scopes ["okta.groups.manage"];
    /// Query parameter `removeUsers`; default `false`.
    query remove_users: bool = "removeUsers";
}

operation! {
    /// Activate group rule.
    ///
    /// `POST /api/v1/groups/rules/{groupRuleId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupRule/#tag/GroupRule/operation/activateGroupRule))
    ///
    /// - Credentials: API token, or access token with `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRules.activate(group_rule_id) -> nothing () as ActivateGroupRule;
    POST "/api/v1/groups/rules/{groupRuleId}/lifecycle/activate" = "activateGroupRule",
        bucket "/api/v1/groups", scopes ["okta.groups.manage"];
}

operation! {
    /// Deactivate group rule.
    ///
    /// `POST /api/v1/groups/rules/{groupRuleId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupRule/#tag/GroupRule/operation/deactivateGroupRule))
    ///
    /// - Credentials: API token, or access token with `okta.groups.manage`
    /// - Rate-limit bucket: `/api/v1/groups`
    GroupRules.deactivate(group_rule_id) -> nothing () as DeactivateGroupRule;
    POST "/api/v1/groups/rules/{groupRuleId}/lifecycle/deactivate" = "deactivateGroupRule",
        bucket "/api/v1/groups", scopes ["okta.groups.manage"];
}
