//! What an answer finds wrong with the credential.

use http::{StatusCode, response};
use serde::Deserialize;

use super::super::challenge::challenges;

/// What a `400` or `401` answer finds wrong with the credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The proof needs a nonce, or a newer one.
    Nonce,
    /// The proof itself.
    Proof,
    /// The proof's key is not the token's.
    Binding,
    /// The token ought to be bound to a key.
    Unbound,
    /// The token is invalid or expired.
    Token,
    /// Anything else, a lack of permission among it.
    Other,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorObject {
    error: Option<String>,
    #[serde(rename = "errorCode")]
    error_code: Option<String>,
}

impl Fault {
    /// Judges by the challenges' `error`, the body's `error` and Okta's `errorCode`; by the status alone
    /// only when there is none of them.
    pub(super) fn of(answer: &response::Parts, body: &[u8]) -> Self {
        let object: ErrorObject = serde_json::from_slice(body).unwrap_or_default();
        let challenges = challenges(&answer.headers);
        let named = challenges.iter().filter_map(|challenge| challenge.error());
        let mut named = named.chain(object.error.as_deref()).map(Self::named).peekable();
        // E0000015 and others refuse the operation, not the token, whatever a challenge says.
        let forbidden = object.error_code.as_deref().is_some_and(|code| code != "E0000011");
        if named.peek().is_some() {
            return match named.find(|fault| *fault != Self::Other) {
                Some(Self::Token | Self::Unbound) if forbidden => Self::Other,
                Some(fault) => fault,
                None => Self::Other,
            };
        }
        if forbidden || answer.status != StatusCode::UNAUTHORIZED {
            return Self::Other;
        }
        match object.error_code {
            Some(_) => Self::Token,
            None if challenges.iter().any(|challenge| challenge.scheme == "bearer") => Self::Token,
            None if challenges.iter().any(|challenge| challenge.scheme == "dpop") => Self::Unbound,
            None => Self::Token,
        }
    }

    fn named(error: &str) -> Self {
        match error {
            "use_dpop_nonce" => Self::Nonce,
            "invalid_dpop_proof"
            | "invalid_dpop_proof_jwt_too_old"
            | "invalid_dpop_proof_jwt_issued_in_future"
            | "dpop_proof_already_used" => Self::Proof,
            "invalid_access_token_dpop_binding" | "invalid_dpop_key_binding" | "invalid_dpop_jkt" => {
                Self::Binding
            }
            "access_token_not_dpop_bound" | "dpop_authentication_scheme_required" => Self::Unbound,
            "invalid_token" => Self::Token,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{Response, header::WWW_AUTHENTICATE};
    use proptest::prelude::*;

    use super::*;

    fn judge(status: u16, challenges: &[&str], body: &str) -> Fault {
        let mut response = Response::builder().status(status);
        for challenge in challenges {
            response = response.header(WWW_AUTHENTICATE, *challenge);
        }
        let (head, ()) = response.body(()).unwrap().into_parts();
        Fault::of(&head, body.as_bytes())
    }

    #[test]
    fn faults_are_named_by_challenge_or_body() {
        for (status, challenges, body, expected) in [
            (401, &[r#"Bearer error="invalid_token""#] as &[&str], "", Fault::Token),
            (401, &["Bearer"], "", Fault::Token),
            (401, &[], "", Fault::Token),
            (401, &[], r#"{"errorCode":"E0000011"}"#, Fault::Token),
            (401, &[], "<html>", Fault::Token),
            (400, &[], "", Fault::Other),
            (401, &[r#"DPoP error="use_dpop_nonce""#], "", Fault::Nonce),
            (400, &[], r#"{"error":"use_dpop_nonce"}"#, Fault::Nonce),
            (401, &["Bearer", r#"DPoP error="use_dpop_nonce""#], r#"{"errorCode":"E0000011"}"#, Fault::Nonce),
            (401, &["DPoP algs=\"ES256\""], "", Fault::Unbound),
            (400, &[], r#"{"error":"dpop_authentication_scheme_required"}"#, Fault::Unbound),
            (401, &[r#"DPoP error="invalid_dpop_proof""#], "", Fault::Proof),
            (400, &[], r#"{"error":"invalid_access_token_dpop_binding"}"#, Fault::Binding),
        ] {
            assert_eq!(judge(status, challenges, body), expected, "{status} {challenges:?} {body}");
        }
    }

    #[test]
    fn a_refusal_of_the_operation_is_not_one_of_the_token() {
        for (challenges, body) in [
            (&[] as &[&str], r#"{"errorCode":"E0000015"}"#),
            (&["Bearer"], r#"{"errorCode":"E0000015"}"#),
            (&[r#"Bearer error="invalid_token""#], r#"{"errorCode":"E0000015"}"#),
            (&[], r#"{"errorCode":"E0000006"}"#),
            (&[r#"Bearer error="insufficient_scope""#], ""),
        ] {
            assert_eq!(judge(401, challenges, body), Fault::Other, "{challenges:?} {body}");
        }
    }

    proptest! {
        #[test]
        fn any_answer_is_judged(status in 400_u16..402, challenge in "[ -~]{0,60}", body in ".{0,60}") {
            judge(status, &[&challenge], &body);
        }
    }
}
