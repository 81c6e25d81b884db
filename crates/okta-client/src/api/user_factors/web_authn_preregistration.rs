//! Operations of Okta's tag `WebAuthnPreregistration`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `WebAuthnPreregistration`.
    webauthn_preregistration => WebauthnPreregistration
}

operation! {
    /// Activate preregistration enrollment.
    ///
    /// `POST /webauthn-registration/api/v1/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/WebAuthnPreregistration/#tag/WebAuthnPreregistration/operation/activatePreregistrationEnrollment))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/webauthn-registration/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    WebauthnPreregistration.activate() -> json models::EnrollmentActivationResponse as ActivatePreregistrationEnrollment;
    POST "/webauthn-registration/api/v1/activate" = "activatePreregistrationEnrollment",
        bucket "/webauthn-registration/api/v1", scopes ["okta.users.manage"];
    body json models::EnrollmentActivationRequest;
}

operation! {
    /// Enroll preregistration enrollment.
    ///
    /// `POST /webauthn-registration/api/v1/enroll`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/WebAuthnPreregistration/#tag/WebAuthnPreregistration/operation/enrollPreregistrationEnrollment))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/webauthn-registration/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    /// - The answer holds secrets; it is not cached
    WebauthnPreregistration.enroll() -> json models::EnrollmentInitializationResponse as EnrollPreregistrationEnrollment;
    POST "/webauthn-registration/api/v1/enroll" = "enrollPreregistrationEnrollment",
        bucket "/webauthn-registration/api/v1", scopes ["okta.users.manage"], secret true;
    body json models::EnrollmentInitializationRequest;
}

operation! {
    /// Generate fulfillment request.
    ///
    /// `POST /webauthn-registration/api/v1/initiate-fulfillment-request`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/WebAuthnPreregistration/#tag/WebAuthnPreregistration/operation/generateFulfillmentRequest))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/webauthn-registration/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    /// - The answer holds secrets; it is not cached
    WebauthnPreregistration.initiate_fulfillment() -> nothing () as GenerateFulfillmentRequest;
    POST "/webauthn-registration/api/v1/initiate-fulfillment-request" = "generateFulfillmentRequest",
        bucket "/webauthn-registration/api/v1", scopes ["okta.users.manage"], secret true;
    body json models::FulfillmentRequest;
}

operation! {
    /// Send pin.
    ///
    /// `POST /webauthn-registration/api/v1/send-pin`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/WebAuthnPreregistration/#tag/WebAuthnPreregistration/operation/sendPin))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/webauthn-registration/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    WebauthnPreregistration.send_pin() -> nothing () as SendPin;
    POST "/webauthn-registration/api/v1/send-pin" = "sendPin",
        bucket "/webauthn-registration/api/v1", scopes ["okta.users.manage"];
    body json models::PinRequest;
}

operation! {
    /// List web authn preregistration factors.
    ///
    /// `GET /webauthn-registration/api/v1/users/{userId}/enrollments`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/WebAuthnPreregistration/#tag/WebAuthnPreregistration/operation/listWebAuthnPreregistrationFactors))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/webauthn-registration/api/v1`
    /// - Paging: all items in one page, as far as the document says
    /// - Availability: limited availability (Okta Identity Engine)
    WebauthnPreregistration.list(user_id) -> list models::WebAuthnPreregistrationFactor as ListWebAuthnPreregistrationFactors;
    GET "/webauthn-registration/api/v1/users/{userId}/enrollments" = "listWebAuthnPreregistrationFactors",
        bucket "/webauthn-registration/api/v1", scopes ["okta.users.read"];
}

operation! {
    /// Delete web authn preregistration factor.
    ///
    /// `DELETE /webauthn-registration/api/v1/users/{userId}/enrollments/{authenticatorEnrollmentId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/WebAuthnPreregistration/#tag/WebAuthnPreregistration/operation/deleteWebAuthnPreregistrationFactor))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/webauthn-registration/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    WebauthnPreregistration.delete(user_id, authenticator_enrollment_id) -> nothing () as DeleteWebAuthnPreregistrationFactor;
    DELETE "/webauthn-registration/api/v1/users/{userId}/enrollments/{authenticatorEnrollmentId}" = "deleteWebAuthnPreregistrationFactor",
        bucket "/webauthn-registration/api/v1", scopes ["okta.users.manage"];
}

operation! {
    /// Assign fulfillment error web authn preregistration factor.
    ///
    /// `POST /webauthn-registration/api/v1/users/{userId}/enrollments/{authenticatorEnrollmentId}/mark-error`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/WebAuthnPreregistration/#tag/WebAuthnPreregistration/operation/assignFulfillmentErrorWebAuthnPreregistrationFactor))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/webauthn-registration/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    WebauthnPreregistration.mark_error(user_id, authenticator_enrollment_id) -> nothing () as AssignFulfillmentErrorWebAuthnPreregistrationFactor;
    POST "/webauthn-registration/api/v1/users/{userId}/enrollments/{authenticatorEnrollmentId}/mark-error" = "assignFulfillmentErrorWebAuthnPreregistrationFactor",
        bucket "/webauthn-registration/api/v1", scopes ["okta.users.manage"];
}
