//! A bucket and the requests that wait for it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashSet},
    task::Waker,
    time::{Duration, Instant},
};

use super::{Ticket, bucket::Bucket, counters::CounterHistory, types::SchedulerConfig};
use crate::rate_limit::key::BucketKey;

/// A waiter at position `n` polls this long, times `n`, after the first should have.
const BACKUP_DELAY: Duration = Duration::from_millis(250);
/// The longest such delay.
const MAX_BACKUP_DELAY: Duration = Duration::from_secs(60);
/// The first waiter polls after this time if nothing else has woken it.
const FIRST_BACKUP_DELAY: Duration = Duration::from_secs(1);
/// The deadlines that are counted to find a position among them.
const MAX_COUNTED: usize = 64;

#[derive(Debug)]
pub(super) struct Waiter {
    pub(super) key: BucketKey,
    pub(super) deadline: Option<Instant>,
    pub(super) waker: Option<Waker>,
    /// The number of waiters that had entered the queue before.
    sequence: u64,
}

impl Waiter {
    pub(super) fn new(key: BucketKey, deadline: Option<Instant>) -> Self {
        Self { key, deadline, waker: None, sequence: 0 }
    }
}

/// Where the scheduler keeps a queue. Ready ones are first, by ticket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// No request waits.
    #[default]
    Idle,
    /// The first request, with this ticket, may be sent.
    Ready(Ticket),
    /// No request may be sent before this moment.
    Timed(Instant),
}

#[derive(Debug)]
pub(super) struct WaitQueue {
    pub(super) name: Cow<'static, str>,
    /// Index of the origin.
    pub(super) origin: usize,
    pub(super) bucket: Bucket,
    /// In order of arrival, as tickets are numbered.
    waiters: BTreeMap<Ticket, Waiter>,
    deadlines: BTreeSet<(Instant, Ticket)>,
    entered: u64,
    left: u64,
    /// How many requests with near deadlines were sent before earlier ones, less those sent in order since.
    overtaken: u64,
    pub(super) place: Place,
    /// The waiter that last received `wake_at`, and the value.
    notified: Option<(Ticket, Option<Instant>)>,
    pub(super) counter: CounterHistory,
    /// The queue whose bucket counts these requests, if the server shares the counter.
    pub(super) merged_into: Option<usize>,
    /// Queues whose requests the server counts separately.
    pub(super) distinct_from: HashSet<usize>,
}

impl WaitQueue {
    pub(super) fn new(origin: usize, name: Cow<'static, str>) -> Self {
        Self {
            name,
            origin,
            bucket: Bucket::new(),
            waiters: BTreeMap::new(),
            deadlines: BTreeSet::new(),
            entered: 0,
            left: 0,
            overtaken: 0,
            place: Place::Idle,
            notified: None,
            counter: CounterHistory::default(),
            merged_into: None,
            distinct_from: HashSet::new(),
        }
    }

    pub(super) fn len(&self) -> u64 {
        u64::try_from(self.waiters.len()).unwrap_or(u64::MAX)
    }

    pub(super) fn waiters(&self) -> impl Iterator<Item = (Ticket, &Waiter)> {
        self.waiters.iter().map(|(ticket, waiter)| (*ticket, waiter))
    }

    pub(super) fn first(&self) -> Option<Ticket> {
        self.waiters.first_key_value().map(|(ticket, _)| *ticket)
    }

    pub(super) fn first_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    /// Whether a waiter has the nearest deadline.
    pub(super) fn is_most_urgent(&self, ticket: Ticket) -> bool {
        self.deadlines.first().is_some_and(|(_, urgent)| *urgent == ticket)
    }

    /// The waiter to send next: the first, or the one with the nearest deadline if it would miss that otherwise.
    ///
    /// When more wait than fit into the window, a request whose deadline ends before the next window overtakes those
    /// that can wait. At most one window of requests overtakes at once; after that, one for each sent in order.
    pub(super) fn next(&self, now: Instant, config: SchedulerConfig) -> Option<Ticket> {
        let first = self.first()?;
        let Some((deadline, urgent)) = self.deadlines.first() else { return Some(first) };
        let Some((fitting, next_window)) = self.bucket.outlook(now, config) else { return Some(first) };
        let may_overtake = self.overtaken < self.bucket.window_size(config).unwrap_or(0);
        let overtakes = may_overtake && *deadline < next_window && self.len() > fitting;
        Some(if overtakes { *urgent } else { first })
    }

    /// A lower bound on the number of waiters that are sent before a request with `deadline`.
    pub(super) fn ahead_of(&self, deadline: Instant) -> u64 {
        let count = match self.deadlines.last() {
            Some((last, _)) if *last <= deadline => self.deadlines.len(),
            _ => self.deadlines.range(..(deadline, 0)).take(MAX_COUNTED).count(),
        };
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    pub(super) fn push(&mut self, ticket: Ticket, mut waiter: Waiter) {
        self.deadlines.extend(waiter.deadline.map(|deadline| (deadline, ticket)));
        waiter.sequence = self.entered;
        self.entered += 1;
        self.waiters.insert(ticket, waiter);
    }

    pub(super) fn remove(&mut self, ticket: Ticket) -> Option<Waiter> {
        let waiter = self.waiters.remove(&ticket)?;
        self.left += 1;
        if let Some(deadline) = waiter.deadline {
            self.deadlines.remove(&(deadline, ticket));
        }
        Some(waiter)
    }

    /// Removes the waiter to send.
    pub(super) fn take(&mut self, ticket: Ticket) -> Option<Waiter> {
        if self.first() == Some(ticket) {
            self.overtaken = self.overtaken.saturating_sub(1);
        } else {
            self.overtaken += 1;
        }
        self.remove(ticket)
    }

    /// Returns a waiter whose deadline is at or before `moment`.
    pub(super) fn expired(&self, moment: Instant) -> Option<Ticket> {
        self.deadlines.first().filter(|(deadline, _)| *deadline <= moment).map(|(_, ticket)| *ticket)
    }

    /// When the first waiter must be polled again.
    fn wake_at(&self) -> Option<Instant> {
        match self.place {
            Place::Timed(at) => Some(at),
            _ => None,
        }
    }

    /// Registers a waiter's waker and returns when it must poll again. Waiters behind the first poll as well, later, in
    /// case nobody polls the first.
    pub(super) fn register_waker(&mut self, ticket: Ticket, waker: &Waker, now: Instant) -> Option<Instant> {
        let (wake_at, left) = (self.wake_at(), self.left);
        let first = self.first() == Some(ticket);
        if first {
            self.notified = Some((ticket, wake_at));
        }
        let waiter = self.waiters.get_mut(&ticket)?;
        match &mut waiter.waker {
            Some(registered) => registered.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
        let poll_at = if first {
            wake_at.unwrap_or(now + FIRST_BACKUP_DELAY)
        } else {
            let position = u32::try_from(waiter.sequence.saturating_sub(left)).unwrap_or(u32::MAX).max(1);
            let delay = BACKUP_DELAY.saturating_mul(position).min(MAX_BACKUP_DELAY);
            wake_at.unwrap_or(now).max(now) + delay
        };
        Some(waiter.deadline.map_or(poll_at, |deadline| poll_at.min(deadline)))
    }

    /// Takes the first waiter's waker, unless that waiter already knows when to poll.
    pub(super) fn take_first_waker(&mut self) -> Option<Waker> {
        let wake_at = self.wake_at();
        let mut first = self.waiters.first_entry()?;
        if self.notified == Some((*first.key(), wake_at)) {
            return None;
        }
        first.get_mut().waker.take()
    }
}
