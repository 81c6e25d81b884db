//! Grants: what a token request exchanges for a token.

mod authorization_code;
mod backchannel;
mod client_credentials;
mod device;
mod jwt_bearer;
mod sign_in;
mod token_exchange;
mod user;

pub use authorization_code::{AuthorizationCode, AuthorizationRequest};
pub use backchannel::{BackchannelAuthentication, BackchannelRequest, BackchannelSignIn};
pub use client_credentials::ClientCredentials;
pub use device::{DeviceAuthorization, DeviceSignIn};
pub use jwt_bearer::JwtBearer;
pub(super) use sign_in::{Next, SignInForm};
pub use sign_in::{SignInGrant, SignedIn};
pub use token_exchange::{SubjectToken, TokenExchange};
pub use user::UserTokens;

/// Implements `TokenSource` with the bounds of a [`TokenEndpoint`](super::TokenEndpoint) over a service.
macro_rules! endpoint_source {
    ($source:ident { $($body:tt)* }) => {
        impl<S, B, ResBody> crate::auth::TokenSource for $source<S, B>
        where
            S: tower_service::Service<http::Request<B>, Response = http::Response<ResBody>> + Clone + Send + 'static,
            S::Future: Send,
            S::Error: Into<crate::BoxError>,
            B: From<bytes::Bytes> + Send + 'static,
            ResBody: http_body::Body<Data = bytes::Bytes> + Send + 'static,
            ResBody::Error: Into<crate::BoxError>,
        {
            $($body)*
        }
    };
}
use endpoint_source;

#[cfg(test)]
mod tests;
