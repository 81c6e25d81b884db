//! Operations of Okta's tag `UserAuthenticatorEnrollments`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `UserAuthenticatorEnrollments`.
    user_authenticator_enrollments => UserAuthenticatorEnrollments
}

operation! {
    /// List authenticator enrollments.
    ///
    /// `GET /api/v1/users/{userId}/authenticator-enrollments`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserAuthenticatorEnrollments/#tag/UserAuthenticatorEnrollments/operation/listAuthenticatorEnrollments))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: limited availability (Okta Identity Engine)
    UserAuthenticatorEnrollments.list(user_id) -> list models::AuthenticatorEnrollment as ListAuthenticatorEnrollments;
    GET "/api/v1/users/{userId}/authenticator-enrollments" = "listAuthenticatorEnrollments",
        bucket "/api/v1/users", scopes ["okta.users.read"];
    /// Query parameter `discloseIdentifiers`.
    each disclose_identifiers: String = "discloseIdentifiers";
}

operation! {
    /// Create authenticator enrollment.
    ///
    /// `POST /api/v1/users/{userId}/authenticator-enrollments/phone`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserAuthenticatorEnrollments/#tag/UserAuthenticatorEnrollments/operation/createAuthenticatorEnrollment))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Availability: limited availability (Okta Identity Engine)
    UserAuthenticatorEnrollments.create_phone(user_id) -> json models::AuthenticatorEnrollment as CreateAuthenticatorEnrollment;
    POST "/api/v1/users/{userId}/authenticator-enrollments/phone" = "createAuthenticatorEnrollment",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
    body json models::AuthenticatorEnrollmentCreateRequest;
}

operation! {
    /// Create tac authenticator enrollment.
    ///
    /// `POST /api/v1/users/{userId}/authenticator-enrollments/tac`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserAuthenticatorEnrollments/#tag/UserAuthenticatorEnrollments/operation/createTacAuthenticatorEnrollment))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Availability: limited availability
    /// - The answer holds secrets; it is not cached
    UserAuthenticatorEnrollments.create_tac(user_id) -> json models::TacAuthenticatorEnrollment as CreateTacAuthenticatorEnrollment;
    POST "/api/v1/users/{userId}/authenticator-enrollments/tac" = "createTacAuthenticatorEnrollment",
        bucket "/api/v1/users", scopes ["okta.users.manage"], secret true;
    body json models::AuthenticatorEnrollmentCreateRequestTac;
}

operation! {
    /// Get authenticator enrollment.
    ///
    /// `GET /api/v1/users/{userId}/authenticator-enrollments/{enrollmentId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserAuthenticatorEnrollments/#tag/UserAuthenticatorEnrollments/operation/getAuthenticatorEnrollment))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Availability: limited availability (Okta Identity Engine)
    UserAuthenticatorEnrollments.get(user_id, enrollment_id) -> json models::AuthenticatorEnrollment as GetAuthenticatorEnrollment;
    GET "/api/v1/users/{userId}/authenticator-enrollments/{enrollmentId}" = "getAuthenticatorEnrollment",
        bucket "/api/v1/users", scopes ["okta.users.read"];
    /// Query parameter `discloseIdentifiers`.
    each disclose_identifiers: String = "discloseIdentifiers";
}

operation! {
    /// Delete authenticator enrollment.
    ///
    /// `DELETE /api/v1/users/{userId}/authenticator-enrollments/{enrollmentId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserAuthenticatorEnrollments/#tag/UserAuthenticatorEnrollments/operation/deleteAuthenticatorEnrollment))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Availability: limited availability (Okta Identity Engine)
    UserAuthenticatorEnrollments.delete(user_id, enrollment_id) -> nothing () as DeleteAuthenticatorEnrollment;
    DELETE "/api/v1/users/{userId}/authenticator-enrollments/{enrollmentId}" = "deleteAuthenticatorEnrollment",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}
