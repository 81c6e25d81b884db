//! The scheduler behind [`RateLimits`](super::RateLimits): a state machine without clock, runtime or locks.
//!
//! Time is passed in. A request takes a ticket and waits in the queue of its bucket; [`Scheduler::poll_grants`]
//! issues grants in ticket order; a [`Grant`] is held until [`Scheduler::complete`] takes it back.

mod assignment;
mod bucket;
mod concurrency_limit;
#[cfg(test)]
mod properties;
mod snapshot;
mod types;
mod wait_queue;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    task::Waker,
    time::Instant,
};

use super::route::BucketKey;
use crate::server_clock::ServerTimeBounds;
use concurrency_limit::ConcurrencyLimit;
use types::Admission;
use wait_queue::{WaitQueue, Waiter};

pub(super) use types::{Reading, SchedulerConfig};

pub use snapshot::{BucketSnapshot, LimitsSnapshot};

/// A position in a queue.
pub(super) type Ticket = u64;

/// The right to send one request, counted as in flight until it is returned.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    queue: usize,
    key: BucketKey,
    probe: bool,
    pub(super) sent: Instant,
}

/// The wait exceeds the deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DeadlineTooEarly {
    /// The earliest moment at which the request could have been sent.
    pub(super) available_at: Instant,
}

/// How a request that held a grant ended.
#[derive(Clone, Copy, Debug)]
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
    clock: ServerTimeBounds,
    queues: Vec<WaitQueue>,
    names: HashMap<Cow<'static, str>, usize>,
    /// The result of the last lookup by name.
    last_named: usize,
    /// Keys that the server counts in another bucket than declared.
    reassigned: HashMap<BucketKey, usize>,
    /// The queue of each waiting ticket.
    ticket_queues: HashMap<Ticket, usize>,
    decided: HashMap<Ticket, Result<Grant, DeadlineTooEarly>>,
    next_ticket: Ticket,
    wakers: Vec<Waker>,
    random: fastrand::Rng,
}

impl Scheduler {
    pub(super) fn new(config: SchedulerConfig, max_in_flight: Option<u32>, random: fastrand::Rng) -> Self {
        Self {
            config,
            concurrency: ConcurrencyLimit::new(max_in_flight),
            clock: ServerTimeBounds::default(),
            queues: Vec::new(),
            names: HashMap::new(),
            last_named: 0,
            reassigned: HashMap::new(),
            ticket_queues: HashMap::new(),
            decided: HashMap::new(),
            next_ticket: 0,
            wakers: Vec::new(),
            random,
        }
    }

    /// Grants a request at once if no other waits before it and the limits allow it.
    pub(super) fn try_acquire(&mut self, key: &BucketKey, now: Instant) -> Option<Grant> {
        if !self.concurrency.has_capacity() {
            return None;
        }
        let at = self.queue_for(key);
        let (config, jitter) = (self.config, self.random.f64());
        let queue = self.queues.get_mut(at).filter(|queue| queue.waiters.is_empty())?;
        let Admission::Grant { probe } = queue.bucket.try_admit(now, config, 1, jitter) else { return None };
        self.grant(at, key.clone(), probe, now)
    }

    /// Enqueues a request; fails when it cannot be sent before its deadline.
    pub(super) fn enqueue(
        &mut self,
        key: BucketKey,
        deadline: Option<Instant>,
        now: Instant,
    ) -> Result<Ticket, DeadlineTooEarly> {
        let at = self.queue_for(&key);
        let (config, ticket) = (self.config, self.next_ticket);
        if let Some(queue) = self.queues.get_mut(at) {
            let available_at = queue.bucket.earliest(now, config, queue.len());
            if deadline.is_some_and(|deadline| deadline <= now || deadline < available_at) {
                return Err(DeadlineTooEarly { available_at });
            }
            queue.push(ticket, Waiter { key, deadline, waker: None });
            self.ticket_queues.insert(ticket, at);
        }
        self.next_ticket += 1;
        self.poll_grants(now);
        Ok(ticket)
    }

    /// Takes the decision about a ticket. Without one, registers `waker` and returns the moment at which to call
    /// [`poll_grants`](Self::poll_grants) and poll again.
    pub(super) fn poll_ticket(
        &mut self,
        ticket: Ticket,
        waker: &Waker,
    ) -> Result<Result<Grant, DeadlineTooEarly>, Option<Instant>> {
        if let Some(decided) = self.decided.remove(&ticket) {
            return Ok(decided);
        }
        let queue = self.ticket_queues.get(&ticket).and_then(|at| self.queues.get_mut(*at));
        Err(queue.and_then(|queue| queue.register_waker(ticket, waker)))
    }

