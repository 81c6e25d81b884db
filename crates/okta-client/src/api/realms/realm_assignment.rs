//! Operations of Okta's tag `RealmAssignment`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `RealmAssignment`.
    realm_assignments => RealmAssignments
}

operation! {
    /// List realm assignments.
    ///
    /// `GET /api/v1/realm-assignments`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RealmAssignment/#tag/RealmAssignment/operation/listRealmAssignments))
    ///
    /// - Credentials: API token, or access token with `okta.realmAssignments.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    RealmAssignments.list() -> list models::RealmAssignment as ListRealmAssignments;
    GET "/api/v1/realm-assignments" = "listRealmAssignments",
        bucket "/api/v1", scopes ["okta.realmAssignments.read"];
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
    /// Query parameter `after`.
    query after: String = "after";
}

operation! {
    /// Create realm assignment.
    ///
    /// `POST /api/v1/realm-assignments`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RealmAssignment/#tag/RealmAssignment/operation/createRealmAssignment))
    ///
    /// - Credentials: API token, or access token with `okta.realmAssignments.manage`
    /// - Rate-limit bucket: `/api/v1`
    RealmAssignments.create() -> json models::RealmAssignment as CreateRealmAssignment;
    POST "/api/v1/realm-assignments" = "createRealmAssignment",
        bucket "/api/v1", scopes ["okta.realmAssignments.manage"];
    body json models::CreateRealmAssignmentRequest;
}

operation! {
    /// List realm assignment operations.
    ///
    /// `GET /api/v1/realm-assignments/operations`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RealmAssignment/#tag/RealmAssignment/operation/listRealmAssignmentOperations))
    ///
    /// - Credentials: API token, or access token with `okta.realmAssignments.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    RealmAssignments.list_operations() -> list models::RealmAssignmentOperationResponse as ListRealmAssignmentOperations;
    GET "/api/v1/realm-assignments/operations" = "listRealmAssignmentOperations",
        bucket "/api/v1", scopes ["okta.realmAssignments.read"];
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
    /// Query parameter `after`.
    query after: String = "after";
}

operation! {
    /// Execute realm assignment.
    ///
    /// `POST /api/v1/realm-assignments/operations`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RealmAssignment/#tag/RealmAssignment/operation/executeRealmAssignment))
    ///
    /// - Credentials: API token, or access token with `okta.realmAssignments.manage`
    /// - Rate-limit bucket: `/api/v1`
    RealmAssignments.execute() -> json models::RealmAssignmentOperationResponse as ExecuteRealmAssignment;
    POST "/api/v1/realm-assignments/operations" = "executeRealmAssignment",
        bucket "/api/v1", scopes ["okta.realmAssignments.manage"];
    body json models::OperationRequest;
}

operation! {
    /// Get realm assignment.
    ///
    /// `GET /api/v1/realm-assignments/{assignmentId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RealmAssignment/#tag/RealmAssignment/operation/getRealmAssignment))
    ///
    /// - Credentials: API token, or access token with `okta.realmAssignments.read`
    /// - Rate-limit bucket: `/api/v1`
    RealmAssignments.get(assignment_id) -> json models::RealmAssignment as GetRealmAssignment;
    GET "/api/v1/realm-assignments/{assignmentId}" = "getRealmAssignment",
        bucket "/api/v1", scopes ["okta.realmAssignments.read"];
}

operation! {
    /// Replace realm assignment.
    ///
    /// `PUT /api/v1/realm-assignments/{assignmentId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RealmAssignment/#tag/RealmAssignment/operation/replaceRealmAssignment))
    ///
    /// - Credentials: API token, or access token with `okta.realmAssignments.manage`
    /// - Rate-limit bucket: `/api/v1`
    RealmAssignments.replace(assignment_id) -> json models::RealmAssignment as ReplaceRealmAssignment;
    PUT "/api/v1/realm-assignments/{assignmentId}" = "replaceRealmAssignment",
        bucket "/api/v1", scopes ["okta.realmAssignments.manage"];
    body json models::UpdateRealmAssignmentRequest;
}

operation! {
    /// Delete realm assignment.
    ///
    /// `DELETE /api/v1/realm-assignments/{assignmentId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RealmAssignment/#tag/RealmAssignment/operation/deleteRealmAssignment))
    ///
    /// - Credentials: API token, or access token with `okta.realmAssignments.manage`
    /// - Rate-limit bucket: `/api/v1`
    RealmAssignments.delete(assignment_id) -> nothing () as DeleteRealmAssignment;
    DELETE "/api/v1/realm-assignments/{assignmentId}" = "deleteRealmAssignment",
        bucket "/api/v1", scopes ["okta.realmAssignments.manage"];
}

operation! {
    /// Activate realm assignment.
    ///
    /// `POST /api/v1/realm-assignments/{assignmentId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RealmAssignment/#tag/RealmAssignment/operation/activateRealmAssignment))
    ///
    /// - Credentials: API token, or access token with `okta.realmAssignments.manage`
    /// - Rate-limit bucket: `/api/v1`
    RealmAssignments.activate(assignment_id) -> nothing () as ActivateRealmAssignment;
    POST "/api/v1/realm-assignments/{assignmentId}/lifecycle/activate" = "activateRealmAssignment",
        bucket "/api/v1", scopes ["okta.realmAssignments.manage"];
}

operation! {
    /// Deactivate realm assignment.
    ///
    /// `POST /api/v1/realm-assignments/{assignmentId}/lifecycle/deactivate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RealmAssignment/#tag/RealmAssignment/operation/deactivateRealmAssignment))
    ///
    /// - Credentials: API token, or access token with `okta.realmAssignments.manage`
    /// - Rate-limit bucket: `/api/v1`
    RealmAssignments.deactivate(assignment_id) -> nothing () as DeactivateRealmAssignment;
    POST "/api/v1/realm-assignments/{assignmentId}/lifecycle/deactivate" = "deactivateRealmAssignment",
        bucket "/api/v1", scopes ["okta.realmAssignments.manage"];
}
