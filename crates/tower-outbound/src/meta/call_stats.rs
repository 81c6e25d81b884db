//! Counters of one call.

use std::{
    borrow::Cow,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use http::Extensions;

/// Request extension: counters of one call, readable while it runs and after it has failed or been dropped.
///
/// Responses carry [`Attempts`](super::Attempts); errors and dropped calls carry nothing. To observe those,
/// insert a `CallStats` into the request and keep a clone, which shares the counters. The
/// [call span](crate::trace) does this by itself. Without it nothing is counted or allocated.
///
/// ```
/// use tower_outbound::meta::CallStats;
///
/// let mut request = http::Request::new(());
/// let stats = CallStats::get_or_insert(request.extensions_mut());
/// // … send the request …
/// println!("{} attempts, {:?} waited for quota", stats.attempts(), stats.rate_limit_wait());
/// ```
#[derive(Clone, Debug, Default)]
pub struct CallStats(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    attempts: AtomicU32,
    requests: AtomicU32,
    rate_limit_wait: AtomicU64,
    backoff_wait: AtomicU64,
    bucket: Mutex<Option<Cow<'static, str>>>,
    #[cfg(feature = "metrics")]
    metric_names: std::sync::OnceLock<crate::metrics::MetricNames>,
}

impl CallStats {
    /// Creates counters set to zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the counters in a request's extensions, if there are any.
    #[must_use]
    pub fn from_extensions(extensions: &Extensions) -> Option<&Self> {
        extensions.get()
    }

    /// Returns the counters in a request's extensions, and inserts new ones if there are none.
    pub fn get_or_insert(extensions: &mut Extensions) -> Self {
        extensions.get_or_insert_default::<Self>().clone()
    }

    /// Sets the names under which waits and retries of the call are recorded, if none are set.
    #[cfg(feature = "metrics")]
    pub(crate) fn set_metric_names(&self, names: &crate::metrics::MetricNames) {
        self.0.metric_names.get_or_init(|| names.clone());
    }

    /// Returns the names under which waits and retries of the call are recorded.
    #[cfg(all(feature = "metrics", any(feature = "rate-limit", feature = "retry")))]
    pub(crate) fn metric_names(&self) -> Option<&crate::metrics::MetricNames> {
        self.0.metric_names.get()
    }

    /// Returns the number of completed attempts, successful or not. Counted by the retry policy; zero without
    /// one.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts.load(Ordering::Relaxed)
    }

    /// Returns the number of requests sent: attempts, and replays with a new token or nonce. Counted by the
    /// layer of [attempt spans](crate::trace); zero without one.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.0.requests.load(Ordering::Relaxed)
    }

    /// Returns the total time spent waiting for the rate limit, without a wait in progress.
    #[must_use]
    pub fn rate_limit_wait(&self) -> Duration {
        Duration::from_nanos(self.0.rate_limit_wait.load(Ordering::Relaxed))
    }

    /// Returns the total backoff time before retries, without a wait in progress.
    #[must_use]
    pub fn backoff_wait(&self) -> Duration {
        Duration::from_nanos(self.0.backoff_wait.load(Ordering::Relaxed))
    }

    /// Returns the rate-limit bucket of the last attempt, as far as responses have reported it.
    #[must_use]
    pub fn bucket(&self) -> Option<Cow<'static, str>> {
        self.0.bucket.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets the number of completed attempts.
    pub fn set_attempts(&self, attempts: u32) {
        self.0.attempts.store(attempts, Ordering::Relaxed);
    }

    /// Counts a request, and returns its number, counted from 1.
    pub fn add_request(&self) -> u32 {
        self.0.requests.fetch_add(1, Ordering::Relaxed).saturating_add(1)
    }

    /// Adds time spent waiting for the rate limit.
    pub fn add_rate_limit_wait(&self, waited: Duration) {
        add(&self.0.rate_limit_wait, waited);
    }

    /// Adds backoff time before a retry.
    pub fn add_backoff_wait(&self, waited: Duration) {
        add(&self.0.backoff_wait, waited);
    }

    /// Sets the rate-limit bucket of the current attempt.
    pub fn set_bucket(&self, name: impl Into<Cow<'static, str>>) {
        *self.0.bucket.lock().unwrap_or_else(PoisonError::into_inner) = Some(name.into());
    }
}

fn add(sum: &AtomicU64, waited: Duration) {
    sum.fetch_add(u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
}
