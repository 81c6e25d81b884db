//! Holds writes while a switch is off: the layer that the guide to writing layers builds.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::Request;
use okta_tower::BoxError;
use tokio::{sync::watch, time::timeout};
use tower::{Layer, Service};

/// Turns writes off and on again, for every service that its layers have made.
#[derive(Clone, Debug)]
pub struct Switch(watch::Sender<bool>);

impl Switch {
    /// A switch that is on.
    pub fn on() -> Self {
        Self(watch::Sender::new(true))
    }

    /// Turns it on or off. Writes that wait go on when it is on.
    pub fn turn(&self, on: bool) {
        self.0.send_replace(on);
    }

    /// A layer that holds writes while this switch is off, each for `at_most` so long.
    pub fn layer(&self, at_most: Duration) -> PauseLayer {
        PauseLayer { on: self.0.subscribe(), at_most }
    }
}

/// Makes [`Pause`] services.
#[derive(Clone, Debug)]
pub struct PauseLayer {
    on: watch::Receiver<bool>,
    at_most: Duration,
}

impl<S> Layer<S> for PauseLayer {
    type Service = Pause<S>;

    fn layer(&self, inner: S) -> Pause<S> {
        Pause { inner, on: self.on.clone(), at_most: self.at_most }
    }
}

/// The service that [`PauseLayer`] makes.
#[derive(Clone, Debug)]
pub struct Pause<S> {
    inner: S,
    on: watch::Receiver<bool>,
    at_most: Duration,
}

impl<S, B> Service<Request<B>> for Pause<S>
where
    S: Service<Request<B>, Error: Into<BoxError>, Future: Send> + Clone + Send + 'static,
    B: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The service that is ready goes into the future; its clone stays and must be asked again.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let (mut on, at_most) = (self.on.clone(), self.at_most);
        Box::pin(async move {
            if !request.method().is_safe() {
                let turned_on = async { on.wait_for(|on| *on).await.is_ok() };
                if timeout(at_most, turned_on).await != Ok(true) {
                    return Err(Paused { at_most }.into());
                }
            }
            inner.call(request).await.map_err(Into::into)
        })
    }
}

/// A write was held for as long as it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paused {
    /// How long it was held at most.
    pub at_most: Duration,
}

impl fmt::Display for Paused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "writes are turned off; this one was held for {:?} and not sent", self.at_most)
    }
}

impl std::error::Error for Paused {}
