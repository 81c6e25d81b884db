//! Rate-limit and date headers: no panic, and no wait longer than the header specifies.

#![no_main]

use std::time::{Duration, UNIX_EPOCH};

use libfuzzer_sys::fuzz_target;
use http::StatusCode;
use okta_tower::rate_limit::{self, Dialect, retry_after};

const NAMES: &[&str] =
    &["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset", "date", "retry-after", "ratelimit", "ratelimit-policy", "x-ratelimit-remaining"];

fuzz_target!(|input: (u32, &[u8])| {
    let (now, lines) = input;
    let now = UNIX_EPOCH + Duration::from_secs(u64::from(now));
    let headers = okta_fuzz::headers(lines, NAMES);
    if let Some(snapshot) = rate_limit::snapshot(&headers) {
        let _ = (rate_limit::is_concurrency(&snapshot), snapshot.until_reset(), snapshot.reset_at());
        if let (Some(wait), Some(reset)) = (snapshot.until_reset_from(now), snapshot.reset_at()) {
            assert!(now + wait <= reset.max(now) + Duration::from_secs(1));
        }
    }
    for dialect in [Dialect::default(), Dialect::github(), Dialect::auth0(), rate_limit::dialect()] {
        let report = dialect.read(StatusCode::TOO_MANY_REQUESTS, &headers);
        assert!(report.retry_after.is_none_or(|wait| wait <= dialect.longest_wait()));
    }
    if let Some(wait) = retry_after(&headers, now) {
        assert!(now.checked_add(wait).is_some(), "the end of the wait is representable");
    }
});
