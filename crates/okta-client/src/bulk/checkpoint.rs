//! The set of completed inputs of a bulk run.

use std::{fmt, str::FromStr};

/// The completed inputs of a bulk run: a set of positions with a text form.
///
/// The text lists ranges: `0-119,121,125-130`. It stays short while most of the inputs started are completed.
///
/// ```
/// use okta_client::bulk::BulkCheckpoint;
///
/// let done: BulkCheckpoint = "0-119,121".parse()?;
/// assert!(done.contains(100) && !done.contains(120));
/// assert_eq!(done.to_string(), "0-119,121");
/// # Ok::<_, okta_client::bulk::InvalidBulkCheckpoint>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BulkCheckpoint {
    /// First and last position of each range, ascending, with gaps between the ranges.
    ranges: Vec<(u64, u64)>,
}

impl BulkCheckpoint {
    /// Creates an empty checkpoint.
    #[must_use]
    pub const fn new() -> Self {
        Self { ranges: Vec::new() }
    }

    /// Returns whether the input at a position is completed.
    #[must_use]
    pub fn contains(&self, index: u64) -> bool {
        let after = self.ranges.partition_point(|(first, _)| *first <= index);
        after.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|(_, last)| index <= *last)
    }

    /// Returns the number of completed inputs.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.ranges
            .iter()
            .fold(0u64, |sum, (first, last)| sum.saturating_add((last - first).saturating_add(1)))
    }

    /// Returns whether no input is completed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Marks an input as completed.
    pub fn insert(&mut self, index: u64) {
        self.insert_range(index, index);
    }

    fn insert_range(&mut self, mut first: u64, mut last: u64) {
        // Ranges that overlap or touch the new one are merged with it.
        let from = self.ranges.partition_point(|(_, end)| end.saturating_add(1) < first);
        let to = self.ranges.partition_point(|(start, _)| *start <= last.saturating_add(1));
        if let Some(merged) = self.ranges.get(from..to) {
            for (start, end) in merged {
                first = first.min(*start);
                last = last.max(*end);
            }
        }
        self.ranges.drain(from..to.max(from));
        self.ranges.insert(from, (first, last));
    }
}

impl fmt::Display for BulkCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (first, last)) in self.ranges.iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            if first == last {
                write!(f, "{first}")?;
            } else {
                write!(f, "{first}-{last}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for BulkCheckpoint {
    type Err = InvalidBulkCheckpoint;

    fn from_str(text: &str) -> Result<Self, InvalidBulkCheckpoint> {
        let invalid = |part: &str| InvalidBulkCheckpoint { part: part.chars().take(40).collect() };
        let mut set = Self::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            match (first.trim().parse(), last.trim().parse()) {
                (Ok(first), Ok(last)) if first <= last => set.insert_range(first, last),
                _ => return Err(invalid(part)),
            }
        }
        Ok(set)
    }
}

/// The error of parsing a [`BulkCheckpoint`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidBulkCheckpoint {
    part: String,
}

impl fmt::Display for InvalidBulkCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid bulk checkpoint: `{}` is neither a position nor a range of positions", self.part)
    }
}

impl std::error::Error for InvalidBulkCheckpoint {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn invalid_checkpoints_are_rejected() {
        for text in ["x", "3-1", "1-", "-", "1--2", "99999999999999999999"] {
            assert!(text.parse::<BulkCheckpoint>().is_err(), "{text}");
        }
        assert_eq!(" 4 , 1-2,3".parse::<BulkCheckpoint>().unwrap().to_string(), "1-4");
        let all: BulkCheckpoint = format!("0-{}", u64::MAX).parse().unwrap();
        assert!(all.contains(u64::MAX) && all.len() == u64::MAX);
    }

    proptest! {
        #[test]
        fn prop_contains_the_inserted_positions(indexes in proptest::collection::vec(0u64..60, 0..60)) {
            let mut checkpoint = BulkCheckpoint::new();
            for index in &indexes {
                checkpoint.insert(*index);
            }
            let set: BTreeSet<_> = indexes.into_iter().collect();
            for index in 0..61 {
                prop_assert_eq!(checkpoint.contains(index), set.contains(&index));
            }
            prop_assert_eq!(checkpoint.len(), set.len() as u64);
            prop_assert_eq!(checkpoint.to_string().parse::<BulkCheckpoint>(), Ok(checkpoint));
        }

        #[test]
        fn prop_parsing_never_panics(text in "[0-9, -]{0,40}") {
            if let Ok(checkpoint) = text.parse::<BulkCheckpoint>() {
                prop_assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint));
            }
        }
    }
}
