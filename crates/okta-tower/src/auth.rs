//! Okta's credentials: API tokens, service apps and the dialect of Okta's OAuth 2.0 servers.
//!
//! Everything of [`tower_outbound::auth`] is here too.
//!
//! # Examples
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

use std::{fmt, future::Future};

use http::{Extensions, HeaderName, request};
pub use tower_outbound::auth::*;
use tower_outbound::meta::Principal;

#[cfg(feature = "oauth")]
mod dialect;

#[cfg(feature = "oauth")]
pub use dialect::{OktaDialect, client_credentials, oauth};

/// An API token: `Authorization: SSWS <token>`.
///
/// See [API token management](https://developer.okta.com/docs/guides/create-an-api-token/main/).
#[derive(Clone)]
pub struct Ssws(StaticCredential);

impl Ssws {
    /// Creates a credential from a token. Surrounding white space is removed.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] if the token is empty or not a valid header value.
    pub fn new(token: impl AsRef<str>) -> Result<Self, AuthError> {
        StaticCredential::authorization("SSWS", token).map(Self)
    }
}

impl Credential for Ssws {
    fn attach(
        &self,
        request: &mut request::Parts,
    ) -> impl Future<Output = Result<AttachState, AuthError>> + Send {
        self.0.attach(request)
    }

    fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        self.0.attach_now(request)
    }

    fn header_names(&self) -> Option<&[HeaderName]> {
        self.0.header_names()
    }

    fn principal(&self, extensions: &Extensions) -> Option<Principal> {
        self.0.principal(extensions)
    }
}

impl fmt::Debug for Ssws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ssws(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_is_sent_with_its_scheme_and_not_shown() {
        let credential = Ssws::new(" 00secret\n").unwrap();
        let (mut parts, ()) = http::Request::new(()).into_parts();
        credential.attach_now(&mut parts).unwrap().unwrap();
        assert_eq!(parts.headers["authorization"], "SSWS 00secret");
        assert!(parts.headers["authorization"].is_sensitive());
        assert!(!format!("{credential:?} {parts:?}").contains("00secret"));
        for token in ["", "two words"] {
            assert_eq!(Ssws::new(token).unwrap_err().kind(), AuthErrorKind::Credential);
        }
    }

    #[test]
    fn each_token_is_a_separate_principal() {
        let principal = |credential: &Ssws| credential.principal(&Extensions::new());
        let (one, other) = (Ssws::new("00a").unwrap(), Ssws::new("00a").unwrap());
        assert_eq!(principal(&one), principal(&one.clone()));
        assert!(principal(&one).is_some() && principal(&one) != principal(&other));
    }
}
