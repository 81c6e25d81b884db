//! One call's way through the layer.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, Request, Response,
    header::{AUTHORIZATION, PROXY_AUTHORIZATION},
    request, response,
};
use http_body::Body;
use pin_project_lite::pin_project;
use tower_service::Service;

use super::{
    AttachState, AuthBody, AuthDecision, AuthError, AuthRetryReason, Credential, ResponseInterest,
    policy::{Route, Shared},
};
use crate::{
    BoxError,
    body::{TryCloneBody, try_clone_request},
    meta::ErrorBody,
};

/// The header of a DPoP proof ([RFC 9449 §4.1](https://www.rfc-editor.org/rfc/rfc9449#section-4.1)).
pub(super) const DPOP: HeaderName = HeaderName::from_static("dpop");

type Outcome<B> = Result<Response<AuthBody<B>>, BoxError>;

pin_project! {
    /// Future of [`Auth`](super::Auth).
    ///
    /// Most calls are one sending with a credential that is at hand: they run in place. What waits for a
    /// credential, or reads an answer that may call for a second sending, runs on the heap.
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<S, C, ReqBody, ResBody>
    where
        S: Service<Request<ReqBody>>,
        ResBody: Body,
    {
        #[pin]
        state: State<S, C, ReqBody, ResBody, S::Future>,
    }
}

pin_project! {
    #[project = StateProj]
    enum State<S, C, ReqBody, ResBody: Body, F> {
        Refused { error: Option<AuthError> },
        Sent { #[pin] answer: F, signed: Option<Signed<S, C, ReqBody>> },
        Slow { rest: Pin<Box<dyn Future<Output = Outcome<ResBody>> + Send>> },
    }
}

/// What is kept of a request until it is answered.
struct Signed<S, C, B> {
    shared: Arc<Shared<C>>,
    attached: AttachState,
    /// For a second sending, if the credential may ask for one.
    spare: Option<Box<Sending<S, B>>>,
}

/// A request to send, and through what.
struct Sending<S, B> {
    inner: S,
    request: Request<B>,
    left: Causes,
}

/// The causes for which a request may still be sent again.
#[derive(Clone, Copy)]
struct Causes {
    token: bool,
    proof: bool,
}

impl Causes {
    const fn any(self) -> bool {
        self.token || self.proof
    }

    fn take(&mut self, cause: AuthRetryReason) -> bool {
        match cause {
            AuthRetryReason::TokenRejected => std::mem::take(&mut self.token),
            AuthRetryReason::ProofRejected => std::mem::take(&mut self.proof),
        }
    }
}

impl<S, C, ReqBody, ResBody> ResponseFuture<S, C, ReqBody, ResBody>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    C: Credential,
    ReqBody: TryCloneBody + Send + 'static,
    ResBody: Body<Data = Bytes> + Send + 'static,
    ResBody::Error: Send,
{
    /// Sends through `inner`, which is ready.
    #[inline]
    pub(super) fn begin(inner: &mut S, shared: &Arc<Shared<C>>, mut request: Request<ReqBody>) -> Self {
        match shared.settings.route(&request) {
            Err(error) => return Self::refused(error),
            Ok(Route::AsIs) => return Self::sent(inner.call(request), None),
            Ok(Route::Bare) => {
                strip(request.headers_mut());
                return Self::sent(inner.call(request), None);
            }
            Ok(Route::Signed) => {}
        }
        let may_retry = shared.credential.may_retry();
        let left = Causes { token: may_retry, proof: may_retry };
        let (mut parts, body) = request.into_parts();
        strip(&mut parts.headers);
        let attached = shared.credential.attach_now(&mut parts);
        hide(&mut parts.headers);
        let request = Request::from_parts(parts, body);
        match attached {
            Some(Ok(attached)) => {
                let (answer, spare) = dispatch(inner, request, left);
                Self::sent(answer, Some(Signed { shared: Arc::clone(shared), attached, spare }))
            }
            Some(Err(error)) => Self::refused(error),
            None => {
                let sending = Box::new(Sending { inner: take_ready(inner), request, left });
                Self { state: State::Slow { rest: Box::pin(send(Arc::clone(shared), sending)) } }
            }
        }
    }

    const fn refused(error: AuthError) -> Self {
        Self { state: State::Refused { error: Some(error) } }
    }

    const fn sent(answer: S::Future, signed: Option<Signed<S, C, ReqBody>>) -> Self {
        Self { state: State::Sent { answer, signed } }
    }
}

impl<S, C, ReqBody, ResBody> Future for ResponseFuture<S, C, ReqBody, ResBody>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    C: Credential,
    ReqBody: TryCloneBody + Send + 'static,
    ResBody: Body<Data = Bytes> + Send + 'static,
    ResBody::Error: Send,
{
    type Output = Outcome<ResBody>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        let rest = match state.as_mut().project() {
            StateProj::Refused { error } => {
                return error.take().map_or(Poll::Pending, |error| Poll::Ready(Err(error.into())));
            }
            StateProj::Slow { rest } => return rest.as_mut().poll(cx),
            StateProj::Sent { answer, signed } => {
                let response = ready!(answer.poll(cx)).map_err(Into::into)?;
                let Some(signed) = signed.take() else {
                    return Poll::Ready(Ok(response.map(AuthBody::untouched)));
                };
                let (head, body) = response.into_parts();
                if signed.shared.credential.inspect(&signed.attached, &head) == ResponseInterest::None {
                    return Poll::Ready(Ok(Response::from_parts(head, AuthBody::untouched(body))));
                }
                let Signed { shared, attached, spare } = signed;
                Box::pin(async move {
                    match judge(&shared, &attached, head, body, spare).await {
                        Judgement::Keep(answer) => Ok(answer),
                        Judgement::Again(sending) => send(shared, sending).await,
                    }
                })
            }
        };
        state.set(State::Slow { rest });
        match state.project() {
            StateProj::Slow { rest } => rest.as_mut().poll(cx),
            _ => Poll::Pending,
        }
    }
}

