//! The invalidations of the in-memory store, in the order of their stamps.

use std::{collections::HashMap, time::Duration};

use super::{Stamp, Tag};

/// A fetch that takes longer is not stored, so records of invalidations can be dropped eventually.
pub(super) const MAX_FETCH: Duration = Duration::from_secs(600);

#[derive(Default)]
pub(super) struct InvalidationLog {
    /// The latest stamp that was issued or recorded.
    pub(super) latest: u64,
    /// Entries with an earlier stamp are invalid, whatever their tags.
    pub(super) floor: u64,
    pub(super) records: HashMap<Tag, u64>,
    /// The longest lifetime of an entry so far, in microseconds.
    pub(super) max_lifetime: u64,
}

impl InvalidationLog {
    pub(super) fn issue(&mut self, now: u64) -> Stamp {
        self.latest = self.latest.max(now);
        Stamp(self.latest)
    }

    pub(super) fn is_valid(&self, tags: &[Tag], stamp: Stamp) -> bool {
        stamp.0 >= self.floor
            && tags.iter().all(|tag| self.records.get(tag).is_none_or(|recorded| stamp.0 >= *recorded))
    }

    pub(super) fn record(&mut self, tags: &[Tag], now: u64, settle: u64) {
        // Later than every issued stamp.
        self.latest = self.latest.max(now).saturating_add(1);
        let stamp = self.latest.saturating_add(settle);
        for tag in tags {
            let record = self.records.entry(*tag).or_default();
            *record = stamp.max(*record);
        }
    }

    /// Drops records that are older than any entry can be; if too many remain, drops all and invalidates all
    /// entries.
    pub(super) fn prune(&mut self, now: u64, max: usize) {
        let keep = self.max_lifetime.saturating_add(micros(MAX_FETCH));
        self.records.retain(|_, recorded| recorded.saturating_add(keep) > now);
        if self.records.len() > max / 2 {
            self.floor = self.records.values().copied().max().unwrap_or_default().max(self.floor);
            self.records.clear();
        }
    }
}

/// Returns a duration in microseconds, the unit of stamps.
pub(super) fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
