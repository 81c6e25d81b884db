//! Layers that wait, and hold what others need.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, StatusCode};
use tokio::{
    sync::{Semaphore, watch},
    time::{Instant, sleep, sleep_until, timeout},
};
use tower::{Layer, Service, ServiceExt};
use tower_contract::BoxError;

use super::BoxFuture;

faulty_layer! {
    /// One request at a time; those that wait hold ready services.
    Serialize(Arc<tokio::sync::Mutex<()>>), Serialized, |layer, mut inner, request| {
        let _guard = layer.0.lock().await;
        inner.call(request).await.map_err(Into::into)
    }
}

faulty_layer! {
    /// Gets a token before the first request, with a ready service in hand.
    Token(Arc<AtomicBool>), WithToken, |layer, mut inner, request| {
        if !layer.0.load(Ordering::SeqCst) {
            sleep(Duration::from_secs(1)).await;
            layer.0.store(true, Ordering::SeqCst);
        }
        inner.call(request).await.map_err(Into::into)
    }
}

/// When each path may be called again.
pub(crate) type Pauses = Arc<Mutex<HashMap<String, Instant>>>;

pub(crate) fn pause_of(pauses: &Pauses, path: &str) -> Option<Instant> {
    pauses.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied()
}

pub(crate) fn pause_after<R>(pauses: &Pauses, path: String, response: &http::Response<R>) {
    if response.status() == StatusCode::TOO_MANY_REQUESTS {
        let until = Instant::now() + Duration::from_secs(20);
        pauses.lock().unwrap_or_else(PoisonError::into_inner).insert(path, until);
    }
}

faulty_layer! {
    /// Waits after a `429`, with a ready service in hand.
    Quota(Pauses), Limited, |layer, mut inner, request| {
        let path = request.uri().path().to_owned();
        if let Some(until) = pause_of(&layer.0, &path) {
            sleep_until(until).await;
        }
        let response = inner.call(request).await.map_err(Into::into)?;
        pause_after(&layer.0, path, &response);
        Ok(response)
    }
}

faulty_layer! {
    always ready:
    /// Waits after a `429`; only the first that waits has a timer, and the others wait for it.
    FirstTimer(Arc<(tokio::sync::Mutex<()>, Pauses)>), FirstTimed, |layer, inner, request| {
        let path = request.uri().path().to_owned();
        {
            let _first = layer.0.0.lock().await;
            if let Some(until) = pause_of(&layer.0.1, &path) {
                sleep_until(until).await;
            }
        }
        let response = inner.oneshot(request).await.map_err(Into::into)?;
        pause_after(&layer.0.1, path, &response);
        Ok(response)
    }
}

/// One request in flight, and a store that makes the first one wait.
#[derive(Debug)]
pub(crate) struct Grants {
    local: Semaphore,
    asked: AtomicBool,
}

impl Default for Grants {
    fn default() -> Self {
        Self { local: Semaphore::new(1), asked: AtomicBool::new(false) }
    }
}

faulty_layer! {
    always ready:
    /// Waits for a shared store, with the grant that the process has for one request in flight.
    SharedQuota(Arc<Grants>), SharedLimited, |layer, inner, request| {
        let _grant = layer.0.local.acquire().await;
        if request.uri().path() == "/" && !layer.0.asked.swap(true, Ordering::SeqCst) {
            sleep(Duration::from_secs(30)).await;
        }
        inner.oneshot(request).await.map_err(Into::into)
    }
}

/// Nothing is known before the first response.
#[derive(Debug)]
pub(crate) struct Cold {
    first: AtomicBool,
    known: watch::Sender<bool>,
}

impl Default for Cold {
    fn default() -> Self {
        Self { first: AtomicBool::new(true), known: watch::Sender::new(false) }
    }
}

faulty_layer! {
    /// Lets one request learn the limits; the others wait for it, one second at most, with ready services in hand.
    ColdStart(Arc<Cold>), ColdStarted, |layer, mut inner, request| {
        if !layer.0.first.swap(false, Ordering::SeqCst) {
            let mut known = layer.0.known.subscribe();
            let _ = timeout(Duration::from_secs(1), known.wait_for(|known| *known)).await;
        }
        let response = inner.call(request).await.map_err(Into::into);
        layer.0.known.send_replace(true);
        response
    }
}

faulty_layer! {
    always ready:
    /// Counts the requests in flight, and does not count down when one is dropped.
    LeakyCount(Arc<(tokio::sync::Mutex<u32>, tokio::sync::Notify)>), LeakyCounted, |layer, inner, request| {
        loop {
            let freed = layer.0.1.notified();
            {
                let mut count = layer.0.0.lock().await;
                if *count < 1 {
                    *count += 1;
                    break;
                }
            }
            freed.await;
        }
        let response = inner.oneshot(request).await.map_err(Into::into);
        *layer.0.0.lock().await -= 1;
        layer.0.1.notify_one();
        response
    }
}

/// A queue whose tickets are drawn in `call`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue(Arc<(AtomicU64, watch::Sender<u64>)>);

#[derive(Clone, Debug)]
pub(crate) struct Queued<S> {
    inner: S,
    layer: Queue,
}

/// Lets the next ticket in.
struct Ticket(Queue);

impl Drop for Ticket {
    fn drop(&mut self) {
        self.0.0.1.send_modify(|next| *next += 1);
    }
}

impl<S> Layer<S> for Queue {
    type Service = Queued<S>;

    fn layer(&self, inner: S) -> Queued<S> {
        Queued { inner, layer: self.clone() }
    }
}

impl<S, B> Service<Request<B>> for Queued<S>
where
    S: Service<Request<B>, Error: Into<BoxError>, Future: Send, Response: Send> + Clone + Send + 'static,
    B: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = BoxFuture<Result<S::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (inner, queue) = (self.inner.clone(), self.layer.clone());
        let number = queue.0.0.fetch_add(1, Ordering::SeqCst);
        let ticket = Ticket(queue);
        Box::pin(async move {
            let mut next = ticket.0.0.1.subscribe();
            let _ = next.wait_for(|next| *next >= number).await;
            inner.oneshot(request).await.map_err(Into::into)
        })
    }
}

/// Cancels all calls of a service when the service is dropped.
#[derive(Clone, Debug, Default)]
pub(crate) struct CancelOnDrop;

#[derive(Clone, Debug)]
pub(crate) struct Cancelled<S> {
    inner: S,
    alive: Arc<watch::Sender<()>>,
}

impl<S> Layer<S> for CancelOnDrop {
    type Service = Cancelled<S>;

    fn layer(&self, inner: S) -> Cancelled<S> {
        Cancelled { inner, alive: Arc::new(watch::Sender::new(())) }
    }
}

impl<S, B> Service<Request<B>> for Cancelled<S>
where
    S: Service<Request<B>, Error: Into<BoxError>, Future: Send + 'static>,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = BoxFuture<Result<S::Response, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (response, mut alive) = (self.inner.call(request), self.alive.subscribe());
        Box::pin(async move {
            tokio::select! {
                response = response => response.map_err(Into::into),
                _ = alive.changed() => Err("the service was dropped".into()),
            }
        })
    }
}
