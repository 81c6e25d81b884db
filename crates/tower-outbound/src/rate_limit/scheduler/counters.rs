//! Detection of buckets that share one counter of the server, by the values of their remaining requests.

use std::collections::HashMap;

/// The maximum number of counter values kept per window.
const MAX_VALUES: usize = 1024;
/// The queues that one response is compared with, at most.
pub(super) const MAX_CANDIDATES: usize = 8;

/// Identifies windows that may be one: origin, limit, and end.
pub(super) type WindowKey = (usize, u64, u64);

/// The remaining requests observed in one window.
#[derive(Debug, Default)]
pub(super) struct CounterHistory {
    pub(super) window: Option<WindowKey>,
    /// The queue after the one that was compared last.
    next_candidate: usize,
    /// In descending order, in which the server counts.
    values: Vec<u64>,
}

impl CounterHistory {
    pub(super) fn contains(&self, value: u64) -> bool {
        self.position(value).is_ok()
    }

    fn position(&self, value: u64) -> Result<usize, usize> {
        self.values.binary_search_by(|known| value.cmp(known))
    }

    pub(super) fn record(&mut self, value: u64) {
        if let Err(index) = self.position(value)
            && self.values.len() < MAX_VALUES
        {
            self.values.insert(index, value);
        }
    }

    /// Whether both belong to one descending counter: at least three values each, interleaved and disjoint.
    pub(super) fn interleaves_with(&self, other: &Self) -> bool {
        let enough = self.values.len() >= 3 && other.values.len() >= 3;
        enough
            && self.values.last() < other.values.first()
            && other.values.last() < self.values.first()
            && !self.values.iter().any(|value| other.contains(*value))
    }
}

/// The queues of each window.
#[derive(Debug, Default)]
pub(super) struct CounterIndex {
    /// Sorted lists.
    windows: HashMap<WindowKey, Vec<usize>>,
    /// The number of queues in all windows.
    queues: usize,
}

impl CounterIndex {
    /// Moves a queue to a window, and forgets the values of its last one.
    pub(super) fn enter(&mut self, at: usize, history: &mut CounterHistory, window: WindowKey) {
        if history.window != Some(window) {
            self.leave(at, history);
            history.window = Some(window);
            let queues = self.windows.entry(window).or_default();
            if let Err(index) = queues.binary_search(&at) {
                queues.insert(index, at);
                self.queues += 1;
            }
        }
    }

    pub(super) fn leave(&mut self, at: usize, history: &mut CounterHistory) {
        let last = std::mem::take(history);
        if let Some(window) = last.window
            && let Some(queues) = self.windows.get_mut(&window)
        {
            if let Ok(index) = queues.binary_search(&at) {
                queues.remove(index);
                self.queues -= 1;
            }
            if queues.is_empty() {
                self.windows.remove(&window);
            }
        }
    }

    /// Returns the next queues in the window of queue `at` to compare it with. All have their turn.
    pub(super) fn candidates(
        &self,
        at: usize,
        history: &mut CounterHistory,
    ) -> [Option<usize>; MAX_CANDIDATES] {
        let mut candidates = [None; MAX_CANDIDATES];
        // Most programs call one operation many times.
        if self.queues < 2 {
            return candidates;
        }
        let Some(queues) = history.window.and_then(|window| self.windows.get(&window)) else {
            return candidates;
        };
        let (before, after) =
            queues.split_at(queues.partition_point(|queue| *queue < history.next_candidate));
        let rotated = after.iter().chain(before).filter(|other| **other != at);
        for (candidate, other) in candidates.iter_mut().zip(rotated) {
            *candidate = Some(*other);
            history.next_candidate = other + 1;
        }
        candidates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(values: &[u64]) -> CounterHistory {
        let mut history = CounterHistory::default();
        values.iter().for_each(|value| history.record(*value));
        history
    }

    #[test]
    fn only_interleaved_disjoint_values_share_a_counter() {
        let first = history(&[9, 7, 5, 7]);
        for (values, interleaves) in [
            (&[8, 6, 4][..], true),
            (&[4, 8, 6], true),
            (&[8, 7, 4], false),
            (&[4, 3, 2], false),
            (&[8, 6], false),
        ] {
            let other = history(values);
            assert_eq!(first.interleaves_with(&other), interleaves, "{values:?}");
            assert_eq!(other.interleaves_with(&first), interleaves, "{values:?}");
        }
    }

    #[test]
    fn queues_of_a_window_take_turns() {
        let (mut index, window) = (CounterIndex::default(), (0, 100, 60));
        let mut histories: Vec<_> = (0..12).map(|_| CounterHistory::default()).collect();
        for (at, history) in histories.iter_mut().enumerate().rev() {
            index.enter(at, history, window);
        }
        let mut turn = |index: &CounterIndex| -> Vec<usize> {
            index.candidates(3, &mut histories[3]).into_iter().flatten().collect()
        };
        assert_eq!(turn(&index), [0, 1, 2, 4, 5, 6, 7, 8]);
        assert_eq!(turn(&index), [9, 10, 11, 0, 1, 2, 4, 5]);
        index.leave(7, &mut CounterHistory { window: Some(window), ..CounterHistory::default() });
        assert_eq!(turn(&index), [6, 8, 9, 10, 11, 0, 1, 2]);
    }
}
