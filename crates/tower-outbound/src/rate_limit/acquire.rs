//! Permits: waiting for the scheduler and for a shared store.

use std::{
    borrow::Cow,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use http::{Extensions, Response, Uri};
use tokio::time::{Sleep, timeout};

use super::{
    RateLimitStore, Throttled,
    registry::{RateLimitsInner, now},
    scheduler::{Completion, DeadlineTooEarly, Entered, Grant, Ticket},
    store::{ObservedResponse, Reservation},
};
use crate::{
    BoxError,
    meta::{CallStats, Deadline, QueuePosition},
    wait_timer::{WaitReason, WaitTimer},
};

/// The resolution of tokio's timers.
const TIMER_RESOLUTION: Duration = Duration::from_millis(1);
/// A store that takes longer counts as unavailable.
const STORE_TIMEOUT: Duration = Duration::from_secs(2);

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
    const fn new(limits: Arc<RateLimitsInner>, grant: Grant) -> Self {
        Self { limits, grant: Some(grant), sent: false, wait: None }
    }

    /// How long the request waited.
    pub(super) fn waited(&self) -> Duration {
        self.wait.as_ref().map_or(Duration::ZERO, |wait| wait.elapsed)
    }

    /// Takes the reservation: its bucket and the store.
    pub(super) fn take_reservation(&mut self) -> Option<(String, Arc<dyn RateLimitStore>)> {
        self.wait.as_mut()?.reserved_in.take().zip(self.limits.store.clone())
    }

    /// Records the bucket in the statistics of the call.
    pub(super) fn record_bucket(&self, extensions: &Extensions) {
        if let (Some(stats), Some(grant)) = (CallStats::from_extensions(extensions), &self.grant) {
            stats.set_bucket(self.limits.scheduler().bucket_name(grant));
        }
    }

    /// Marks the request as sent: from now on the server may have counted it. `later` is whether that is not the
    /// moment of the grant.
    pub(super) fn mark_sent(&mut self, later: bool) {
        self.sent = true;
        if let Some(grant) = self.grant.as_mut().filter(|_| later || self.wait.is_some()) {
            grant.sent = now();
        }
    }

    /// Returns the permit with a response. A rejected request keeps its position for the next attempt.
    pub(super) fn complete<B>(mut self, response: &mut Response<B>) -> ObservedResponse {
        let (completion, observed) = self.limits.read(response.status(), response.headers());
        if let Some(grant) = self.grant.as_ref().filter(|_| observed.exceeded.is_some()) {
            let position = QueuePosition { registry: self.limits.id, ticket: grant.ticket };
            response.extensions_mut().insert(position);
        }
        self.release(completion);
        observed
    }

    /// Returns the permit of a request that got no response.
    pub(super) fn fail(mut self) -> ObservedResponse {
        self.release(Completion::Unknown);
        ObservedResponse { snapshot: None, exceeded: None, date: self.limits.clock.now(), retry_after: None }
    }

    fn release(&mut self, completion: Completion) {
        if let Some(grant) = self.grant.take() {
            let now = now();
            self.limits.with_scheduler(|scheduler| scheduler.complete(grant, completion, now));
        }
    }

    /// Ends the wait for the store. Returns a new ticket if the store lets the request wait: it holds no permit then.
    async fn reserve(
        mut self,
        store: &dyn RateLimitStore,
        deadline: Option<Instant>,
    ) -> Result<Self, Entered> {
        let limits = Arc::clone(&self.limits);
        let Some(grant) = &mut self.grant else { return Ok(self) };
        let bucket = limits.scheduler().full_bucket_name(grant);
        let reservation = match timeout(STORE_TIMEOUT, store.reserve(&bucket, limits.share)).await {
            Ok(reservation) => reservation,
            Err(elapsed) => Err(elapsed.into()),
        };
        let reserved = match reservation {
            Ok(Reservation::Granted) => true,
            Ok(Reservation::Wait(wait)) => {
                let Some(grant) = self.grant.take() else { return Ok(self) };
                let now = now();
                let until =
                    now + wait.clamp(TIMER_RESOLUTION, limits.dialect.longest_wait().max(TIMER_RESOLUTION));
                return Err(limits.with_scheduler(|scheduler| scheduler.defer(grant, until, deadline, now)));
            }
            Err(error) => {
                log_store_error(&error);
                false
            }
        };
        let now = now();
        limits.with_scheduler(|scheduler| scheduler.store_granted(grant, reserved, now));
        if reserved {
            self.wait.get_or_insert_default().reserved_in = Some(bucket);
        }
        Ok(self)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.release(if self.sent { Completion::Unknown } else { Completion::NotSent });
    }
}

/// A request that arrived at the limiter.
pub(super) enum Acquired {
    /// It may be sent.
    Now(Permit),
    /// It waits.
    Later(PermitFuture),
}

