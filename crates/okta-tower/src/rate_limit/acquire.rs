//! Waiting in line.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{Extensions, HeaderMap, StatusCode};
use tokio::time::Sleep;

use super::{
    RateLimitStore, Throttled,
    registry::{Shared, now},
    route::Route,
    scheduler::{Grant, Outcome, Refused, Ticket},
    store::{ObservedResponse, Reservation},
};
use crate::{
    BoxError,
    meta::{CallStats, Deadline},
    wait_timer::{Reason, Waiting},
};

/// Timers are no finer than this.
const TICK: Duration = Duration::from_millis(1);

/// The right to send one request. Dropping it gives it back.
#[derive(Debug)]
pub(super) struct Permit {
    shared: Arc<Shared>,
    grant: Option<Grant>,
    sent: bool,
    /// Boxed, as all calls carry it and most have none.
    wait: Option<Box<Wait>>,
}

/// What is known of a request that did not go at once.
#[derive(Debug, Default)]
struct Wait {
    took: Duration,
    /// The bucket's name, when other processes count with us and have been asked.
    reserved: Option<String>,
}

impl Permit {
    /// For a request that goes at once.
    fn at_once(shared: Arc<Shared>, grant: Grant) -> Self {
        Self { shared, grant: Some(grant), sent: false, wait: None }
    }

    /// For a request that stood in line.
    fn after(shared: Arc<Shared>, grant: Grant, took: Duration) -> Self {
        let wait = Some(Box::new(Wait { took, reserved: None }));
        Self { shared, grant: Some(grant), sent: false, wait }
    }

    /// How long the request waited.
    pub(super) fn waited(&self) -> Duration {
        self.wait.as_ref().map_or(Duration::ZERO, |wait| wait.took)
    }

    /// A store was asked, which took some time, and has a reservation in `bucket`.
    fn reserve(&mut self, bucket: String, took: Duration) {
        let wait = self.wait.get_or_insert_default();
        wait.took += took;
        wait.reserved = Some(bucket);
    }

    /// The store that was asked, and the bucket that it was asked about.
    pub(super) fn take_reservation(&mut self) -> Option<(String, Arc<dyn RateLimitStore>)> {
        self.wait.as_mut()?.reserved.take().zip(self.shared.store.clone())
    }

    /// The bucket that the request waits in.
    pub(super) fn bucket(&self) -> String {
        let name = |grant: &Grant| self.shared.core().name(grant);
        self.grant.as_ref().map(name).unwrap_or_default()
    }

    /// The request goes to the server now: from here on it may have been counted there.
    pub(super) fn send(&mut self) {
        self.sent = true;
        // A request that goes at once was granted just now.
        if let (Some(grant), Some(_)) = (&mut self.grant, &self.wait) {
            grant.sent = now();
        }
    }

    /// The request was answered.
    pub(super) fn answered(mut self, status: StatusCode, headers: &HeaderMap) -> ObservedResponse {
        let (outcome, observed) = self.shared.read(status, headers);
        self.finish(outcome);
        observed
    }

    /// The request got no answer.
    pub(super) fn failed(mut self) -> ObservedResponse {
        self.finish(Outcome::Lost);
        let date = self.shared.clock.now();
        ObservedResponse {
            snapshot: None,
            rate_limited: false,
            concurrency_limited: false,
            date,
            retry_after: None,
        }
    }

