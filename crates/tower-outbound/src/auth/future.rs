//! The response future and the retry loop.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, response};
use http_body::Body;
use pin_project_lite::pin_project;
use tower_service::Service;

use super::{
    AttachState, AuthBody, AuthDecision, AuthError, AuthRetryReason, Credential, ResponseInterest,
    attach::Attached,
    policy::{AttachPolicy, AuthShared},
};
use crate::{
    BoxError,
    body::{CloneBody, CloneKnown, try_clone_request},
    meta::ErrorBody,
};

type AuthResult<B> = Result<Response<AuthBody<B>>, BoxError>;
type BoxAuthFuture<B> = Pin<Box<dyn Future<Output = AuthResult<B>> + Send>>;

pin_project! {
    /// Response future of [`Auth`](super::Auth).
    ///
    /// A single attempt with a cached credential is polled in place. Waiting for a credential, and reading a
    /// response that may cause a retry, use a boxed future.
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<S, C, ReqBody, ResBody, K = CloneKnown>
    where
        S: Service<Request<ReqBody>>,
        ResBody: Body,
    {
        #[pin]
        state: State<S, C, K, ReqBody, ResBody, S::Future>,
    }
}

pin_project! {
    #[project = StateProj]
    enum State<S, C, K, ReqBody, ResBody: Body, F> {
        Failed { error: Option<AuthError> },
        Direct { #[pin] response: F, in_flight: Option<InFlight<S, C, K, ReqBody>> },
        Boxed { future: BoxAuthFuture<ResBody> },
    }
}

/// State of a request between the call and its response.
pub(super) struct InFlight<S, C, K, B> {
    pub(super) shared: Arc<AuthShared<C, K>>,
    pub(super) state: AttachState,
    pub(super) retry_copy: RetryCopy<S, B>,
}

/// The copy of a request for a retry.
pub(super) enum RetryCopy<S, B> {
    /// The credential may not ask for a retry any more.
    NotAllowed,
    /// The body cannot be cloned.
    NotCloned,
    Copy(Box<AuthAttempt<S, B>>),
}

/// One attempt: a request and the service that sends it.
pub(super) struct AuthAttempt<S, B> {
    pub(super) inner: S,
    pub(super) request: Request<B>,
    pub(super) allowed: AllowedRetries,
}

/// How often a request may still be retried for each reason.
#[derive(Clone, Copy)]
pub(super) struct AllowedRetries {
    token: u8,
    nonce: u8,
    target: u8,
    proof: u8,
}

impl AllowedRetries {
    pub(super) const fn new(may_retry: bool) -> Self {
        // A nonce may be replaced while a request is on its way.
        if may_retry {
            Self { token: 1, nonce: 2, target: 1, proof: 1 }
        } else {
            Self { token: 0, nonce: 0, target: 0, proof: 0 }
        }
    }

    const fn any(self) -> bool {
        self.token > 0 || self.nonce > 0 || self.target > 0 || self.proof > 0
    }

    fn take(&mut self, reason: AuthRetryReason) -> bool {
        let left = match reason {
            AuthRetryReason::TokenRejected => &mut self.token,
            AuthRetryReason::NonceRequired => &mut self.nonce,
            AuthRetryReason::TargetRejected => &mut self.target,
            AuthRetryReason::ProofRejected => &mut self.proof,
        };
        let allowed = *left > 0;
        *left = left.saturating_sub(1);
        allowed
    }
}

impl<S, C, ReqBody, ResBody, K> ResponseFuture<S, C, ReqBody, ResBody, K>
where
    S: Service<Request<ReqBody>>,
    ResBody: Body,
{
    pub(super) const fn failed(error: AuthError) -> Self {
        Self { state: State::Failed { error: Some(error) } }
    }

    pub(super) const fn direct(response: S::Future, in_flight: Option<InFlight<S, C, K, ReqBody>>) -> Self {
        Self { state: State::Direct { response, in_flight } }
    }

    pub(super) fn boxed(future: BoxAuthFuture<ResBody>) -> Self {
        Self { state: State::Boxed { future } }
    }
}

impl<S, C, ReqBody, ResBody, K> Future for ResponseFuture<S, C, ReqBody, ResBody, K>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    C: Credential,
    K: CloneBody<ReqBody>,
    ReqBody: Send + 'static,
    ResBody: Body<Data = Bytes> + Send + 'static,
    ResBody::Error: Send,
{
    type Output = AuthResult<ResBody>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        let future = match state.as_mut().project() {
            StateProj::Failed { error } => {
                return error.take().map_or(Poll::Pending, |error| Poll::Ready(Err(error.into())));
            }
            StateProj::Boxed { future } => return future.as_mut().poll(cx),
            StateProj::Direct { response, in_flight } => {
                let response = ready!(response.poll(cx)).map_err(Into::into)?;
                let Some(in_flight) = in_flight.take() else {
                    return Poll::Ready(Ok(response.map(AuthBody::unread)));
                };
                let (head, body) = response.into_parts();
                let credential = &in_flight.shared.credential;
                let interest = credential.inspect(&in_flight.state, &head);
                if interest == ResponseInterest::None {
                    return Poll::Ready(Ok(Response::from_parts(head, AuthBody::unread(body))));
                }
                let InFlight { shared, state, retry_copy } = in_flight;
                Box::pin(async move {
                    match evaluate(&shared, &state, interest, head, body, retry_copy).await {
                        Evaluation::Accept(response) => Ok(response),
                        Evaluation::Retry(attempt) => run(shared, attempt).await,
                    }
                })
            }
        };
        state.set(State::Boxed { future });
        match state.project() {
            StateProj::Boxed { future } => future.as_mut().poll(cx),
            _ => Poll::Pending,
        }
    }
}

