//! The service at the bottom of the stack, and the handle that scripts and watches it.

mod body;
mod future;
mod gate;
mod reply;
mod service;

use std::{
    any::Any,
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use http::{Response, request::Parts};

pub use self::{body::ProbeBody, future::ProbeFuture, gate::Gate, reply::Reply, service::ProbeService};

use crate::lock;

/// A handle to a probe: a service that counts what a layer does to it and responds as scripted.
///
/// The probe has places, like the permits of a concurrency limit. A clone of the service *reserves* a place when it
/// becomes ready; the place is *in use* from the call until its future ends or is dropped. Clones of the handle are the
/// same probe.
///
/// ```
/// use http::{Request, Response};
/// use tower_contract::{Probe, ProbeBody, Reply};
/// use tower_service::Service;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), tower_contract::BoxError> {
/// let probe = Probe::new().places(1);
/// probe.push(Reply::response(Response::builder().status(503).body(ProbeBody::empty())?));
///
/// let mut service = probe.service();
/// std::future::poll_fn(|cx| Service::<Request<()>>::poll_ready(&mut service, cx)).await?;
/// assert_eq!(probe.counts().held, 1);
/// assert_eq!(service.call(Request::new(())).await?.status(), 503);
/// assert_eq!((probe.counts().calls, probe.counts().used), (1, 0));
/// assert!(probe.violations().is_empty());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Probe {
    state: Arc<Mutex<ProbeState>>,
}

/// What a layer did to a [`Probe`], as counted so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Clones of the service that exist.
    pub clones: usize,
    /// Calls of `poll_ready`.
    pub ready_polls: usize,
    /// Places that were reserved.
    pub reserved: usize,
    /// Reservations that were given back without a call.
    pub released: usize,
    /// Reservations that exist now: a clone is ready, and was not called yet.
    pub held: usize,
    /// Places that are taken now: reserved, in use, or [occupied](Probe::occupy).
    pub used: usize,
    /// Calls.
    pub calls: usize,
    /// Calls whose future exists and has not ended.
    pub in_flight: usize,
    /// Polls of the calls' futures.
    pub polls: usize,
    /// Calls whose future ended.
    pub completed: usize,
    /// Calls whose future was dropped before its end.
    pub dropped: usize,
    /// Tasks woken because a place became free.
    pub wakes: usize,
}

type ReplyFn = Arc<dyn Fn(&Parts) -> Reply + Send + Sync>;

struct ProbeState {
    places: Option<usize>,
    counts: Counts,
    waiting: Vec<Waker>,
    readiness_error: Option<String>,
    script: VecDeque<Reply>,
    reply: ReplyFn,
    violations: Vec<String>,
    bodies: Vec<Box<dyn Any + Send>>,
}

impl Probe {
    /// Creates a probe with any number of places that responds `200` with an empty body.
    #[must_use]
    pub fn new() -> Self {
        let state = ProbeState {
            places: None,
            counts: Counts::default(),
            waiting: Vec::new(),
            readiness_error: None,
            script: VecDeque::new(),
            reply: Arc::new(|_| Reply::response(Response::new(ProbeBody::empty()))),
            violations: Vec::new(),
            bodies: Vec::new(),
        };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Sets the number of places.
    #[must_use]
    pub fn places(self, places: usize) -> Self {
        self.set_places(Some(places));
        self
    }

    /// Sets the number of places; `None` is any number.
    pub fn set_places(&self, places: Option<usize>) {
        self.change(|state| state.places = places);
        self.wake_waiting();
    }

    /// Sets the reply to calls for which there is no [scripted](Self::push) one.
    pub fn reply_with(&self, reply: impl Fn(&Parts) -> Reply + Send + Sync + 'static) {
        self.change(|state| state.reply = Arc::new(reply));
    }

    /// Adds the reply to the next call for which there is none yet.
    pub fn push(&self, reply: Reply) {
        self.change(|state| state.script.push_back(reply));
    }

    /// Makes `poll_ready` fail from now on.
    pub fn fail_readiness(&self, error: impl Into<String>) {
        self.change(|state| state.readiness_error = Some(error.into()));
        self.wake_waiting();
    }

    /// Takes a place, as a call of somebody else does, until the guard is dropped. Takes none if none is free.
    #[must_use]
    pub fn occupy(&self) -> Option<Place> {
        self.take_place(false)
    }

    /// Creates a service.
    #[must_use]
    pub fn service(&self) -> ProbeService {
        ProbeService::new(self.clone())
    }

    /// Returns the counts.
    #[must_use]
    pub fn counts(&self) -> Counts {
        lock(&self.state).counts
    }

    /// Returns whether a place is free.
    #[must_use]
    pub fn has_free_place(&self) -> bool {
        lock(&self.state).has_free_place()
    }

    /// Returns how the layer broke the rules of [`Service`](tower_service::Service), such as a call without readiness.
    #[must_use]
    pub fn violations(&self) -> Vec<String> {
        lock(&self.state).violations.clone()
    }

    /// Returns the bodies of the requests so far that were of type [`ProbeBody`].
    #[must_use]
    pub fn take_bodies(&self) -> Vec<ProbeBody> {
        let bodies = self.change(|state| std::mem::take(&mut state.bodies));
        bodies.into_iter().filter_map(|body| body.downcast().ok()).map(|body| *body).collect()
    }

    fn change<T>(&self, change: impl FnOnce(&mut ProbeState) -> T) -> T {
        change(&mut lock(&self.state))
    }

    /// Takes a place, if one is free.
    fn take_place(&self, reserve: bool) -> Option<Place> {
        let taken = self.change(|state| {
            let free = state.has_free_place();
            if free {
                state.counts.used += 1;
                if reserve {
                    state.counts.held += 1;
                    state.counts.reserved += 1;
                }
            }
            free
        });
        taken.then(|| Place { probe: self.clone() })
    }

    /// Takes a place, or has the task woken when one becomes free.
    fn poll_place(&self, cx: &mut Context<'_>, reserve: bool) -> Poll<Place> {
        if let Some(place) = self.take_place(reserve) {
            return Poll::Ready(place);
        }
        self.change(|state| {
            if !state.waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
                state.waiting.push(cx.waker().clone());
            }
        });
        Poll::Pending
    }

    /// Wakes everything that waits for a place: whichever task is polled first takes it.
    fn wake_waiting(&self) {
        let wakers = self.change(|state| {
            state.counts.wakes += state.waiting.len();
            std::mem::take(&mut state.waiting)
        });
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl ProbeState {
    fn has_free_place(&self) -> bool {
        self.places.is_none_or(|places| self.counts.used < places)
    }
}

impl Default for Probe {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = lock(&self.state);
        f.debug_struct("Probe")
            .field("places", &state.places)
            .field("counts", &state.counts)
            .field("violations", &state.violations)
            .finish_non_exhaustive()
    }
}

/// A place of a [`Probe`], given back when it is dropped.
#[must_use]
pub struct Place {
    probe: Probe,
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").finish_non_exhaustive()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.probe.change(|state| state.counts.used -= 1);
        self.probe.wake_waiting();
    }
}
