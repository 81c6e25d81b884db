//! What a server does differently from the standards.

use std::{borrow::Cow, fmt};

use http::{HeaderMap, Method, StatusCode, response};

use super::{OAuthErrorResponse, ProofPath};
use crate::meta::{OperationMeta, Security};

static TOKEN_OPERATION: OperationMeta =
    OperationMeta::new("token", Method::POST, "/token").security(Security::None).secret(true);

/// The rules of an authorization server and its resource servers, where they go beyond the standards.
///
/// Each method has a default: the rule of the standard. Set a dialect with
/// [`OAuthBuilder::dialect`](super::OAuthBuilder::dialect) for responses of resource servers, and with
/// [`TokenEndpoint::dialect`](super::TokenEndpoint::dialect) for those of the token endpoint.
///
/// ```
/// use std::borrow::Cow;
/// use tower_outbound::auth::{OAuthDialect, OAuthErrorResponse, standard_hint};
///
/// /// A server whose unknown scopes are granted in a console.
/// struct Example;
///
/// impl OAuthDialect for Example {
///     fn hint(&self, error: &OAuthErrorResponse) -> Option<Cow<'static, str>> {
///         match error.code.as_str() {
///             "invalid_scope" => Some("grant the scopes at https://example.com/console".into()),
///             _ => standard_hint(error),
///         }
///     }
/// }
/// ```
pub trait OAuthDialect: Send + Sync + 'static {
    /// Returns the operation of token requests, for layers below that read
    /// [`Operation`](crate::meta::Operation). Default: `token`, `POST /token`, without security, secret.
    fn token_operation(&self) -> &'static OperationMeta {
        &TOKEN_OPERATION
    }

    /// Returns the names under which token requests and refreshes are recorded. Default: the prefix
    /// `outbound.client`.
    #[cfg(feature = "metrics")]
    fn metric_names(&self) -> crate::metrics::MetricNames {
        crate::metrics::MetricNames::default()
    }

    /// Completes an error response of the token endpoint with what the standard does not define.
    ///
    /// `error` has the members of [RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2), if `body` has
    /// them. Texts are shortened afterwards. Default: the header `X-Request-Id` is the request id.
    fn read_error(&self, error: &mut OAuthErrorResponse, headers: &HeaderMap, body: &[u8]) {
        let _ = body;
        let id = headers.get("x-request-id").and_then(|id| id.to_str().ok());
        error.request_id = id.map(str::to_owned);
    }

    /// Returns whether an error response of the token endpoint says that a rate limit is exceeded. Default: `429`.
    fn is_rate_limited(&self, error: &OAuthErrorResponse) -> bool {
        error.status == StatusCode::TOO_MANY_REQUESTS
    }

    /// Returns how the token endpoint reports its rate limits, for the wait before a retry. Default:
    /// [`Dialect::default`](crate::rate_limit::Dialect::default), the standards.
    fn rate_limits(&self) -> crate::rate_limit::Dialect {
        crate::rate_limit::Dialect::default()
    }

    /// Returns what to do about an error response of the token endpoint. Default: [`standard_hint`].
    ///
    /// Without a hint, an error [of the clock](OAuthErrorResponse::is_clock_error) gets one with the difference
    /// between the clocks.
    fn hint(&self, error: &OAuthErrorResponse) -> Option<Cow<'static, str>> {
        standard_hint(error)
    }

    /// Returns the name of the parameter with the requested lifetime of a backchannel authentication request. Default:
    /// `requested_expiry`
    /// ([CIBA Core §7.1](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#rfc.section.7.1)).
    fn backchannel_expiry_parameter(&self) -> &'static str {
        "requested_expiry"
    }

    /// Returns the form in which servers compare the path of a request with that of its proof. Default:
    /// [`ProofPath::Sent`].
    ///
    /// If a server rejects a proof for its `htu`, the other form is tried once, and used for the server's origin from
    /// then on.
    fn proof_path(&self) -> ProofPath {
        ProofPath::Sent
    }

    /// Returns whether a resource server rejects credentials with this status. Default: `400` and `401`.
    ///
    /// Another status than `401` counts only if the token is bound to a key or the response has a challenge, and if the
    /// challenge or the body names the error.
    fn is_rejection(&self, status: StatusCode) -> bool {
        matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED)
    }

    /// Returns the meaning of an `error` of a challenge or body of a resource server. `None`: that of the standards
    /// ([RFC 6750 §3.1](https://www.rfc-editor.org/rfc/rfc6750#section-3.1),
    /// [RFC 9449 §7.1 and §9](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)). Default: `None`.
    fn rejection(&self, error: &str) -> Option<Rejection> {
        let _ = error;
        None
    }

    /// Returns whether [`body_rejection`](Self::body_rejection) decides, so that a body is read even if a challenge
    /// has an `error`. Default: `false`.
    fn reads_bodies(&self) -> bool {
        false
    }

    /// Returns what the body of a rejection by a resource server says about the token, if anything. Default: `None`.
    ///
    /// [`Rejection::Other`] overrides a challenge that rejects the token: the server rejects the operation.
    fn body_rejection(&self, response: &response::Parts, body: &[u8]) -> Option<Rejection> {
        let (_, _) = (response, body);
        None
    }
}

/// Why a response of a resource server rejects the credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rejection {
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

/// The dialect of the standards: each method of [`OAuthDialect`] by its default.
#[derive(Clone, Copy, Debug, Default)]
pub struct StandardDialect;

impl OAuthDialect for StandardDialect {}

impl fmt::Debug for dyn OAuthDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OAuthDialect")
    }
}

/// Returns what to do about an error response of a token endpoint, as far as the standards say
/// ([RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)).
#[must_use]
pub fn standard_hint(error: &OAuthErrorResponse) -> Option<Cow<'static, str>> {
    let text = error.lower_description();
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let hint = match error.code.as_str() {
        "invalid_client" if any(&["audience", "aud "]) || text.ends_with("aud") => {
            "the assertion's aud must equal the token endpoint URL"
        }
        "invalid_dpop_proof" if any(&["missing"]) => "the client requires DPoP; set DPoP to auto or always",
        _ if error.is_clock_error() => return None,
        "invalid_client" if any(&["kid", "jwk", "signature", "key"]) => {
            "register the public key with the client; with several keys, set the kid of the signing key"
        }
        "invalid_client" => "check the client id, and the client's authentication method and key or secret",
        "invalid_scope" => "grant the scopes to the client",
        "unauthorized_client" => "allow the grant type for the client, such as the client credentials grant",
        "use_dpop_nonce" => "the server rejected its latest nonce",
        "" if error.status == StatusCode::NOT_FOUND => "check the URL of the token endpoint",
        _ => return None,
    };
    Some(hint.into())
}
