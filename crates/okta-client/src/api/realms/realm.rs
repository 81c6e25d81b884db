//! Operations of Okta's tag `Realm`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `Realm`.
    realms => Realms
}

operation! {
    /// List realms.
    ///
    /// `GET /api/v1/realms`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Realm/#tag/Realm/operation/listRealms))
    ///
    /// - Credentials: API token, or access token with `okta.realms.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    Realms.list() -> list models::Realm as ListRealms;
    GET "/api/v1/realms" = "listRealms", bucket "/api/v1", scopes ["okta.realms.read"];
    /// Query parameter `limit`; default `200`.
    query limit: i32 = "limit";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `search`.
    query search: String = "search";
    /// Query parameter `sortBy`.
    query sort_by: String = "sortBy";
    /// Query parameter `sortOrder`; default `asc`.
    query sort_order: String = "sortOrder";
}

operation! {
    /// Create realm.
    ///
    /// `POST /api/v1/realms`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Realm/#tag/Realm/operation/createRealm))
    ///
    /// - Credentials: API token, or access token with `okta.realms.manage`
    /// - Rate-limit bucket: `/api/v1`
    Realms.create() -> json models::Realm as CreateRealm;
    POST "/api/v1/realms" = "createRealm", bucket "/api/v1", scopes ["okta.realms.manage"];
    body json models::CreateRealmRequest;
}

operation! {
    /// Get realm.
    ///
    /// `GET /api/v1/realms/{realmId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Realm/#tag/Realm/operation/getRealm))
    ///
    /// - Credentials: API token, or access token with `okta.realms.read`
    /// - Rate-limit bucket: `/api/v1`
    Realms.get(realm_id) -> json models::Realm as GetRealm;
    GET "/api/v1/realms/{realmId}" = "getRealm", bucket "/api/v1", scopes ["okta.realms.read"];
}

operation! {
    /// Replace realm.
    ///
    /// `PUT /api/v1/realms/{realmId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Realm/#tag/Realm/operation/replaceRealm))
    ///
    /// - Credentials: API token, or access token with `okta.realms.manage`
    /// - Rate-limit bucket: `/api/v1`
    Realms.replace(realm_id) -> json models::Realm as ReplaceRealm;
    PUT "/api/v1/realms/{realmId}" = "replaceRealm", bucket "/api/v1", scopes ["okta.realms.manage"];
    body json models::UpdateRealmRequest;
}

operation! {
    /// Delete realm.
    ///
    /// `DELETE /api/v1/realms/{realmId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Realm/#tag/Realm/operation/deleteRealm))
    ///
    /// - Credentials: API token, or access token with `okta.realms.manage`
    /// - Rate-limit bucket: `/api/v1`
    Realms.delete(realm_id) -> nothing () as DeleteRealm;
    DELETE "/api/v1/realms/{realmId}" = "deleteRealm", bucket "/api/v1", scopes ["okta.realms.manage"];
}
