//! The scheduler behind [`RateLimits`](super::RateLimits): a state machine without clock, runtime or locks.
//!
//! Time is passed in. A request takes a ticket and waits in the queue of its bucket; [`Scheduler::poll_grants`]
//! issues grants in ticket order; a [`Grant`] is held until [`Scheduler::complete`] takes it back.
//!
//! Queues whose first request may be sent are kept by ticket, the others by the moment at which it may. An event
//! touches only the queues that it changes, so that its cost grows with the logarithm of what waits.

mod assignment;
mod bucket;
mod concurrency_limit;
mod counters;
mod origins;
#[cfg(test)]
mod properties;
mod snapshot;
mod store_gate;
#[cfg(test)]
mod tests;
mod tickets;
mod types;
mod wait_queue;

use std::{
    collections::{BTreeSet, HashMap},
    task::Waker,
    time::Instant,
};

use super::key::BucketKey;
use concurrency_limit::ConcurrencyLimit;
use counters::CounterIndex;
use origins::Origins;
use types::Admission;
use wait_queue::{Place, WaitQueue, Waiter};

pub(super) use tickets::{DeadlineTooEarly, Entered, Ticket};
pub(super) use types::{Reading, SchedulerConfig};

pub use snapshot::{BucketSnapshot, LimitsSnapshot};

use tickets::TicketState;

/// The start of the queues that must be looked at later.
const FIRST_TIMED: (Place, usize) = (Place::Ready(Ticket::MAX), usize::MAX);

/// The right to send one request, counted as in flight until it is returned.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    queue: usize,
    key: BucketKey,
    probe: bool,
    /// Whether the request still needs a reservation in the store.
    asks_store: bool,
    pub(super) ticket: Ticket,
    pub(super) sent: Instant,
}

/// How a request that held a grant ended.
#[derive(Clone, Debug)]
pub(super) enum Completion {
    Response(Reading),
    /// Rejected by the concurrency limit.
    ConcurrencyLimited,
    /// Dropped or failed after it may have been sent.
    Unknown,
    NotSent,
}

#[derive(Debug)]
pub(super) struct Scheduler {
    config: SchedulerConfig,
    concurrency: ConcurrencyLimit,
    origins: Origins,
    queues: Vec<WaitQueue>,
    /// Unused queues.
    free: Vec<usize>,
    counters: CounterIndex,
    tickets: HashMap<Ticket, TicketState>,
    /// The deadlines of all tickets that wait.
    deadlines: BTreeSet<(Instant, Ticket)>,
    /// Grants that have not been taken.
    unclaimed: BTreeSet<(Instant, Ticket)>,
    /// Queues in which requests wait.
    places: BTreeSet<(Place, usize)>,
    /// Queues that changed since their first waiters were woken.
    changed: Vec<usize>,
    next_ticket: Ticket,
    wakers: Vec<Waker>,
    random: fastrand::Rng,
    #[cfg(test)]
    operations: u64,
}

impl Scheduler {
    pub(super) fn new(config: SchedulerConfig, max_in_flight: Option<u32>, random: fastrand::Rng) -> Self {
        Self {
            config,
            concurrency: ConcurrencyLimit::new(max_in_flight),
            origins: Origins::default(),
            queues: Vec::new(),
            free: Vec::new(),
            counters: CounterIndex::default(),
            tickets: HashMap::new(),
            deadlines: BTreeSet::new(),
            unclaimed: BTreeSet::new(),
            places: BTreeSet::new(),
            changed: Vec::new(),
            next_ticket: 0,
            wakers: Vec::new(),
            random,
            #[cfg(test)]
            operations: 0,
        }
    }

    /// Counts a step of work, for tests of the cost.
    fn count_operation(&mut self) {
        #[cfg(test)]
        {
            self.operations += 1;
        }
    }

    /// Takes a grant back.
    pub(super) fn complete(&mut self, grant: Grant, completion: Completion, now: Instant) {
        if let Some(queue) = self.queues.get_mut(grant.queue) {
            queue.bucket.release(grant.probe);
            if grant.asks_store {
                queue.bucket.store.end();
            }
        }
        self.mark(grant.queue);
        match completion {
            Completion::ConcurrencyLimited => self.concurrency.on_rejection(grant.sent, now),
            Completion::Response(reading) => {
                self.concurrency.on_response(now);
                self.observe(&grant, &reading, now);
            }
            Completion::Unknown => {
                let at = self.queue_for(&grant.key);
                if let Some(queue) = self.queues.get_mut(at) {
                    queue.bucket.record_unknown(now);
                }
                self.mark(at);
            }
            Completion::NotSent => {}
        }
        self.deactivate(grant.key.origin);
        self.concurrency.release();
        self.poll_grants(now);
    }

