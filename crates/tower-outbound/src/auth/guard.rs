//! Protection of attached credentials from redirects.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderName, Request};
use tower_layer::Layer;
use tower_service::Service;

use super::{Credential, headers::is_credential, layer::AuthLayer, policy::AttachPolicy};

/// Layer that applies [`CredentialGuard`]: below layers that follow redirects, it removes credentials from requests to
/// other origins than those of an [`AuthLayer`].
///
/// Redirect layers remove `Authorization` and `Cookie` from a redirect to another host, but neither `DPoP` nor custom
/// headers such as `X-Api-Key`. Better is a redirect layer above the [`AuthLayer`], where requests have no credentials
/// yet and each hop gets its own; see its [position](super#position).
///
/// # Position
///
/// Directly inside the redirect layer, which is inside the [`AuthLayer`]. A client that follows redirects itself, below
/// all layers, cannot be guarded: disable its redirects.
///
/// # Extensions
///
/// None.
///
/// # Cancel safety
///
/// It has no separate future.
///
/// # Cost
///
/// One comparison of the origin.
///
/// # Examples
///
/// ```
/// use http::{HeaderName, Request, Response};
/// use tower::{ServiceBuilder, service_fn};
/// use tower_outbound::auth::{AuthLayer, StaticCredential};
///
/// # fn main() -> Result<(), tower_outbound::BoxError> {
/// let key = StaticCredential::header(HeaderName::from_static("x-api-key"), "secret")?;
/// let auth = AuthLayer::new("https://example.com".parse()?, key);
/// let guard = auth.guard();
/// let service = ServiceBuilder::new()
///     .layer(auth)
///     // .layer(FollowRedirectLayer::new())
///     .layer(guard)
///     .service(service_fn(|_: Request<String>| async {
///         Ok::<_, std::convert::Infallible>(Response::new(String::new()))
///     }));
/// # let _ = service;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct CredentialGuardLayer(Arc<GuardPolicy>);

#[derive(Debug)]
struct GuardPolicy {
    attach: AttachPolicy,
    names: Vec<HeaderName>,
}

impl<C: Credential, K: Clone> AuthLayer<C, K> {
    /// Returns a layer that removes this layer's credentials from requests to other origins, for a place inside a
    /// layer that follows redirects.
    pub fn guard(&self) -> CredentialGuardLayer {
        let attach = self.policy().clone();
        let names = self.credential().header_names().unwrap_or_default().to_vec();
        CredentialGuardLayer(Arc::new(GuardPolicy { attach, names }))
    }
}

impl<S> Layer<S> for CredentialGuardLayer {
    type Service = CredentialGuard<S>;

    fn layer(&self, inner: S) -> CredentialGuard<S> {
        CredentialGuard { inner, policy: Arc::clone(&self.0) }
    }
}

/// Middleware that removes credentials from requests to other origins: `Authorization`, `DPoP`, the headers of the
/// credential, and every header whose value is marked as sensitive. See [`CredentialGuardLayer`].
#[derive(Clone, Debug)]
pub struct CredentialGuard<S> {
    inner: S,
    policy: Arc<GuardPolicy>,
}

impl<S> CredentialGuard<S> {
    inner_service_accessors!();
}

impl<S, B> Service<Request<B>> for CredentialGuard<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        let GuardPolicy { attach, names } = &*self.policy;
        if !attach.may_attach(request.uri()) {
            let headers = request.headers_mut();
            let is_removed = |(name, value): (&HeaderName, &http::HeaderValue)| {
                (value.is_sensitive() || is_credential(name, names)).then(|| name.clone())
            };
            let removed: Vec<_> = headers.iter().filter_map(is_removed).collect();
            for name in removed {
                headers.remove(name);
            }
        }
        self.inner.call(request)
    }
}
