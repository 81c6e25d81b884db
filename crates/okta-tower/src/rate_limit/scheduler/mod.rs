//! The state machine behind [`RateLimits`](super::RateLimits): no clock, no runtime, no locks.
//!
//! Time is passed in. Requests take a ticket and wait in the line of their bucket; [`Core::pump`] lets those go
//! that may, lowest ticket first; whoever goes holds a [`Grant`] until [`Core::finish`] takes it back.

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

use super::route::Route;
use crate::server_clock::ServerTimeBounds;
use concurrency_limit::Gate;
use types::Turn;
use wait_queue::{Line, Waiter};

pub(super) use types::{Answer, Rules};

pub use snapshot::{BucketSnapshot, LimitsSnapshot};

/// A place in line.
pub(super) type Ticket = u64;

/// The right to send one request, counted as under way until it is given back.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    line: usize,
    route: Route,
    probe: bool,
    pub(super) sent: Instant,
}

/// The wait does not fit the deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// The earliest moment at which the request could have gone.
    pub(super) possible: Instant,
}

/// How a request that held a grant ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outcome {
    /// It was answered.
    Answered(Answer),
    /// It was refused because too many were under way.
    TooMany,
    /// It was dropped, or failed, after it may have been sent.
    Lost,
    /// It was never sent.
    Unsent,
}

#[derive(Debug)]
pub(super) struct Core {
    rules: Rules,
    gate: Gate,
    clock: ServerTimeBounds,
    lines: Vec<Line>,
    names: HashMap<Cow<'static, str>, usize>,
    /// The line that was named last.
    recent: usize,
    /// Operations that turned out to be counted elsewhere than declared.
    moved: HashMap<Route, usize>,
    /// The line that each waiting ticket stands in.
    places: HashMap<Ticket, usize>,
    decided: HashMap<Ticket, Result<Grant, Refused>>,
    next: Ticket,
    wake: Vec<Waker>,
    random: fastrand::Rng,
}

impl Core {
    pub(super) fn new(rules: Rules, most: Option<u32>, random: fastrand::Rng) -> Self {
        Self {
            rules,
            gate: Gate::new(most),
            clock: ServerTimeBounds::default(),
            lines: Vec::new(),
            names: HashMap::new(),
            recent: 0,
            moved: HashMap::new(),
            places: HashMap::new(),
            decided: HashMap::new(),
            next: 0,
            wake: Vec::new(),
            random,
        }
    }

    fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Lets a request go at once, if nobody waits before it and it may.
    pub(super) fn try_go(&mut self, route: &Route, now: Instant) -> Option<Grant> {
        if !self.gate.has_room() {
            return None;
        }
        let at = self.line_of(route);
        let (rules, jitter) = (self.rules, self.random.f64());
        let line = self.lines.get_mut(at).filter(|line| line.waiting.is_empty())?;
        let Turn::Go { probe } = line.bucket.turn(now, rules, 1, jitter) else { return None };
        self.grant(at, route.clone(), probe, now)
    }

    /// Puts a request into line, or refuses it when it cannot go before its deadline.
    pub(super) fn enqueue(
        &mut self,
        route: Route,
        deadline: Option<Instant>,
        now: Instant,
    ) -> Result<Ticket, Refused> {
        let at = self.line_of(&route);
        let (rules, ticket) = (self.rules, self.next);
        if let Some(line) = self.lines.get_mut(at) {
            let possible = line.bucket.earliest(now, rules, line.queued());
            if deadline.is_some_and(|deadline| deadline <= now || deadline < possible) {
                return Err(Refused { possible });
            }
            line.push(ticket, Waiter { route, deadline, waker: None });
            self.places.insert(ticket, at);
        }
        self.next += 1;
        self.pump(now);
        Ok(ticket)
    }

    /// What was decided about a ticket. While nothing is, `waker` is remembered, and the moment is returned
    /// at which to call [`pump`](Self::pump) and ask again.
    pub(super) fn claim(
        &mut self,
        ticket: Ticket,
        waker: &Waker,
    ) -> Result<Result<Grant, Refused>, Option<Instant>> {
        if let Some(decided) = self.decided.remove(&ticket) {
            return Ok(decided);
        }
        let line = self.places.get(&ticket).and_then(|at| self.lines.get_mut(*at));
        Err(line.and_then(|line| line.ask(ticket, waker)))
    }

