//! Permits: waiting for the scheduler and for a shared store.

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
    registry::{RateLimitsInner, now},
    route::BucketKey,
    scheduler::{Completion, DeadlineTooEarly, Grant, Ticket},
    store::{ObservedResponse, Reservation},
};
use crate::{
    BoxError,
    meta::{CallStats, Deadline},
    wait_timer::{WaitReason, WaitTimer},
};

/// The resolution of tokio's timers.
const TIMER_RESOLUTION: Duration = Duration::from_millis(1);

/// The right to send one request. Dropping it returns the reservation.
#[derive(Debug)]
pub(super) struct Permit {
    limits: Arc<RateLimitsInner>,
    grant: Option<Grant>,
    sent: bool,
    /// Boxed, as every call carries the field and few wait.
    wait: Option<Box<PermitWait>>,
}

/// The wait for a permit.
#[derive(Debug, Default)]
struct PermitWait {
    elapsed: Duration,
    /// The bucket of a reservation in the store.
    reserved_in: Option<String>,
}

impl Permit {
    fn immediate(limits: Arc<RateLimitsInner>, grant: Grant) -> Self {
        Self { limits, grant: Some(grant), sent: false, wait: None }
    }

    fn after_wait(limits: Arc<RateLimitsInner>, grant: Grant, elapsed: Duration) -> Self {
        let wait = Some(Box::new(PermitWait { elapsed, reserved_in: None }));
        Self { limits, grant: Some(grant), sent: false, wait }
    }

    /// How long the request waited.
    pub(super) fn waited(&self) -> Duration {
        self.wait.as_ref().map_or(Duration::ZERO, |wait| wait.elapsed)
    }

    /// Records a reservation in the store, which took `elapsed`.
    fn set_reservation(&mut self, bucket: String, elapsed: Duration) {
        let wait = self.wait.get_or_insert_default();
        wait.elapsed += elapsed;
        wait.reserved_in = Some(bucket);
    }

    /// Takes the reservation: its bucket and the store.
    pub(super) fn take_reservation(&mut self) -> Option<(String, Arc<dyn RateLimitStore>)> {
        self.wait.as_mut()?.reserved_in.take().zip(self.limits.store.clone())
    }

    /// The name of the bucket.
    pub(super) fn bucket(&self) -> String {
        let name = |grant: &Grant| self.limits.scheduler().bucket_name(grant);
        self.grant.as_ref().map(name).unwrap_or_default()
    }

    /// Marks the request as sent: from now on the server may have counted it.
    pub(super) fn mark_sent(&mut self) {
        self.sent = true;
        // An immediate permit was granted just now.
        if let (Some(grant), Some(_)) = (&mut self.grant, &self.wait) {
            grant.sent = now();
        }
    }

    /// Returns the permit with a response.
    pub(super) fn complete(mut self, status: StatusCode, headers: &HeaderMap) -> ObservedResponse {
        let (completion, observed) = self.limits.read(status, headers);
        self.release(completion);
        observed
    }

    /// Returns the permit of a request that got no response.
    pub(super) fn fail(mut self) -> ObservedResponse {
        self.release(Completion::Unknown);
        ObservedResponse {
            snapshot: None,
            rate_limited: false,
            concurrency_limited: false,
            date: self.limits.clock.now(),
            retry_after: None,
        }
    }

