//! The response as a dialect sees it.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use http::{HeaderMap, StatusCode, header::DATE};

use crate::{
    clock::Clock,
    rate_limit::{date_cache::parse_date_cached, headers::retry_after_from},
};

/// The head of a response, for a [`Dialect`](super::Dialect) to read.
#[derive(Clone, Copy)]
pub struct LimitedResponse<'a> {
    status: StatusCode,
    headers: &'a HeaderMap,
    clock: &'a dyn Clock,
}

impl<'a> LimitedResponse<'a> {
    pub(in crate::rate_limit) fn new(
        status: StatusCode,
        headers: &'a HeaderMap,
        clock: &'a dyn Clock,
    ) -> Self {
        Self { status, headers, clock }
    }

    /// Returns the status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    #[must_use]
    pub const fn headers(&self) -> &'a HeaderMap {
        self.headers
    }

    /// Returns the server's clock at the time of the response, from `Date`.
    #[must_use]
    pub fn date(&self) -> Option<SystemTime> {
        self.headers.get(DATE).and_then(parse_date_cached)
    }

    /// Returns the time of the response: [`date`](Self::date), or the local clock without it.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.date().unwrap_or_else(|| self.clock.now())
    }

    /// Returns `Retry-After` as a wait. See [`retry_after`](crate::rate_limit::retry_after).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after_from(self.headers, || self.clock.now())
    }
}

impl fmt::Debug for LimitedResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LimitedResponse").field("status", &self.status).finish_non_exhaustive()
    }
}
