//! Operations of Okta's tag `CustomDomain`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `CustomDomain`.
    custom_domains => CustomDomains
}

operation! {
    /// List custom domains.
    ///
    /// `GET /api/v1/domains`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomDomain/#tag/CustomDomain/operation/listCustomDomains))
    ///
    /// - Credentials: API token, or access token with `okta.domains.read`
    /// - Rate-limit bucket: `/api/v1/domains`
    /// - Paging: items in `domains`, all in one page, as far as the document says
    CustomDomains.list() -> list models::DomainResponse as ListCustomDomains;
    GET "/api/v1/domains" = "listCustomDomains",
        bucket "/api/v1/domains", scopes ["okta.domains.read"], items "domains";
}

operation! {
    /// Create custom domain.
    ///
    /// `POST /api/v1/domains`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomDomain/#tag/CustomDomain/operation/createCustomDomain))
    ///
    /// - Credentials: API token, or access token with `okta.domains.manage`
    /// - Rate-limit bucket: `/api/v1/domains`
    CustomDomains.create() -> json models::DomainResponse as CreateCustomDomain;
    POST "/api/v1/domains" = "createCustomDomain", bucket "/api/v1/domains", scopes ["okta.domains.manage"];
    body json models::DomainRequest;
}

operation! {
    /// Get custom domain.
    ///
    /// `GET /api/v1/domains/{domainId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomDomain/#tag/CustomDomain/operation/getCustomDomain))
    ///
    /// - Credentials: API token, or access token with `okta.domains.read`
    /// - Rate-limit bucket: `/api/v1/domains`
    CustomDomains.get(domain_id) -> json models::DomainResponse as GetCustomDomain;
    GET "/api/v1/domains/{domainId}" = "getCustomDomain",
        bucket "/api/v1/domains", scopes ["okta.domains.read"];
}

operation! {
    /// Replace custom domain.
    ///
    /// `PUT /api/v1/domains/{domainId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomDomain/#tag/CustomDomain/operation/replaceCustomDomain))
    ///
    /// - Credentials: API token, or access token with `okta.domains.manage`
    /// - Rate-limit bucket: `/api/v1/domains`
    CustomDomains.replace(domain_id) -> json models::DomainResponse as ReplaceCustomDomain;
    PUT "/api/v1/domains/{domainId}" = "replaceCustomDomain",
        bucket "/api/v1/domains", scopes ["okta.domains.manage"];
    body json models::UpdateDomain;
}

operation! {
    /// Delete custom domain.
    ///
    /// `DELETE /api/v1/domains/{domainId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomDomain/#tag/CustomDomain/operation/deleteCustomDomain))
    ///
    /// - Credentials: API token, or access token with `okta.domains.manage`
    /// - Rate-limit bucket: `/api/v1/domains`
    CustomDomains.delete(domain_id) -> nothing () as DeleteCustomDomain;
    DELETE "/api/v1/domains/{domainId}" = "deleteCustomDomain",
        bucket "/api/v1/domains", scopes ["okta.domains.manage"];
}

operation! {
    /// Upsert certificate.
    ///
    /// `PUT /api/v1/domains/{domainId}/certificate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomDomain/#tag/CustomDomain/operation/upsertCertificate))
    ///
    /// - Credentials: API token, or access token with `okta.domains.manage`
    /// - Rate-limit bucket: `/api/v1/domains`
    CustomDomains.upsert_certificate(domain_id) -> nothing () as UpsertCertificate;
    PUT "/api/v1/domains/{domainId}/certificate" = "upsertCertificate",
        bucket "/api/v1/domains", scopes ["okta.domains.manage"];
    body json models::DomainCertificate;
}

operation! {
    /// Verify domain.
    ///
    /// `POST /api/v1/domains/{domainId}/verify`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomDomain/#tag/CustomDomain/operation/verifyDomain))
    ///
    /// - Credentials: API token, or access token with `okta.domains.manage`
    /// - Rate-limit bucket: `/api/v1/domains`
    CustomDomains.verify(domain_id) -> json models::DomainResponse as VerifyDomain;
    POST "/api/v1/domains/{domainId}/verify" = "verifyDomain",
        bucket "/api/v1/domains", scopes ["okta.domains.manage"];
}
