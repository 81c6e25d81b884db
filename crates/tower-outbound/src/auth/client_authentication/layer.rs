//! The layer and its service.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use form_urlencoded::Serializer;
use http::{
    HeaderValue, Method, Request, Response, Uri,
    header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE},
    request::Parts,
};
use http_body_util::BodyExt;
use pin_project_lite::pin_project;
use secrecy::ExposeSecret;
use tower_layer::Layer;
use tower_service::Service;
use zeroize::Zeroizing;

use super::{
    super::{
        AuthError, Origin, PlainHttp,
        policy::{AttachAction, AttachPolicy},
    },
    ClientAuthentication, ClientIdentity,
    identity::MEMBERS,
};
use crate::{
    BoxError,
    body::Body,
    clock::{Clock, SystemClock},
    meta::{NoCredentials, Operation, Security},
    server_clock::ServerClock,
};

const FORM: &str = "application/x-www-form-urlencoded";

/// Layer that applies [`ClientAuthenticator`]: OAuth client authentication on form requests to an authorization server.
///
/// A request is authenticated if its [`Operation`] takes [`Security::Client`], or, without an `Operation`, if it is a
/// `POST` of a form (`application/x-www-form-urlencoded`): token, introspection, revocation, pushed authorization and
/// device authorization requests. Others pass unchanged. The client's `Authorization` header or form members are added,
/// those of the caller are replaced, and an assertion has the request's URL as its audience and a new `jti` for each
/// attempt ([RFC 6749 §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3),
/// [RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)).
///
/// Only requests to the layer's origin are authenticated, and only over `https` unless [`PlainHttp`] allows otherwise;
/// others that would be fail with [`AuthErrorKind::ForeignOrigin`](super::super::AuthErrorKind::ForeignOrigin) or
/// [`AuthErrorKind::Insecure`](super::super::AuthErrorKind::Insecure).
///
/// # Position
///
/// Inside retry, so that each attempt has its own assertion, and outside an [`AuthLayer`](super::super::AuthLayer), which
/// leaves the authenticated request as it is. The service below takes requests with a [`Body`], as does that of
/// [`ReplayLayer`](crate::replay::ReplayLayer).
///
/// A request that passes uses the service that was polled ready. For one that is authenticated, the ready service is
/// dropped and a clone of it is awaited afterwards: forms and assertions may take time.
///
/// # Extensions
///
/// Reads [`Operation`] and [`NoCredentials`] of the request; one with `NoCredentials`, or without security, passes.
/// Inserts `NoCredentials` into requests that it authenticates.
///
/// # Cancel safety
///
/// Dropping the future drops the request. An assertion that was made for it is not used again.
///
/// # Cost
///
/// A request that is authenticated: the form is read into memory and written anew, and the future is boxed; an assertion
/// costs a signature. Others: nothing.
///
/// # Examples
///
/// ```
/// use http::{Request, Response};
/// use http_body_util::BodyExt;
/// use tower::{Layer, ServiceExt, service_fn};
/// use tower_outbound::{auth::{ClientAuthentication, ClientAuthenticationLayer}, body::Body};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), tower_outbound::BoxError> {
/// let client = ClientAuthentication::secret_post("s3cret".to_owned().into())?;
/// let layer = ClientAuthenticationLayer::new("https://example.com".parse()?, "client-id", client)?;
/// let service = layer.layer(service_fn(|request: Request<Body>| async move {
///     let form = request.into_body().collect().await?.to_bytes();
///     assert_eq!(form, "token=t1&client_id=client-id&client_secret=s3cret");
///     Ok::<_, tower_outbound::BoxError>(Response::new(Body::empty()))
/// }));
/// let request = Request::post("https://example.com/revoke")
///     .header("content-type", "application/x-www-form-urlencoded")
///     .body("token=t1".to_owned())?;
/// service.oneshot(request).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct ClientAuthenticationLayer(Arc<Shared>);