    /// The store has granted a request.
    pub(super) fn store_granted(&mut self, grant: &mut Grant, reserved: bool, now: Instant) {
        if let Some(queue) = self.queues.get_mut(grant.queue).filter(|_| grant.asks_store) {
            queue.bucket.store.end();
            if reserved {
                queue.bucket.store.granted();
            }
        }
        grant.asks_store = false;
        self.mark(grant.queue);
        self.poll_grants(now);
    }

    /// Grants every request that may be sent, rejects those that cannot meet their deadline, and collects the
    /// wakers to call.
    pub(super) fn poll_grants(&mut self, now: Instant) {
        if self.tickets.is_empty() {
            self.changed.clear();
            return;
        }
        self.reject_expired(now);
        self.revoke_unclaimed(now);
        while let Some((Place::Timed(moment), at)) = self.places.range(FIRST_TIMED..).next().copied()
            && moment <= now
        {
            self.mark(at);
        }
        while self.concurrency.has_capacity() {
            let Some((Place::Ready(_), at)) = self.places.first().copied() else { break };
            self.count_operation();
            match self.admit(at, now) {
                Some(Admission::Grant { probe }) => self.grant_next(at, probe, now),
                Some(Admission::NotBefore(until)) => {
                    self.reject_until(at, until);
                    if self.queues.get(at).is_some_and(|queue| queue.first().is_some()) {
                        self.place(at, Place::Timed(until));
                    }
                }
                Some(Admission::RetryAt(until)) => self.place(at, Place::Timed(until)),
                None => self.place(at, Place::Idle),
            }
        }
        while let Some(at) = self.changed.pop() {
            self.count_operation();
            let waker = self.queues.get_mut(at).and_then(WaitQueue::take_first_waker);
            self.wakers.extend(waker);
        }
    }

    /// Decides whether the next request of a queue may be sent.
    fn admit(&mut self, at: usize, now: Instant) -> Option<Admission> {
        let (config, jitter) = (self.config, self.random.f64());
        let queue = self.queues.get_mut(at)?;
        let paused = self.origins.get(queue.origin).and_then(|origin| origin.not_before);
        if let Some(until) = paused.filter(|until| now < *until) {
            return Some(Admission::NotBefore(until));
        }
        let (queued, deadline) = (queue.len().max(1), queue.first_deadline());
        Some(queue.bucket.try_admit(now, config, queued, deadline, jitter))
    }

    /// A lower bound on when a request with `ahead` others before it can be sent.
    fn earliest(&self, at: usize, ahead: u64, now: Instant) -> Instant {
        let Some(queue) = self.queues.get(at) else { return now };
        let paused = self.origins.get(queue.origin).and_then(|origin| origin.not_before);
        queue.bucket.earliest(now, self.config, ahead).max(paused.unwrap_or(now))
    }

    fn grant_next(&mut self, at: usize, probe: bool, now: Instant) {
        let config = self.config;
        let Some(queue) = self.queues.get_mut(at) else { return };
        let taken = queue.next(now, config).and_then(|ticket| Some((ticket, queue.take(ticket)?)));
        let Some((ticket, waiter)) = taken else { return self.place(at, Place::Idle) };
        self.forget_deadline(ticket, waiter.deadline);
        let deadline = waiter.deadline;
        if let Some(grant) = self.grant(at, waiter.key, ticket, probe, now) {
            self.tickets.insert(ticket, TicketState::Granted { grant, deadline });
            self.unclaimed.insert((now, ticket));
        }
        self.wakers.extend(waiter.waker);
        self.mark(at);
    }

    fn grant(
        &mut self,
        at: usize,
        key: BucketKey,
        ticket: Ticket,
        probe: bool,
        now: Instant,
    ) -> Option<Grant> {
        let config = self.config;
        let queue = self.queues.get_mut(at)?;
        let (queued, deadline) = (queue.len(), queue.first_deadline());
        queue.bucket.acquire(now, config, probe, queued, deadline);
        self.concurrency.acquire();
        Some(Grant { queue: at, key, probe, asks_store: config.store, ticket, sent: now })
    }

    /// Schedules a queue that changed.
    fn mark(&mut self, at: usize) {
        let first = self.queues.get(at).and_then(WaitQueue::first);
        self.place(at, first.map_or(Place::Idle, Place::Ready));
    }

    fn place(&mut self, at: usize, place: Place) {
        let Some(queue) = self.queues.get_mut(at) else { return };
        let last = std::mem::replace(&mut queue.place, place);
        if last == place {
            return;
        }
        self.count_operation();
        if last != Place::Idle {
            self.places.remove(&(last, at));
        }
        if place != Place::Idle {
            self.places.insert((place, at));
            self.changed.push(at);
        }
    }

    /// Takes the wakers to call once the lock is released.
    pub(super) fn take_wakers(&mut self) -> Vec<Waker> {
        std::mem::take(&mut self.wakers)
    }
}
