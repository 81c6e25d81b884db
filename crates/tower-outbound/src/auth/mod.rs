//! Credentials on requests: API keys, bearer tokens, OAuth 2.0 with DPoP, and custom [`Credential`]s.
//!
//! [`Auth`] removes any `Authorization` and `DPoP` header that the caller set, and the credential's headers, asks its
//! [`Credential`] for new ones, and sends the request. If the response shows that a new token or a new nonce is needed, it retries the
//! request, at most once per [`AuthRetryReason`], and twice for a nonce.
//!
//! A credential is attached only if scheme, host and port of the request equal a configured [`Origin`], and only
//! over `https` unless [`PlainHttp`] allows otherwise. A request to any other origin fails with
//! [`AuthErrorKind::ForeignOrigin`], or is sent without credentials, see [`AuthLayer::foreign_origin`]. So no token
//! reaches another host through an absolute URL, a `next` link, or a redirect that is followed outside of this layer.
//!
//! With the feature `oauth`:
//!
//! - `OAuth` is a credential of access tokens that are cached, refreshed and optionally bound to a key (DPoP). A
//!   refresh runs in its own task and outlives the request that started it.
//! - `ClientCredentials` obtains tokens with a `PrivateKey`, a `Signer`, an `AssertionSource` or a client secret.
//! - `ClientAuthenticationLayer` authenticates a client to an authorization server: introspection, revocation and such.
//! - `TokenSource` and `TokenStore` are the traits for custom ways to obtain and to share tokens.
//! - `OAuthDialect` holds what a server does differently from the standards.
//!
//! With the feature `sign-in`:
//!
//! - `UserTokens` obtains the tokens of a user who signed in, by refresh token: `AuthorizationCode` (with PKCE),
//!   `DeviceAuthorization` and `BackchannelAuthentication` are the ways to sign in, and `OAuth::sign_in` begins the
//!   session, and validates the ID token.
//! - `TokenExchange` and `JwtBearer` exchange a token or an assertion for a token.
//!
//! # Position
//!
//! Innermost, except for layers that must see the signed request: inside retry, so that each attempt carries its own
//! proof, and inside any layer that rewrites the URL.
//!
//! A layer that follows redirects belongs outside: each hop then gets the credentials of its origin. Inside, it carries
//! the attached headers on to the next hop, to another host as well unless it removes them by name; place
//! [`AuthLayer::guard`] inside of it. Values of attached headers are marked as sensitive. Disable the redirects of a
//! client that follows them itself.
//!
//! A credential that attaches at once uses the service that was polled ready. For one that waits, such as an OAuth token
//! that has to be obtained, the ready service is dropped and a clone of it is awaited afterwards, so that nothing below
//! stays reserved meanwhile: token requests may pass through the same concurrency limit. `LoadShed` and `Balance` above
//! see the readiness of the service below in both cases, but a call may wait for it once more.
//!
//! # Extensions
//!
//! Reads [`meta::Operation`](crate::meta::Operation) and [`meta::NoCredentials`](crate::meta::NoCredentials) of the
//! request: an operation without security is passed through
//! unchanged. `OAuth` also reads [`meta::Deadline`](crate::meta::Deadline). Reads
//! [`meta::ErrorBody`](crate::meta::ErrorBody) of the response if an inner layer set it; otherwise, unless the head of a
//! rejection decides, the start of its body is buffered for
//! [a limited time](AuthLayer::error_body_timeout), and the caller receives the complete body as [`AuthBody`].
//!
//! A layer above can ask for the [principal](Credential::principal) of a request's credential.
//!
//! # Cancel safety
//!
//! Dropping the future drops the request. Credentials keep no partial state.
//!
//! # Cost
//!
//! No allocation for a cached credential that never retries, such as [`Bearer`]. A copy of the request for one that
//! [may retry](Credential::may_retry), and of the headers for one that does not
//! [name](Credential::header_names) its own. A boxed future when the credential or an error body has to be awaited.
//!
//! # Examples
//!
//! ```
//! use http::{Request, Response};
//! use tower_outbound::auth::{AuthLayer, Bearer, Origin};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), tower_outbound::BoxError> {
//! let origin: Origin = "https://example.com".parse()?;
//! let service = ServiceBuilder::new()
//!     .layer(AuthLayer::new(origin, Bearer::new("token")?))
//!     .service(service_fn(|request: Request<String>| async move {
//!         assert_eq!(request.headers()["authorization"], "Bearer token");
//!         Ok::<_, std::convert::Infallible>(Response::new(String::new()))
//!     }));
//! service.oneshot(Request::get("https://example.com/users").body(String::new())?).await?;
//! # Ok(())
//! # }
//! ```

