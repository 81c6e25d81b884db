//! Operations of Okta's tag `EmailDomain`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `EmailDomain`.
    email_domains => EmailDomains
}

operation! {
    /// List email domains.
    ///
    /// `GET /api/v1/email-domains`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailDomain/#tag/EmailDomain/operation/listEmailDomains))
    ///
    /// - Credentials: API token, or access token with `okta.emailDomains.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    EmailDomains.list() -> list models::EmailDomainResponseWithEmbedded as ListEmailDomains;
    GET "/api/v1/email-domains" = "listEmailDomains", bucket "/api/v1", scopes ["okta.emailDomains.read"];
    /// Query parameter `expand`.
    joined expand: String = "expand";
}

operation! {
    /// Create email domain.
    ///
    /// `POST /api/v1/email-domains`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailDomain/#tag/EmailDomain/operation/createEmailDomain))
    ///
    /// - Credentials: API token, or access token with `okta.emailDomains.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailDomains.create() -> json models::EmailDomainResponse as CreateEmailDomain;
    POST "/api/v1/email-domains" = "createEmailDomain", bucket "/api/v1", scopes ["okta.emailDomains.manage"];
    body json models::EmailDomain;
    /// Query parameter `expand`.
    joined expand: String = "expand";
}

operation! {
    /// Get email domain.
    ///
    /// `GET /api/v1/email-domains/{emailDomainId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailDomain/#tag/EmailDomain/operation/getEmailDomain))
    ///
    /// - Credentials: API token, or access token with `okta.emailDomains.read`
    /// - Rate-limit bucket: `/api/v1`
    EmailDomains.get(email_domain_id) -> json models::EmailDomainResponseWithEmbedded as GetEmailDomain;
    GET "/api/v1/email-domains/{emailDomainId}" = "getEmailDomain",
        bucket "/api/v1", scopes ["okta.emailDomains.read"];
    /// Query parameter `expand`.
    joined expand: String = "expand";
}

operation! {
    /// Replace email domain.
    ///
    /// `PUT /api/v1/email-domains/{emailDomainId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailDomain/#tag/EmailDomain/operation/replaceEmailDomain))
    ///
    /// - Credentials: API token, or access token with `okta.emailDomains.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailDomains.replace(email_domain_id) -> json models::EmailDomainResponse as ReplaceEmailDomain;
    PUT "/api/v1/email-domains/{emailDomainId}" = "replaceEmailDomain",
        bucket "/api/v1", scopes ["okta.emailDomains.manage"];
    body json models::BaseEmailDomain;
    /// Query parameter `expand`.
    joined expand: String = "expand";
}

operation! {
    /// Delete email domain.
    ///
    /// `DELETE /api/v1/email-domains/{emailDomainId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailDomain/#tag/EmailDomain/operation/deleteEmailDomain))
    ///
    /// - Credentials: API token, or access token with `okta.emailDomains.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailDomains.delete(email_domain_id) -> nothing () as DeleteEmailDomain;
    DELETE "/api/v1/email-domains/{emailDomainId}" = "deleteEmailDomain",
        bucket "/api/v1", scopes ["okta.emailDomains.manage"];
    /// Query parameter `expand`.
    joined expand: String = "expand";
}

operation! {
    /// Verify email domain.
    ///
    /// `POST /api/v1/email-domains/{emailDomainId}/verify`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailDomain/#tag/EmailDomain/operation/verifyEmailDomain))
    ///
    /// - Credentials: API token, or access token with `okta.emailDomains.manage`
    /// - Rate-limit bucket: `/api/v1`
    EmailDomains.verify(email_domain_id) -> json models::EmailDomainResponse as VerifyEmailDomain;
    POST "/api/v1/email-domains/{emailDomainId}/verify" = "verifyEmailDomain",
        bucket "/api/v1", scopes ["okta.emailDomains.manage"];
}
