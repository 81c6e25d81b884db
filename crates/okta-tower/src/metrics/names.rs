//! The metrics by name, and what they are for those who show them.

use ::metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// Calls that ended.
pub const CALLS: &str = "okta.client.calls";
/// How long calls took, in seconds.
pub const CALL_DURATION: &str = "okta.client.call.duration";
/// Calls under way.
pub const ACTIVE_CALLS: &str = "okta.client.active_calls";
/// Reads that the cache was asked for.
pub const CACHE_LOOKUPS: &str = "okta.client.cache.lookups";
/// Calls that got a copy of another call's answer.
pub const COALESCED_CALLS: &str = "okta.client.coalesced_calls";
/// How long physical requests took, in seconds.
pub const REQUEST_DURATION: &str = "http.client.request.duration";
/// Physical requests under way.
pub const ACTIVE_REQUESTS: &str = "http.client.active_requests";
/// How many requests a bucket's window allows.
pub const RATE_LIMIT: &str = "okta.client.rate_limit.limit";
/// How many requests are left in a bucket's window.
pub const RATE_LIMIT_REMAINING: &str = "okta.client.rate_limit.remaining";
/// How long requests waited, in seconds.
pub const WAIT_DURATION: &str = "okta.client.wait.duration";
/// Calls that were sent again.
pub const RETRIES: &str = "okta.client.retries";
/// Calls that were worth sending again, and were not.
pub const ABANDONED_RETRIES: &str = "okta.client.abandoned_retries";
/// Requests to the token endpoint.
pub const TOKEN_REQUESTS: &str = "okta.client.token.requests";
/// Tokens that were obtained, or not.
pub const TOKEN_REFRESHES: &str = "okta.client.token.refreshes";

/// Tells the recorder units and descriptions.
///
/// The layers do so when they are made. A program that installs its recorder later calls it afterwards.
pub fn describe() {
    describe_counter!(CALLS, Unit::Count, "Calls that ended.");
    describe_histogram!(CALL_DURATION, Unit::Seconds, "Duration of calls, with all waits and attempts.");
    describe_gauge!(ACTIVE_CALLS, Unit::Count, "Calls under way.");
    describe_counter!(CACHE_LOOKUPS, Unit::Count, "Reads that the cache was asked for.");
    describe_counter!(COALESCED_CALLS, Unit::Count, "Calls that got a copy of another call's answer.");
    describe_histogram!(REQUEST_DURATION, Unit::Seconds, "Duration of HTTP client requests.");
    describe_gauge!(ACTIVE_REQUESTS, Unit::Count, "HTTP client requests under way.");
    describe_gauge!(RATE_LIMIT, Unit::Count, "Requests that the bucket's window allows.");
    describe_gauge!(RATE_LIMIT_REMAINING, Unit::Count, "Requests left in the bucket's window.");
    describe_histogram!(WAIT_DURATION, Unit::Seconds, "Duration of waits before a request was sent.");
    describe_counter!(RETRIES, Unit::Count, "Calls that were sent again.");
    describe_counter!(ABANDONED_RETRIES, Unit::Count, "Calls worth sending again that were not.");
    describe_counter!(TOKEN_REQUESTS, Unit::Count, "Requests to the token endpoint.");
    describe_counter!(TOKEN_REFRESHES, Unit::Count, "Access tokens that were obtained, or not.");
}
