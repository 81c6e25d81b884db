//! Rate-limit and date headers: no panic, and no wait longer than the header specifies.

#![no_main]

use std::time::{Duration, UNIX_EPOCH};

use libfuzzer_sys::fuzz_target;
use okta_tower::rate_limit::{RateLimitSnapshot, retry_after};

const NAMES: &[&str] =
    &["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset", "date", "retry-after"];

fuzz_target!(|input: (u32, &[u8])| {
    let (now, lines) = input;
    let now = UNIX_EPOCH + Duration::from_secs(u64::from(now));
    let headers = okta_fuzz::headers(lines, NAMES);
    if let Some(snapshot) = RateLimitSnapshot::from_headers(&headers) {
        let _ = (snapshot.is_concurrency(), snapshot.until_reset(), snapshot.reset_at());
        if let (Some(wait), Some(reset)) = (snapshot.until_reset_from(now), snapshot.reset_at()) {
            assert!(now + wait <= reset.max(now) + Duration::from_secs(1));
        }
    }
    if let Some(wait) = retry_after(&headers, now) {
        assert!(now.checked_add(wait).is_some(), "the end of the wait is representable");
    }
});