/// The wait for a permit. Dropping it leaves the queue.
pub(super) type PermitFuture = Pin<Box<dyn Future<Output = Result<Permit, Throttled>> + Send>>;

/// Acquires a permit: at once if the request need not wait.
pub(super) fn acquire(
    limits: Arc<RateLimitsInner>,
    uri: &Uri,
    bucket: Cow<'static, str>,
    operation: &'static str,
    extensions: &Extensions,
) -> Acquired {
    let started = now();
    let deadline = Deadline::of(extensions).map(|deadline| deadline.0);
    let position = extensions.get::<QueuePosition>().filter(|position| position.registry == limits.id);
    let ticket = position.map(|position| position.ticket);
    let name = bucket.clone();
    let entered = limits.with_scheduler(|scheduler| {
        let key = scheduler.key(uri, bucket, operation);
        scheduler.enter(key, ticket, deadline, started)
    });
    match entered {
        Entered::Granted(grant) if limits.store.is_none() => Acquired::Now(Permit::new(limits, grant)),
        entered => {
            let timer = WaitTimer::start(WaitReason::RateLimit, started.into(), extensions);
            // From here on the ticket or the grant is returned when the future is dropped.
            let entered = Held::new(&limits, entered);
            Acquired::Later(Box::pin(async move {
                let result = wait(&limits, entered, deadline, started).await;
                drop(timer);
                result.map_err(|error| Throttled::new(name.into_owned(), error.available_at, &limits))
            }))
        }
    }
}

/// What a request that waits holds.
enum Held {
    Permit(Permit),
    Ticket(QueuedTicket),
    Nothing(DeadlineTooEarly),
}

impl Held {
    fn new(limits: &Arc<RateLimitsInner>, entered: Entered) -> Self {
        let limits = Arc::clone(limits);
        match entered {
            Entered::Granted(grant) => Self::Permit(Permit::new(limits, grant)),
            Entered::Queued(ticket) => Self::Ticket(QueuedTicket { limits, ticket, timer: None }),
            Entered::TooEarly(error) => Self::Nothing(error),
        }
    }
}

/// Waits for a permit in this process, then in the store.
async fn wait(
    limits: &Arc<RateLimitsInner>,
    mut held: Held,
    deadline: Option<Instant>,
    started: Instant,
) -> Result<Permit, DeadlineTooEarly> {
    let mut permit = loop {
        let permit = match held {
            Held::Permit(permit) => permit,
            Held::Ticket(mut ticket) => {
                let grant = poll_fn(|cx| ticket.poll(cx)).await?;
                Permit::new(Arc::clone(limits), grant)
            }
            Held::Nothing(error) => return Err(error),
        };
        let Some(store) = &limits.store else { break permit };
        match permit.reserve(store.as_ref(), deadline).await {
            Ok(permit) => break permit,
            Err(entered) => held = Held::new(limits, entered),
        }
    };
    permit.wait.get_or_insert_default().elapsed = now().saturating_duration_since(started);
    Ok(permit)
}

/// A ticket that is cancelled on drop.
struct QueuedTicket {
    limits: Arc<RateLimitsInner>,
    ticket: Ticket,
    timer: Option<Pin<Box<Sleep>>>,
}

impl QueuedTicket {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Grant, DeadlineTooEarly>> {
        loop {
            let (now, ticket) = (now(), self.ticket);
            let polled = self.limits.with_scheduler(|scheduler| {
                scheduler.poll_grants(now);
                scheduler.poll_ticket(ticket, cx.waker(), now)
            });
            let wake_at = match polled {
                Ok(decided) => return Poll::Ready(decided),
                Err(Some(wake_at)) => wake_at.max(now + TIMER_RESOLUTION).into(),
                Err(None) => return Poll::Pending,
            };
            let timer = match &mut self.timer {
                Some(timer) => {
                    if timer.deadline() != wake_at {
                        timer.as_mut().reset(wake_at);
                    }
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

impl Drop for QueuedTicket {
    fn drop(&mut self) {
        let (now, ticket) = (now(), self.ticket);
        self.limits.with_scheduler(|scheduler| scheduler.cancel(ticket, now));
    }
}

/// Settles a reservation in the store.
pub(super) async fn settle(store: &dyn RateLimitStore, bucket: &str, observed: &ObservedResponse) {
    let settled = timeout(STORE_TIMEOUT, store.settle(bucket, observed)).await;
    if let Err(error) = settled.unwrap_or_else(|elapsed| Err(elapsed.into())) {
        log_store_error(&error);
    }
}

/// Logs the failure of a store. Its texts may contain the URL of a server, with a password.
fn log_store_error(error: &BoxError) {
    #[cfg(feature = "trace")]
    {
        let text = error.to_string();
        let error: &str = &crate::trace::Redaction::default().text(&text);
        tracing::warn!(error, "rate-limit store failed; using local state");
    }
    #[cfg(not(feature = "trace"))]
    let _ = error;
}
