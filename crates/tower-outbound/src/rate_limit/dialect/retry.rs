//! What a dialect means for retries.

use std::time::SystemTime;

use http::StatusCode;

use super::{Dialect, ExceededLimit};
use crate::{
    clock::Clock,
    retry::{Classification, ResponseHead, RetryCause, Retryable, ServerDelay},
};

#[derive(Debug)]
struct FixedClock(SystemTime);

impl Clock for FixedClock {
    fn now(&self) -> SystemTime {
        self.0
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "retry")))]
impl Dialect {
    /// Returns a classifier for a retry policy, which retries what the dialect takes for a rejection by a rate limit, such
    /// as GitHub's `403`, if the request is idempotent: after `Retry-After`, or when the window ends. Other responses are
    /// classified by status.
    ///
    /// ```
    /// use tower_outbound::{rate_limit::Dialect, retry::RetryPolicy};
    ///
    /// let policy = RetryPolicy::new().classify_response(Dialect::github().classifier());
    /// # let _ = policy;
    /// ```
    pub fn classifier(self) -> impl Fn(&ResponseHead<'_>) -> Classification + Send + Sync + 'static {
        move |response| self.classify(response)
    }

    fn classify(&self, response: &ResponseHead<'_>) -> Classification {
        if response.status == StatusCode::SERVICE_UNAVAILABLE {
            return Classification::Default;
        }
        let report = self.read_at(response.status, response.headers, &FixedClock(response.now));
        let until_reset = report
            .snapshot
            .and_then(|window| window.until_reset().or_else(|| window.until_reset_from(response.now)));
        let (cause, delay) = match report.exceeded {
            None => return Classification::Default,
            Some(ExceededLimit::Concurrency) => (RetryCause::Concurrency, None),
            Some(ExceededLimit::Window) => (RetryCause::RateLimited, report.retry_after.max(until_reset)),
            Some(ExceededLimit::Bucket | ExceededLimit::Origin) => {
                (RetryCause::RateLimited, report.retry_after)
            }
        };
        let delay = delay.map_or(ServerDelay::Unspecified, ServerDelay::Exact);
        Classification::Retryable(Retryable::new(cause).delay(delay))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use http::{HeaderMap, HeaderName, Method};

    use super::*;

    fn classify(status: StatusCode, headers: &[(&'static str, &str)]) -> Classification {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        Dialect::github().classify(&ResponseHead {
            method: &Method::GET,
            operation: None,
            status,
            headers: &headers,
            error_body: None,
            now: UNIX_EPOCH + Duration::from_secs(1000),
            max_wait: Duration::from_secs(70),
        })
    }

    #[test]
    fn rejections_by_limits_are_retried() {
        let exhausted = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1030")];
        let after = |seconds| {
            let delay = ServerDelay::Exact(Duration::from_secs(seconds));
            Classification::Retryable(Retryable::new(RetryCause::RateLimited).delay(delay))
        };
        assert_eq!(classify(StatusCode::FORBIDDEN, &exhausted), after(30));
        assert_eq!(classify(StatusCode::FORBIDDEN, &[("retry-after", "5")]), after(5));
        assert_eq!(classify(StatusCode::TOO_MANY_REQUESTS, &[]), after(60));
        assert_eq!(classify(StatusCode::FORBIDDEN, &[]), Classification::Default);
        assert_eq!(classify(StatusCode::SERVICE_UNAVAILABLE, &exhausted), Classification::Default);
    }
}