    fn finish(&mut self, outcome: Outcome) {
        if let Some(grant) = self.grant.take() {
            let now = now();
            self.shared.with_core(|core| core.finish(grant, outcome, now));
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.finish(if self.sent { Outcome::Lost } else { Outcome::Unsent });
    }
}

/// A permit for a request that need not wait in this process.
pub(super) fn at_once(shared: &Arc<Shared>, route: &Route) -> Option<Permit> {
    let grant = shared.with_core(|core| core.try_go(route, now()))?;
    Some(Permit::at_once(Arc::clone(shared), grant))
}

/// Waits for the right to send a request: in this process, where it is not `admitted` yet, and of the store.
pub(super) async fn acquire(
    shared: &Arc<Shared>,
    admitted: Option<Permit>,
    route: Route,
    extensions: &Extensions,
) -> Result<Permit, Throttled> {
    let mut permit = match admitted {
        Some(permit) => permit,
        None => local(shared, route, extensions).await?,
    };
    if let Some(store) = &shared.store {
        reserve(shared, store.as_ref(), &mut permit, extensions).await?;
    }
    if let Some(stats) = CallStats::from_extensions(extensions) {
        stats.set_bucket(permit.bucket());
    }
    Ok(permit)
}

/// Waits for this process's turn. Dropping the future leaves the line.
async fn local(shared: &Arc<Shared>, route: Route, extensions: &Extensions) -> Result<Permit, Throttled> {
    let began = now();
    let _waiting = Waiting::begin(Reason::RateLimit, began.into(), extensions);
    let deadline = extensions.get::<Deadline>().map(|deadline| deadline.0);
    let name = route.bucket.clone();
    let refused = |refused: Refused| Throttled::new(name.clone().into_owned(), refused.possible, shared);
    let ticket = shared.with_core(|core| core.enqueue(route, deadline, began)).map_err(refused)?;
    let mut place = Place { shared, ticket, timer: None };
    let grant = poll_fn(|cx| place.poll(cx)).await.map_err(refused)?;
    Ok(Permit::after(Arc::clone(shared), grant, now().saturating_duration_since(began)))
}

/// A place in line, given up when dropped.
struct Place<'a> {
    shared: &'a Shared,
    ticket: Ticket,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Place<'_> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Grant, Refused>> {
        loop {
            let (now, ticket) = (now(), self.ticket);
            let answer = self.shared.with_core(|core| {
                core.pump(now);
                core.claim(ticket, cx.waker())
            });
            let look = match answer {
                Ok(decided) => return Poll::Ready(decided),
                Err(Some(look)) => look.max(now + TICK).into(),
                Err(None) => return Poll::Pending,
            };
            let timer = match &mut self.timer {
                Some(timer) => {
                    timer.as_mut().reset(look);
                    timer
                }
                none => none.insert(Box::pin(tokio::time::sleep_until(look))),
            };
            if timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let (now, ticket) = (now(), self.ticket);
        self.shared.with_core(|core| core.cancel(ticket, now));
    }
}

/// Waits for a reservation in the store.
async fn reserve(
    shared: &Arc<Shared>,
    store: &dyn RateLimitStore,
    permit: &mut Permit,
    extensions: &Extensions,
) -> Result<(), Throttled> {
    let began = now();
    let _waiting = Waiting::begin(Reason::RateLimit, began.into(), extensions);
    let deadline = extensions.get::<Deadline>().map(|deadline| deadline.0);
    let bucket = permit.bucket();
    let turnstile = shared.turnstiles.of(&bucket);
    let turn = turnstile.lock();
    let late = || Throttled::new(bucket.clone(), now(), shared);
    let turn = match deadline {
        Some(at) => tokio::time::timeout_at(at.into(), turn).await.map_err(|_| late())?,
        None => turn.await,
    };
    loop {
        let wait = match store.reserve(&bucket, shared.share).await {
            Ok(Reservation::Granted) => break,
            Ok(Reservation::Wait(wait)) => wait.clamp(Duration::from_millis(1), Duration::from_secs(70)),
            Err(error) => {
                degraded(&error);
                return Ok(());
            }
        };
        let possible = now() + wait;
        if deadline.is_some_and(|deadline| deadline < possible) {
            return Err(Throttled::new(bucket, possible, shared));
        }
        tokio::time::sleep_until(possible.into()).await;
    }
    drop(turn);
    permit.reserve(bucket, now().saturating_duration_since(began));
    Ok(())
}

/// Tells the store what an answer said.
pub(super) async fn settle(store: &dyn RateLimitStore, bucket: &str, observed: &ObservedResponse) {
    if let Err(error) = store.settle(bucket, observed).await {
        degraded(&error);
    }
}

fn degraded(error: &BoxError) {
    #[cfg(feature = "trace")]
    tracing::warn!(%error, "the shared rate-limit store failed: this process limits itself alone");
    #[cfg(not(feature = "trace"))]
    let _ = error;
}
