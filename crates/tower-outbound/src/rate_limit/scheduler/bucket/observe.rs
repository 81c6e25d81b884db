//! What a bucket learns from responses.

use std::time::Instant;

use super::{Bucket, FALLBACK_WINDOW, Knowledge, Window};
use crate::{
    rate_limit::{
        ExceededLimit,
        scheduler::types::{Reading, SchedulerConfig},
    },
    server_clock::ServerTimeBounds,
};

/// Ends of one window that were computed from a number of seconds differ by this much at most.
const RELATIVE_ROUNDING: u64 = 2;

impl Bucket {
    /// Updates the state from the response to a request sent at `sent`.
    pub(in crate::rate_limit::scheduler) fn observe(
        &mut self,
        reading: &Reading,
        clock: &mut ServerTimeBounds,
        config: SchedulerConfig,
        sent: Instant,
        now: Instant,
    ) {
        if self.last_unknown.is_none_or(|at| at <= sent) {
            self.unknown = 0;
            self.last_unknown = None;
        }
        self.observe_window(reading, clock, config, sent, now);
        self.pause(reading, config, now);
    }

    fn observe_window(
        &mut self,
        reading: &Reading,
        clock: &mut ServerTimeBounds,
        config: SchedulerConfig,
        sent: Instant,
        now: Instant,
    ) {
        match (reading.limit, reading.remaining) {
            (Some(limit), _) if limit > 0 => self.knowledge = Knowledge::Metered { limit, estimated: false },
            (None, Some(remaining)) if reading.reset.is_some() => self.estimate_limit(remaining),
            (_, None) if !reading.exhausted() => {
                if reading.from_api {
                    if self.knowledge == Knowledge::Unknown {
                        self.knowledge = Knowledge::Unmetered;
                    }
                    self.contended &= self.knowledge != Knowledge::Unmetered;
                }
                self.record_inconclusive();
                return;
            }
            _ => self.record_inconclusive(),
        }
        let remaining = if reading.exhausted() { Some(0) } else { reading.remaining };
        match (remaining, reading.reset) {
            (Some(remaining), Some(reset)) => {
                self.update_window(reading, reset, remaining, clock, config, sent, now)
            }
            (Some(remaining), None) => {
                if let Some(window) = self.window.as_mut().filter(|window| now < window.ends) {
                    window.remaining = window.remaining.min(remaining);
                }
            }
            (None, _) => {}
        }
    }

    /// Pauses after a rejection.
    fn pause(&mut self, reading: &Reading, config: SchedulerConfig, now: Instant) {
        let pause = |scope| reading.pause(scope, config);
        if let Some(wait) = pause(ExceededLimit::Window).or_else(|| pause(ExceededLimit::Bucket)) {
            self.contended = true;
            self.not_before = self.not_before.max(Some(now + wait));
        }
    }

    /// The limit is at least the remaining requests and the one that was counted.
    fn estimate_limit(&mut self, remaining: u64) {
        let seen = remaining.saturating_add(1);
        self.knowledge = match self.knowledge {
            Knowledge::Metered { limit, estimated } if !estimated || limit >= seen => {
                Knowledge::Metered { limit, estimated }
            }
            _ => Knowledge::Metered { limit: seen, estimated: true },
        };
    }

    /// Records `remaining` for the window that ends at `reset` on the server's clock.
    #[expect(clippy::too_many_arguments, reason = "one observation")]
    fn update_window(
        &mut self,
        reading: &Reading,
        mut reset: u64,
        remaining: u64,
        clock: &mut ServerTimeBounds,
        config: SchedulerConfig,
        sent: Instant,
        now: Instant,
    ) {
        let policy = reading.policy;
        let known = self.window.filter(|window| window.policy == policy);
        if let Some(window) = known
            && reading.relative
            && now < window.ends
            && reset.abs_diff(window.reset) <= RELATIVE_ROUNDING
        {
            reset = window.reset;
        }
        let until = |clock: &ServerTimeBounds| {
            clock.until(reset, now).unwrap_or(FALLBACK_WINDOW).min(config.max_wait)
        };
        let known = known.filter(|window| now < window.ends || window.reset == reset);
        match known {
            Some(window) if now < window.ends && reset < window.reset => {}
            Some(mut window) if reset == window.reset => {
                if now < window.ends {
                    window.remaining = window.remaining.min(remaining);
                    if window.clock_changes != clock.changes() {
                        window.clock_changes = clock.changes();
                        window.ends = window.ends.min(now + until(clock));
                    }
                } else if reading.exhausted() && sent >= window.ends {
                    // The server rejected a request sent after the end that it had announced.
                    clock.ended_late();
                    window.ends = now + until(clock).min(FALLBACK_WINDOW);
                    window.remaining = 0;
                    self.not_before = Some(window.ends);
                }
                self.window = Some(window);
            }
            _ => {
                let wait = until(clock);
                self.length = self.length.max(wait);
                let ends = now + if wait.is_zero() { FALLBACK_WINDOW } else { wait };
                let admitted = self.in_flight.saturating_add(1);
                self.window =
                    Some(Window { reset, policy, ends, clock_changes: clock.changes(), remaining, admitted });
                self.contended = false;
                self.not_before = None;
                self.next_slot = None;
            }
        }
    }
}
