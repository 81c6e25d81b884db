//! Exponential backoff.

use std::time::Duration;

use tokio::time::{Sleep, sleep};
use tower::retry::backoff::{Backoff as TowerBackoff, MakeBackoff};

/// Exponential backoff with full jitter.
///
/// The delay before retry n, counted from 0, is uniformly distributed between zero and `base × 2ⁿ`, at most `cap`.
///
/// It makes tower's [`Backoff`](TowerBackoff)s, for other policies. [`RetryPolicy`](super::RetryPolicy) does not accept
/// tower's: they only give futures, and the policy has to know a delay to compare it with the call's deadline and with
/// the delay that the server requires.
///
/// ```
/// use std::time::Duration;
/// use tower_outbound::retry::Backoff;
///
/// let backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));
/// assert_eq!(backoff.max_delay(0), Duration::from_millis(100));
/// assert_eq!(backoff.max_delay(3), Duration::from_millis(800));
/// assert_eq!(backoff.max_delay(30), Duration::from_secs(5));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    base: Duration,
    cap: Duration,
}

impl Backoff {
    /// Creates a backoff of up to `base` before the first retry, doubled for each further one, up to `cap`.
    #[must_use]
    pub const fn new(base: Duration, cap: Duration) -> Self {
        Self { base, cap }
    }

    /// Returns the upper bound of the delay after `retries` previous retries.
    #[must_use]
    pub fn max_delay(&self, retries: u32) -> Duration {
        let factor = 1u32.checked_shl(retries.min(31)).unwrap_or(u32::MAX);
        self.base.saturating_mul(factor).min(self.cap)
    }

    /// Returns a random delay after `retries` previous retries.
    #[must_use]
    pub fn delay(&self, retries: u32) -> Duration {
        random_up_to(self.max_delay(retries))
    }

    /// Returns a random delay between half of the upper bound and the upper bound.
    pub(super) fn delay_from_half(&self, retries: u32) -> Duration {
        let half = self.max_delay(retries) / 2;
        half + random_up_to(half)
    }
}

impl Default for Backoff {
    /// A base of 250 ms and a cap of 20 s.
    fn default() -> Self {
        Self::new(Duration::from_millis(250), Duration::from_secs(20))
    }
}

impl MakeBackoff for Backoff {
    type Backoff = BackoffSequence;

    fn make_backoff(&mut self) -> BackoffSequence {
        BackoffSequence { backoff: *self, retries: 0 }
    }
}

/// The delays of one call, as tower's [`Backoff`](TowerBackoff).
#[derive(Clone, Copy, Debug)]
pub struct BackoffSequence {
    backoff: Backoff,
    retries: u32,
}

impl TowerBackoff for BackoffSequence {
    type Future = Sleep;

    fn next_backoff(&mut self) -> Sleep {
        let delay = self.backoff.delay(self.retries);
        self.retries = self.retries.saturating_add(1);
        sleep(delay)
    }
}

/// Returns a random duration from zero to `max`.
pub(super) fn random_up_to(max: Duration) -> Duration {
    max.mul_f64(fastrand::f64())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn delays_are_random() {
        let backoff = Backoff::default();
        let delays: std::collections::HashSet<_> = (0..20).map(|_| backoff.delay(4)).collect();
        assert!(delays.len() > 10, "{delays:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn sequence_stays_below_bounds() {
        let mut backoff = Backoff::default();
        let mut sequence = backoff.make_backoff();
        for retries in 0..10 {
            let start = tokio::time::Instant::now();
            sequence.next_backoff().await;
            assert!(start.elapsed() <= backoff.max_delay(retries) + Duration::from_millis(1));
        }
    }

    proptest! {
        #[test]
        fn prop_delay_stays_below_bound_and_cap(
            base in 0u64..10_000, cap in 0u64..100_000, retries in any::<u32>(),
        ) {
            let backoff = Backoff::new(Duration::from_millis(base), Duration::from_millis(cap));
            prop_assert!(backoff.max_delay(retries) <= Duration::from_millis(cap));
            prop_assert!(backoff.delay(retries) <= backoff.max_delay(retries));
        }
    }
}