#[derive(Clone, Debug)]
struct Shared {
    client: ClientIdentity,
    policy: AttachPolicy,
    clock: Arc<ServerClock>,
}

impl ClientAuthenticationLayer {
    /// Creates a layer that authenticates the client `client_id` to the authorization server at `origin`.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`](super::super::AuthErrorKind::Credential) if the client id is empty.
    pub fn new(
        origin: Origin,
        client_id: impl Into<String>,
        authentication: impl Into<ClientAuthentication>,
    ) -> Result<Self, AuthError> {
        let client = ClientIdentity::new(client_id, authentication)?;
        let clock = Arc::new(ServerClock::new(SystemClock::shared()));
        Ok(Self(Arc::new(Shared { client, policy: AttachPolicy::new(origin), clock })))
    }

    fn with(mut self, change: impl FnOnce(&mut Shared)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Adds an origin at which the client is authenticated, such as a second host of the same server.
    pub fn trust(self, origin: Origin) -> Self {
        self.with(|shared| shared.policy.origins.push(origin))
    }

    /// Sets where the client may be authenticated unencrypted. Default: [`PlainHttp::Never`].
    pub fn plain_http(self, plain_http: PlainHttp) -> Self {
        self.with(|shared| shared.policy.plain_http = plain_http)
    }

    /// Sets the origin of requests with a relative URL. Default: none; such a request is one to a foreign origin.
    ///
    /// The service below receives the relative URL and must send it to this origin and no other.
    pub fn origin_for_relative(self, origin: Origin) -> Self {
        self.with(|shared| shared.policy.set_relative(origin))
    }

    /// Sets the clock for assertions. Default: the system clock. It is corrected by the `Date` of responses.
    pub fn clock(self, clock: impl Clock) -> Self {
        self.with(|shared| shared.clock = Arc::new(ServerClock::new(Arc::new(clock))))
    }
}

impl<S> Layer<S> for ClientAuthenticationLayer {
    type Service = ClientAuthenticator<S>;

    fn layer(&self, inner: S) -> ClientAuthenticator<S> {
        ClientAuthenticator { inner, shared: Arc::clone(&self.0) }
    }
}

/// Middleware that authenticates a client. See [`ClientAuthenticationLayer`].
#[derive(Clone, Debug)]
pub struct ClientAuthenticator<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S> ClientAuthenticator<S> {
    inner_service_accessors!();
}

impl Shared {
    /// Returns whether a request has to be authenticated.
    fn applies<B>(&self, request: &Request<B>) -> Result<bool, AuthError> {
        if request.extensions().get::<NoCredentials>().is_some() {
            return Ok(false);
        }
        let applies = match Operation::from_request(request) {
            Some(operation) => operation.security == Security::Client,
            None => request.method() == Method::POST && is_form(request.headers().get(CONTENT_TYPE)),
        };
        // Only an origin of the layer, and an encrypted one, gets here without an error.
        Ok(applies && matches!(self.policy.action_by_origin(request)?, AttachAction::Attach))
    }

