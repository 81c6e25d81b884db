//! Operations of Okta's tag `Behavior`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `Behavior`.
    behaviors => Behaviors
}

operation! {
    /// List behavior detection rules.
    ///
    /// `GET /api/v1/behaviors`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Behavior/#tag/Behavior/operation/listBehaviorDetectionRules))
    ///
    /// - Credentials: API token, or access token with `okta.behaviors.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    Behaviors.list() -> list models::BehaviorRule as ListBehaviorDetectionRules;
    GET "/api/v1/behaviors" = "listBehaviorDetectionRules", bucket "/api/v1", scopes ["okta.behaviors.read"];
}

operation! {
    /// Create behavior detection rule.
    ///
    /// `POST /api/v1/behaviors`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Behavior/#tag/Behavior/operation/createBehaviorDetectionRule))
    ///
    /// - Credentials: API token, or access token with `okta.behaviors.manage`
    /// - Rate-limit bucket: `/api/v1`
    Behaviors.create() -> json models::BehaviorRule as CreateBehaviorDetectionRule;
    POST "/api/v1/behaviors" = "createBehaviorDetectionRule",
        bucket "/api/v1", scopes ["okta.behaviors.manage"];
    body json models::BehaviorRule;
}

operation! {
    /// Get behavior detection rule.
    ///
    /// `GET /api/v1/behaviors/{behaviorId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Behavior/#tag/Behavior/operation/getBehaviorDetectionRule))
    ///
    /// - Credentials: API token, or access token with `okta.behaviors.read`
    /// - Rate-limit bucket: `/api/v1`
    Behaviors.get(behavior_id) -> json models::BehaviorRule as GetBehaviorDetectionRule;
    GET "/api/v1/behaviors/{behaviorId}" = "getBehaviorDetectionRule",
        bucket "/api/v1", scopes ["okta.behaviors.read"];
}

operation! {
    /// Replace behavior detection rule.
    ///
    /// `PUT /api/v1/behaviors/{behaviorId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Behavior/#tag/Behavior/operation/replaceBehaviorDetectionRule))
    ///
    /// - Credentials: API token, or access token with `okta.behaviors.manage`
    /// - Rate-limit bucket: `/api/v1`
    Behaviors.replace(behavior_id) -> json models::BehaviorRule as ReplaceBehaviorDetectionRule;
    PUT "/api/v1/behaviors/{behaviorId}" = "replaceBehaviorDetectionRule",
        bucket "/api/v1", scopes ["okta.behaviors.manage"];
    body json models::BehaviorRule;
}

operation! {
    /// Delete behavior detection rule.
    ///
    /// `DELETE /api/v1/behaviors/{behaviorId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Behavior/#tag/Behavior/operation/deleteBehaviorDetectionRule))
    ///
    /// - Credentials: API token, or access token with `okta.behaviors.manage`
    /// - Rate-limit bucket: `/api/v1`
    Behaviors.delete(behavior_id) -> nothing () as DeleteBehaviorDetectionRule;
    DELETE "/api/v1/behaviors/{behaviorId}" = "deleteBehaviorDetectionRule",
        bucket "/api/v1", scopes ["okta.behaviors.manage"];
}

operation! {
    /// Activate behavior detection rule.
    ///
    /// `POST /api/v1/behaviors/{behaviorId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Behavior/#tag/Behavior/operation/activateBehaviorDetectionRule))
    ///
    /// - Credentials: API token, or access token with `okta.behaviors.manage`
    /// - Rate-limit bucket: `/api/v1`
    Behaviors.activate(behavior_id) -> json models::BehaviorRule as ActivateBehaviorDetectionRule;
    POST "/api/v1/behaviors/{behaviorId}/lifecycle/activate" = "activateBehaviorDetectionRule",
        bucket "/api/v1", scopes ["okta.behaviors.manage"];
}

operation! {
    /// Deactivate behavior detection rule.
    ///
    /// `POST /api/v1/behaviors/{behaviorId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Behavior/#tag/Behavior/operation/deactivateBehaviorDetectionRule))
    ///
    /// - Credentials: API token, or access token with `okta.behaviors.manage`
    /// - Rate-limit bucket: `/api/v1`
    Behaviors.deactivate(behavior_id) -> json models::BehaviorRule as DeactivateBehaviorDetectionRule;
    POST "/api/v1/behaviors/{behaviorId}/lifecycle/deactivate" = "deactivateBehaviorDetectionRule",
        bucket "/api/v1", scopes ["okta.behaviors.manage"];
}
