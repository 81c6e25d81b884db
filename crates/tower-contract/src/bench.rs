//! A layer over a probe, and calls through it.

use std::{future::poll_fn, rc::Rc, time::Duration};

use http::{Request, Response};
use tokio::time::Instant;
use tower_service::Service;

use crate::{BoxError, Probe, subject::Subject, task::Tasks};

/// Creates requests.
pub(crate) type RequestFn<'a, B> = Rc<dyn Fn() -> Request<B> + 'a>;

/// The end of a call.
pub(crate) type CallResult<B> = Result<Response<B>, BoxError>;

/// What was seen while calls ran.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Where a place was held by a call that waits.
    pub(crate) held: Option<String>,
    /// A call waited although a place was free.
    pub(crate) waited: bool,
    /// A call moved when it was polled without having been woken.
    pub(crate) lost_wakeup: bool,
}

/// A layer over a probe, and calls through it.
pub(crate) struct Bench<'a, L: Subject<B>, B: 'static> {
    pub(crate) probe: Probe,
    pub(crate) service: Option<<L as Subject<B>>::Service>,
    pub(crate) tasks: Tasks<CallResult<L::Body>>,
    pub(crate) seen: Seen,
    pub(crate) patience: Duration,
    pub(crate) started: Instant,
    /// Replaces the wakers of all calls each time that nothing moves.
    pub(crate) new_wakers: bool,
    request: RequestFn<'a, B>,
    other: Option<RequestFn<'a, B>>,
}

impl<'a, L: Subject<B>, B: 'static> Bench<'a, L, B> {
    pub(crate) fn new(
        layer: &L,
        probe: Probe,
        patience: Duration,
        request: RequestFn<'a, B>,
        other: Option<RequestFn<'a, B>>,
    ) -> Self {
        let service = Some(layer.layer(probe.service()));
        let (tasks, seen, started) = (Tasks::new(), Seen::default(), Instant::now());
        Self { probe, service, tasks, seen, patience, started, new_wakers: false, request, other }
    }

    /// Returns a clone of the service.
    #[expect(clippy::expect_used, reason = "no rule starts calls after it dropped the service")]
    pub(crate) fn service(&self) -> <L as Subject<B>>::Service {
        self.service.clone().expect("the service was dropped")
    }

    pub(crate) fn request(&self) -> Request<B> {
        (self.request)()
    }

    /// Adds a call, which begins at the next poll.
    pub(crate) fn start(&mut self) -> usize {
        let request = (self.request)();
        self.start_with(request)
    }

    /// Adds a call that has nothing to do with the others.
    pub(crate) fn start_other(&mut self) -> Option<usize> {
        let request = self.other.as_ref()?();
        Some(self.start_with(request))
    }

    pub(crate) fn start_with(&mut self, request: Request<B>) -> usize {
        let mut service = self.service();
        self.tasks.add(Box::pin(async move {
            poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
            service.call(request).await.map_err(Into::into)
        }))
    }

    /// Makes calls, and keeps none of their services. They begin now, and are not polled: `None` if not ready.
    pub(crate) async fn call_now(&mut self) -> Option<usize> {
        let (mut service, request) = (self.service(), (self.request)());
        let ready = tokio::time::timeout(self.patience, poll_fn(|cx| service.poll_ready(cx))).await;
        if !matches!(ready, Ok(Ok(()))) {
            return None;
        }
        let future = service.call(request);
        drop(service);
        Some(self.tasks.add(Box::pin(async move { future.await.map_err(Into::into) })))
    }

    /// Runs until nothing moves without time passing, and looks at the places.
    pub(crate) async fn settle(&mut self) {
        let settled = self.tasks.settle().await;
        if self.new_wakers && settled {
            self.tasks.poll_with_new_wakers();
            self.tasks.settle().await;
        }
        let (counts, pending) = (self.probe.counts(), self.tasks.pending());
        if pending > counts.in_flight && self.probe.has_free_place() {
            self.seen.waited = true;
        }
        if settled && counts.held > 0 && pending > 0 && self.seen.held.is_none() {
            let at = self.started.elapsed();
            self.seen.held = Some(format!(
                "after {at:?}, {} of {pending} unfinished calls hold places that they do not use",
                counts.held
            ));
        }
    }

    /// Runs until `calls` have ended, or until the patience is used up. Returns the calls that have not ended.
    pub(crate) async fn finish(&mut self, calls: &[usize]) -> Result<(), String> {
        let end = Instant::now() + self.patience;
        loop {
            self.settle().await;
            let unfinished: Vec<_> =
                calls.iter().copied().filter(|&call| self.tasks.output(call).is_none()).collect();
            if unfinished.is_empty() {
                return Ok(());
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || !self.tasks.wait_for_wake(left).await {
                return Err(self.stuck(&unfinished, calls.len()).await);
            }
        }
    }

    /// Runs until a call waits while nothing is in flight, or ends. Returns whether it waits.
    pub(crate) async fn waits_alone(&mut self, call: usize) -> bool {
        loop {
            self.settle().await;
            if self.tasks.output(call).is_some() {
                return false;
            }
            if self.probe.counts().in_flight == 0 {
                return true;
            }
            if !self.tasks.wait_for_wake(self.patience).await {
                return false;
            }
        }
    }

    /// Says what does not move, and whether a poll would move it.
    async fn stuck(&mut self, unfinished: &[usize], of: usize) -> String {
        let before = self.probe.counts();
        self.tasks.poll_with_new_wakers();
        self.tasks.settle().await;
        let ended = unfinished.iter().any(|&call| self.tasks.output(call).is_some());
        let counts = self.probe.counts();
        let woken = ended || (counts.calls, counts.reserved) != (before.calls, before.reserved);
        self.seen.lost_wakeup |= woken;
        let why = if woken { "; a poll without a wake-up moves them" } else { "" };
        format!(
            "{} of {of} calls do not end within {:?} (places taken: {}, of them held: {}, calls in flight: {}{why})",
            unfinished.len(),
            self.patience,
            before.used,
            before.held,
            before.in_flight,
        )
    }

    /// Returns whether a call ended with a response.
    pub(crate) fn is_ok(&self, call: usize) -> bool {
        matches!(self.tasks.output(call), Some(Ok(_)))
    }

    /// Drops all calls and the service, and looks for what is left of them.
    pub(crate) async fn leaks(&mut self) -> Option<String> {
        self.tasks.clear();
        self.service = None;
        self.tasks.settle().await;
        if self.probe.counts().clones > 0 || self.probe.counts().used > 0 {
            // Tasks that the layer spawned may end by a timer.
            tokio::time::sleep(self.patience).await;
            self.tasks.settle().await;
        }
        let counts = self.probe.counts();
        let mut left = Vec::new();
        if counts.used > 0 {
            left.push(format!("{} places are not given back", counts.used));
        }
        if counts.in_flight > 0 {
            left.push(format!("{} calls are still under way", counts.in_flight));
        }
        if counts.clones > 0 {
            left.push(format!("{} clones of the service still exist", counts.clones));
        }
        (!left.is_empty())
            .then(|| format!("after all calls and the service were dropped, {}", left.join(", ")))
    }

    /// Returns how the layer broke the rules of `Service`.
    pub(crate) fn violation(&self) -> Option<String> {
        self.probe.violations().into_iter().next()
    }
}
