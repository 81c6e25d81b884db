//! Dialects: the names of spans and fields, and of the headers that they report.

mod fields;
mod macros;

use std::fmt;

use tracing::{Level, Span};

pub use self::fields::{BodyFields, RequestFields, ResponseFields};

/// Creates the spans and events of the layers in this module, under the names of a dialect.
///
/// `tracing` requires span and field names at compile time, so a prefix cannot be an argument of a layer.
/// [`span_dialect!`](crate::span_dialect) defines a type that implements this trait for a prefix. [`OutboundSpans`] is
/// the default.
pub trait SpanDialect: fmt::Debug + Send + Sync {
    /// Returns the names that are recorded when a span ends, and what is shown by default.
    fn vocabulary(&self) -> &'static SpanVocabulary;

    /// Creates the span of a call. The fields of [`vocabulary`](Self::vocabulary) must be declared, empty, in order to
    /// be recorded.
    fn call_span(&self, request: &RequestFields<'_>) -> Span;

    /// Creates the span of a physical request, with fields as [`call_span`](Self::call_span) does.
    fn attempt_span(&self, request: &RequestFields<'_>) -> Span;

    /// Logs the head of a request.
    fn log_request(&self, level: Level, request: &RequestFields<'_>);

    /// Logs the head of a response.
    fn log_response(&self, level: Level, response: &ResponseFields<'_>);

    /// Logs a request without a response. URLs in `error` are redacted.
    fn log_failure(&self, level: Level, error: &str);

    /// Logs a request whose future was dropped.
    fn log_cancelled(&self, level: Level);

    /// Logs the body of a request.
    fn log_request_body(&self, level: Level, request: &RequestFields<'_>, body: &BodyFields<'_>);

    /// Logs the body of a response.
    fn log_response_body(&self, level: Level, response: &ResponseFields<'_>, body: &BodyFields<'_>);
}

/// Names of a dialect that are not part of its spans' declarations. [`span_dialect!`](crate::span_dialect) sets them.
#[derive(Debug)]
#[non_exhaustive]
pub struct SpanVocabulary {
    /// The field with the [outcome](crate::observe::Outcome::name).
    pub outcome: &'static str,
    /// The field with the number of completed attempts.
    pub attempts: &'static str,
    /// The field with the number of physical requests.
    pub requests: &'static str,
    /// The field with the milliseconds waited for quota.
    pub rate_limit_wait: &'static str,
    /// The field with the milliseconds waited before retries.
    pub backoff_wait: &'static str,
    /// The field with the cache status.
    pub cache_status: &'static str,
    /// The field that says whether the response was stored.
    pub cache_stored: &'static str,
    /// The field that says whether the response is a copy of another call's.
    pub coalesced: &'static str,
    /// The field with the request id.
    pub request_id: &'static str,
    /// The field with the rate-limit bucket.
    pub bucket: &'static str,
    /// The field with the quota of the bucket's window.
    pub limit: &'static str,
    /// The field with the requests left in the bucket's window.
    pub remaining: &'static str,
    /// The response header with the request id. Default: `x-request-id`.
    pub request_id_header: &'static str,
    /// The response header with the quota of the window. Default: `x-ratelimit-limit`.
    pub limit_header: &'static str,
    /// The response header with the requests left in the window. Default: `x-ratelimit-remaining`.
    pub remaining_header: &'static str,
    /// The headers that [`Redaction::default`](super::Redaction::default) shows.
    pub shown_headers: &'static [&'static str],
    /// The query parameters that [`Redaction::default`](super::Redaction::default) shows.
    pub shown_query: &'static [&'static str],
    /// The prefixes of strings that are hidden in any member of a logged body, besides
    /// [`HiddenMembers`](super::HiddenMembers).
    pub hidden_prefixes: &'static [&'static str],
}

impl SpanVocabulary {
    /// The names in the order of the fields.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_names(names: [&'static str; 12]) -> Self {
        let [
            outcome,
            attempts,
            requests,
            rate_limit_wait,
            backoff_wait,
            cache_status,
            cache_stored,
            coalesced,
            request_id,
            bucket,
            limit,
            remaining,
        ] = names;
        Self {
            outcome,
            attempts,
            requests,
            rate_limit_wait,
            backoff_wait,
            cache_status,
            cache_stored,
            coalesced,
            request_id,
            bucket,
            limit,
            remaining,
            request_id_header: "x-request-id",
            limit_header: "x-ratelimit-limit",
            remaining_header: "x-ratelimit-remaining",
            shown_headers: &super::redact::HEADERS,
            shown_query: &super::redact::QUERY,
            hidden_prefixes: &[],
        }
    }

    /// Sets the response header with the request id, in lower case.
    #[must_use]
    pub const fn request_id_header(mut self, name: &'static str) -> Self {
        self.request_id_header = name;
        self
    }

    /// Sets the response header with the quota of the window, in lower case.
    #[must_use]
    pub const fn limit_header(mut self, name: &'static str) -> Self {
        self.limit_header = name;
        self
    }

    /// Sets the response header with the requests left in the window, in lower case.
    #[must_use]
    pub const fn remaining_header(mut self, name: &'static str) -> Self {
        self.remaining_header = name;
        self
    }

    /// Sets the headers that [`Redaction::default`](super::Redaction::default) shows, in lower case.
    #[must_use]
    pub const fn shown_headers(mut self, names: &'static [&'static str]) -> Self {
        self.shown_headers = names;
        self
    }

    /// Sets the query parameters that [`Redaction::default`](super::Redaction::default) shows.
    #[must_use]
    pub const fn shown_query(mut self, names: &'static [&'static str]) -> Self {
        self.shown_query = names;
        self
    }

    /// Sets the prefixes of strings that are hidden in any member of a logged body. Default: none.
    #[must_use]
    pub const fn hidden_prefixes(mut self, prefixes: &'static [&'static str]) -> Self {
        self.hidden_prefixes = prefixes;
        self
    }
}

crate::span_dialect! {
    /// The default dialect: spans `outbound.call` and `outbound.attempt`, fields with the prefix `outbound.`.
    pub OutboundSpans, outbound
}
