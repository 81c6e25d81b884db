//! Classification of responses that reject the credential.

use std::borrow::Cow;

use http::{StatusCode, response};
use serde::Deserialize;

use super::super::{
    OAuthDialect, Rejection,
    challenge::{Challenge, challenges},
};
use crate::body::without_byte_order_mark;

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorObject {
    error: Option<String>,
}

impl Rejection {
    /// Classifies by the challenges' `error`, the body's `error` and what the dialect reads from the body; by the
    /// status if there is none of them.
    pub(super) fn from_response(dialect: &dyn OAuthDialect, response: &response::Parts, body: &[u8]) -> Self {
        let object: ErrorObject = serde_json::from_slice(without_byte_order_mark(body)).unwrap_or_default();
        let in_body = dialect.body_rejection(response, body);
        let challenges = challenges(&response.headers);
        let named = challenges.iter().filter_map(|challenge| challenge.error());
        let meaning = |error| dialect.rejection(error).unwrap_or_else(|| Self::from_error(error));
        let mut named = named.chain(object.error.as_deref()).map(meaning).peekable();
        // The server rejects the operation, not the token, whatever the challenge.
        let forbidden = in_body == Some(Self::Other);
        if named.peek().is_some() {
            return match named.find(|rejection| *rejection != Self::Other) {
                None | Some(Self::InvalidToken) if describes_invalid_proof(&challenges, body) => {
                    Self::InvalidProof
                }
                Some(Self::InvalidToken | Self::ProofRequired) if forbidden => Self::Other,
                Some(rejection) => rejection,
                None => Self::Other,
            };
        }
        if describes_invalid_proof(&challenges, body) {
            return Self::InvalidProof;
        }
        if forbidden || response.status != StatusCode::UNAUTHORIZED {
            return Self::Other;
        }
        match in_body {
            Some(rejection) => rejection,
            None if challenges.iter().any(|challenge| challenge.scheme == "bearer") => Self::InvalidToken,
            None if challenges.iter().any(|challenge| challenge.scheme == "dpop") => Self::ProofRequired,
            None => Self::InvalidToken,
        }
    }

    /// Returns whether the challenges decide, so that the body need not be read.
    pub(super) fn is_in_head(dialect: &dyn OAuthDialect, response: &response::Parts) -> bool {
        let challenges = challenges(&response.headers);
        if !challenges.iter().any(|challenge| challenge.error().is_some()) {
            return false;
        }
        match Self::from_response(dialect, response, &[]) {
            Self::NonceRequired | Self::KeyMismatch => true,
            // The body may say what is invalid.
            Self::InvalidProof => names_target(response, &[]),
            Self::InvalidToken | Self::ProofRequired | Self::Other => !dialect.reads_bodies(),
        }
    }

    fn from_error(error: &str) -> Self {
        match error {
            "use_dpop_nonce" => Self::NonceRequired,
            "invalid_dpop_proof" => Self::InvalidProof,
            "invalid_token" => Self::InvalidToken,
            _ => Self::Other,
        }
    }
}

/// Returns whether a response names the `htu` of the proof: in a challenge, or in its body.
pub(super) fn names_target(response: &response::Parts, body: &[u8]) -> bool {
    let challenges = challenges(&response.headers);
    let mut values = challenges.iter().flat_map(|challenge| &challenge.parameters);
    values.any(|(_, value)| text_names_target(value)) || text_names_target(&String::from_utf8_lossy(body))
}

/// Returns whether a description says that the proof is invalid, whatever the error is named.
fn describes_invalid_proof(challenges: &[Challenge], body: &[u8]) -> bool {
    let parameters = challenges.iter().flat_map(|challenge| &challenge.parameters);
    let mut texts = parameters.map(|(_, value)| Cow::from(value)).chain([String::from_utf8_lossy(body)]);
    texts.any(|text| {
        let text = text.to_ascii_lowercase();
        text.contains("invalid_dpop_proof")
            || (text_names_target(&text) && (text.contains("dpop") || text.contains("proof")))
    })
}

/// Returns whether all challenges of a response have the scheme `DPoP`, so that it rejects bearer tokens.
pub(super) fn offers_only_dpop(response: &response::Parts) -> bool {
    let challenges = challenges(&response.headers);
    !challenges.is_empty() && challenges.iter().all(|challenge| challenge.scheme == "dpop")
}

/// Returns whether a text has the word `htu`.
pub(in crate::auth) fn text_names_target(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word.eq_ignore_ascii_case("htu"))
}

#[cfg(test)]
mod tests {
    use http::{Response, header::WWW_AUTHENTICATE};
    use proptest::prelude::*;

