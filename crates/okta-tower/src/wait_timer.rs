//! Waits, counted for those who want to know of them.

use std::time::Duration;

use http::Extensions;
use tokio::time::Instant;

use crate::meta::CallStats;

/// What a request waits for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reason {
    #[cfg(feature = "rate-limit")]
    RateLimit,
    #[cfg(feature = "retry")]
    Backoff,
}

#[cfg(feature = "metrics")]
impl Reason {
    const fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "rate-limit")]
            Self::RateLimit => "rate_limit",
            #[cfg(feature = "retry")]
            Self::Backoff => "backoff",
        }
    }
}

/// A wait under way. It is over when this is dropped, so that one that is cut off counts as well.
#[derive(Debug)]
pub(crate) struct Waiting {
    reason: Reason,
    since: Instant,
    stats: Option<CallStats>,
}

impl Waiting {
    pub(crate) fn begin(reason: Reason, since: Instant, extensions: &Extensions) -> Self {
        Self { reason, since, stats: CallStats::from_extensions(extensions).cloned() }
    }

    fn account(&self, waited: Duration) {
        #[cfg(feature = "metrics")]
        crate::metrics::waited(self.reason.name(), waited);
        if let Some(stats) = &self.stats {
            match self.reason {
                #[cfg(feature = "rate-limit")]
                Reason::RateLimit => stats.add_rate_limit_wait(waited),
                #[cfg(feature = "retry")]
                Reason::Backoff => stats.add_backoff_wait(waited),
            }
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.account(self.since.elapsed());
    }
}
