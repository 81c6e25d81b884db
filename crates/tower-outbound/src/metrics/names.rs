//! Names and descriptions of the metrics.

use ::metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// Completed calls.
pub const CALLS: &str = "okta.client.calls";
/// Duration of calls, in seconds.
pub const CALL_DURATION: &str = "okta.client.call.duration";
/// Calls in flight.
pub const ACTIVE_CALLS: &str = "okta.client.active_calls";
/// Cache lookups.
pub const CACHE_LOOKUPS: &str = "okta.client.cache.lookups";
/// Calls that received a copy of another call's response.
pub const COALESCED_CALLS: &str = "okta.client.coalesced_calls";
/// Duration of physical requests, in seconds.
pub const REQUEST_DURATION: &str = "http.client.request.duration";
/// Physical requests in flight.
pub const ACTIVE_REQUESTS: &str = "http.client.active_requests";
/// Limit of a bucket's window.
pub const RATE_LIMIT: &str = "okta.client.rate_limit.limit";
/// Requests left in a bucket's window.
pub const RATE_LIMIT_REMAINING: &str = "okta.client.rate_limit.remaining";
/// Duration of waits for quota and before retries, in seconds.
pub const WAIT_DURATION: &str = "okta.client.wait.duration";
/// Retries.
pub const RETRIES: &str = "okta.client.retries";
/// Retryable calls that were not retried.
pub const ABANDONED_RETRIES: &str = "okta.client.abandoned_retries";
/// Requests to the token endpoint.
pub const TOKEN_REQUESTS: &str = "okta.client.token.requests";
/// Token refreshes, successful or not.
pub const TOKEN_REFRESHES: &str = "okta.client.token.refreshes";

/// Registers units and descriptions with the recorder.
///
/// The layers call it when they are created. Call it after installing a recorder later than that.
pub fn describe() {
    describe_counter!(CALLS, Unit::Count, "Completed calls.");
    describe_histogram!(CALL_DURATION, Unit::Seconds, "Duration of calls, including waits and all attempts.");
    describe_gauge!(ACTIVE_CALLS, Unit::Count, "Calls in flight.");
    describe_counter!(CACHE_LOOKUPS, Unit::Count, "Cache lookups.");
    describe_counter!(COALESCED_CALLS, Unit::Count, "Calls that received a copy of another call's response.");
    describe_histogram!(REQUEST_DURATION, Unit::Seconds, "Duration of HTTP client requests.");
    describe_gauge!(ACTIVE_REQUESTS, Unit::Count, "Number of active HTTP requests.");
    describe_gauge!(RATE_LIMIT, Unit::Count, "Limit of the bucket's window.");
    describe_gauge!(RATE_LIMIT_REMAINING, Unit::Count, "Requests left in the bucket's window.");
    describe_histogram!(WAIT_DURATION, Unit::Seconds, "Duration of waits for quota and before retries.");
    describe_counter!(RETRIES, Unit::Count, "Retries.");
    describe_counter!(ABANDONED_RETRIES, Unit::Count, "Retryable calls that were not retried.");
    describe_counter!(TOKEN_REQUESTS, Unit::Count, "Requests to the token endpoint.");
    describe_counter!(TOKEN_REFRESHES, Unit::Count, "Access token refreshes, successful or not.");
}