    use super::*;
    use crate::auth::StandardDialect;

    fn response(status: u16, challenges: &[&str]) -> response::Parts {
        let mut response = Response::builder().status(status);
        for challenge in challenges {
            response = response.header(WWW_AUTHENTICATE, *challenge);
        }
        response.body(()).unwrap().into_parts().0
    }

    fn classify(status: u16, challenges: &[&str], body: &str) -> Rejection {
        Rejection::from_response(&StandardDialect, &response(status, challenges), body.as_bytes())
    }

    #[test]
    fn challenge_and_body_determine_the_rejection() {
        for (status, challenges, body, expected) in [
            (401, &[r#"Bearer error="invalid_token""#] as &[&str], "", Rejection::InvalidToken),
            (401, &["Bearer"], "", Rejection::InvalidToken),
            (401, &[], "", Rejection::InvalidToken),
            (401, &[], "<html>", Rejection::InvalidToken),
            (400, &[], "", Rejection::Other),
            (401, &[r#"DPoP error="use_dpop_nonce""#], "", Rejection::NonceRequired),
            (401, &[], r#"{"error":"use_dpop_nonce"}"#, Rejection::NonceRequired),
            (401, &[], "\u{feff}{\"error\":\"use_dpop_nonce\"}", Rejection::NonceRequired),
            (401, &["Bearer", r#"DPoP error="use_dpop_nonce""#], "{}", Rejection::NonceRequired),
            (401, &["DPoP algs=\"ES256\""], "", Rejection::ProofRequired),
            (401, &[r#"DPoP error="invalid_dpop_proof""#], "", Rejection::InvalidProof),
            (400, &[r#"DPoP error="invalid_dpop_proof""#], "", Rejection::InvalidProof),
            (400, &[], r#"{"error":"invalid_dpop_proof"}"#, Rejection::InvalidProof),
            (400, &[], "invalid_dpop_proof: no match", Rejection::InvalidProof),
            (401, &[], r#"{"message":"'htu' of the DPoP proof"}"#, Rejection::InvalidProof),
            (
                401,
                &[r#"DPoP error="invalid_token", error_description="proof: htu mismatch""#],
                "",
                Rejection::InvalidProof,
            ),
            (
                401,
                &[r#"DPoP error="invalid_token", error_description="htuber""#],
                "",
                Rejection::InvalidToken,
            ),
            (401, &[r#"Bearer error="insufficient_scope""#], "", Rejection::Other),
        ] {
            assert_eq!(classify(status, challenges, body), expected, "{status} {challenges:?} {body}");
        }
    }

    #[test]
    fn dialect_names_errors_and_reads_bodies() {
        struct Example;
        impl OAuthDialect for Example {
            fn rejection(&self, error: &str) -> Option<Rejection> {
                (error == "wrong_key").then_some(Rejection::KeyMismatch)
            }

            fn reads_bodies(&self) -> bool {
                true
            }

            fn body_rejection(&self, _: &response::Parts, body: &[u8]) -> Option<Rejection> {
                match body {
                    b"forbidden" => Some(Rejection::Other),
                    b"unbound" => Some(Rejection::ProofRequired),
                    _ => None,
                }
            }
        }
        for (challenges, body, expected, in_head) in [
            (&[r#"DPoP error="wrong_key""#] as &[&str], "", Rejection::KeyMismatch, true),
            (&[r#"DPoP error="use_dpop_nonce""#], "forbidden", Rejection::NonceRequired, true),
            (&[r#"Bearer error="invalid_token""#], "forbidden", Rejection::Other, false),
            (&[r#"Bearer error="invalid_token""#], "", Rejection::InvalidToken, false),
            (&["Bearer"], "forbidden", Rejection::Other, false),
            (&["Bearer"], "unbound", Rejection::ProofRequired, false),
        ] {
            let head = response(401, challenges);
            assert_eq!(Rejection::from_response(&Example, &head, body.as_bytes()), expected, "{body}");
            assert_eq!(Rejection::is_in_head(&Example, &head), in_head, "{challenges:?}");
        }
        assert!(Rejection::is_in_head(&StandardDialect, &response(401, &["Bearer error=\"invalid_token\""])));
        assert!(!Rejection::is_in_head(&StandardDialect, &response(401, &["Bearer"])));
    }

    proptest! {
        #[test]
        fn prop_any_response_is_classified(status in 400_u16..402, challenge in "[ -~]{0,60}", body in ".{0,60}") {
            classify(status, &[&challenge], &body);
        }
    }
}
