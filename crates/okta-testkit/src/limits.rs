//! Rate limits and the concurrency limit.
//!
//! A window starts at its first request and has a fixed length; `X-Rate-Limit-Reset` is its end, rounded up to whole
//! seconds. A request counts against one bucket, that of the most specific pattern: an exact path before a family, a
//! longer path before a shorter one.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use http::Method;

use crate::{
    clock::unix_seconds,
    pattern::Pattern,
    response::{OktaError, ResponseTemplate},
};

/// The usage of a rate-limit bucket, by window.
#[derive(Clone, Debug)]
pub struct BucketUsage {
    pattern: String,
    limit: u64,
    windows: Vec<Window>,
}

impl BucketUsage {
    /// The pattern of the bucket.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The number of requests per window.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// The windows, oldest first.
    #[must_use]
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }
}

/// The usage of one rate-limit window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    started: SystemTime,
    admitted: u64,
    rejected: u64,
}

impl Window {
    /// The time of the first request, by the org's clock.
    #[must_use]
    pub fn started(&self) -> SystemTime {
        self.started
    }

    /// The number of admitted requests.
    #[must_use]
    pub fn admitted(&self) -> u64 {
        self.admitted
    }

    /// The number of requests rejected with 429.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.rejected
    }
}

/// The configured limit of a bucket.
#[derive(Clone, Debug)]
pub(crate) struct LimitRule {
    pattern: Pattern,
    limit: u64,
    window: Duration,
}

impl LimitRule {
    pub(crate) fn new(pattern: &str, limit: u64, window: Duration) -> Self {
        Self { pattern: Pattern::parse(pattern), limit, window }
    }
}

/// Okta's limits for small orgs, per minute.
pub(crate) const OKTA_LIMITS: &[(&str, u64)] = &[
    ("*", 1200),
    ("users", 600),
    ("GET /api/v1/users/{id}", 1000),
    ("groups", 500),
    ("GET /api/v1/groups/{id}", 1000),
    ("logs", 120),
    ("apps", 100),
    ("/api/v1/apps/{id}", 500),
    ("/oauth2/v1/token", 150),
];

/// The limit of buckets without a rule: more than a test uses, so that only the headers show.
const DEFAULT_LIMIT: u64 = 1_000_000;
const MINUTE: Duration = Duration::from_secs(60);

#[derive(Debug)]
struct Bucket {
    rule: LimitRule,
    windows: Vec<Window>,
}

#[derive(Debug, Default)]
struct LimitState {
    buckets: Vec<Bucket>,
    max_in_flight: Option<usize>,
}

/// The rate-limit buckets of the org.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<LimitState>);

/// The state of a bucket after one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quota {
    limit: u64,
    remaining: u64,
    reset: u64,
    admitted: bool,
}

impl Quota {
    /// The 429 response, if the request exceeds the quota.
    pub(crate) fn rejection(self, error_id: impl Fn() -> String) -> Option<ResponseTemplate> {
        (!self.admitted).then(|| self.write(OktaError::rate_limited().into_response(&error_id())))
    }

    /// Adds the rate-limit headers, unless the response has them already.
    pub(crate) fn write(self, response: ResponseTemplate) -> ResponseTemplate {
        if response.headers.contains_key("x-rate-limit-limit") {
            return response;
        }
        response.rate_limit_headers(self.limit, self.remaining, self.reset)
    }
}

impl Limits {
    pub(crate) fn new(rules: Vec<LimitRule>, max_in_flight: Option<usize>) -> Self {
        let limits = Self(Mutex::new(LimitState { buckets: Vec::new(), max_in_flight }));
        limits.set(LimitRule::new("*", DEFAULT_LIMIT, MINUTE));
        for rule in rules {
            limits.set(rule);
        }
        limits
    }

    fn lock(&self) -> MutexGuard<'_, LimitState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an empty bucket, replacing one with the same pattern.
    pub(crate) fn set(&self, rule: LimitRule) {
        let mut state = self.lock();
        state.buckets.retain(|bucket| bucket.rule.pattern != rule.pattern);
        state.buckets.push(Bucket { rule, windows: Vec::new() });
        state.buckets.sort_by_key(|bucket| std::cmp::Reverse(bucket.rule.pattern.specificity()));
    }

    pub(crate) fn set_max_in_flight(&self, max: Option<usize>) {
        self.lock().max_in_flight = max;
    }

    /// Clears the counts of all buckets.
    pub(crate) fn reset(&self) {
        for bucket in &mut self.lock().buckets {
            bucket.windows.clear();
        }
    }

    pub(crate) fn usage(&self) -> Vec<BucketUsage> {
        let view = |bucket: &Bucket| BucketUsage {
            pattern: bucket.rule.pattern.text().to_owned(),
            limit: bucket.rule.limit,
            windows: bucket.windows.clone(),
        };
        self.lock().buckets.iter().map(view).collect()
    }

