//! Stale reads, as from a replica with replication lag.

use std::{
    collections::VecDeque,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use http::Method;

use crate::{call::Call, handlers, pattern::Pattern, response::HandlerResult, state::State};

/// The lag rules, and the states of the org before each recent write.
#[derive(Debug, Default)]
pub(crate) struct Lag {
    rules: Mutex<Vec<(Pattern, Duration)>>,
    /// The time of each write and the state before it, oldest first.
    history: Mutex<VecDeque<(SystemTime, State)>>,
}

impl Lag {
    /// Sets the lag of reads that match the pattern, replacing a rule for the same pattern.
    pub(crate) fn set(&self, pattern: &str, lag: Duration) {
        let pattern = Pattern::parse(pattern);
        let mut rules = self.rules();
        rules.retain(|(existing, _)| *existing != pattern);
        if !lag.is_zero() {
            rules.push((pattern, lag));
        }
    }

    fn rules(&self) -> MutexGuard<'_, Vec<(Pattern, Duration)>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves a call: lagging reads see a past state.
    pub(crate) fn serve(&self, call: &Call<'_>, state: &mut State) -> HandlerResult {
        let rules = self.rules().clone();
        let Some(longest) = rules.iter().map(|(_, lag)| *lag).max() else {
            return handlers::route(call, state);
        };
        let mut history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        history.retain(|(written, _)| *written + longest > call.now);
        if call.method == Method::GET {
            let rule = rules.iter().find(|(pattern, _)| pattern.matches(call.method, &call.segments));
            let past =
                rule.and_then(|(_, lag)| history.iter_mut().find(|(written, _)| *written + *lag > call.now));
            let Some((_, past)) = past else { return handlers::route(call, state) };
            // Cursors of a lagging page must be valid for the next read, lagging or not.
            mem::swap(&mut past.cursors, &mut state.cursors);
            let result = handlers::route(call, past);
            mem::swap(&mut past.cursors, &mut state.cursors);
            return result;
        }
        let before = state.clone();
        let result = handlers::route(call, state);
        if result.is_ok() {
            history.push_back((call.now, before));
        }
        result
    }
}
