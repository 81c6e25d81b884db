//! Credentials on requests: API tokens, fixed bearer tokens, and whatever implements [`Credential`].
//!
//! **What it does.** [`Auth`] removes any `Authorization` and `DPoP` header that the caller set, asks its
//! [`Credential`] for fresh ones, and sends the request. When the answer says that a new token or a new
//! nonce would help, it sends the request once more, at most once for each [`AuthRetryReason`].
//!
//! **The origin guard.** A credential is only attached when scheme, host and port of the request equal the
//! configured [`Origin`], and only over `https` unless [`PlainHttp`] says otherwise. A request to any other
//! origin is refused with [`AuthErrorKind::ForeignOrigin`]; [`AuthLayer::foreign`] can let it pass without
//! credentials instead. Either way no token reaches another host, be it through an absolute URL, a `next`
//! link or a redirect.
//!
//! **Where it stands.** Innermost but for the layers that must see the signed request: inside retry, so that
//! each attempt carries its own proof, and inside anything that rewrites the URL.
//!
//! **Extensions.** Reads [`meta::Operation`](crate::meta::Operation) of the request: an operation that takes
//! no credentials is passed on as it is. Reads [`meta::ErrorBody`](crate::meta::ErrorBody) of the response if
//! a layer further in wrote it; otherwise the layer reads small `400` and `401` bodies itself and hands them
//! on complete, as [`AuthBody`].
//!
//! **Cancel safety.** Dropping the future drops the request; credentials keep no half-made state.
//!
//! **Cost.** No allocation of its own for a credential that is at hand and never asks for a second sending, such
//! as [`Ssws`]. For one that [can ask for it](Credential::may_retry), a copy of the request; a boxed future where the
//! credential or an answer's body is waited for.
//!
//! **OAuth.** With the feature `oauth` there are `OAuth`, a credential of access tokens that are obtained,
//! shared, renewed and bound to a key (DPoP) as needed; `ClientCredentials`, which obtains them with a
//! `PrivateKey`, a `Signer`, an `AssertionSource` or a client secret; and `TokenSource` and `TokenStore` for
//! other ways to get and to share them. A renewal is a task of its own: it is not dropped with the request that
//! began it.
//!
//! ```
//! use http::{Request, Response};
//! use okta_tower::auth::{AuthLayer, Origin, Ssws};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), okta_tower::BoxError> {
//! let origin: Origin = "https://example.okta.com".parse()?;
//! let service = ServiceBuilder::new()
//!     .layer(AuthLayer::new(origin, Ssws::new("token")?))
//!     .service(service_fn(|request: Request<String>| async move {
//!         assert_eq!(request.headers()["authorization"], "SSWS token");
//!         Ok::<_, std::convert::Infallible>(Response::new(String::new()))
//!     }));
//! service.oneshot(Request::get("https://example.okta.com/api/v1/users").body(String::new())?).await?;
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "oauth")]
mod assertion;
mod body;
#[cfg(feature = "oauth")]
pub(crate) mod challenge;
#[cfg(feature = "oauth")]
pub(crate) mod client_credentials;
mod credential;
#[cfg(feature = "oauth")]
mod dpop;
mod error;
mod future;
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
#[cfg(test)]
mod test_org;
#[cfg(test)]
mod tests;

#[cfg(feature = "oauth")]
pub use assertion::{AssertionRequest, AssertionSource, ClientAuthentication, PrivateKeyJwt};
pub use body::AuthBody;
#[cfg(feature = "oauth")]
pub use client_credentials::ClientCredentials;
pub use credential::{
    AttachState, AuthDecision, AuthRetryReason, Credential, ResponseInterest, SharedCredential,
};
#[cfg(feature = "oauth")]
pub use dpop::{DpopMode, DpopOptions, DpopProver};
pub use error::{AuthError, AuthErrorKind, OAuthErrorResponse};
pub use future::ResponseFuture;
#[cfg(feature = "oauth")]
pub use keys::{PrivateKey, SigningAlgorithm};
pub use layer::{Auth, AuthLayer, ForeignOrigin};
#[cfg(feature = "oauth")]
pub use oauth::{OAuth, OAuthBuilder};
pub use origin::{InvalidOrigin, Origin, PlainHttp};
#[cfg(feature = "oauth")]
pub use signer::Signer;
pub use static_credential::{Bearer, Ssws};
#[cfg(feature = "oauth")]
pub use token::{
    SharedTokenStore, StoredKey, StoredToken, Token, TokenRequest, TokenSource, TokenStats, TokenStore,
};
