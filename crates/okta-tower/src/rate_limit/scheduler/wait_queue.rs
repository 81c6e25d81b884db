//! One bucket with those who wait for it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashSet},
    task::Waker,
    time::Instant,
};

use super::{Ticket, bucket::Bucket};
use crate::rate_limit::route::Route;

/// More counter values than this are not kept.
const MOST_SEEN: usize = 1024;

#[derive(Debug)]
pub(super) struct Waiter {
    pub(super) route: Route,
    pub(super) deadline: Option<Instant>,
    pub(super) waker: Option<Waker>,
}

#[derive(Debug)]
pub(super) struct Line {
    pub(super) name: Cow<'static, str>,
    pub(super) bucket: Bucket,
    /// In order of arrival: a ticket's number says when it was drawn.
    pub(super) waiting: BTreeMap<Ticket, Waiter>,
    deadlines: BTreeSet<(Instant, Ticket)>,
    /// When the first in line should look again.
    pub(super) look: Option<Instant>,
    /// Whom the last look was told to, and when it is.
    told: Option<(Ticket, Option<Instant>)>,
    /// The values of `X-Rate-Limit-Remaining` seen in one window.
    pub(super) seen: Seen,
    /// The line in whose bucket the server turned out to count this line's requests.
    pub(super) merged: Option<usize>,
    /// Lines whose requests turned out to be counted apart from this one's.
    pub(super) apart: HashSet<usize>,
}

/// The values that a counter went through in one window.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) window: u64,
    values: BTreeSet<u64>,
}

impl Seen {
    pub(super) fn note(&mut self, window: u64, value: u64) {
        if self.window != window {
            *self = Self { window, values: BTreeSet::new() };
        }
        if self.values.len() < MOST_SEEN {
            self.values.insert(value);
        }
    }

    pub(super) fn contains(&self, value: u64) -> bool {
        self.values.contains(&value)
    }

    /// Whether both are parts of one counter's way down: several values each, intertwined, none twice.
    pub(super) fn completes(&self, other: &Self) -> bool {
        let enough = self.window == other.window && self.values.len() >= 3 && other.values.len() >= 3;
        enough
            && self.values.first() < other.values.last()
            && other.values.first() < self.values.last()
            && self.values.is_disjoint(&other.values)
    }
}

impl Line {
    pub(super) fn new(name: Cow<'static, str>) -> Self {
        Self {
            name,
            bucket: Bucket::new(),
            waiting: BTreeMap::new(),
            deadlines: BTreeSet::new(),
            look: None,
            told: None,
            seen: Seen::default(),
            merged: None,
            apart: HashSet::new(),
        }
    }

    pub(super) fn queued(&self) -> u64 {
        u64::try_from(self.waiting.len()).unwrap_or(u64::MAX)
    }

    pub(super) fn first(&self) -> Option<Ticket> {
        self.waiting.keys().next().copied()
    }

    pub(super) fn first_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    pub(super) fn push(&mut self, ticket: Ticket, waiter: Waiter) {
        self.deadlines.extend(waiter.deadline.map(|deadline| (deadline, ticket)));
        self.waiting.insert(ticket, waiter);
    }

    pub(super) fn remove(&mut self, ticket: Ticket) -> Option<Waiter> {
        let waiter = self.waiting.remove(&ticket)?;
        if let Some(deadline) = waiter.deadline {
            self.deadlines.remove(&(deadline, ticket));
        }
        Some(waiter)
    }

    /// Takes out a waiter whose deadline is not after `moment`.
    pub(super) fn remove_due(&mut self, moment: Instant) -> Option<(Ticket, Waiter)> {
        let (_, ticket) = *self.deadlines.first().filter(|(deadline, _)| *deadline <= moment)?;
        self.remove(ticket).map(|waiter| (ticket, waiter))
    }

    /// Remembers a waiter's waker, and says when it should ask again.
    pub(super) fn ask(&mut self, ticket: Ticket, waker: &Waker) -> Option<Instant> {
        let first = self.first() == Some(ticket);
        let look = self.look.filter(|_| first);
        if first {
            self.told = Some((ticket, look));
        }
        let waiter = self.waiting.get_mut(&ticket)?;
        match &mut waiter.waker {
            Some(known) => known.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
        match (look, waiter.deadline) {
            (Some(look), Some(deadline)) => Some(look.min(deadline)),
            (look, deadline) => look.or(deadline),
        }
    }

    /// The first in line, if it does not know yet when to look again.
    pub(super) fn first_to_wake(&mut self) -> Option<Waker> {
        let (ticket, waiter) = self.waiting.iter_mut().next()?;
        if self.told == Some((*ticket, self.look)) {
            return None;
        }
        waiter.waker.take()
    }
}
