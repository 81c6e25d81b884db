//! Operations of Okta's tag `AgentPools`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `AgentPools`.
    agent_pools => AgentPools
}

operation! {
    /// List agent pools.
    ///
    /// `GET /api/v1/agentPools`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/listAgentPools))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.read`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    /// - Paging: cursor in `Link`
    AgentPools.list() -> list models::AgentPool as ListAgentPools;
    GET "/api/v1/agentPools" = "listAgentPools", bucket "/api/v1/agentPools", scopes ["okta.agentPools.read"];
    /// Query parameter `limitPerPoolType`; default `5`.
    query limit_per_pool_type: i64 = "limitPerPoolType";
    /// Query parameter `poolType`.
    query pool_type: models::AgentType = "poolType";
    /// Query parameter `after`.
    query after: String = "after";
}

operation! {
    /// List agent pools updates.
    ///
    /// `GET /api/v1/agentPools/{poolId}/updates`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/listAgentPoolsUpdates))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.read`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    /// - Paging: all items in one page, as far as the document says
    AgentPools.list_updates(pool_id) -> list models::AgentPoolUpdate as ListAgentPoolsUpdates;
    GET "/api/v1/agentPools/{poolId}/updates" = "listAgentPoolsUpdates",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.read"];
    /// Query parameter `scheduled`.
    query scheduled: bool = "scheduled";
}

operation! {
    /// Create agent pools update.
    ///
    /// `POST /api/v1/agentPools/{poolId}/updates`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/createAgentPoolsUpdate))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.manage`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    AgentPools.create_update(pool_id) -> json models::AgentPoolUpdate as CreateAgentPoolsUpdate;
    POST "/api/v1/agentPools/{poolId}/updates" = "createAgentPoolsUpdate",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.manage"];
    body json models::AgentPoolUpdate;
}

operation! {
    /// Get agent pools update settings.
    ///
    /// `GET /api/v1/agentPools/{poolId}/updates/settings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/getAgentPoolsUpdateSettings))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.read`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    AgentPools.get_update_settings(pool_id) -> json models::AgentPoolUpdateSettingResponse as GetAgentPoolsUpdateSettings;
    GET "/api/v1/agentPools/{poolId}/updates/settings" = "getAgentPoolsUpdateSettings",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.read"];
}

operation! {
    /// Update agent pools update settings.
    ///
    /// `POST /api/v1/agentPools/{poolId}/updates/settings`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/updateAgentPoolsUpdateSettings))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.manage`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    AgentPools.replace_update_settings(pool_id) -> json models::AgentPoolUpdateSettingResponse as UpdateAgentPoolsUpdateSettings;
    POST "/api/v1/agentPools/{poolId}/updates/settings" = "updateAgentPoolsUpdateSettings",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.manage"];
    body json models::AgentPoolUpdateSettingRequest;
}

operation! {
    /// Get agent pools update instance.
    ///
    /// `GET /api/v1/agentPools/{poolId}/updates/{updateId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/getAgentPoolsUpdateInstance))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.read`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    AgentPools.get_update(pool_id, update_id) -> json models::AgentPoolUpdate as GetAgentPoolsUpdateInstance;
    GET "/api/v1/agentPools/{poolId}/updates/{updateId}" = "getAgentPoolsUpdateInstance",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.read"];
}

operation! {
    /// Update agent pools update.
    ///
    /// `POST /api/v1/agentPools/{poolId}/updates/{updateId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/updateAgentPoolsUpdate))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.manage`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    AgentPools.update_update(pool_id, update_id) -> json models::AgentPoolUpdate as UpdateAgentPoolsUpdate;
    POST "/api/v1/agentPools/{poolId}/updates/{updateId}" = "updateAgentPoolsUpdate",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.manage"];
    body json models::AgentPoolUpdate;
}

operation! {
    /// Delete agent pools update.
    ///
    /// `DELETE /api/v1/agentPools/{poolId}/updates/{updateId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/deleteAgentPoolsUpdate))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.manage`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    AgentPools.delete_update(pool_id, update_id) -> nothing () as DeleteAgentPoolsUpdate;
    DELETE "/api/v1/agentPools/{poolId}/updates/{updateId}" = "deleteAgentPoolsUpdate",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.manage"];
}

operation! {
    /// Activate agent pools update.
    ///
    /// `POST /api/v1/agentPools/{poolId}/updates/{updateId}/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/activateAgentPoolsUpdate))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.manage`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    AgentPools.activate_update(pool_id, update_id) -> json models::AgentPoolUpdate as ActivateAgentPoolsUpdate;
    POST "/api/v1/agentPools/{poolId}/updates/{updateId}/activate" = "activateAgentPoolsUpdate",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.manage"];
}

operation! {
    /// Deactivate agent pools update.
    ///
    /// `POST /api/v1/agentPools/{poolId}/updates/{updateId}/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/deactivateAgentPoolsUpdate))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.manage`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    AgentPools.deactivate_update(pool_id, update_id) -> json models::AgentPoolUpdate as DeactivateAgentPoolsUpdate;
    POST "/api/v1/agentPools/{poolId}/updates/{updateId}/deactivate" = "deactivateAgentPoolsUpdate",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.manage"];
}

operation! {
    /// Pause agent pools update.
    ///
    /// `POST /api/v1/agentPools/{poolId}/updates/{updateId}/pause`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/pauseAgentPoolsUpdate))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.manage`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    AgentPools.pause_update(pool_id, update_id) -> json models::AgentPoolUpdate as PauseAgentPoolsUpdate;
    POST "/api/v1/agentPools/{poolId}/updates/{updateId}/pause" = "pauseAgentPoolsUpdate",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.manage"];
}

operation! {
    /// Resume agent pools update.
    ///
    /// `POST /api/v1/agentPools/{poolId}/updates/{updateId}/resume`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/resumeAgentPoolsUpdate))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.manage`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    AgentPools.resume_update(pool_id, update_id) -> json models::AgentPoolUpdate as ResumeAgentPoolsUpdate;
    POST "/api/v1/agentPools/{poolId}/updates/{updateId}/resume" = "resumeAgentPoolsUpdate",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.manage"];
}

operation! {
    /// Retry agent pools update.
    ///
    /// `POST /api/v1/agentPools/{poolId}/updates/{updateId}/retry`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/retryAgentPoolsUpdate))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.manage`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    AgentPools.retry_update(pool_id, update_id) -> json models::AgentPoolUpdate as RetryAgentPoolsUpdate;
    POST "/api/v1/agentPools/{poolId}/updates/{updateId}/retry" = "retryAgentPoolsUpdate",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.manage"];
}

operation! {
    /// Stop agent pools update.
    ///
    /// `POST /api/v1/agentPools/{poolId}/updates/{updateId}/stop`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AgentPools/#tag/AgentPools/operation/stopAgentPoolsUpdate))
    ///
    /// - Credentials: API token, or access token with `okta.agentPools.manage`
    /// - Rate-limit bucket: `/api/v1/agentPools`
    AgentPools.stop_update(pool_id, update_id) -> json models::AgentPoolUpdate as StopAgentPoolsUpdate;
    POST "/api/v1/agentPools/{poolId}/updates/{updateId}/stop" = "stopAgentPoolsUpdate",
        bucket "/api/v1/agentPools", scopes ["okta.agentPools.manage"];
}
