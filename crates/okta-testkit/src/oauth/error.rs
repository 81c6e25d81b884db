//! Refusals in the shapes of OAuth 2.0: a body at the token endpoint, `WWW-Authenticate` on resources.

use http::{HeaderName, HeaderValue, StatusCode, header::WWW_AUTHENTICATE};
use serde_json::json;

use super::jose::ALGORITHMS;
use crate::response::{Answer, Refusal};

pub(super) const NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// Why a token request or a token is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Denial {
    pub(super) status: StatusCode,
    /// The registered error code.
    pub(super) error: &'static str,
    /// The finer reason, as Okta's catalogue of OAuth errors names it.
    pub(super) reason: &'static str,
    pub(super) description: &'static str,
    /// What the counters file it under.
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Request,
    Assertion,
    Proof,
    Replay,
    Challenge,
    Token,
}

impl Denial {
    const fn new(
        status: StatusCode,
        error: &'static str,
        reason: &'static str,
        description: &'static str,
        kind: Kind,
    ) -> Self {
        Self { status, error, reason, description, kind }
    }

    pub(super) const fn request(error: &'static str, description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, error, description, Kind::Request)
    }

    /// The client is not who it says it is.
    pub(super) const fn client(reason: &'static str, description: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", reason, description, Kind::Assertion)
    }

    pub(super) const fn proof(reason: &'static str, description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_dpop_proof", reason, description, Kind::Proof)
    }

    pub(super) const fn token(reason: &'static str, description: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_token", reason, description, Kind::Token)
    }

    pub(super) const fn scope() -> Self {
        let description = "The token lacks a scope that this operation needs.";
        Self::new(StatusCode::FORBIDDEN, "insufficient_scope", "insufficient_scope", description, Kind::Token)
    }

    pub(super) const fn replay(mut self) -> Self {
        self.kind = Kind::Replay;
        self
    }

    /// RFC 9449 §8 at the token endpoint, §9 on resources.
    pub(super) const fn nonce(status: StatusCode) -> Self {
        let description = "Authorization server requires nonce in DPoP proof.";
        Self::new(status, "use_dpop_nonce", "use_dpop_nonce", description, Kind::Challenge)
    }

    /// What the client is told.
    fn text(&self) -> String {
        if self.reason == self.error {
            self.description.to_owned()
        } else {
            format!("{} ({})", self.description, self.reason)
        }
    }

    /// The answer of the token endpoint.
    pub(super) fn answer(&self, nonce: Option<&str>) -> Answer {
        let mut answer =
            Answer::of(self.status).json(json!({ "error": self.error, "error_description": self.text() }));
        announce(&mut answer, nonce);
        answer
    }

    /// The refusal of a resource.
    pub(super) fn refusal(&self, scheme: &str, scope: &str, bare: bool) -> Refusal {
        let mut challenge =
            format!("{scheme} error=\"{}\", error_description=\"{}\"", self.error, self.text());
        if self.error == "insufficient_scope" {
            challenge += &format!(", scope=\"{scope}\"");
        }
        if scheme == "DPoP" {
            challenge += &format!(", algs=\"{}\"", ALGORITHMS.join(" "));
        }
        let code = if self.status == StatusCode::FORBIDDEN { "E0000006" } else { "E0000011" };
        let mut refusal = Refusal::of_code(code, self.text()).with_status(self.status).bare(bare);
        if let Ok(value) = HeaderValue::try_from(challenge) {
            refusal = refusal.with_header(WWW_AUTHENTICATE, value);
        }
        refusal
    }
}

/// Puts a nonce on an answer.
pub(super) fn announce(answer: &mut Answer, nonce: Option<&str>) {
    if let Some(Ok(value)) = nonce.map(HeaderValue::try_from) {
        answer.headers.insert(NONCE, value);
    }
}
