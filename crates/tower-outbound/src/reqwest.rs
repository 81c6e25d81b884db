//! A reqwest client as the innermost service.
//!
//! reqwest's client is a service over its own request type. [`ReqwestService`] is one over [`http::Request`], so that it
//! can stand below the layers. Its errors are reqwest's, which `Retry` knows with this feature.
//!
//! Turn off reqwest's redirects and retries: a redirect is followed below the layers, without their origin guard, and a
//! retry below them is neither counted nor paced.
//!
//! As a host, reqwest cannot take the layers: those of its `connector_layer` see connections instead of requests.
//!
//! # Cancel safety
//!
//! Cancel safe, as reqwest's client is.
//!
//! # Cost
//!
//! That of reqwest: a URL that is parsed again, and a box around the request body.
//!
//! # Examples
//!
//! ```
//! use bytes::Bytes;
//! use http_body_util::Full;
//! use tower::{ServiceBuilder, ServiceExt};
//! use tower_outbound::{reqwest::ReqwestService, retry::{RetryLayer, RetryPolicy}};
//!
//! # async fn run() -> Result<(), tower_outbound::BoxError> {
//! let client = reqwest::Client::builder()
//!     .redirect(reqwest::redirect::Policy::none())
//!     .retry(reqwest::retry::never())
//!     .build()?;
//! let service = ServiceBuilder::new()
//!     .layer(RetryLayer::new(RetryPolicy::new()))
//!     .service(ReqwestService::new(client));
//! let response = service.oneshot(http::Request::get("https://example.com").body(Full::<Bytes>::default())?).await?;
//! # let _ = response; Ok(()) }
//! ```

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use ::reqwest::{Body, Client, Error};
use bytes::Bytes;
use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

use crate::BoxError;

type Pending = <Client as Service<::reqwest::Request>>::Future;

/// A reqwest client as a service over [`http::Request`]. See the [module docs](self).
#[derive(Clone, Debug, Default)]
pub struct ReqwestService {
    client: Client,
}

impl ReqwestService {
    /// Creates a service that sends requests with `client`.
    #[must_use]
    pub const fn new(client: Client) -> Self {
        Self { client }
    }
}

impl From<Client> for ReqwestService {
    fn from(client: Client) -> Self {
        Self::new(client)
    }
}

impl<B> Service<Request<B>> for ReqwestService
where
    B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = Error;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Service::<::reqwest::Request>::poll_ready(&mut self.client, cx)
    }

    fn call(&mut self, request: Request<B>) -> ResponseFuture {
        // An empty body has no framing headers, a wrapped one of unknown length has.
        let request =
            request.map(|body| if body.is_end_stream() { Body::default() } else { Body::wrap(body) });
        let state = match ::reqwest::Request::try_from(request) {
            Ok(request) => State::Sent { future: self.client.call(request) },
            Err(error) => State::Invalid { error: Some(error) },
        };
        ResponseFuture { state }
    }
}

pin_project! {
    /// Response future of [`ReqwestService`].
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture {
        #[pin]
        state: State,
    }
}

pin_project! {
    #[project = StateProj]
    enum State {
        Sent { #[pin] future: Pending },
        // The URL is not one that reqwest can send.
        Invalid { error: Option<Error> },
    }
}

impl Future for ResponseFuture {
    type Output = Result<Response<Body>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StateProj::Sent { future } => Poll::Ready(ready!(future.poll(cx)).map(Into::into)),
            StateProj::Invalid { error } => {
                error.take().map_or(Poll::Pending, |error| Poll::Ready(Err(error)))
            }
        }
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
