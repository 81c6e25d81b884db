//! Ranges of time.

/// A half-open range of positions, in milliseconds. In descending order, positions are negative times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Span {
    /// The first position; `None` for the start of the listing.
    pub(super) start: Option<i64>,
    /// The position after the last; `None` for the end of the listing.
    pub(super) end: Option<i64>,
}

impl Span {
    pub(super) fn contains(&self, at: i64) -> bool {
        self.start.is_none_or(|start| start <= at) && !self.is_before(at)
    }

    /// Returns whether the range ends before a position.
    pub(super) fn is_before(&self, at: i64) -> bool {
        self.end.is_some_and(|end| end <= at)
    }
}