    fn release(&mut self, completion: Completion) {
        if let Some(grant) = self.grant.take() {
            let now = now();
            self.limits.with_scheduler(|scheduler| scheduler.complete(grant, completion, now));
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.release(if self.sent { Completion::Unknown } else { Completion::NotSent });
    }
}

/// Returns a permit if the request need not wait in this process.
pub(super) fn try_acquire(limits: &Arc<RateLimitsInner>, key: &BucketKey) -> Option<Permit> {
    let grant = limits.with_scheduler(|scheduler| scheduler.try_acquire(key, now()))?;
    Some(Permit::immediate(Arc::clone(limits), grant))
}

/// Waits for a permit: in this process, unless `granted` already, then in the store.
pub(super) async fn acquire(
    limits: &Arc<RateLimitsInner>,
    granted: Option<Permit>,
    key: BucketKey,
    extensions: &Extensions,
) -> Result<Permit, Throttled> {
    let mut permit = match granted {
        Some(permit) => permit,
        None => wait_for_grant(limits, key, extensions).await?,
    };
    if let Some(store) = &limits.store {
        reserve(limits, store.as_ref(), &mut permit, extensions).await?;
    }
    if let Some(stats) = CallStats::from_extensions(extensions) {
        stats.set_bucket(permit.bucket());
    }
    Ok(permit)
}

/// Waits in the queue of this process. Dropping the future leaves the queue.
async fn wait_for_grant(
    limits: &Arc<RateLimitsInner>,
    key: BucketKey,
    extensions: &Extensions,
) -> Result<Permit, Throttled> {
    let started = now();
    let _timer = WaitTimer::start(WaitReason::RateLimit, started.into(), extensions);
    let deadline = extensions.get::<Deadline>().map(|deadline| deadline.0);
    let name = key.bucket.clone();
    let throttled =
        |error: DeadlineTooEarly| Throttled::new(name.clone().into_owned(), error.available_at, limits);
    let ticket =
        limits.with_scheduler(|scheduler| scheduler.enqueue(key, deadline, started)).map_err(throttled)?;
    let mut queued = QueuedTicket { limits, ticket, timer: None };
    let grant = poll_fn(|cx| queued.poll(cx)).await.map_err(throttled)?;
    Ok(Permit::after_wait(Arc::clone(limits), grant, now().saturating_duration_since(started)))
}

/// A ticket that is cancelled on drop.
struct QueuedTicket<'a> {
    limits: &'a RateLimitsInner,
    ticket: Ticket,
    timer: Option<Pin<Box<Sleep>>>,
}

impl QueuedTicket<'_> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Grant, DeadlineTooEarly>> {
        loop {
            let (now, ticket) = (now(), self.ticket);
            let polled = self.limits.with_scheduler(|scheduler| {
                scheduler.poll_grants(now);
                scheduler.poll_ticket(ticket, cx.waker())
            });
            let wake_at = match polled {
                Ok(decided) => return Poll::Ready(decided),
                Err(Some(wake_at)) => wake_at.max(now + TIMER_RESOLUTION).into(),
                Err(None) => return Poll::Pending,
            };
            let timer = match &mut self.timer {
                Some(timer) => {
                    timer.as_mut().reset(wake_at);
                    timer
                }
                none => none.insert(Box::pin(tokio::time::sleep_until(wake_at))),
            };
            if timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }
}

impl Drop for QueuedTicket<'_> {
    fn drop(&mut self) {
        let (now, ticket) = (now(), self.ticket);
        self.limits.with_scheduler(|scheduler| scheduler.cancel(ticket, now));
    }
}

/// Waits for a reservation in the store.
async fn reserve(
    limits: &Arc<RateLimitsInner>,
    store: &dyn RateLimitStore,
    permit: &mut Permit,
    extensions: &Extensions,
) -> Result<(), Throttled> {
    let started = now();
    let _timer = WaitTimer::start(WaitReason::RateLimit, started.into(), extensions);
    let deadline = extensions.get::<Deadline>().map(|deadline| deadline.0);
    let bucket = permit.bucket();
    let bucket_lock = limits.bucket_locks.get(&bucket);
    let lock = bucket_lock.lock();
    let deadline_passed = || Throttled::new(bucket.clone(), now(), limits);
    let guard = match deadline {
        Some(at) => tokio::time::timeout_at(at.into(), lock).await.map_err(|_| deadline_passed())?,
        None => lock.await,
    };
    loop {
        let wait = match store.reserve(&bucket, limits.share).await {
            Ok(Reservation::Granted) => break,
            Ok(Reservation::Wait(wait)) => wait.clamp(Duration::from_millis(1), Duration::from_secs(70)),
            Err(error) => {
                log_store_error(&error);
                return Ok(());
            }
        };
        let available_at = now() + wait;
        if deadline.is_some_and(|deadline| deadline < available_at) {
            return Err(Throttled::new(bucket, available_at, limits));
        }
        tokio::time::sleep_until(available_at.into()).await;
    }
    drop(guard);
    permit.set_reservation(bucket, now().saturating_duration_since(started));
    Ok(())
}

/// Settles a reservation in the store.
pub(super) async fn settle(store: &dyn RateLimitStore, bucket: &str, observed: &ObservedResponse) {
    if let Err(error) = store.settle(bucket, observed).await {
        log_store_error(&error);
    }
}

fn log_store_error(error: &BoxError) {
    #[cfg(feature = "trace")]
    tracing::warn!(%error, "rate-limit store failed; using local state");
    #[cfg(not(feature = "trace"))]
    let _ = error;
}
