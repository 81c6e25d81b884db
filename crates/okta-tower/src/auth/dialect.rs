//! What Okta's OAuth 2.0 servers do differently from the standards.

use std::borrow::Cow;

use http::{HeaderMap, Method, StatusCode, Uri, response};
use serde::Deserialize;

use super::{
    AuthError, ClientAuthentication, ClientCredentials, OAuth, OAuthBuilder, OAuthDialect,
    OAuthErrorResponse, Origin, ProofPath, Rejection, TokenSource,
};
use crate::{
    body::without_byte_order_mark,
    meta::{OperationMeta, Security},
};

static TOKEN_OPERATION: OperationMeta =
    OperationMeta::new("token", Method::POST, "/oauth2/v1/token").security(Security::None).secret(true);

/// Okta's rules for tokens and proofs.
///
/// - Error bodies are Okta's error object as well: `errorCode`, `errorSummary`.
/// - `E0000047` is an exceeded rate limit, and `E0000011` an invalid token. Any other code rejects the operation, not
///   the token, whatever the challenge says.
/// - Invalid proofs and schemes are rejected with `400` as well, and with more specific errors than the standards
///   have.
/// - The path of a request is decoded before it is compared with that of its proof: the `htu` for
///   `/api/v1/users/ada%40example.com` ends in `/ada@example.com`
///   ([report](https://github.com/okta/okta-sdk-python/issues/541),
///   [correction in the Java SDK](https://github.com/okta/okta-sdk-java/pull/1526)).
/// - `X-Okta-Request-Id` is the request id.
/// - The lifetime of a backchannel authentication request is `request_expiry`
///   ([guide](https://developer.okta.com/docs/guides/configure-ciba/main/)).
///
/// [`oauth`] and [`client_credentials`] set it. Source:
/// [Okta's guide to DPoP](https://developer.okta.com/docs/guides/dpop/oktaresourceserver/main/),
/// [error codes](https://developer.okta.com/docs/reference/error-codes/).
#[derive(Clone, Copy, Debug, Default)]
pub struct OktaDialect;

/// Creates a builder for access tokens of an Okta org, with [`OktaDialect`].
pub fn oauth(source: impl TokenSource) -> OAuthBuilder {
    OAuth::builder(source).dialect(OktaDialect)
}

/// Creates a token source for a [service app] of an Okta org, with [`OktaDialect`]: the token endpoint is that of
/// the org authorization server, the only one that issues tokens for Okta's APIs.
///
/// `org` must have the same host as the API requests. `service` sends the token requests. The longest wait for the
/// endpoint's rate limit is 70 s, as Okta's windows last a minute.
///
/// [service app]: https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
///
/// # Errors
///
/// [`AuthErrorKind::Credential`](super::AuthErrorKind::Credential) if the client id is empty.
pub fn client_credentials<S, B>(
    org: &Origin,
    client_id: impl Into<String>,
    authentication: impl Into<ClientAuthentication>,
    service: S,
) -> Result<ClientCredentials<S, B>, AuthError> {
    let endpoint = Uri::try_from(format!("{org}/oauth2/v1/token")).map_err(|error| {
        AuthError::new(super::AuthErrorKind::Credential, "invalid token endpoint URL").with_source(error)
    })?;
    let tokens = ClientCredentials::new(endpoint, client_id, authentication, service)?;
    Ok(tokens.dialect(OktaDialect).max_wait(OktaDialect.rate_limits().longest_wait()))
}

/// [Okta's error object](https://developer.okta.com/docs/reference/error-codes/).
#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorObject {
    #[serde(rename = "errorCode")]
    code: Option<String>,
    #[serde(rename = "errorSummary")]
    summary: Option<String>,
}

impl ErrorObject {
    fn from_body(body: &[u8]) -> Self {
        serde_json::from_slice(without_byte_order_mark(body)).unwrap_or_default()
    }
}

impl OAuthDialect for OktaDialect {
    fn token_operation(&self) -> &'static OperationMeta {
        &TOKEN_OPERATION
    }

    #[cfg(feature = "metrics")]
    fn metric_names(&self) -> crate::metrics::MetricNames {
        crate::metrics::names()
    }

    fn read_error(&self, error: &mut OAuthErrorResponse, headers: &HeaderMap, body: &[u8]) {
        let object = ErrorObject::from_body(body);
        if error.code.is_empty() {
            error.code = object.code.unwrap_or_default();
        }
        error.description = error.description.take().or(object.summary);
        let id = headers.get("x-okta-request-id").and_then(|id| id.to_str().ok());
        error.request_id = id.map(str::to_owned);
    }

    fn is_rate_limited(&self, error: &OAuthErrorResponse) -> bool {
        error.status == StatusCode::TOO_MANY_REQUESTS || error.code == "E0000047"
    }

    fn rate_limits(&self) -> crate::rate_limit::Dialect {
        crate::rate_limit::dialect()
    }

    fn hint(&self, error: &OAuthErrorResponse) -> Option<Cow<'static, str>> {
        hint(error).map(Cow::Borrowed)
    }

    fn backchannel_expiry_parameter(&self) -> &'static str {
        "request_expiry"
    }

    fn proof_path(&self) -> ProofPath {
        ProofPath::Decoded
    }

    fn rejection(&self, error: &str) -> Option<Rejection> {
        Some(match error {
            "invalid_dpop_proof_jwt_too_old"
            | "invalid_dpop_proof_jwt_issued_in_future"
            | "dpop_proof_already_used" => Rejection::InvalidProof,
            "invalid_access_token_dpop_binding" | "invalid_dpop_key_binding" | "invalid_dpop_jkt" => {
                Rejection::KeyMismatch
            }
            "access_token_not_dpop_bound" | "dpop_authentication_scheme_required" => Rejection::ProofRequired,
            _ => return None,
        })
    }

    fn reads_bodies(&self) -> bool {
        true
    }

    fn body_rejection(&self, _: &response::Parts, body: &[u8]) -> Option<Rejection> {
        let code = ErrorObject::from_body(body).code?;
        // Any other code, such as E0000015, rejects the operation.
        Some(if code == "E0000011" { Rejection::InvalidToken } else { Rejection::Other })
    }
}

fn hint(error: &OAuthErrorResponse) -> Option<&'static str> {
    let text = error.description.as_deref().unwrap_or_default().to_ascii_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    Some(match error.code.as_str() {
        "invalid_client" if any(&["audience", "aud "]) || text.ends_with("aud") => {
            "the assertion's aud must equal the token endpoint URL; with a custom domain use the same host for \
             both, or the org's Okta domain"
        }
        "invalid_dpop_proof" if any(&["missing"]) => "the app requires DPoP; set DPoP to auto or always",
        _ if error.is_clock_error() => return None,
        "invalid_client" if any(&["kid", "jwk", "signature", "key"]) => {
            "register the public key with the app; with several keys, set the kid of the signing key"
        }
        "invalid_client" => {
            "check the client id, and that the app authenticates with a public key (private_key_jwt)"
        }
        "invalid_scope" => "grant the scopes to the app: Okta API Scopes in its settings",
        "unauthorized_client" => "the app must be an API service app with the client credentials grant",
        "access_denied" if any(&["zone", "network"]) => "the app's network zone excludes this address",
        "access_denied" => "a policy of the org denies the app; see the policy in its System Log",
        "invalid_request" if any(&["assertion", "authentication"]) => {
            "the app authenticates with a public key (private_key_jwt)"
        }
        "use_dpop_nonce" => "the server rejected its latest nonce",
        "" if error.status == StatusCode::NOT_FOUND => {
            "check that the URL is the org's, without a path and without -admin"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
