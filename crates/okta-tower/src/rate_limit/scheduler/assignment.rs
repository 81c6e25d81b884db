//! Which bucket a request is really counted in: what answers say against what was declared.

use std::{borrow::Cow, time::Instant};

use super::{Core, Grant, types::Answer, wait_queue::Line};
use crate::rate_limit::route::Route;

/// More buckets than this are not told apart.
const MOST_LINES: usize = 512;
/// Two windows whose ends differ by less may be one, rounded differently.
const ROUNDING: u64 = 2;

impl Core {
    /// The line that a request stands in.
    pub(super) fn line_of(&mut self, route: &Route) -> usize {
        let moved = if self.moved.is_empty() { None } else { self.moved.get(route) };
        let at = match moved {
            Some(at) => *at,
            None => self.named(route.bucket.clone()),
        };
        self.resolve(at)
    }

    fn named(&mut self, name: Cow<'static, str>) -> usize {
        // Most programs call one operation many times.
        if self.lines.get(self.recent).is_some_and(|line| line.name == name) {
            return self.recent;
        }
        if let Some(at) = self.names.get(&name) {
            self.recent = *at;
            return *at;
        }
        // Paths of a foreign API could make ever more names: from some number on they share a line.
        let name = if self.lines.len() < MOST_LINES { name } else { Cow::Borrowed("other") };
        let next = self.lines.len();
        let at = *self.names.entry(name.clone()).or_insert(next);
        if at == next {
            self.lines.push(Line::new(name));
        }
        at
    }

    /// Follows merged lines to the one that counts.
    pub(super) fn resolve(&self, mut at: usize) -> usize {
        while let Some(next) = self.lines.get(at).and_then(|line| line.merged) {
            at = next;
        }
        at
    }

    /// Takes in what an answer says about the bucket that its request was counted in.
    pub(super) fn learn(&mut self, grant: &Grant, answer: &Answer, now: Instant) {
        // The operation may have been moved since the request was sent.
        let at = self.line_of(&grant.route);
        let at = self.counted_in(at, &grant.route, answer, now);
        let Some(line) = self.lines.get_mut(at) else { return };
        line.bucket.observe(answer, &mut self.clock, grant.sent, now);
        self.compare(at, answer, now);
    }

    /// The line for an answer: another one than `at` when the answer contradicts what is known of that.
    fn counted_in(&mut self, at: usize, route: &Route, answer: &Answer, now: Instant) -> usize {
        let Some(line) = self.lines.get(at) else { return at };
        let base = &route.bucket;
        let other_limit = match (answer.limit, line.bucket.limit()) {
            (Some(new), Some(known)) if new > 0 && new != known => Some(new),
            _ => None,
        };
        let name = if let Some(limit) = other_limit {
            format!("{base} (limit {limit})")
        } else if self.is_another_window(at, answer, now) && !route.operation.is_empty() {
            if let Some(own) = self.names.get(base).copied()
                && let Some(line) = self.lines.get_mut(own)
                && line.merged.take().is_some()
            {
                // The merge was a mistake.
                line.bucket.forget();
                self.set_apart(own, at);
                self.relocate(at);
                return own;
            }
            format!("{base} ({})", route.operation)
        } else {
            return at;
        };
        if self.lines.len() >= MOST_LINES && !self.names.contains_key(name.as_str()) {
            return at;
        }
        let other = self.named(Cow::Owned(name));
        let other = self.resolve(other);
        if other != at {
            self.set_apart(at, other);
            self.moved.insert(route.clone(), other);
            self.relocate(at);
        }
        other
    }

    /// Whether an answer tells of a window that is open beside, not after, the one that is known.
    fn is_another_window(&self, at: usize, answer: &Answer, now: Instant) -> bool {
        let known = self.lines.get(at).and_then(|line| line.bucket.window_name(now));
        let (Some(reset), Some(known)) = (answer.reset, known) else { return false };
        reset.saturating_add(ROUNDING) <= known
            && self.clock.until(reset, now).is_some_and(|left| left.as_secs() >= ROUNDING)
    }

    /// Merges lines whose answers turn out to come from one counter.
    fn compare(&mut self, at: usize, answer: &Answer, now: Instant) {
        let (Some(limit), Some(value), Some(reset)) = (answer.limit, answer.remaining, answer.reset) else {
            return;
        };
        if answer.refused || value == 0 {
            return;
        }
        if let Some(line) = self.lines.get_mut(at) {
            line.seen.note(reset, value);
        }
        for other in 0..self.lines.len() {
            let (Some(own), Some(line)) = (self.lines.get(at), self.lines.get(other)) else { return };
            let comparable = other != at
                && line.merged.is_none()
                && !line.apart.contains(&at)
                && line.seen.window == reset
                && line.bucket.limit() == Some(limit)
                && line.bucket.window_name(now) == Some(reset);
            if !comparable {
                continue;
            }
            if line.seen.contains(value) {
                self.set_apart(at, other);
            } else if own.seen.completes(&line.seen) {
                self.merge(at.min(other), at.max(other));
                return;
            }
        }
    }

    fn set_apart(&mut self, one: usize, other: usize) {
        for (line, from) in [(one, other), (other, one)] {
            if let Some(line) = self.lines.get_mut(line) {
                line.apart.insert(from);
            }
        }
    }

    /// From now on, requests of `gone` wait and are counted in `kept`. Those under way end where they began.
    fn merge(&mut self, kept: usize, gone: usize) {
        let Some(line) = self.lines.get_mut(gone) else { return };
        line.merged = Some(kept);
        let left = line.bucket.left();
        if let Some(line) = self.lines.get_mut(kept) {
            line.bucket.at_most(left);
        }
        self.relocate(gone);
    }

    /// Moves those who wait in line `from` to the lines that they would stand in if they came now, in which
    /// their tickets keep their order.
    fn relocate(&mut self, from: usize) {
        let Some(line) = self.lines.get(from) else { return };
        let waiting: Vec<_> =
            line.waiting.iter().map(|(ticket, waiter)| (*ticket, waiter.route.clone())).collect();
        for (ticket, route) in waiting {
            let to = self.line_of(&route);
            if to == from {
                continue;
            }
            let waiter = self.lines.get_mut(from).and_then(|line| line.remove(ticket));
            if let (Some(waiter), Some(line)) = (waiter, self.lines.get_mut(to)) {
                line.push(ticket, waiter);
                self.places.insert(ticket, to);
            }
        }
    }
}
