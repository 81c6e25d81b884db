//! Assignment of requests to buckets: corrects the declared bucket by what responses report.

use std::{borrow::Cow, time::Instant};

use http::{Uri, header::HeaderValue};

use super::{Grant, Scheduler, types::Reading, wait_queue::WaitQueue};
use crate::rate_limit::{ExceededLimit, key::BucketKey};

/// The maximum number of buckets of an origin.
const MAX_QUEUES: usize = 512;
/// How often responses may move a key to another bucket. A server that contradicts itself more often is not believed.
const MAX_REASSIGNMENTS: u8 = 8;
/// Windows whose ends differ by less may be one, rounded differently.
const ROUNDING: u64 = 2;

impl Scheduler {
    /// The key of a request.
    pub(in crate::rate_limit) fn key(
        &mut self,
        uri: &Uri,
        bucket: Cow<'static, str>,
        operation: &'static str,
    ) -> BucketKey {
        let (origin, evicted) = self.origins.lookup(uri);
        if let Some(evicted) = evicted {
            for at in evicted.names.into_values() {
                if let Some(queue) = self.queues.get_mut(at) {
                    self.counters.leave(at, &mut queue.counter);
                    *queue = WaitQueue::new(origin, Cow::Borrowed(""));
                    self.free.push(at);
                }
            }
        }
        BucketKey { origin, bucket, operation }
    }

    /// The queue of a request.
    pub(super) fn queue_for(&mut self, key: &BucketKey) -> usize {
        let origin = self.origins.get(key.origin).filter(|origin| !origin.reassigned.is_empty());
        let at = match origin.and_then(|origin| origin.reassigned.get(key)) {
            Some((at, _)) => *at,
            None => self.queue_named(key.origin, key.bucket.clone()),
        };
        self.resolve(at)
    }

    fn queue_named(&mut self, origin: usize, name: Cow<'static, str>) -> usize {
        let Some(state) = self.origins.get_mut(origin) else { return 0 };
        // Most programs call one operation many times.
        let last = self.queues.get(state.last_named);
        if last.is_some_and(|queue| queue.origin == origin && queue.name == name) {
            return state.last_named;
        }
        if let Some(at) = state.names.get(&name) {
            state.last_named = *at;
            return *at;
        }
        // Bounds memory for APIs with unbounded path names: the rest shares one queue.
        let name = if state.names.len() < MAX_QUEUES { name } else { Cow::Borrowed("other") };
        if let Some(at) = state.names.get(&name) {
            return *at;
        }
        let queue = WaitQueue::new(origin, name.clone());
        let at = self.free.pop().unwrap_or(self.queues.len());
        match self.queues.get_mut(at) {
            Some(free) => *free = queue,
            None => self.queues.push(queue),
        }
        state.names.insert(name, at);
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
        let config = self.config;
        if let Some(origin) = self.origins.get_mut(grant.key.origin) {
            if let Some(date) = reading.date {
                origin.clock.observe(date, grant.sent, now);
            }
            if let Some(wait) = reading.pause(ExceededLimit::Origin, config) {
                origin.not_before = origin.not_before.max(Some(now + wait));
            }
        }
        // The key may have been reassigned since the request was sent.
        let at = self.queue_for(&grant.key);
        let at = self.queue_for_response(at, &grant.key, reading, now);
        let Some(queue) = self.queues.get_mut(at) else { return };
        if let Some(origin) = self.origins.get_mut(queue.origin) {
            queue.bucket.observe(reading, &mut origin.clock, config, grant.sent, now);
        }
        self.mark(at);
        self.merge_shared_counters(at, reading, now);
    }

