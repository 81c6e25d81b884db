//! Timers for waits, reported to metrics and to the call's statistics.

use std::time::Duration;

use http::Extensions;
use tokio::time::Instant;

use crate::meta::CallStats;

/// Why a request waits.
#[derive(Clone, Copy, Debug)]
pub(crate) enum WaitReason {
    #[cfg(feature = "rate-limit")]
    RateLimit,
    #[cfg(feature = "retry")]
    Backoff,
}

#[cfg(feature = "metrics")]
impl WaitReason {
    const fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "rate-limit")]
            Self::RateLimit => "rate_limit",
            #[cfg(feature = "retry")]
            Self::Backoff => "backoff",
        }
    }
}

/// A wait in progress, recorded on drop, so that a cancelled wait counts as well.
#[derive(Debug)]
pub(crate) struct WaitTimer {
    reason: WaitReason,
    started: Instant,
    stats: Option<CallStats>,
}

impl WaitTimer {
    pub(crate) fn start(reason: WaitReason, started: Instant, extensions: &Extensions) -> Self {
        Self { reason, started, stats: CallStats::from_extensions(extensions).cloned() }
    }

    fn record(&self, waited: Duration) {
        if let Some(stats) = &self.stats {
            #[cfg(feature = "metrics")]
            if let Some(names) = stats.metric_names() {
                crate::metrics::record_wait(names, self.reason.name(), waited);
            }
            match self.reason {
                #[cfg(feature = "rate-limit")]
                WaitReason::RateLimit => stats.add_rate_limit_wait(waited),
                #[cfg(feature = "retry")]
                WaitReason::Backoff => stats.add_backoff_wait(waited),
            }
        }
    }
}

impl Drop for WaitTimer {
    fn drop(&mut self) {
        self.record(self.started.elapsed());
    }
}
