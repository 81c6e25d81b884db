//! Which inputs of a run are done.

use std::{fmt, str::FromStr};

/// Which inputs of a bulk run are done: a set of positions that can be written down.
///
/// The text lists ranges: `0-119,121,125-130`. It stays short as long as most of what was begun is done.
///
/// ```
/// use okta_client::bulk::Checkpoint;
///
/// let done: Checkpoint = "0-119,121".parse()?;
/// assert!(done.contains(100) && !done.contains(120));
/// assert_eq!(done.to_string(), "0-119,121");
/// # Ok::<_, okta_client::bulk::InvalidCheckpoint>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// First and last of each range, ascending, with gaps between them.
    ranges: Vec<(u64, u64)>,
}

impl Checkpoint {
    /// Nothing is done.
    #[must_use]
    pub const fn new() -> Self {
        Self { ranges: Vec::new() }
    }

    /// Whether the input at a position is done.
    #[must_use]
    pub fn contains(&self, index: u64) -> bool {
        let after = self.ranges.partition_point(|(first, _)| *first <= index);
        after.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|(_, last)| index <= *last)
    }

    /// How many inputs are done.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.ranges
            .iter()
            .fold(0u64, |sum, (first, last)| sum.saturating_add((last - first).saturating_add(1)))
    }

    /// Whether nothing is done.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Marks one input as done.
    pub fn insert(&mut self, index: u64) {
        self.insert_range(index, index);
    }

    fn insert_range(&mut self, mut first: u64, mut last: u64) {
        // The ranges that overlap or touch the new one become one with it.
        let from = self.ranges.partition_point(|(_, end)| end.saturating_add(1) < first);
        let to = self.ranges.partition_point(|(start, _)| *start <= last.saturating_add(1));
        if let Some(joined) = self.ranges.get(from..to) {
            for (start, end) in joined {
                first = first.min(*start);
                last = last.max(*end);
            }
        }
        self.ranges.splice(from..to.max(from), [(first, last)]);
    }
}

impl fmt::Display for Checkpoint {
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

impl FromStr for Checkpoint {
    type Err = InvalidCheckpoint;

    fn from_str(text: &str) -> Result<Self, InvalidCheckpoint> {
        let invalid = |part: &str| InvalidCheckpoint { part: part.chars().take(40).collect() };
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

/// A text is not a [`Checkpoint`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidCheckpoint {
    part: String,
}

impl fmt::Display for InvalidCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is neither a position nor a range of positions", self.part)
    }
}

impl std::error::Error for InvalidCheckpoint {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        for text in ["x", "3-1", "1-", "-", "1--2", "99999999999999999999"] {
            assert!(text.parse::<Checkpoint>().is_err(), "{text}");
        }
        assert_eq!(" 4 , 1-2,3".parse::<Checkpoint>().unwrap().to_string(), "1-4");
        let all: Checkpoint = format!("0-{}", u64::MAX).parse().unwrap();
        assert!(all.contains(u64::MAX) && all.len() == u64::MAX);
    }

    proptest! {
        #[test]
        fn it_is_the_set_of_what_was_inserted(indexes in proptest::collection::vec(0u64..60, 0..60)) {
            let mut checkpoint = Checkpoint::new();
            for index in &indexes {
                checkpoint.insert(*index);
            }
            let set: BTreeSet<_> = indexes.into_iter().collect();
            for index in 0..61 {
                prop_assert_eq!(checkpoint.contains(index), set.contains(&index));
            }
            prop_assert_eq!(checkpoint.len(), set.len() as u64);
            prop_assert_eq!(checkpoint.to_string().parse::<Checkpoint>(), Ok(checkpoint));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "[0-9, -]{0,40}") {
            if let Ok(checkpoint) = text.parse::<Checkpoint>() {
                prop_assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint));
            }
        }
    }
}
