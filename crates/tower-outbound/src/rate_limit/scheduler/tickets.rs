//! Tickets: requests that wait, from their arrival to the decision.

use std::{
    task::Waker,
    time::{Duration, Instant},
};

use super::{Admission, Completion, Grant, Scheduler, WaitQueue, Waiter};
use crate::rate_limit::key::BucketKey;

/// A position in a queue, and among queues.
pub(in crate::rate_limit) type Ticket = u64;

/// A grant that is not taken for so long is given to another request. Its request takes part again once it is polled.
const CLAIM_TIMEOUT: Duration = Duration::from_millis(250);

/// The wait exceeds the deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rate_limit) struct DeadlineTooEarly {
    /// The earliest moment at which the request could have been sent.
    pub(in crate::rate_limit) available_at: Instant,
}

/// A request that arrived.
#[derive(Debug)]
pub(in crate::rate_limit) enum Entered {
    /// It may be sent at once.
    Granted(Grant),
    /// It waits.
    Queued(Ticket),
    /// It cannot be sent before its deadline.
    TooEarly(DeadlineTooEarly),
}

/// A ticket whose request has not taken its decision.
#[derive(Debug)]
pub(super) enum TicketState {
    Waiting {
        queue: usize,
    },
    /// It was granted and nobody took the grant.
    Absent(Box<Waiter>),
    Granted {
        grant: Grant,
        deadline: Option<Instant>,
    },
    Rejected(DeadlineTooEarly),
}

impl Scheduler {
    /// Grants a request at once if no other waits before it and the limits allow it, or else enqueues it. A request that
    /// had a ticket before gets the same place again.
    pub(in crate::rate_limit) fn enter(
        &mut self,
        key: BucketKey,
        ticket: Option<Ticket>,
        deadline: Option<Instant>,
        now: Instant,
    ) -> Entered {
        let ticket = self.ticket(ticket);
        let at = self.queue_for(&key);
        let first = self.queues.get(at).and_then(WaitQueue::first);
        if self.concurrency.has_capacity()
            && first.is_none_or(|first| ticket < first)
            && let Some(Admission::Grant { probe }) = self.admit(at, now)
            && let Some(grant) = self.grant(at, key.clone(), ticket, probe, now)
        {
            self.activate(key.origin);
            return Entered::Granted(grant);
        }
        self.enqueue(at, key, ticket, deadline, now)
    }

    /// The ticket of a request: the one that it had, unless another request has taken it since.
    fn ticket(&mut self, ticket: Option<Ticket>) -> Ticket {
        match ticket {
            Some(ticket) if ticket < self.next_ticket && !self.tickets.contains_key(&ticket) => ticket,
            _ => {
                self.next_ticket += 1;
                self.next_ticket - 1
            }
        }
    }

    fn enqueue(
        &mut self,
        at: usize,
        key: BucketKey,
        ticket: Ticket,
        deadline: Option<Instant>,
        now: Instant,
    ) -> Entered {
        if let Some(deadline) = deadline {
            let ahead = self.queues.get(at).map_or(0, |queue| queue.ahead_of(deadline));
            let available_at = self.earliest(at, ahead, now);
            if deadline <= now || deadline < available_at {
                return Entered::TooEarly(DeadlineTooEarly { available_at });
            }
        }
        self.activate(key.origin);
        self.deadlines.extend(deadline.map(|deadline| (deadline, ticket)));
        self.push(at, ticket, Waiter::new(key, deadline));
        self.poll_grants(now);
        Entered::Queued(ticket)
    }

    /// Adds a waiter to a queue.
    pub(super) fn push(&mut self, at: usize, ticket: Ticket, waiter: Waiter) {
        self.count_operation();
        let Some(queue) = self.queues.get_mut(at) else { return };
        queue.push(ticket, waiter);
        let changed = queue.first() == Some(ticket) || queue.is_most_urgent(ticket);
        self.tickets.insert(ticket, TicketState::Waiting { queue: at });
        if changed {
            self.mark(at);
        }
    }

    /// The store lets a request wait: takes its grant back, and enqueues it again.
    pub(in crate::rate_limit) fn defer(
        &mut self,
        grant: Grant,
        until: Instant,
        deadline: Option<Instant>,
        now: Instant,
    ) -> Entered {
        let at = self.resolve(grant.queue);
        if let Some(queue) = self.queues.get_mut(at) {
            queue.bucket.store.wait_until(until);
        }
        let (key, ticket) = (grant.key.clone(), grant.ticket);
        self.activate(key.origin);
        self.complete(grant, Completion::NotSent, now);
        let at = self.queue_for(&key);
        let origin = key.origin;
        let ticket = self.ticket(Some(ticket));
        let entered = self.enqueue(at, key, ticket, deadline, now);
        self.deactivate(origin);
        entered
    }

