//! Names and descriptions of the metrics.

use std::{fmt, sync::Arc};

use ::metrics::{Label, SharedString, Unit, describe_counter, describe_gauge, describe_histogram};
use http::HeaderName;

/// Duration of physical requests, in seconds.
pub const REQUEST_DURATION: &str = "http.client.request.duration";
/// Physical requests in flight.
pub const ACTIVE_REQUESTS: &str = "http.client.active_requests";

/// The names of metrics and labels, and of the headers that report quota.
///
/// Composed once; clones share them. [`CallMetricsLayer::names`](super::CallMetricsLayer::names),
/// [`RequestMetricsLayer::names`](super::RequestMetricsLayer::names) and a dialect of the auth module accept them. The
/// names of `http.client.*` and their labels are OpenTelemetry's and have no prefix.
///
/// ```
/// use http::HeaderName;
/// use tower_outbound::metrics::{CallMetricsLayer, MetricNames};
///
/// // `acme.client.calls{acme.operation=…}`
/// let names = MetricNames::new("acme.client").limit_header(HeaderName::from_static("x-acme-limit"));
/// let layer = CallMetricsLayer::new().names(names);
/// # let _ = layer;
/// ```
#[derive(Clone)]
pub struct MetricNames(Arc<ComposedNames>);

macro_rules! composed_names {
    ($($metric:ident = $metric_suffix:literal,)* ; $($(#[$attribute:meta])* $label:ident = $label_suffix:literal,)*) => {
        #[derive(Clone)]
        pub(super) struct ComposedNames {
            prefix: Box<str>,
            $(pub(super) $metric: SharedString,)*
            $($(#[$attribute])* pub(super) $label: SharedString,)*
            pub(super) limit_header: HeaderName,
            pub(super) remaining_header: HeaderName,
        }

        impl ComposedNames {
            fn new(prefix: &str, label_prefix: &str) -> Self {
                Self {
                    prefix: prefix.into(),
                    $($metric: shared(prefix, $metric_suffix),)*
                    $($(#[$attribute])* $label: shared(label_prefix, $label_suffix),)*
                    limit_header: HeaderName::from_static("x-ratelimit-limit"),
                    remaining_header: HeaderName::from_static("x-ratelimit-remaining"),
                }
            }
        }
    };
}

composed_names! {
    calls = "calls",
    call_duration = "call.duration",
    active_calls = "active_calls",
    cache_lookups = "cache.lookups",
    coalesced_calls = "coalesced_calls",
    rate_limit = "rate_limit.limit",
    rate_limit_remaining = "rate_limit.remaining",
    wait_duration = "wait.duration",
    retries = "retries",
    abandoned_retries = "abandoned_retries",
    token_requests = "token.requests",
    token_refreshes = "token.refreshes",
    ;
    operation = "operation",
    outcome = "outcome",
    status_class = "response.status_class",
    #[cfg(feature = "cache")]
    cache_status = "cache.status",
    bucket = "rate_limit.bucket",
    #[cfg(any(feature = "rate-limit", feature = "retry"))]
    wait_reason = "wait.reason",
    #[cfg(feature = "retry")]
    retry_cause = "retry.cause",
    #[cfg(feature = "retry")]
    retry_reason = "retry.reason",
}

fn shared(prefix: &str, suffix: &str) -> SharedString {
    SharedString::from_shared(Arc::from(format!("{prefix}.{suffix}")))
}

impl MetricNames {
    /// Composes metric names with a prefix, such as `outbound.client`, and label names with its first part.
    #[must_use]
    pub fn new(prefix: &str) -> Self {
        let label_prefix = prefix.split('.').next().unwrap_or(prefix);
        Self(Arc::new(ComposedNames::new(prefix, label_prefix)))
    }

    /// Sets the prefix of label names. Default: the first part of the prefix of metric names.
    #[must_use]
    pub fn label_prefix(self, label_prefix: &str) -> Self {
        let names = &self.0;
        let composed = ComposedNames::new(&names.prefix, label_prefix);
        Self(Arc::new(ComposedNames {
            limit_header: names.limit_header.clone(),
            remaining_header: names.remaining_header.clone(),
            ..composed
        }))
    }

    /// Sets the response header with the quota of a window. Default: `x-ratelimit-limit`.
    #[must_use]
    pub fn limit_header(mut self, name: HeaderName) -> Self {
        Arc::make_mut(&mut self.0).limit_header = name;
        self
    }

    /// Sets the response header with the requests left in a window. Default: `x-ratelimit-remaining`.
    #[must_use]
    pub fn remaining_header(mut self, name: HeaderName) -> Self {
        Arc::make_mut(&mut self.0).remaining_header = name;
        self
    }

    /// Returns the prefix of metric names.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.0.prefix
    }

    /// Registers units and descriptions with the recorder.
    ///
    /// The layers call it when they are created and when their names are set. Call it after installing a recorder later
    /// than that.
    pub fn describe(&self) {
        let names = &*self.0;
        let counter = |name: &SharedString, text: &'static str| {
            describe_counter!(name.clone(), Unit::Count, text);
        };
        let gauge = |name: &SharedString, text: &'static str| {
            describe_gauge!(name.clone(), Unit::Count, text);
        };
        counter(&names.calls, "Completed calls.");
        describe_histogram!(
            names.call_duration.clone(),
            Unit::Seconds,
            "Duration of calls, including waits and all attempts."
        );
        gauge(&names.active_calls, "Calls in flight.");
        counter(&names.cache_lookups, "Cache lookups.");
        counter(&names.coalesced_calls, "Calls that received a copy of another call's response.");
        describe_histogram!(REQUEST_DURATION, Unit::Seconds, "Duration of HTTP client requests.");
        describe_gauge!(ACTIVE_REQUESTS, Unit::Count, "Number of active HTTP requests.");
        gauge(&names.rate_limit, "Limit of the bucket's window.");
        gauge(&names.rate_limit_remaining, "Requests left in the bucket's window.");
        describe_histogram!(
            names.wait_duration.clone(),
            Unit::Seconds,
            "Duration of waits for quota and before retries."
        );
        counter(&names.retries, "Retries.");
        counter(&names.abandoned_retries, "Retryable calls that were not retried.");
        counter(&names.token_requests, "Requests to the token endpoint.");
        counter(&names.token_refreshes, "Access token refreshes, successful or not.");
    }

    pub(super) fn composed(&self) -> &ComposedNames {
        &self.0
    }
}

impl Default for MetricNames {
    /// The prefix `outbound.client`, composed once per process.
    fn default() -> Self {
        static DEFAULT: std::sync::LazyLock<MetricNames> =
            std::sync::LazyLock::new(|| MetricNames::new("outbound.client"));
        DEFAULT.clone()
    }
}

impl fmt::Debug for MetricNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MetricNames").field(&self.0.prefix).finish()
    }
}

/// Creates a label with a composed name.
pub(super) fn label(name: &SharedString, value: impl Into<SharedString>) -> Label {
    Label::new(name.clone(), value)
}
