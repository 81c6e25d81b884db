//! Calls in flight, and the requests that wait for them.

use std::{
    collections::HashMap,
    fmt,
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
};

use bytes::Bytes;
use http::{Extensions, Request, Response};
use http_body::Body as HttpBody;
use tokio::{
    sync::{oneshot, watch},
    time::Instant,
};
use tower_service::Service;

use super::{
    error::SharedError,
    key::{CoalesceKey, FlightOptions},
};
use crate::{
    BoxError,
    collect::{BufferFilter, BufferedBody, ReadBody, call_when_ready},
    meta::Deadline,
};

/// How a flight ended.
#[derive(Clone)]
pub(super) enum FlightResult {
    Response(Response<BufferedBody>),
    Failed(SharedError),
    /// The response is not buffered: the leader has it, and followers send their own requests.
    Unshared,
}

type OpenFlights = HashMap<CoalesceKey, OpenFlight>;

/// The flights that accept further followers.
#[derive(Default)]
pub(super) struct SingleFlight(Mutex<OpenFlights>);

struct OpenFlight {
    sender: Arc<watch::Sender<Option<FlightResult>>>,
    deadline: Option<Instant>,
    options: FlightOptions,
}

/// The role of a request after [`SingleFlight::join`].
pub(super) enum FlightRole {
    /// The request joined a flight in progress.
    Follower(Waiter),
    /// The request started a flight, which must be run.
    Leader(Flight, Waiter),
    /// The flight in progress does not fit; the request is sent on its own.
    Independent,
}

/// A flight that has not been started.
pub(super) struct Flight {
    flights: Arc<SingleFlight>,
    key: CoalesceKey,
    sender: Arc<watch::Sender<Option<FlightResult>>>,
}

/// A request that waits for a flight.
pub(super) struct Waiter(watch::Receiver<Option<FlightResult>>);

impl SingleFlight {
    fn open(&self) -> MutexGuard<'_, OpenFlights> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn join(self: &Arc<Self>, key: CoalesceKey, extensions: &Extensions) -> FlightRole {
        let deadline = Deadline::of(extensions).map(|deadline| Instant::from_std(deadline.0));
        let options = FlightOptions::from_extensions(extensions);
        let mut open = self.open();
        if let Some(flight) = open.get(&key) {
            return if flight.options == options && outlasts(flight.deadline, deadline) {
                FlightRole::Follower(Waiter(flight.sender.subscribe()))
            } else {
                FlightRole::Independent
            };
        }
        let (sender, receiver) = watch::channel(None);
        let sender = Arc::new(sender);
        open.insert(key.clone(), OpenFlight { sender: Arc::clone(&sender), deadline, options });
        FlightRole::Leader(Flight { flights: Arc::clone(self), key, sender }, Waiter(receiver))
    }

    /// Closes all flights in progress to new followers when the returned value is dropped.
    pub(super) fn close_on_drop(self: &Arc<Self>) -> impl Drop + Send + use<> {
        CloseOnDrop(Arc::clone(self))
    }
}

impl fmt::Debug for SingleFlight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SingleFlight({} open)", self.open().len())
    }
}

/// Whether a flight with deadline `flight` may serve a caller with deadline `caller`: it must have at least
/// half of the caller's time left.
fn outlasts(flight: Option<Instant>, caller: Option<Instant>) -> bool {
    match (flight, caller) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(flight), Some(caller)) => {
            let now = Instant::now();
            flight.saturating_duration_since(now) >= caller.saturating_duration_since(now) / 2
        }
    }
}

struct CloseOnDrop(Arc<SingleFlight>);

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        // Entries may hold the last sender of a flight that has ended; drop them after unlocking.
        let closed = std::mem::take(&mut *self.0.open());
        drop(closed);
    }
}

/// What happens to the response of a flight.
pub(super) struct Sharing<B> {
    pub(super) limit: usize,
    pub(super) filter: BufferFilter,
    /// Gets a response that is not buffered.
    pub(super) leader: oneshot::Sender<Response<B>>,
}

impl Flight {
    /// Sends the request once the service is ready, and shares the response with all waiters; stops once
    /// there are none.
    pub(super) async fn run<S, ReqBody, ResBody>(
        self,
        inner: S,
        request: Request<ReqBody>,
        sharing: Sharing<ResBody>,
    ) where
        S: Service<Request<ReqBody>, Response = Response<ResBody>>,
        S::Error: Into<BoxError>,
        ResBody: HttpBody<Data = Bytes>,
        ResBody::Error: Into<BoxError>,
    {
        let mut call = pin!(async move {
            let (response, accepted) =
                sharing.filter.accepts_response(call_when_ready(inner, request).await?);
            if !accepted {
                // If it fails, the leader no longer waits.
                let _ = sharing.leader.send(response);
                return Ok(FlightResult::Unshared);
            }
            let (parts, body) = response.into_parts();
            let body = ReadBody::new(body, sharing.limit, parts.status).await?;
            Ok::<_, BoxError>(FlightResult::Response(Response::from_parts(parts, body)))
        });
        loop {
            let mut abandoned = pin!(self.sender.closed());
            let result = poll_fn(|cx| match call.as_mut().poll(cx) {
                Poll::Ready(result) => Poll::Ready(Some(result)),
                Poll::Pending => abandoned.as_mut().poll(cx).map(|()| None),
            });
            match result.await {
                Some(result) => {
                    self.close();
                    let failed = |error| FlightResult::Failed(SharedError::new(error));
                    self.sender.send_replace(Some(result.unwrap_or_else(failed)));
                    return;
                }
                None if self.close_if_abandoned() => return,
                None => {}
            }
        }
    }

    fn is(&self, flight: Option<&OpenFlight>) -> bool {
        flight.is_some_and(|flight| Arc::ptr_eq(&flight.sender, &self.sender))
    }

    fn close(&self) {
        let mut open = self.flights.open();
        if self.is(open.get(&self.key)) {
            open.remove(&self.key);
        }
    }

    /// Closes the flight unless a follower has joined; [`SingleFlight::join`] holds the same lock.
    fn close_if_abandoned(&self) -> bool {
        let mut open = self.flights.open();
        let abandoned = self.sender.receiver_count() == 0;
        if abandoned && self.is(open.get(&self.key)) {
            open.remove(&self.key);
        }
        abandoned
    }
}

impl Drop for Flight {
    /// Closes the flight after a panic of the inner service or a shutdown of the runtime, too.
    fn drop(&mut self) {
        self.close();
    }
}

impl Waiter {
    /// Waits for the response; `None` if it is not shared.
    pub(super) async fn complete(mut self) -> Result<Option<Response<BufferedBody>>, BoxError> {
        let result = match self.0.wait_for(Option::is_some).await {
            Ok(result) => result.clone(),
            Err(_) => None,
        };
        match result {
            Some(FlightResult::Response(response)) => Ok(Some(response)),
            Some(FlightResult::Unshared) => Ok(None),
            Some(FlightResult::Failed(error)) => Err(error.into()),
            None => Err(SharedError::lost().into()),
        }
    }
}