impl<S, C, ReqBody, ResBody, K> fmt::Debug for ResponseFuture<S, C, ReqBody, ResBody, K>
where
    S: Service<Request<ReqBody>>,
    ResBody: Body,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

/// Runs attempts until a response is accepted, or no retry is allowed for its reason.
pub(super) async fn run<S, C, K, ReqBody, ResBody>(
    shared: Arc<AuthShared<C, K>>,
    mut attempt: Box<AuthAttempt<S, ReqBody>>,
) -> AuthResult<ResBody>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone,
    S::Error: Into<BoxError>,
    C: Credential,
    K: CloneBody<ReqBody>,
    ResBody: Body<Data = Bytes>,
{
    loop {
        // Readiness comes last: nothing below is reserved while the credential is awaited.
        let AuthAttempt { mut inner, request, allowed } = *attempt;
        let (mut parts, body) = request.into_parts();
        let mut attached = shared.attach(&mut parts).await?;
        if await_ready(&mut inner).await.map_err(Into::into)? {
            shared.attach_again(&mut parts, &mut attached)?;
        }
        let Attached { state, headers_before } = attached;
        let request = Request::from_parts(parts, body);
        let (response, retry_copy) =
            call_with_copy(&mut inner, request, headers_before, allowed, &shared.clone_body);
        drop(inner);
        let (head, body) = response.await.map_err(Into::into)?.into_parts();
        let interest = shared.credential.inspect(&state, &head);
        if interest == ResponseInterest::None {
            return Ok(Response::from_parts(head, AuthBody::unread(body)));
        }
        match evaluate(&shared, &state, interest, head, body, retry_copy).await {
            Evaluation::Accept(response) => return Ok(response),
            Evaluation::Retry(retry) => attempt = retry,
        }
    }
}

/// Awaits readiness. Returns whether that took a while.
async fn await_ready<S: Service<R>, R>(inner: &mut S) -> Result<bool, S::Error> {
    let mut waited = false;
    poll_fn(|cx| {
        let ready = inner.poll_ready(cx);
        waited |= ready.is_pending();
        ready
    })
    .await?;
    Ok(waited)
}

/// Calls the ready service, and keeps a copy of the request if it may be retried. The credential headers of the
/// copy are replaced before it is sent.
pub(super) fn call_with_copy<S, B, K>(
    inner: &mut S,
    request: Request<B>,
    headers_before: Option<HeaderMap>,
    allowed: AllowedRetries,
    clone_body: &K,
) -> (S::Future, RetryCopy<S, B>)
where
    S: Service<Request<B>> + Clone,
    K: CloneBody<B>,
{
    if !allowed.any() {
        return (inner.call(request), RetryCopy::NotAllowed);
    }
    let mut copy = try_clone_request(&request, clone_body);
    if let (Some(copy), Some(headers)) = (&mut copy, headers_before) {
        *copy.headers_mut() = headers;
    }
    let response = inner.call(request);
    let retry = |request| Box::new(AuthAttempt { inner: inner.clone(), request, allowed });
    (response, copy.map_or(RetryCopy::NotCloned, |request| RetryCopy::Copy(retry(request))))
}

enum Evaluation<S, ReqBody, ResBody: Body> {
    Accept(Response<AuthBody<ResBody>>),
    Retry(Box<AuthAttempt<S, ReqBody>>),
}

/// Evaluates a response, with its body if the credential needs it.
async fn evaluate<S, C, K, ReqBody, ResBody>(
    shared: &AuthShared<C, K>,
    state: &AttachState,
    interest: ResponseInterest,
    head: response::Parts,
    body: ResBody,
    retry_copy: RetryCopy<S, ReqBody>,
) -> Evaluation<S, ReqBody, ResBody>
where
    C: Credential,
    K: CloneBody<ReqBody>,
    ResBody: Body<Data = Bytes>,
{
    let decide = |bytes: &[u8]| shared.credential.decide(state, &head, bytes);
    let (decision, body) = match head.extensions.get::<ErrorBody>() {
        _ if interest == ResponseInterest::Head => (decide(&[]), AuthBody::unread(body)),
        Some(ErrorBody(bytes)) => (decide(bytes), AuthBody::unread(body)),
        None => {
            let AttachPolicy { error_body_limit, error_body_timeout, .. } = shared.policy;
            match AuthBody::buffer(body, error_body_limit, error_body_timeout).await {
                (body, true) => (decide(body.buffered()), body),
                (body, false) => (AuthDecision::Accept, body),
            }
        }
    };
    if let AuthDecision::Retry(reason) = decision {
        match retry_copy {
            RetryCopy::Copy(mut retry) if shared.clone_body.is_sendable(retry.request.body()) => {
                if retry.allowed.take(reason) {
                    return Evaluation::Retry(retry);
                }
            }
            RetryCopy::Copy(_) | RetryCopy::NotCloned => shared.not_cloned.warn("auth"),
            RetryCopy::NotAllowed => {}
        }
    }
    Evaluation::Accept(Response::from_parts(head, body))
}
