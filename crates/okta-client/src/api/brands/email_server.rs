//! Operations of Okta's tag `EmailServer`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `EmailServer`.
    email_servers => EmailServers
}

operation! {
    /// List email servers.
    ///
    /// `GET /api/v1/email-servers`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailServer/#tag/EmailServer/operation/listEmailServers))
    ///
    /// - Credentials: API token, or access token with `okta.emailServers.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: items in `email-servers`, all in one page, as far as the document says
    EmailServers.list() -> list models::EmailServer as ListEmailServers;
    GET "/api/v1/email-servers" = "listEmailServers",
        bucket "/api/v1", scopes ["okta.emailServers.read"], items "email-servers";
}

operation! {
    /// Create email server.
    ///
    /// `POST /api/v1/email-servers`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailServer/#tag/EmailServer/operation/createEmailServer))
    ///
    /// - Credentials: API token, or access token with `okta.emailServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailServers.create() -> json models::EmailServer as CreateEmailServer;
    POST "/api/v1/email-servers" = "createEmailServer", bucket "/api/v1", scopes ["okta.emailServers.manage"];
    body json models::EmailServerCreate;
}

operation! {
    /// Get email server.
    ///
    /// `GET /api/v1/email-servers/{emailServerId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailServer/#tag/EmailServer/operation/getEmailServer))
    ///
    /// - Credentials: API token, or access token with `okta.emailServers.read`
    /// - Rate-limit bucket: `/api/v1`
    EmailServers.get(email_server_id) -> json models::EmailServer as GetEmailServer;
    GET "/api/v1/email-servers/{emailServerId}" = "getEmailServer",
        bucket "/api/v1", scopes ["okta.emailServers.read"];
}

operation! {
    /// Delete email server.
    ///
    /// `DELETE /api/v1/email-servers/{emailServerId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailServer/#tag/EmailServer/operation/deleteEmailServer))
    ///
    /// - Credentials: API token, or access token with `okta.emailServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailServers.delete(email_server_id) -> nothing () as DeleteEmailServer;
    DELETE "/api/v1/email-servers/{emailServerId}" = "deleteEmailServer",
        bucket "/api/v1", scopes ["okta.emailServers.manage"];
}

operation! {
    /// Update email server.
    ///
    /// `PATCH /api/v1/email-servers/{emailServerId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailServer/#tag/EmailServer/operation/updateEmailServer))
    ///
    /// - Credentials: API token, or access token with `okta.emailServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailServers.update(email_server_id) -> json models::EmailServer as UpdateEmailServer;
    PATCH "/api/v1/email-servers/{emailServerId}" = "updateEmailServer",
        bucket "/api/v1", scopes ["okta.emailServers.manage"];
    body json models::EmailServer;
}

operation! {
    /// Test email server.
    ///
    /// `POST /api/v1/email-servers/{emailServerId}/test`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailServer/#tag/EmailServer/operation/testEmailServer))
    ///
    /// - Credentials: API token, or access token with `okta.emailServers.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailServers.test(email_server_id) -> nothing () as TestEmailServer;
    POST "/api/v1/email-servers/{emailServerId}/test" = "testEmailServer",
        bucket "/api/v1", scopes ["okta.emailServers.manage"];
    body json models::EmailTestAddresses;
}