mod attach;
mod body;
#[cfg(feature = "oauth")]
pub(crate) mod challenge;
#[cfg(feature = "oauth")]
mod client_authentication;
#[cfg(feature = "oauth")]
mod client_credentials;
mod credential;
#[cfg(feature = "oauth")]
mod dialect;
#[cfg(feature = "oauth")]
mod dpop;
mod error;
mod future;
#[cfg(feature = "sign-in")]
mod grants;
mod guard;
mod headers;
#[cfg(feature = "sign-in")]
pub(crate) mod id_token;
#[cfg(feature = "oauth")]
mod jws;
#[cfg(feature = "oauth")]
mod keys;
mod layer;
#[cfg(feature = "oauth")]
mod oauth;
mod origin;
mod policy;
#[cfg(feature = "oauth")]
mod signer;
mod static_credential;
#[cfg(feature = "oauth")]
mod token;
#[cfg(feature = "oauth")]
pub(crate) mod token_endpoint;

#[cfg(feature = "oauth")]
#[cfg(test)]
mod test_server;
#[cfg(test)]
mod tests;

pub use body::AuthBody;
#[cfg(feature = "oauth")]
pub use client_authentication::{
    AssertionRequest, AssertionSource, ClientAuthentication, ClientAuthenticationLayer, ClientAuthenticator,
    ClientAuthenticatorFuture, ClientSecretJwt, HmacAlgorithm, PrivateKeyJwt,
};
#[cfg(feature = "oauth")]
pub use client_credentials::ClientCredentials;
pub use credential::{
    AttachState, AuthDecision, AuthRetryReason, Credential, ResponseInterest, SharedCredential,
};
#[cfg(feature = "oauth")]
pub use dialect::{OAuthDialect, Rejection, StandardDialect, standard_hint};
#[cfg(feature = "oauth")]
pub use dpop::{DpopMode, DpopOptions, DpopProver, ProofPath};
pub use error::{AuthError, AuthErrorKind, OAuthErrorResponse};
pub use future::ResponseFuture;
#[cfg(feature = "sign-in")]
pub use grants::{
    AuthorizationCode, AuthorizationRequest, BackchannelAuthentication, BackchannelRequest,
    BackchannelSignIn, DeviceAuthorization, DeviceSignIn, JwtBearer, SignInGrant, SignedIn, SubjectToken,
    TokenExchange, UserTokens,
};
pub use guard::{CredentialGuard, CredentialGuardLayer};
#[cfg(feature = "sign-in")]
pub use id_token::IdToken;
#[cfg(feature = "oauth")]
pub use keys::{PrivateKey, SigningAlgorithm};
pub use layer::{Auth, AuthLayer, ForeignOrigin};
#[cfg(feature = "oauth")]
pub use oauth::{OAuth, OAuthBuilder};
pub use origin::{InvalidOrigin, Origin, PlainHttp};
#[cfg(feature = "oauth")]
pub use signer::Signer;
pub use static_credential::{Bearer, StaticCredential};
#[cfg(feature = "oauth")]
pub use token::{
    FileTokenStore, MemoryTokenStore, SharedTokenStore, StoredKey, StoredToken, Token, TokenRequest,
    TokenSource, TokenStats, TokenStore,
};
#[cfg(feature = "oauth")]
pub use token_endpoint::TokenEndpoint;
