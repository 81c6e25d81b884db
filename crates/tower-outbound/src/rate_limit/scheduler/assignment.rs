//! Assignment of requests to buckets: corrects the declared bucket by what responses report.

use std::{borrow::Cow, time::Instant};

use super::{Grant, Scheduler, types::Reading, wait_queue::WaitQueue};
use crate::rate_limit::route::BucketKey;

/// The maximum number of buckets.
const MAX_QUEUES: usize = 512;
/// Windows whose ends differ by less may be one, rounded differently.
const ROUNDING: u64 = 2;

impl Scheduler {
    /// The queue of a request.
    pub(super) fn queue_for(&mut self, key: &BucketKey) -> usize {
        let reassigned = if self.reassigned.is_empty() { None } else { self.reassigned.get(key) };
        let at = match reassigned {
            Some(at) => *at,
            None => self.queue_named(key.bucket.clone()),
        };
        self.resolve(at)
    }

    fn queue_named(&mut self, name: Cow<'static, str>) -> usize {
        // Most programs call one operation many times.
        if self.queues.get(self.last_named).is_some_and(|queue| queue.name == name) {
            return self.last_named;
        }
        if let Some(at) = self.names.get(&name) {
            self.last_named = *at;
            return *at;
        }
        // Bounds memory for APIs with unbounded path names: the rest shares one queue.
        let name = if self.queues.len() < MAX_QUEUES { name } else { Cow::Borrowed("other") };
        let next = self.queues.len();
        let at = *self.names.entry(name.clone()).or_insert(next);
        if at == next {
            self.queues.push(WaitQueue::new(name));
        }
        at
    }

    /// Follows merges to the queue that counts.
    pub(super) fn resolve(&self, mut at: usize) -> usize {
        while let Some(next) = self.queues.get(at).and_then(|queue| queue.merged_into) {
            at = next;
        }
        at
    }

    /// Updates the bucket in which a response was counted.
    pub(super) fn observe(&mut self, grant: &Grant, reading: &Reading, now: Instant) {
        // The key may have been reassigned since the request was sent.
        let at = self.queue_for(&grant.key);
        let at = self.queue_for_response(at, &grant.key, reading, now);
        let Some(queue) = self.queues.get_mut(at) else { return };
        queue.bucket.observe(reading, &mut self.clock, grant.sent, now);
        self.merge_shared_counters(at, reading, now);
    }

    /// The queue of a response: another one than `at` when the response contradicts that bucket's state.
    fn queue_for_response(&mut self, at: usize, key: &BucketKey, reading: &Reading, now: Instant) -> usize {
        let Some(queue) = self.queues.get(at) else { return at };
        let base = &key.bucket;
        let other_limit = match (reading.limit, queue.bucket.limit()) {
            (Some(new), Some(known)) if new > 0 && new != known => Some(new),
            _ => None,
        };
        let name = if let Some(limit) = other_limit {
            format!("{base} (limit {limit})")
        } else if self.is_concurrent_window(at, reading, now) && !key.operation.is_empty() {
            if let Some(declared) = self.names.get(base).copied()
                && let Some(queue) = self.queues.get_mut(declared)
                && queue.merged_into.take().is_some()
            {
                // The merge was wrong: undo it.
                queue.bucket.reset();
                self.mark_distinct(declared, at);
                self.reassign_waiters(at);
                return declared;
            }
            format!("{base} ({})", key.operation)
        } else {
            return at;
        };
        if self.queues.len() >= MAX_QUEUES && !self.names.contains_key(name.as_str()) {
            return at;
        }
        let other = self.queue_named(Cow::Owned(name));
        let other = self.resolve(other);
        if other != at {
            self.mark_distinct(at, other);
            self.reassigned.insert(key.clone(), other);
            self.reassign_waiters(at);
        }
        other
    }

    /// Whether a response reports a window that is open at the same time as the known one.
    fn is_concurrent_window(&self, at: usize, reading: &Reading, now: Instant) -> bool {
        let known = self.queues.get(at).and_then(|queue| queue.bucket.window_id(now));
        let (Some(reset), Some(known)) = (reading.reset, known) else { return false };
        reset.saturating_add(ROUNDING) <= known
            && self.clock.until(reset, now).is_some_and(|left| left.as_secs() >= ROUNDING)
    }

    /// Merges queues whose responses come from one counter.
    fn merge_shared_counters(&mut self, at: usize, reading: &Reading, now: Instant) {
        let (Some(limit), Some(value), Some(reset)) = (reading.limit, reading.remaining, reading.reset)
        else {
            return;
        };
        if reading.rate_limited || value == 0 {
            return;
        }
        if let Some(queue) = self.queues.get_mut(at) {
            queue.counter.record(reset, value);
        }
        for other in 0..self.queues.len() {
            let (Some(this), Some(queue)) = (self.queues.get(at), self.queues.get(other)) else { return };
            let comparable = other != at
                && queue.merged_into.is_none()
                && !queue.distinct_from.contains(&at)
                && queue.counter.window == reset
                && queue.bucket.limit() == Some(limit)
                && queue.bucket.window_id(now) == Some(reset);
            if !comparable {
                continue;
            }
            if queue.counter.contains(value) {
                self.mark_distinct(at, other);
            } else if this.counter.interleaves_with(&queue.counter) {
                self.merge(at.min(other), at.max(other));
                return;
            }
        }
    }

    fn mark_distinct(&mut self, one: usize, other: usize) {
        for (queue, from) in [(one, other), (other, one)] {
            if let Some(queue) = self.queues.get_mut(queue) {
                queue.distinct_from.insert(from);
            }
        }
    }

    /// Merges queue `from` into queue `into`. Requests in flight are released where they were acquired.
    fn merge(&mut self, into: usize, from: usize) {
        let Some(queue) = self.queues.get_mut(from) else { return };
        queue.merged_into = Some(into);
        let remaining = queue.bucket.remaining();
        if let Some(queue) = self.queues.get_mut(into) {
            queue.bucket.cap_remaining(remaining);
        }
        self.reassign_waiters(from);
    }

    /// Moves the waiters of queue `from` to the queues that their keys now belong to. Tickets keep their order.
    fn reassign_waiters(&mut self, from: usize) {
        let Some(queue) = self.queues.get(from) else { return };
        let waiters: Vec<_> =
            queue.waiters.iter().map(|(ticket, waiter)| (*ticket, waiter.key.clone())).collect();
        for (ticket, key) in waiters {
            let to = self.queue_for(&key);
            if to == from {
                continue;
            }
            let waiter = self.queues.get_mut(from).and_then(|queue| queue.remove(ticket));
            if let (Some(waiter), Some(queue)) = (waiter, self.queues.get_mut(to)) {
                queue.push(ticket, waiter);
                self.ticket_queues.insert(ticket, to);
            }
        }
    }
}