    /// The quota of a request beyond the concurrency limit. Okta reports it as a limit of zero, with a meaningless
    /// `Reset`: one minute ahead here.
    pub(crate) fn exceeds_concurrency(&self, in_flight: usize, now: SystemTime) -> Option<Quota> {
        let exceeded = self.lock().max_in_flight.is_some_and(|max| in_flight > max);
        exceeded.then(|| Quota { limit: 0, remaining: 0, reset: unix_seconds(now + MINUTE), admitted: false })
    }

    /// Counts a request against its bucket.
    pub(crate) fn count(&self, method: &Method, path: &[String], now: SystemTime) -> Option<Quota> {
        let mut state = self.lock();
        let bucket = state.buckets.iter_mut().find(|bucket| bucket.rule.pattern.matches(method, path))?;
        let LimitRule { limit, window, .. } = bucket.rule;
        let expired =
            bucket.windows.last().is_none_or(|last| now < last.started || now >= last.started + window);
        if expired {
            bucket.windows.push(Window { started: now, admitted: 0, rejected: 0 });
        }
        let current = bucket.windows.last_mut()?;
        let admitted = current.admitted < limit;
        if admitted {
            current.admitted += 1;
        } else {
            current.rejected += 1;
        }
        let reset = unix_seconds(current.started + window + Duration::from_nanos(999_999_999));
        Some(Quota { limit, remaining: limit - current.admitted.min(limit), reset, admitted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::segments;
    use proptest::prelude::*;
    use std::time::UNIX_EPOCH;

    fn at(millis: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(millis)
    }

    #[test]
    fn window_starts_at_first_request() {
        let limits = Limits::new(vec![LimitRule::new("users", 2, Duration::from_secs(2))], None);
        let path = segments("/api/v1/users/x");
        let count = |now| limits.count(&Method::GET, &path, at(now)).unwrap();
        assert_eq!(count(10_500), Quota { limit: 2, remaining: 1, reset: 13, admitted: true });
        assert_eq!(count(12_000).remaining, 0);
        assert!(!count(12_499).admitted);
        assert_eq!(count(12_500), Quota { limit: 2, remaining: 1, reset: 15, admitted: true });
        let usage = limits.usage();
        let users = usage.iter().find(|bucket| bucket.pattern() == "users").unwrap();
        assert_eq!(
            users.windows(),
            [
                Window { started: at(10_500), admitted: 2, rejected: 1 },
                Window { started: at(12_500), admitted: 1, rejected: 0 }
            ]
        );
    }

    #[test]
    fn most_specific_bucket_counts() {
        let minute = Duration::from_secs(60);
        let rules = [
            ("users", 10),
            ("GET /api/v1/users/{id}", 20),
            ("/api/v1/users/{id}", 30),
            ("/api/v1/users/{id}/groups/*", 40),
        ];
        let limits = Limits::new(rules.map(|(p, n)| LimitRule::new(p, n, minute)).to_vec(), None);
        let limit = |method: Method, path| limits.count(&method, &segments(path), at(0)).unwrap().limit;
        assert_eq!(limit(Method::GET, "/api/v1/users"), 10);
        assert_eq!(limit(Method::GET, "/api/v1/users/a"), 20);
        assert_eq!(limit(Method::POST, "/api/v1/users/a"), 30);
        assert_eq!(limit(Method::GET, "/api/v1/users/a/groups"), 40);
        assert_eq!(limit(Method::GET, "/api/v1/users/a/factors"), 10);
        assert_eq!(limit(Method::GET, "/api/v1/groups"), DEFAULT_LIMIT);
    }

    proptest! {
        #[test]
        fn prop_windows_never_exceed_their_limit(
            limit in 0u64..20,
            window in 1u64..5_000,
            steps in prop::collection::vec(0u64..2_000, 0..200),
        ) {
            let limits = Limits::new(vec![LimitRule::new("users", limit, Duration::from_millis(window))], None);
            let path = segments("/api/v1/users");
            let mut now = 1_000;
            for step in &steps {
                now += step;
                let quota = limits.count(&Method::GET, &path, at(now)).unwrap();
                prop_assert!(quota.remaining < limit || (quota.remaining == 0 && limit == 0));
                prop_assert!(quota.admitted == (limit > 0) || quota.remaining == 0);
                // A request after the reported reset falls into a new window.
                prop_assert!(UNIX_EPOCH + Duration::from_secs(quota.reset) >= at(now));
            }
            let usage = limits.usage();
            let windows = usage.iter().find(|bucket| bucket.pattern() == "users").unwrap().windows();
            prop_assert!(windows.iter().all(|w| w.admitted <= limit && (w.rejected == 0 || w.admitted == limit)));
            let gap = |pair: &[Window]| pair[1].started.duration_since(pair[0].started).unwrap().as_millis() as u64;
            prop_assert!(windows.windows(2).all(|pair| gap(pair) >= window));
            prop_assert_eq!(windows.iter().map(|w| w.admitted + w.rejected).sum::<u64>(), steps.len() as u64);
        }
    }
}
