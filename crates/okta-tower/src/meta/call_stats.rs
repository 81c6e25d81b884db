//! What the layers did for one call, for those who look at it from outside.

use std::{
    borrow::Cow,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use http::Extensions;

/// Extension: counts what the layers do for one call, while it runs and also when it fails.
///
/// An answer can say how it came about ([`Attempts`](super::Attempts)); an error has no place for it, and a
/// call that is dropped says nothing at all. Whoever wants to know puts one of these into the request and
/// keeps a clone, which shares the counts. The [call span](crate::trace) does so by itself. Without it nothing
/// is counted and nothing allocated.
///
/// ```
/// use okta_tower::meta::CallStats;
///
/// let mut request = http::Request::new(());
/// let stats = CallStats::get_or_insert(request.extensions_mut());
/// // … the request goes through the stack …
/// println!("{} attempts, {:?} waited for quota", stats.attempts(), stats.rate_limit_wait());
/// ```
#[derive(Clone, Debug, Default)]
pub struct CallStats(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    attempts: AtomicU32,
    requests: AtomicU32,
    rate_limit_wait: AtomicU64,
    backoff_wait: AtomicU64,
    bucket: Mutex<Option<Cow<'static, str>>>,
}

impl CallStats {
    /// All at zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Those of a request, if anybody wants to know.
    #[must_use]
    pub fn from_extensions(extensions: &Extensions) -> Option<&Self> {
        extensions.get()
    }

    /// Those of a request; new ones are put into it if it has none.
    pub fn get_or_insert(extensions: &mut Extensions) -> Self {
        extensions.get_or_insert_default::<Self>().clone()
    }

    /// How many attempts have ended, with an answer or an error. Counted by the retry policy: zero without
    /// one.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts.load(Ordering::Relaxed)
    }

    /// How many requests went out: the attempts, and those that were sent again for a token or a nonce.
    /// Counted by the layer of [attempt spans](crate::trace): zero without one.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.0.requests.load(Ordering::Relaxed)
    }

    /// How long the call waited for its rate limit, over all attempts. A wait under way is not in it yet.
    #[must_use]
    pub fn rate_limit_wait(&self) -> Duration {
        Duration::from_nanos(self.0.rate_limit_wait.load(Ordering::Relaxed))
    }

    /// How long the call waited before it was sent again, over all attempts. A wait under way is not in it
    /// yet.
    #[must_use]
    pub fn backoff_wait(&self) -> Duration {
        Duration::from_nanos(self.0.backoff_wait.load(Ordering::Relaxed))
    }

    /// The rate-limit bucket that the last attempt was counted in, as far as answers have told.
    #[must_use]
    pub fn bucket(&self) -> Option<Cow<'static, str>> {
        self.0.bucket.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes the number of attempts that have ended.
    pub fn set_attempts(&self, attempts: u32) {
        self.0.attempts.store(attempts, Ordering::Relaxed);
    }

    /// Notes that a request goes out, and gives its number, counted from 1.
    pub fn add_request(&self) -> u32 {
        self.0.requests.fetch_add(1, Ordering::Relaxed).saturating_add(1)
    }

    /// Adds a wait for the rate limit.
    pub fn add_rate_limit_wait(&self, waited: Duration) {
        add(&self.0.rate_limit_wait, waited);
    }

    /// Adds a wait before the call was sent again.
    pub fn add_backoff_wait(&self, waited: Duration) {
        add(&self.0.backoff_wait, waited);
    }

    /// Notes the rate-limit bucket that an attempt is counted in.
    pub fn set_bucket(&self, name: impl Into<Cow<'static, str>>) {
        *self.0.bucket.lock().unwrap_or_else(PoisonError::into_inner) = Some(name.into());
    }
}

fn add(sum: &AtomicU64, waited: Duration) {
    sum.fetch_add(u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
}
