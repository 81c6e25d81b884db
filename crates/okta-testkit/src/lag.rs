//! Reads that come from a replica which is behind, as some of Okta's do after a write.

use std::{
    collections::VecDeque,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use http::Method;

use crate::{call::Call, handlers, pattern::Pattern, response::Outcome, state::State};

/// The replica: what the org held before each recent write.
#[derive(Debug, Default)]
pub(crate) struct Lag {
    rules: Mutex<Vec<(Pattern, Duration)>>,
    /// The time of a write, and the state before it; oldest first.
    history: Mutex<VecDeque<(SystemTime, State)>>,
}

impl Lag {
    /// Makes reads that fit the pattern lag; a rule for the same pattern is replaced.
    pub(crate) fn set(&self, pattern: &str, by: Duration) {
        let pattern = Pattern::parse(pattern);
        let mut rules = self.rules();
        rules.retain(|(own, _)| *own != pattern);
        if !by.is_zero() {
            rules.push((pattern, by));
        }
    }

    fn rules(&self) -> MutexGuard<'_, Vec<(Pattern, Duration)>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves a call: reads that lag see the past.
    pub(crate) fn serve(&self, call: &Call<'_>, state: &mut State) -> Outcome {
        let rules = self.rules().clone();
        let Some(longest) = rules.iter().map(|(_, by)| *by).max() else {
            return handlers::route(call, state);
        };
        let mut history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        history.retain(|(written, _)| *written + longest > call.now);
        if call.method == Method::GET {
            let rule = rules.iter().find(|(pattern, _)| pattern.matches(call.method, &call.segments));
            let past =
                rule.and_then(|(_, by)| history.iter_mut().find(|(written, _)| *written + *by > call.now));
            let Some((_, past)) = past else { return handlers::route(call, state) };
            // Cursors that a lagging page hands out are good at the next read, lagging or not.
            mem::swap(&mut past.cursors, &mut state.cursors);
            let outcome = handlers::route(call, past);
            mem::swap(&mut past.cursors, &mut state.cursors);
            return outcome;
        }
        let before = state.clone();
        let outcome = handlers::route(call, state);
        if outcome.is_ok() {
            history.push_back((call.now, before));
        }
        outcome
    }
}
