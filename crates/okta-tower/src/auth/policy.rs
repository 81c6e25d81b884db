//! Whether a request gets a credential: what all calls of a layer share.

use std::sync::Arc;

use http::Request;

use super::{AuthError, AuthErrorKind, ForeignOrigin, Origin, PlainHttp};
use crate::meta::{Operation, Security};

/// What a layer's services and their calls share.
pub(super) struct Shared<C> {
    pub(super) credential: Arc<C>,
    pub(super) settings: Settings,
}

impl<C> Clone for Shared<C> {
    fn clone(&self) -> Self {
        Self { credential: Arc::clone(&self.credential), settings: self.settings.clone() }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) origins: Vec<Origin>,
    pub(super) plain_http: PlainHttp,
    pub(super) foreign: ForeignOrigin,
    pub(super) error_body_limit: usize,
}

/// How a request goes on.
pub(super) enum Route {
    /// With the credential.
    Signed,
    /// Without any.
    Bare,
    /// Untouched: the operation takes no credential.
    AsIs,
}

impl Settings {
    pub(super) fn route<B>(&self, request: &Request<B>) -> Result<Route, AuthError> {
        if Operation::from_request(request).is_some_and(|operation| operation.security == Security::None) {
            return Ok(Route::AsIs);
        }
        match self.origins.iter().find(|origin| origin.contains(request.uri())) {
            Some(origin) if self.plain_http.allows(origin) => Ok(Route::Signed),
            Some(origin) => Err(AuthError::new(
                AuthErrorKind::Insecure,
                format!("the credential is not sent to {origin}, where it would travel unencrypted"),
            )
            .with_hint("use https")),
            None if self.foreign == ForeignOrigin::SendWithoutCredentials => Ok(Route::Bare),
            None => Err(AuthError::new(AuthErrorKind::ForeignOrigin, self.foreign_message(request))),
        }
    }

    fn foreign_message<B>(&self, request: &Request<B>) -> String {
        let own = self.origins.first().map(ToString::to_string).unwrap_or_default();
        match Origin::from_uri(request.uri()) {
            Ok(other) => format!("the request goes to {other}, but the credential is for {own} only"),
            Err(error) => format!("the request's URL is {error}; the credential is for {own} only"),
        }
    }
}
