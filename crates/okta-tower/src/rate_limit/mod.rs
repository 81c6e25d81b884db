//! Okta's rate limits: what answers say about them.

mod headers;

pub use headers::{LIMIT, REMAINING, RESET, RateLimitSnapshot, retry_after};