    /// Removes a request from its queue, or returns its unused grant.
    pub(super) fn cancel(&mut self, ticket: Ticket, now: Instant) {
        match self.decided.remove(&ticket) {
            Some(Ok(grant)) => self.complete(grant, Completion::NotSent, now),
            Some(Err(_)) => {}
            None => {
                let at = self.ticket_queues.remove(&ticket);
                if let Some(queue) = at.and_then(|at| self.queues.get_mut(at)) {
                    queue.remove(ticket);
                }
                self.poll_grants(now);
            }
        }
    }

    /// Takes a grant back.
    pub(super) fn complete(&mut self, grant: Grant, completion: Completion, now: Instant) {
        if let Some(queue) = self.queues.get_mut(grant.queue) {
            queue.bucket.release(grant.probe);
        }
        match completion {
            Completion::ConcurrencyLimited => self.concurrency.on_rejection(grant.sent, now),
            Completion::Response(reading) => {
                self.concurrency.on_response(now);
                if let Some(date) = reading.date {
                    self.clock.observe(date, grant.sent, now);
                }
                self.observe(&grant, &reading, now);
            }
            Completion::Unknown => {
                let at = self.queue_for(&grant.key);
                if let Some(queue) = self.queues.get_mut(at) {
                    queue.bucket.record_unknown(now);
                }
            }
            Completion::NotSent => {}
        }
        self.concurrency.release();
        self.poll_grants(now);
    }

    /// Grants every request that may be sent, rejects those that cannot meet their deadline, and collects the
    /// wakers to call.
    pub(super) fn poll_grants(&mut self, now: Instant) {
        if self.ticket_queues.is_empty() {
            return;
        }
        for at in 0..self.queues.len() {
            let earliest = |queue: &WaitQueue| queue.bucket.earliest(now, self.config, 0);
            let available_at = self.queues.get(at).map_or(now, earliest);
            self.reject_due(at, now, available_at);
        }
        for queue in &mut self.queues {
            queue.wake_at = None;
        }
        let mut blocked = HashSet::new();
        while self.concurrency.has_capacity() {
            let first = |(at, queue): (usize, &WaitQueue)| Some((queue.first()?, at));
            let open = self.queues.iter().enumerate().filter(|(at, _)| !blocked.contains(at));
            let Some((ticket, at)) = open.filter_map(first).min() else { break };
            let (config, jitter) = (self.config, self.random.f64());
            let Some(queue) = self.queues.get_mut(at) else { break };
            match queue.bucket.try_admit(now, config, queue.len(), jitter) {
                Admission::Grant { probe } => self.grant_ticket(at, ticket, probe, now),
                Admission::NotBefore(until) => {
                    queue.wake_at = Some(until);
                    blocked.insert(at);
                    self.reject_due(at, until, until);
                }
                Admission::RetryAt(until) => {
                    queue.wake_at = Some(until);
                    blocked.insert(at);
                }
            }
        }
        for queue in &mut self.queues {
            self.wakers.extend(queue.take_first_waker());
        }
    }

    fn grant_ticket(&mut self, at: usize, ticket: Ticket, probe: bool, now: Instant) {
        self.ticket_queues.remove(&ticket);
        let Some(waiter) = self.queues.get_mut(at).and_then(|queue| queue.remove(ticket)) else { return };
        if let Some(grant) = self.grant(at, waiter.key, probe, now) {
            self.decided.insert(ticket, Ok(grant));
        }
        self.wakers.extend(waiter.waker);
    }

    fn grant(&mut self, at: usize, key: BucketKey, probe: bool, now: Instant) -> Option<Grant> {
        let config = self.config;
        let queue = self.queues.get_mut(at)?;
        let (queued, deadline) = (queue.len(), queue.first_deadline());
        queue.bucket.acquire(now, config, probe, queued, deadline);
        self.concurrency.acquire();
        Some(Grant { queue: at, key, probe, sent: now })
    }

    /// Rejects the waiters whose deadline is at or before `moment`.
    fn reject_due(&mut self, at: usize, moment: Instant, available_at: Instant) {
        let Some(queue) = self.queues.get_mut(at) else { return };
        while let Some((ticket, waiter)) = queue.remove_expired(moment) {
            self.ticket_queues.remove(&ticket);
            self.decided.insert(ticket, Err(DeadlineTooEarly { available_at }));
            self.wakers.extend(waiter.waker);
        }
    }

    /// Takes the wakers to call once the lock is released.
    pub(super) fn take_wakers(&mut self) -> Vec<Waker> {
        std::mem::take(&mut self.wakers)
    }
}
