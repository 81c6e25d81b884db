//! A bucket and the requests that wait for it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashSet},
    task::Waker,
    time::Instant,
};

use super::{Ticket, bucket::Bucket};
use crate::rate_limit::route::BucketKey;

/// The maximum number of counter values kept per window.
const MAX_VALUES: usize = 1024;

#[derive(Debug)]
pub(super) struct Waiter {
    pub(super) key: BucketKey,
    pub(super) deadline: Option<Instant>,
    pub(super) waker: Option<Waker>,
}

#[derive(Debug)]
pub(super) struct WaitQueue {
    pub(super) name: Cow<'static, str>,
    pub(super) bucket: Bucket,
    /// In order of arrival, as tickets are numbered.
    pub(super) waiters: BTreeMap<Ticket, Waiter>,
    deadlines: BTreeSet<(Instant, Ticket)>,
    /// When the first waiter must be polled again.
    pub(super) wake_at: Option<Instant>,
    /// The waiter that last received `wake_at`, and the value.
    notified: Option<(Ticket, Option<Instant>)>,
    pub(super) counter: CounterHistory,
    /// The queue whose bucket counts these requests, if the server shares the counter.
    pub(super) merged_into: Option<usize>,
    /// Queues whose requests the server counts separately.
    pub(super) distinct_from: HashSet<usize>,
}

/// The values of `X-Rate-Limit-Remaining` observed in one window.
#[derive(Debug, Default)]
pub(super) struct CounterHistory {
    pub(super) window: u64,
    values: BTreeSet<u64>,
}

impl CounterHistory {
    pub(super) fn record(&mut self, window: u64, value: u64) {
        if self.window != window {
            *self = Self { window, values: BTreeSet::new() };
        }
        if self.values.len() < MAX_VALUES {
            self.values.insert(value);
        }
    }

    pub(super) fn contains(&self, value: u64) -> bool {
        self.values.contains(&value)
    }

    /// Whether both belong to one descending counter: at least three values each, interleaved and disjoint.
    pub(super) fn interleaves_with(&self, other: &Self) -> bool {
        let enough = self.window == other.window && self.values.len() >= 3 && other.values.len() >= 3;
        enough
            && self.values.first() < other.values.last()
            && other.values.first() < self.values.last()
            && self.values.is_disjoint(&other.values)
    }
}

impl WaitQueue {
    pub(super) fn new(name: Cow<'static, str>) -> Self {
        Self {
            name,
            bucket: Bucket::new(),
            waiters: BTreeMap::new(),
            deadlines: BTreeSet::new(),
            wake_at: None,
            notified: None,
            counter: CounterHistory::default(),
            merged_into: None,
            distinct_from: HashSet::new(),
        }
    }

    pub(super) fn len(&self) -> u64 {
        u64::try_from(self.waiters.len()).unwrap_or(u64::MAX)
    }

    pub(super) fn first(&self) -> Option<Ticket> {
        self.waiters.keys().next().copied()
    }

    pub(super) fn first_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    pub(super) fn push(&mut self, ticket: Ticket, waiter: Waiter) {
        self.deadlines.extend(waiter.deadline.map(|deadline| (deadline, ticket)));
        self.waiters.insert(ticket, waiter);
    }

    pub(super) fn remove(&mut self, ticket: Ticket) -> Option<Waiter> {
        let waiter = self.waiters.remove(&ticket)?;
        if let Some(deadline) = waiter.deadline {
            self.deadlines.remove(&(deadline, ticket));
        }
        Some(waiter)
    }

    /// Removes a waiter whose deadline is at or before `moment`.
    pub(super) fn remove_expired(&mut self, moment: Instant) -> Option<(Ticket, Waiter)> {
        let (_, ticket) = *self.deadlines.first().filter(|(deadline, _)| *deadline <= moment)?;
        self.remove(ticket).map(|waiter| (ticket, waiter))
    }

    /// Registers a waiter's waker and returns when it must poll again.
    pub(super) fn register_waker(&mut self, ticket: Ticket, waker: &Waker) -> Option<Instant> {
        let first = self.first() == Some(ticket);
        let wake_at = self.wake_at.filter(|_| first);
        if first {
            self.notified = Some((ticket, wake_at));
        }
        let waiter = self.waiters.get_mut(&ticket)?;
        match &mut waiter.waker {
            Some(registered) => registered.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
        match (wake_at, waiter.deadline) {
            (Some(wake_at), Some(deadline)) => Some(wake_at.min(deadline)),
            (wake_at, deadline) => wake_at.or(deadline),
        }
    }

    /// Takes the first waiter's waker, unless that waiter already knows `wake_at`.
    pub(super) fn take_first_waker(&mut self) -> Option<Waker> {
        let (ticket, waiter) = self.waiters.iter_mut().next()?;
        if self.notified == Some((*ticket, self.wake_at)) {
            return None;
        }
        waiter.waker.take()
    }
}
