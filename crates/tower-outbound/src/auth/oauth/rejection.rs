//! Classification of `400` and `401` responses.

use http::{StatusCode, response};
use serde::Deserialize;

use super::super::challenge::challenges;

/// Why a `400` or `401` response rejects the credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rejection {
    /// The proof requires a nonce, or a newer one.
    NonceRequired,
    /// The proof is invalid.
    InvalidProof,
    /// The proof's key is not the token's.
    KeyMismatch,
    /// The token must be bound to a key.
    ProofRequired,
    /// The token is invalid or expired.
    InvalidToken,
    /// Any other reason, such as missing permissions.
    Other,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorObject {
    error: Option<String>,
    #[serde(rename = "errorCode")]
    error_code: Option<String>,
}

impl Rejection {
    /// Classifies by the challenges' `error`, the body's `error` and Okta's `errorCode`; by the status if there is
    /// none of them.
    pub(super) fn from_response(response: &response::Parts, body: &[u8]) -> Self {
        let object: ErrorObject = serde_json::from_slice(body).unwrap_or_default();
        let challenges = challenges(&response.headers);
        let named = challenges.iter().filter_map(|challenge| challenge.error());
        let mut named = named.chain(object.error.as_deref()).map(Self::from_error).peekable();
        // Any other code, such as E0000015, rejects the operation, not the token, whatever the challenge.
        let forbidden = object.error_code.as_deref().is_some_and(|code| code != "E0000011");
        if named.peek().is_some() {
            return match named.find(|rejection| *rejection != Self::Other) {
                Some(Self::InvalidToken | Self::ProofRequired) if forbidden => Self::Other,
                Some(rejection) => rejection,
                None => Self::Other,
            };
        }
        if forbidden || response.status != StatusCode::UNAUTHORIZED {
            return Self::Other;
        }
        match object.error_code {
            Some(_) => Self::InvalidToken,
            None if challenges.iter().any(|challenge| challenge.scheme == "bearer") => Self::InvalidToken,
            None if challenges.iter().any(|challenge| challenge.scheme == "dpop") => Self::ProofRequired,
            None => Self::InvalidToken,
        }
    }

    fn from_error(error: &str) -> Self {
        match error {
            "use_dpop_nonce" => Self::NonceRequired,
            "invalid_dpop_proof"
            | "invalid_dpop_proof_jwt_too_old"
            | "invalid_dpop_proof_jwt_issued_in_future"
            | "dpop_proof_already_used" => Self::InvalidProof,
            "invalid_access_token_dpop_binding" | "invalid_dpop_key_binding" | "invalid_dpop_jkt" => {
                Self::KeyMismatch
            }
            "access_token_not_dpop_bound" | "dpop_authentication_scheme_required" => Self::ProofRequired,
            "invalid_token" => Self::InvalidToken,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{Response, header::WWW_AUTHENTICATE};
    use proptest::prelude::*;

    use super::*;

    fn classify(status: u16, challenges: &[&str], body: &str) -> Rejection {
        let mut response = Response::builder().status(status);
        for challenge in challenges {
            response = response.header(WWW_AUTHENTICATE, *challenge);
        }
        let (head, ()) = response.body(()).unwrap().into_parts();
        Rejection::from_response(&head, body.as_bytes())
    }

    #[test]
    fn challenge_and_body_determine_the_rejection() {
        for (status, challenges, body, expected) in [
            (401, &[r#"Bearer error="invalid_token""#] as &[&str], "", Rejection::InvalidToken),
            (401, &["Bearer"], "", Rejection::InvalidToken),
            (401, &[], "", Rejection::InvalidToken),
            (401, &[], r#"{"errorCode":"E0000011"}"#, Rejection::InvalidToken),
            (401, &[], "<html>", Rejection::InvalidToken),
            (400, &[], "", Rejection::Other),
            (401, &[r#"DPoP error="use_dpop_nonce""#], "", Rejection::NonceRequired),
            (400, &[], r#"{"error":"use_dpop_nonce"}"#, Rejection::NonceRequired),
            (
                401,
                &["Bearer", r#"DPoP error="use_dpop_nonce""#],
                r#"{"errorCode":"E0000011"}"#,
                Rejection::NonceRequired,
            ),
            (401, &["DPoP algs=\"ES256\""], "", Rejection::ProofRequired),
            (400, &[], r#"{"error":"dpop_authentication_scheme_required"}"#, Rejection::ProofRequired),
            (401, &[r#"DPoP error="invalid_dpop_proof""#], "", Rejection::InvalidProof),
            (400, &[], r#"{"error":"invalid_access_token_dpop_binding"}"#, Rejection::KeyMismatch),
        ] {
            assert_eq!(classify(status, challenges, body), expected, "{status} {challenges:?} {body}");
        }
    }

    #[test]
    fn operation_rejections_are_not_token_rejections() {
        for (challenges, body) in [
            (&[] as &[&str], r#"{"errorCode":"E0000015"}"#),
            (&["Bearer"], r#"{"errorCode":"E0000015"}"#),
            (&[r#"Bearer error="invalid_token""#], r#"{"errorCode":"E0000015"}"#),
            (&[], r#"{"errorCode":"E0000006"}"#),
            (&[r#"Bearer error="insufficient_scope""#], ""),
        ] {
            assert_eq!(classify(401, challenges, body), Rejection::Other, "{challenges:?} {body}");
        }
    }

    proptest! {
        #[test]
        fn prop_any_response_is_classified(status in 400_u16..402, challenge in "[ -~]{0,60}", body in ".{0,60}") {
            classify(status, &[&challenge], &body);
        }
    }
}