    /// Adds the client's members to a request with a form.
    async fn authenticate(&self, parts: &mut Parts, form: &[u8]) -> Result<Bytes, AuthError> {
        let absolute = self.policy.complete(&parts.uri).unwrap_or_else(|| parts.uri.clone());
        let members = self.client.members(&without_query(absolute), self.clock.server()).await?;
        let mut rewritten = Serializer::new(String::with_capacity(form.len() + 2048));
        for (name, value) in form_urlencoded::parse(form) {
            match &*name {
                // A parameter of some requests, whatever the method of authentication.
                "client_id" if !members.form.iter().any(|(member, _)| *member == "client_id") => {
                    rewritten.append_pair("client_id", &self.client.id);
                }
                name if MEMBERS.contains(&name) => {}
                name => {
                    rewritten.append_pair(name, &value);
                }
            }
        }
        for (name, value) in &members.form {
            rewritten.append_pair(name, value.expose_secret());
        }
        let rewritten = Zeroizing::new(rewritten.finish());
        let headers = &mut parts.headers;
        headers.remove(AUTHORIZATION);
        headers.remove(CONTENT_LENGTH);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
        if let Some(value) = members.authorization {
            headers.insert(AUTHORIZATION, value);
        }
        parts.extensions.insert(NoCredentials);
        Ok(Bytes::copy_from_slice(rewritten.as_bytes()))
    }
}

fn is_form(content_type: Option<&HeaderValue>) -> bool {
    let text = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(FORM)
}

/// Returns a URL without its query: the audience is the endpoint.
fn without_query(uri: Uri) -> Uri {
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = uri.path().parse().ok();
    Uri::from_parts(parts).unwrap_or(uri)
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for ClientAuthenticator<S>
where
    S: Service<Request<Body>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    ReqBody: http_body::Body<Data = Bytes> + Send + 'static,
    ReqBody::Error: Into<BoxError>,
    ResBody: Send + 'static,
{
    type Response = Response<ResBody>;
    type Error = BoxError;
    type Future = ClientAuthenticatorFuture<S::Future, ResBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        match self.shared.applies(&request) {
            Err(error) => Outcome::Boxed { future: Box::pin(std::future::ready(Err(error.into()))) }.into(),
            Ok(false) => Outcome::Passed { response: self.inner.call(request.map(Body::new)) }.into(),
            Ok(true) => {
                // The ready service is dropped, so that nothing below is reserved while the form is read.
                let unready = self.inner.clone();
                self.inner = unready.clone();
                let future = Box::pin(authenticated(Arc::clone(&self.shared), unready, request));
                Outcome::Boxed { future }.into()
            }
        }
    }
}

/// Authenticates and sends a request.
async fn authenticated<S, ReqBody, ResBody>(
    shared: Arc<Shared>,
    mut inner: S,
    request: Request<ReqBody>,
) -> Result<Response<ResBody>, BoxError>
where
    S: Service<Request<Body>, Response = Response<ResBody>>,
    S::Error: Into<BoxError>,
    ReqBody: http_body::Body<Data = Bytes>,
    ReqBody::Error: Into<BoxError>,
{
    let (mut parts, body) = request.into_parts();
    let form = body.collect().await.map_err(Into::into)?.to_bytes();
    let form = shared.authenticate(&mut parts, &form).await?;
    poll_fn(|cx| inner.poll_ready(cx)).await.map_err(Into::into)?;
    let sent = shared.clock.local();
    let response = inner.call(Request::from_parts(parts, form.into()));
    drop(inner);
    let response = response.await.map_err(Into::into)?;
    shared.clock.update(response.headers(), sent);
    Ok(response)
}

type BoxResponse<B> = Pin<Box<dyn Future<Output = Result<Response<B>, BoxError>> + Send>>;

pin_project! {
    /// Response future of [`ClientAuthenticator`].
    #[must_use = "futures do nothing unless polled"]
    pub struct ClientAuthenticatorFuture<F, B> {
        #[pin]
        outcome: Outcome<F, B>,
    }
}

pin_project! {
    #[project = OutcomeProj]
    enum Outcome<F, B> {
        Passed { #[pin] response: F },
        Boxed { future: BoxResponse<B> },
    }
}

impl<F, B> From<Outcome<F, B>> for ClientAuthenticatorFuture<F, B> {
    fn from(outcome: Outcome<F, B>) -> Self {
        Self { outcome }
    }
}

impl<F, B, E> Future for ClientAuthenticatorFuture<F, B>
where
    F: Future<Output = Result<Response<B>, E>>,
    E: Into<BoxError>,
{
    type Output = Result<Response<B>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().outcome.project() {
            OutcomeProj::Passed { response } => response.poll(cx).map_err(Into::into),
            OutcomeProj::Boxed { future } => future.as_mut().poll(cx),
        }
    }
}

impl<F, B> fmt::Debug for ClientAuthenticatorFuture<F, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientAuthenticatorFuture").finish_non_exhaustive()
    }
}
