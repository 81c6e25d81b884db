//! Decides whether a request gets the credential.

use std::{sync::Arc, time::Duration};

use http::{Request, Uri};

use super::{AuthError, AuthErrorKind, ForeignOrigin, Origin, PlainHttp};
use crate::{
    body::NotClonedWarning,
    meta::{NoCredentials, Operation, Security},
};

const DEFAULT_ERROR_BODY_LIMIT: usize = 16 * 1024;
const DEFAULT_ERROR_BODY_TIMEOUT: Duration = Duration::from_secs(1);

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
    pub(super) error_body_timeout: Duration,
    /// The origin of relative URLs, and its root.
    pub(super) relative: Option<(Origin, Uri)>,
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
    /// Creates the default policy for an origin.
    pub(super) fn new(origin: Origin) -> Self {
        Self {
            origins: vec![origin],
            plain_http: PlainHttp::Never,
            foreign_origin: ForeignOrigin::Reject,
            error_body_limit: DEFAULT_ERROR_BODY_LIMIT,
            error_body_timeout: DEFAULT_ERROR_BODY_TIMEOUT,
            relative: None,
        }
    }

    /// Sets the origin of relative URLs.
    pub(super) fn set_relative(&mut self, origin: Origin) {
        let root = origin.to_string().parse().ok();
        self.relative = root.map(|root| (origin, root));
    }

    pub(super) fn action<B>(&self, request: &Request<B>) -> Result<AttachAction, AuthError> {
        let takes_none = |security| matches!(security, Security::None | Security::Client);
        if request.extensions().get::<NoCredentials>().is_some()
            || Operation::from_request(request).is_some_and(|operation| takes_none(operation.security))
        {
            return Ok(AttachAction::PassThrough);
        }
        self.action_by_origin(request)
    }

    /// Returns how a request that takes credentials is sent.
    pub(super) fn action_by_origin<B>(&self, request: &Request<B>) -> Result<AttachAction, AuthError> {
        match self.origin(request.uri()) {
            Some(origin) if self.plain_http.allows(origin) => Ok(AttachAction::Attach),
            Some(origin) => Err(AuthError::new(
                AuthErrorKind::Insecure,
                format!("credential not sent to {origin}: the connection is unencrypted"),
            )
            .with_hint("use https")),
            None if self.foreign_origin == ForeignOrigin::SendWithoutCredentials => Ok(AttachAction::Strip),
            None => Err(self.foreign_error(request)),
        }
    }

    /// Returns the configured origin of a URL.
    fn origin(&self, uri: &Uri) -> Option<&Origin> {
        if is_relative(uri) {
            return self.relative.as_ref().map(|(origin, _)| origin);
        }
        self.origins.iter().find(|origin| origin.contains(uri))
    }

    /// Returns whether a request to a URL may have the credential.
    pub(super) fn may_attach(&self, uri: &Uri) -> bool {
        self.origin(uri).is_some_and(|origin| self.plain_http.allows(origin))
    }

    /// Returns the absolute URL of a relative one. `None` if it is absolute, or the origin is unknown.
    pub(super) fn complete(&self, uri: &Uri) -> Option<Uri> {
        let (_, root) = self.relative.as_ref().filter(|_| is_relative(uri))?;
        let mut parts = root.clone().into_parts();
        parts.path_and_query = uri.path_and_query().cloned();
        Uri::from_parts(parts).ok()
    }

    fn foreign_error<B>(&self, request: &Request<B>) -> AuthError {
        let error = AuthError::new(AuthErrorKind::ForeignOrigin, self.foreign_message(request));
        if is_relative(request.uri()) {
            return error.with_hint(
                "send absolute URLs, or set AuthLayer::origin_for_relative if a service below adds the origin",
            );
        }
        error
    }

    fn foreign_message<B>(&self, request: &Request<B>) -> String {
        let expected = self.origins.first().map(ToString::to_string).unwrap_or_default();
        if is_relative(request.uri()) {
            return format!("credential for {expected} not sent: request URL is relative");
        }
        match Origin::from_uri(request.uri()) {
            Ok(actual) => format!("credential for {expected} not sent to {actual}"),
            Err(error) => format!("credential for {expected} not sent: request URL is {error}"),
        }
    }
}

fn is_relative(uri: &Uri) -> bool {
    uri.scheme().is_none() && uri.authority().is_none()
}