    /// Takes the decision about a ticket. Without one, registers `waker` and returns the moment at which to call
    /// [`poll_grants`](Self::poll_grants) and poll again.
    pub(in crate::rate_limit) fn poll_ticket(
        &mut self,
        ticket: Ticket,
        waker: &Waker,
        now: Instant,
    ) -> Result<Result<Grant, DeadlineTooEarly>, Option<Instant>> {
        match self.tickets.remove(&ticket) {
            Some(TicketState::Granted { grant, .. }) => {
                self.unclaimed.remove(&(grant.sent, ticket));
                Ok(Ok(grant))
            }
            Some(TicketState::Rejected(error)) => Ok(Err(error)),
            Some(TicketState::Absent(waiter)) => {
                let at = self.queue_for(&waiter.key);
                self.deadlines.extend(waiter.deadline.map(|deadline| (deadline, ticket)));
                self.push(at, ticket, *waiter);
                self.poll_grants(now);
                self.poll_ticket(ticket, waker, now)
            }
            Some(TicketState::Waiting { queue: at }) => {
                self.tickets.insert(ticket, TicketState::Waiting { queue: at });
                let claimed_by = self.unclaimed.first().map(|(granted, _)| *granted + CLAIM_TIMEOUT);
                let Some(queue) = self.queues.get_mut(at) else { return Err(None) };
                let poll_at = queue.register_waker(ticket, waker, now);
                let first = queue.first() == Some(ticket);
                Err(match claimed_by.filter(|_| first) {
                    Some(claimed_by) => poll_at.map(|poll_at| poll_at.min(claimed_by)),
                    None => poll_at,
                })
            }
            None => Err(None),
        }
    }

    /// Removes a request from its queue, or returns its unused grant.
    pub(in crate::rate_limit) fn cancel(&mut self, ticket: Ticket, now: Instant) {
        match self.tickets.remove(&ticket) {
            Some(TicketState::Granted { grant, .. }) => {
                self.unclaimed.remove(&(grant.sent, ticket));
                self.complete(grant, Completion::NotSent, now);
            }
            Some(TicketState::Waiting { queue: at }) => {
                if let Some(waiter) = self.queues.get_mut(at).and_then(|queue| queue.remove(ticket)) {
                    self.forget_deadline(ticket, waiter.deadline);
                    self.deactivate(waiter.key.origin);
                }
                self.mark(at);
                self.poll_grants(now);
            }
            Some(TicketState::Absent(waiter)) => self.deactivate(waiter.key.origin),
            Some(TicketState::Rejected(_)) | None => {}
        }
    }

    pub(super) fn forget_deadline(&mut self, ticket: Ticket, deadline: Option<Instant>) {
        if let Some(deadline) = deadline {
            self.deadlines.remove(&(deadline, ticket));
        }
    }

    /// Rejects the tickets whose deadline has passed.
    pub(super) fn reject_expired(&mut self, now: Instant) {
        while let Some((_, ticket)) = self.deadlines.first().copied().filter(|(deadline, _)| *deadline <= now)
        {
            let queue = match self.tickets.get(&ticket) {
                Some(TicketState::Waiting { queue }) => Some(*queue),
                _ => None,
            };
            let available_at = queue.map_or(now, |at| self.earliest(at, 0, now));
            self.deadlines.pop_first();
            self.reject(ticket, available_at);
            if let Some(at) = queue {
                self.mark(at);
            }
        }
    }

    /// Rejects the waiters of a queue whose deadline is not after `until`.
    pub(super) fn reject_until(&mut self, at: usize, until: Instant) {
        while let Some(ticket) = self.queues.get(at).and_then(|queue| queue.expired(until)) {
            self.reject(ticket, until);
        }
        self.mark(at);
    }

    fn reject(&mut self, ticket: Ticket, available_at: Instant) {
        self.count_operation();
        let rejected = TicketState::Rejected(DeadlineTooEarly { available_at });
        let waiter = match self.tickets.insert(ticket, rejected) {
            Some(TicketState::Waiting { queue: at }) => {
                self.queues.get_mut(at).and_then(|queue| queue.remove(ticket))
            }
            _ => None,
        };
        if let Some(waiter) = waiter {
            self.forget_deadline(ticket, waiter.deadline);
            self.deactivate(waiter.key.origin);
            self.wakers.extend(waiter.waker);
        }
    }

    /// Takes back the grants that nobody took. Their requests are passed over until they are polled.
    pub(super) fn revoke_unclaimed(&mut self, now: Instant) {
        while let Some((granted, ticket)) = self.unclaimed.first().copied()
            && now.saturating_duration_since(granted) >= CLAIM_TIMEOUT
        {
            self.count_operation();
            self.unclaimed.pop_first();
            let Some(TicketState::Granted { grant, deadline }) = self.tickets.remove(&ticket) else {
                continue;
            };
            if let Some(queue) = self.queues.get_mut(grant.queue) {
                queue.bucket.release(grant.probe);
                if grant.asks_store {
                    queue.bucket.store.end();
                }
            }
            self.concurrency.release();
            self.mark(grant.queue);
            let waiter = Waiter::new(grant.key, deadline);
            self.tickets.insert(ticket, TicketState::Absent(Box::new(waiter)));
        }
    }

    pub(super) fn activate(&mut self, origin: usize) {
        if let Some(origin) = self.origins.get_mut(origin) {
            origin.active += 1;
        }
    }

    pub(super) fn deactivate(&mut self, origin: usize) {
        if let Some(origin) = self.origins.get_mut(origin) {
            origin.active = origin.active.saturating_sub(1);
        }
    }
}