    /// Takes a request out of line, or gives its unused grant back.
    pub(super) fn cancel(&mut self, ticket: Ticket, now: Instant) {
        match self.decided.remove(&ticket) {
            Some(Ok(grant)) => self.finish(grant, Outcome::Unsent, now),
            Some(Err(_)) => {}
            None => {
                let at = self.places.remove(&ticket);
                if let Some(line) = at.and_then(|at| self.lines.get_mut(at)) {
                    line.remove(ticket);
                }
                self.pump(now);
            }
        }
    }

    /// Takes a grant back.
    pub(super) fn finish(&mut self, grant: Grant, outcome: Outcome, now: Instant) {
        if let Some(line) = self.lines.get_mut(grant.line) {
            line.bucket.settle(grant.probe);
        }
        match outcome {
            Outcome::TooMany => self.gate.refused(grant.sent, now),
            Outcome::Answered(answer) => {
                self.gate.answered(now);
                if let Some(date) = answer.date {
                    self.clock.observe(date, grant.sent, now);
                }
                self.learn(&grant, &answer, now);
            }
            Outcome::Lost => {
                let at = self.line_of(&grant.route);
                if let Some(line) = self.lines.get_mut(at) {
                    line.bucket.lose(now);
                }
            }
            Outcome::Unsent => {}
        }
        self.gate.leave();
        self.pump(now);
    }

    /// Lets everyone go who may, refuses those who cannot be in time, and collects whom to wake.
    pub(super) fn pump(&mut self, now: Instant) {
        if self.places.is_empty() {
            return;
        }
        for at in 0..self.lines.len() {
            let possible = self.lines.get(at).map_or(now, |line| line.bucket.earliest(now, self.rules, 0));
            self.refuse_before(at, now, possible);
        }
        for line in &mut self.lines {
            line.look = None;
        }
        let mut blocked = HashSet::new();
        while self.gate.has_room() {
            let first = |(at, line): (usize, &Line)| Some((line.first()?, at));
            let open = self.lines.iter().enumerate().filter(|(at, _)| !blocked.contains(at));
            let Some((ticket, at)) = open.filter_map(first).min() else { break };
            let (rules, jitter) = (self.rules, self.random.f64());
            let Some(line) = self.lines.get_mut(at) else { break };
            match line.bucket.turn(now, rules, line.queued(), jitter) {
                Turn::Go { probe } => self.let_go(at, ticket, probe, now),
                Turn::Held(until) => {
                    line.look = Some(until);
                    blocked.insert(at);
                    self.refuse_before(at, until, until);
                }
                Turn::Later(until) => {
                    line.look = Some(until);
                    blocked.insert(at);
                }
            }
        }
        for line in &mut self.lines {
            self.wake.extend(line.first_to_wake());
        }
    }

    fn let_go(&mut self, at: usize, ticket: Ticket, probe: bool, now: Instant) {
        self.places.remove(&ticket);
        let Some(waiter) = self.lines.get_mut(at).and_then(|line| line.remove(ticket)) else { return };
        if let Some(grant) = self.grant(at, waiter.route, probe, now) {
            self.decided.insert(ticket, Ok(grant));
        }
        self.wake.extend(waiter.waker);
    }

    fn grant(&mut self, at: usize, route: Route, probe: bool, now: Instant) -> Option<Grant> {
        let rules = self.rules;
        let line = self.lines.get_mut(at)?;
        let (queued, deadline) = (line.queued(), line.first_deadline());
        line.bucket.admit(now, rules, probe, queued, deadline);
        self.gate.enter();
        Some(Grant { line: at, route, probe, sent: now })
    }

    /// Refuses the waiting requests whose deadline is not after `moment`.
    fn refuse_before(&mut self, at: usize, moment: Instant, possible: Instant) {
        let Some(line) = self.lines.get_mut(at) else { return };
        while let Some((ticket, waiter)) = line.remove_due(moment) {
            self.places.remove(&ticket);
            self.decided.insert(ticket, Err(Refused { possible }));
            self.wake.extend(waiter.waker);
        }
    }

    /// Whom to wake, now that the lock is about to be released.
    pub(super) fn take_wakers(&mut self) -> Vec<Waker> {
        std::mem::take(&mut self.wake)
    }
}
