//! The deadline of a call.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use http::Extensions;

/// Request extension: the deadline of the call.
///
/// Layers that wait (retry, rate limit, auth) do not start a wait that would exceed the deadline. The value is a
/// [`std::time::Instant`] on tokio's clock, so this module needs no runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(pub Instant);

thread_local! {
    /// The deadline of the call that is being polled.
    static POLLED: Cell<Option<Deadline>> = const { Cell::new(None) };
}

impl Deadline {
    /// Returns the deadline of a request: its extension, or else the deadline of the call in whose future the caller
    /// is polled, as [`without_extension`](crate::timeout::DeadlineLayer::without_extension) has it.
    #[must_use]
    pub fn of(extensions: &Extensions) -> Option<Self> {
        extensions.get().copied().or_else(|| POLLED.get())
    }

    /// Returns the time left at `now`; zero if the deadline has passed.
    #[must_use]
    pub fn remaining(&self, now: Instant) -> Duration {
        self.0.saturating_duration_since(now)
    }

    /// Polls a call with this deadline.
    #[cfg(feature = "timeout")]
    #[inline]
    pub(crate) fn during<T>(self, poll: impl FnOnce() -> T) -> T {
        let _outer = Outer(POLLED.replace(Some(self)));
        poll()
    }
}

/// Restores the deadline of the enclosing call.
#[cfg(feature = "timeout")]
struct Outer(Option<Deadline>);

#[cfg(feature = "timeout")]
impl Drop for Outer {
    fn drop(&mut self) {
        POLLED.set(self.0);
    }
}
