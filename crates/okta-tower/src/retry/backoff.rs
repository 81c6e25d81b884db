//! How long to wait when the server does not say.

use std::time::Duration;

/// Exponential back-off with full jitter.
///
/// The n-th wait is drawn evenly from zero to `base × 2ⁿ`, at most `cap`. Full jitter spreads clients that
/// failed together better than a fixed wait with a little noise does.
///
/// ```
/// use std::time::Duration;
/// use okta_tower::retry::Backoff;
///
/// let backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));
/// assert_eq!(backoff.ceiling(0), Duration::from_millis(100));
/// assert_eq!(backoff.ceiling(3), Duration::from_millis(800));
/// assert_eq!(backoff.ceiling(30), Duration::from_secs(5));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    base: Duration,
    cap: Duration,
}

impl Backoff {
    /// Waits of up to `base`, then twice that, and so on, never above `cap`.
    #[must_use]
    pub const fn new(base: Duration, cap: Duration) -> Self {
        Self { base, cap }
    }

    /// The longest that the wait after `earlier` previous waits can be.
    #[must_use]
    pub fn ceiling(&self, earlier: u32) -> Duration {
        let factor = 1u32.checked_shl(earlier.min(31)).unwrap_or(u32::MAX);
        self.base.saturating_mul(factor).min(self.cap)
    }

    /// A wait, drawn at random.
    #[must_use]
    pub fn draw(&self, earlier: u32) -> Duration {
        up_to(self.ceiling(earlier))
    }
}

impl Default for Backoff {
    /// From 250 ms, up to 20 s.
    fn default() -> Self {
        Self::new(Duration::from_millis(250), Duration::from_secs(20))
    }
}

/// A random duration from zero to `most`.
pub(crate) fn up_to(most: Duration) -> Duration {
    most.mul_f64(fastrand::f64())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn draws_differ_between_calls() {
        let backoff = Backoff::default();
        let draws: std::collections::HashSet<_> = (0..20).map(|_| backoff.draw(4)).collect();
        assert!(draws.len() > 10, "jitter that repeats keeps clients in step: {draws:?}");
    }

    proptest! {
        #[test]
        fn a_draw_never_exceeds_the_ceiling_nor_the_ceiling_the_cap(
            base in 0u64..10_000, cap in 0u64..100_000, earlier in any::<u32>(),
        ) {
            let backoff = Backoff::new(Duration::from_millis(base), Duration::from_millis(cap));
            prop_assert!(backoff.ceiling(earlier) <= Duration::from_millis(cap));
            prop_assert!(backoff.draw(earlier) <= backoff.ceiling(earlier));
        }
    }
}
