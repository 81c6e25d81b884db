//! OAuth 2.0 error responses: a JSON body at the token endpoint (RFC 6749 §5.2), `WWW-Authenticate` on resources
//! (RFC 6750 §3).

use http::{HeaderName, HeaderValue, StatusCode, header::WWW_AUTHENTICATE};
use serde_json::json;

use super::jose::ALGORITHMS;
use crate::response::{OktaError, ResponseTemplate};

pub(super) const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// The error of a token request or of an access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OAuthError {
    pub(super) status: StatusCode,
    /// The registered error code.
    pub(super) error: &'static str,
    /// The specific reason, from Okta's list of OAuth errors.
    pub(super) reason: &'static str,
    pub(super) description: &'static str,
    /// The counter of this error.
    pub(super) kind: OAuthErrorKind,
    /// What a sign-in that needs a second factor goes on with.
    mfa_token: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OAuthErrorKind {
    Request,
    Assertion,
    Proof,
    Replay,
    Challenge,
    Token,
}

impl OAuthError {
    const fn new(
        status: StatusCode,
        error: &'static str,
        reason: &'static str,
        description: &'static str,
        kind: OAuthErrorKind,
    ) -> Self {
        Self { status, error, reason, description, kind, mfa_token: None }
    }

    pub(super) const fn request(error: &'static str, description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, error, description, OAuthErrorKind::Request)
    }

    /// Client authentication failed.
    pub(super) const fn client(reason: &'static str, description: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", reason, description, OAuthErrorKind::Assertion)
    }

    pub(super) const fn proof(reason: &'static str, description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_dpop_proof", reason, description, OAuthErrorKind::Proof)
    }

    pub(super) const fn token(reason: &'static str, description: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_token", reason, description, OAuthErrorKind::Token)
    }

    pub(super) const fn insufficient_scope() -> Self {
        let description = "The token lacks a scope that this operation requires.";
        Self::new(
            StatusCode::FORBIDDEN,
            "insufficient_scope",
            "insufficient_scope",
            description,
            OAuthErrorKind::Token,
        )
    }

    /// The first factor was right, and the sign-on policy requires another one.
    pub(super) fn mfa_required(mfa_token: String) -> Self {
        let error = Self::request("mfa_required", "The sign-in requires a second factor.");
        Self { status: StatusCode::FORBIDDEN, mfa_token: Some(mfa_token), ..error }
    }

    pub(super) const fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(super) const fn replay(mut self) -> Self {
        self.kind = OAuthErrorKind::Replay;
        self
    }

    /// A nonce challenge: RFC 9449 §8 at the token endpoint, §9 on resources.
    pub(super) const fn use_nonce(status: StatusCode) -> Self {
        let description = "Authorization server requires nonce in DPoP proof.";
        Self::new(status, "use_dpop_nonce", "use_dpop_nonce", description, OAuthErrorKind::Challenge)
    }

    /// The error description, with the reason if it is more specific than the error code.
    fn message(&self) -> String {
        if self.reason == self.error {
            self.description.to_owned()
        } else {
            format!("{} ({})", self.description, self.reason)
        }
    }

    /// The error response of the token endpoint.
    pub(super) fn token_response(&self, nonce: Option<&str>) -> ResponseTemplate {
        let mut body = json!({ "error": self.error, "error_description": self.message() });
        if let Some(token) = &self.mfa_token {
            body["mfa_token"] = json!(token);
        }
        let mut response = ResponseTemplate::from_status(self.status).json(body);
        set_nonce(&mut response, nonce);
        response
    }

    /// The error response of a resource.
    pub(super) fn resource_error(&self, scheme: &str, scope: &str, without_body: bool) -> OktaError {
        let mut challenge =
            format!("{scheme} error=\"{}\", error_description=\"{}\"", self.error, self.message());
        if self.error == "insufficient_scope" {
            challenge += &format!(", scope=\"{scope}\"");
        }
        if scheme == "DPoP" {
            challenge += &format!(", algs=\"{}\"", ALGORITHMS.join(" "));
        }
        let code = if self.status == StatusCode::FORBIDDEN { "E0000006" } else { "E0000011" };
        let mut error =
            OktaError::new(code, self.message()).with_status(self.status).without_body(without_body);
        if let Ok(value) = HeaderValue::try_from(challenge) {
            error = error.with_header(WWW_AUTHENTICATE, value);
        }
        error
    }
}

/// Sets the `DPoP-Nonce` header of a response.
pub(super) fn set_nonce(response: &mut ResponseTemplate, nonce: Option<&str>) {
    if let Some(Ok(value)) = nonce.map(HeaderValue::try_from) {
        response.headers.insert(DPOP_NONCE, value);
    }
}