    /// The queue of a response: another one than `at` when the response contradicts that bucket's state.
    fn queue_for_response(&mut self, at: usize, key: &BucketKey, reading: &Reading, now: Instant) -> usize {
        let Some(queue) = self.queues.get(at) else { return at };
        let base = &key.bucket;
        if let Some(name) = reading.bucket.as_ref().map(HeaderValue::as_bytes) {
            return match std::str::from_utf8(name) {
                Ok(name) if name != queue.name && !name.is_empty() => {
                    self.separate(at, key, name.to_owned(), true)
                }
                _ => at,
            };
        }
        let other_limit = match (reading.limit, queue.bucket.limit()) {
            (Some(new), Some(known)) if new > 0 && new != known && reading.policy == 0 => Some(new),
            _ => None,
        };
        let name = if let Some(limit) = other_limit {
            format!("{base} (limit {limit})")
        } else if self.is_concurrent_window(at, reading, now) && !key.operation.is_empty() {
            let declared = self.origins.get(key.origin).and_then(|origin| origin.names.get(base)).copied();
            if let Some(declared) = declared
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
        self.separate(at, key, name, false)
    }

    /// Counts a key in the bucket `name` from now on, and returns its queue. `named`: the server said so.
    fn separate(&mut self, at: usize, key: &BucketKey, name: String, named: bool) -> usize {
        let Some(origin) = self.origins.get(key.origin) else { return at };
        if origin.names.len() >= MAX_QUEUES && !origin.names.contains_key(name.as_str()) {
            return at;
        }
        let changes = origin.reassigned.get(key).map_or(0, |(_, changes)| *changes);
        // A name is certain, but requests without an operation may be of several buckets.
        let reassign = !named || !key.operation.is_empty();
        if reassign && changes >= MAX_REASSIGNMENTS {
            return at;
        }
        let other = self.queue_named(key.origin, Cow::Owned(name));
        let other = self.resolve(other);
        if other != at && reassign {
            self.mark_distinct(at, other);
            if let Some(origin) = self.origins.get_mut(key.origin) {
                origin.reassigned.insert(key.clone(), (other, changes + 1));
            }
            self.reassign_waiters(at);
        }
        other
    }

    /// Whether a response reports a window that is open at the same time as the known one.
    fn is_concurrent_window(&self, at: usize, reading: &Reading, now: Instant) -> bool {
        let Some(queue) = self.queues.get(at) else { return false };
        let known = queue.bucket.window_id(now).filter(|_| reading.policy == 0);
        let (Some(reset), Some(known)) = (reading.reset, known) else { return false };
        if reset.saturating_add(ROUNDING) > known {
            return false;
        }
        let left = self.origins.get(queue.origin).and_then(|origin| origin.clock.until(reset, now));
        left.is_some_and(|left| left.as_secs() >= ROUNDING)
    }

    /// Merges queues whose responses come from one counter.
    fn merge_shared_counters(&mut self, at: usize, reading: &Reading, now: Instant) {
        let (Some(limit), Some(value), Some(reset)) = (reading.limit, reading.remaining, reading.reset)
        else {
            return;
        };
        if reading.exhausted() || value == 0 || reading.relative || reading.bucket.is_some() {
            return;
        }
        let Some(queue) = self.queues.get_mut(at) else { return };
        self.counters.enter(at, &mut queue.counter, (queue.origin, limit, reset));
        queue.counter.record(value);
        let candidates = self.counters.candidates(at, &mut queue.counter);
        for other in candidates.into_iter().flatten() {
            self.count_operation();
            let (Some(this), Some(queue)) = (self.queues.get(at), self.queues.get(other)) else { return };
            let comparable = queue.merged_into.is_none()
                && !queue.distinct_from.contains(&at)
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
        self.counters.leave(from, &mut queue.counter);
        let remaining = queue.bucket.remaining();
        if let Some(queue) = self.queues.get_mut(into) {
            queue.bucket.cap_remaining(remaining);
        }
        self.mark(into);
        self.reassign_waiters(from);
    }

    /// Moves the waiters of queue `from` to the queues that their keys now belong to. Tickets keep their order.
    fn reassign_waiters(&mut self, from: usize) {
        let Some(queue) = self.queues.get(from) else { return };
        let waiters: Vec<_> = queue.waiters().map(|(ticket, waiter)| (ticket, waiter.key.clone())).collect();
        for (ticket, key) in waiters {
            let to = self.queue_for(&key);
            if to == from {
                continue;
            }
            if let Some(waiter) = self.queues.get_mut(from).and_then(|queue| queue.remove(ticket)) {
                self.push(to, ticket, waiter);
            }
        }
        self.mark(from);
    }
}
