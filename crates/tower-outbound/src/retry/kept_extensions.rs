//! The extensions of a request, without a map.

use http::Extensions;

use crate::meta::{CallStats, Deadline, Operation};

/// The extensions that layers set on nearly every request. The copy of a request is made without them, as an extension
/// map costs three allocations and more, and gets them back before a retry.
#[derive(Clone, Debug, Default)]
pub(super) struct KeptExtensions {
    deadline: Option<Deadline>,
    operation: Option<Operation>,
    pub(super) stats: Option<CallStats>,
}

impl KeptExtensions {
    /// `None` if there are others.
    pub(super) fn of(extensions: &Extensions) -> Option<Self> {
        if extensions.is_empty() {
            return Some(Self::default());
        }
        let kept = Self {
            deadline: extensions.get::<Deadline>().copied(),
            operation: extensions.get::<Operation>().copied(),
            stats: extensions.get::<CallStats>().cloned(),
        };
        let count = usize::from(kept.deadline.is_some())
            + usize::from(kept.operation.is_some())
            + usize::from(kept.stats.is_some());
        (count == extensions.len()).then_some(kept)
    }

    /// Moves them into a map.
    pub(super) fn restore(&mut self, extensions: &mut Extensions) {
        let Self { deadline, operation, stats } = std::mem::take(self);
        if let Some(deadline) = deadline {
            extensions.insert(deadline);
        }
        if let Some(operation) = operation {
            extensions.insert(operation);
        }
        if let Some(stats) = stats {
            extensions.insert(stats);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_not_kept() {
        let mut extensions = Extensions::new();
        let stats = CallStats::get_or_insert(&mut extensions);
        extensions.insert(Deadline(std::time::Instant::from(tokio::time::Instant::now())));
        let mut kept = KeptExtensions::of(&extensions).unwrap();
        let mut restored = Extensions::new();
        kept.restore(&mut restored);
        stats.set_attempts(3);
        assert_eq!(restored.get::<CallStats>().map(CallStats::attempts), Some(3));
        assert_eq!(restored.len(), 2);
        extensions.insert("other");
        assert!(KeptExtensions::of(&extensions).is_none());
    }
}
