//! Calls on their way, and who waits for them.

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
use tokio::{sync::watch, time::Instant};
use tower_service::Service;

use super::{
    error::SharedError,
    key::{Key, Manner},
};
use crate::{BoxError, collect::Read, meta::Deadline};

type Outcome = Result<Response<Bytes>, SharedError>;
type Board = HashMap<Key, Entry>;

/// The flights that take further passengers.
#[derive(Default)]
pub(super) struct Flights(Mutex<Board>);

struct Entry {
    sender: Arc<watch::Sender<Option<Outcome>>>,
    deadline: Option<Instant>,
    manner: Manner,
}

/// Where a request finds itself after [`Flights::board`].
pub(super) enum Seat {
    /// In a flight that is under way.
    Joined(Passenger),
    /// In a new flight, which must be run.
    First(Flight, Passenger),
    /// In none: the flight under way does not suit.
    None,
}

/// A flight that has not been started.
pub(super) struct Flight {
    flights: Arc<Flights>,
    key: Key,
    sender: Arc<watch::Sender<Option<Outcome>>>,
}

/// One who waits for a flight.
pub(super) struct Passenger(watch::Receiver<Option<Outcome>>);

impl Flights {
    fn board_lock(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn board(self: &Arc<Self>, key: Key, extensions: &Extensions) -> Seat {
        let deadline = extensions.get::<Deadline>().map(|deadline| Instant::from_std(deadline.0));
        let manner = Manner::of(extensions);
        let mut board = self.board_lock();
        if let Some(entry) = board.get(&key) {
            return if entry.manner == manner && lasts(entry.deadline, deadline) {
                Seat::Joined(Passenger(entry.sender.subscribe()))
            } else {
                Seat::None
            };
        }
        let (sender, receiver) = watch::channel(None);
        let sender = Arc::new(sender);
        board.insert(key.clone(), Entry { sender: Arc::clone(&sender), deadline, manner });
        Seat::First(Flight { flights: Arc::clone(self), key, sender }, Passenger(receiver))
    }

    /// Closes every flight under way to newcomers when the returned value is dropped.
    pub(super) fn close_on_drop(self: &Arc<Self>) -> impl Drop + Send + use<> {
        Closing(Arc::clone(self))
    }
}

impl fmt::Debug for Flights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flights({} open)", self.board_lock().len())
    }
}

/// Whether a flight with deadline `flight` may serve a caller with deadline `own`: it must wait at least
/// half as long as the caller would.
fn lasts(flight: Option<Instant>, own: Option<Instant>) -> bool {
    match (flight, own) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(flight), Some(own)) => {
            let now = Instant::now();
            flight.saturating_duration_since(now) >= own.saturating_duration_since(now) / 2
        }
    }
}

struct Closing(Arc<Flights>);

impl Drop for Closing {
    fn drop(&mut self) {
        // Dropped entries may hold the last sender of a flight that has ended; drop them unlocked.
        let closed = std::mem::take(&mut *self.0.board_lock());
        drop(closed);
    }
}

impl Flight {
    /// Makes the call and gives the answer to everybody who waits; stops when nobody does any more.
    pub(super) async fn run<S, ReqBody, ResBody>(self, mut ready: S, request: Request<ReqBody>, limit: usize)
    where
        S: Service<Request<ReqBody>, Response = Response<ResBody>>,
        S::Error: Into<BoxError>,
        ResBody: HttpBody<Data = Bytes>,
        ResBody::Error: Into<BoxError>,
    {
        let mut call = pin!(async move {
            let response = ready.call(request).await.map_err(Into::into)?;
            let (parts, body) = response.into_parts();
            let bytes = Read::new(body, limit, parts.status).await?;
            Ok::<_, BoxError>(Response::from_parts(parts, bytes))
        });
        loop {
            let mut deserted = pin!(self.sender.closed());
            let answer = poll_fn(|cx| match call.as_mut().poll(cx) {
                Poll::Ready(answer) => Poll::Ready(Some(answer)),
                Poll::Pending => deserted.as_mut().poll(cx).map(|()| None),
            });
            match answer.await {
                Some(answer) => {
                    self.leave();
                    self.sender.send_replace(Some(answer.map_err(SharedError::new)));
                    return;
                }
                None if self.leave_if_deserted() => return,
                None => {}
            }
        }
    }

    fn is(&self, entry: Option<&Entry>) -> bool {
        entry.is_some_and(|entry| Arc::ptr_eq(&entry.sender, &self.sender))
    }

    fn leave(&self) {
        let mut board = self.flights.board_lock();
        if self.is(board.get(&self.key)) {
            board.remove(&self.key);
        }
    }

    /// Takes the flight off the board unless somebody has joined; both happen under the same lock.
    fn leave_if_deserted(&self) -> bool {
        let mut board = self.flights.board_lock();
        let deserted = self.sender.receiver_count() == 0;
        if deserted && self.is(board.get(&self.key)) {
            board.remove(&self.key);
        }
        deserted
    }
}

impl Drop for Flight {
    /// A panic further in, or the end of the runtime, must not leave a flight on the board that never lands.
    fn drop(&mut self) {
        self.leave();
    }
}

impl Passenger {
    /// Waits for the answer.
    pub(super) async fn land(mut self) -> Result<Response<Bytes>, BoxError> {
        let outcome = match self.0.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.clone(),
            Err(_) => None,
        };
        outcome.unwrap_or_else(|| Err(SharedError::lost())).map_err(Into::into)
    }
}