impl<S, C, ReqBody, ResBody> fmt::Debug for ResponseFuture<S, C, ReqBody, ResBody>
where
    S: Service<Request<ReqBody>>,
    ResBody: Body,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

/// Sends one request, and again as the credential asks, each cause once.
async fn send<S, C, ReqBody, ResBody>(
    shared: Arc<Shared<C>>,
    mut sending: Box<Sending<S, ReqBody>>,
) -> Outcome<ResBody>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone,
    S::Error: Into<BoxError>,
    C: Credential,
    ReqBody: TryCloneBody,
    ResBody: Body<Data = Bytes>,
{
    loop {
        let Sending { mut inner, request, left } = *sending;
        poll_fn(|cx| inner.poll_ready(cx)).await.map_err(Into::into)?;
        let (mut parts, body) = request.into_parts();
        let attached = attach(&*shared.credential, &mut parts).await?;
        let (answer, spare) = dispatch(&mut inner, Request::from_parts(parts, body), left);
        let (head, body) = answer.await.map_err(Into::into)?.into_parts();
        if shared.credential.inspect(&attached, &head) == ResponseInterest::None {
            return Ok(Response::from_parts(head, AuthBody::untouched(body)));
        }
        match judge(&shared, &attached, head, body, spare).await {
            Judgement::Keep(answer) => return Ok(answer),
            Judgement::Again(again) => sending = again,
        }
    }
}

/// Calls the service, which is ready, and keeps a copy of the request if it may be sent again. What the copy has
/// of credentials is replaced then.
fn dispatch<S, B>(inner: &mut S, request: Request<B>, left: Causes) -> (S::Future, Option<Box<Sending<S, B>>>)
where
    S: Service<Request<B>> + Clone,
    B: TryCloneBody,
{
    let copy = if left.any() { try_clone_request(&request) } else { None };
    let answer = inner.call(request);
    let again = |request| Box::new(Sending { inner: inner.clone(), request, left });
    (answer, copy.map(again))
}

/// The service that is ready; a fresh one takes its place.
fn take_ready<S: Clone>(inner: &mut S) -> S {
    let fresh = inner.clone();
    std::mem::replace(inner, fresh)
}

async fn attach<C: Credential>(credential: &C, parts: &mut request::Parts) -> Result<AttachState, AuthError> {
    strip(&mut parts.headers);
    let attached = credential.attach(parts).await?;
    hide(&mut parts.headers);
    Ok(attached)
}

/// What is to happen with an answer.
enum Judgement<S, ReqBody, ResBody: Body> {
    Keep(Response<AuthBody<ResBody>>),
    Again(Box<Sending<S, ReqBody>>),
}

/// Lets the credential judge an answer by its body.
async fn judge<S, C, ReqBody, ResBody>(
    shared: &Shared<C>,
    attached: &AttachState,
    head: response::Parts,
    body: ResBody,
    spare: Option<Box<Sending<S, ReqBody>>>,
) -> Judgement<S, ReqBody, ResBody>
where
    C: Credential,
    ResBody: Body<Data = Bytes>,
{
    let (verdict, body) = match head.extensions.get::<ErrorBody>() {
        Some(ErrorBody(bytes)) => {
            (shared.credential.decide(attached, &head, bytes), AuthBody::untouched(body))
        }
        None => {
            let body = AuthBody::peek(body, shared.settings.error_body_limit).await;
            (shared.credential.decide(attached, &head, body.peeked()), body)
        }
    };
    if let (AuthDecision::Retry(cause), Some(mut again)) = (verdict, spare)
        && again.left.take(cause)
    {
        return Judgement::Again(again);
    }
    Judgement::Keep(Response::from_parts(head, body))
}

/// Removes what only this layer may set.
fn strip(headers: &mut HeaderMap) {
    // Hardly ever is there anything, and a look at a few names costs less than looking each of them up.
    if headers.keys().any(|name| *name == PROXY_AUTHORIZATION || is_own(name)) {
        for name in [AUTHORIZATION, DPOP, PROXY_AUTHORIZATION] {
            headers.remove(name);
        }
    }
}

/// Marks the credential's headers, so that whoever shows a request leaves them out.
fn hide(headers: &mut HeaderMap) {
    for (name, value) in headers.iter_mut() {
        if is_own(name) {
            value.set_sensitive(true);
        }
    }
}

fn is_own(name: &HeaderName) -> bool {
    *name == AUTHORIZATION || *name == DPOP
}
