//! Decides whether a request gets the credential.

use std::sync::Arc;

use http::Request;

use super::{AuthError, AuthErrorKind, ForeignOrigin, Origin, PlainHttp};
use crate::{
    body::NotClonedWarning,
    meta::{Operation, Security},
};

/// State shared by a layer's services and their calls.
pub(super) struct AuthShared<C, K> {
    pub(super) credential: Arc<C>,
    pub(super) policy: AttachPolicy,
    pub(super) clone_body: K,
    pub(super) not_cloned: NotClonedWarning,
}

impl<C, K: Clone> Clone for AuthShared<C, K> {
    fn clone(&self) -> Self {
        Self {
            credential: Arc::clone(&self.credential),
            policy: self.policy.clone(),
            clone_body: self.clone_body.clone(),
            not_cloned: self.not_cloned.clone(),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct AttachPolicy {
    pub(super) origins: Vec<Origin>,
    pub(super) plain_http: PlainHttp,
    pub(super) foreign_origin: ForeignOrigin,
    pub(super) error_body_limit: usize,
}

/// How a request is sent.
pub(super) enum AttachAction {
    /// With the credential.
    Attach,
    /// Without credentials, whoever set them.
    Strip,
    /// Unchanged: the operation takes no credentials.
    PassThrough,
}

impl AttachPolicy {
    pub(super) fn action<B>(&self, request: &Request<B>) -> Result<AttachAction, AuthError> {
        if Operation::from_request(request).is_some_and(|operation| operation.security == Security::None) {
            return Ok(AttachAction::PassThrough);
        }
        match self.origins.iter().find(|origin| origin.contains(request.uri())) {
            Some(origin) if self.plain_http.allows(origin) => Ok(AttachAction::Attach),
            Some(origin) => Err(AuthError::new(
                AuthErrorKind::Insecure,
                format!("credential not sent to {origin}: the connection is unencrypted"),
            )
            .with_hint("use https")),
            None if self.foreign_origin == ForeignOrigin::SendWithoutCredentials => Ok(AttachAction::Strip),
            None => Err(AuthError::new(AuthErrorKind::ForeignOrigin, self.foreign_message(request))),
        }
    }

    fn foreign_message<B>(&self, request: &Request<B>) -> String {
        let expected = self.origins.first().map(ToString::to_string).unwrap_or_default();
        match Origin::from_uri(request.uri()) {
            Ok(actual) => format!("credential for {expected} not sent to {actual}"),
            Err(error) => format!("credential for {expected} not sent: request URL is {error}"),
        }
    }
}
