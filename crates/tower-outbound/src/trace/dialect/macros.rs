//! The macros that define dialects.

/// Logs an event at a level known only at run time, as `tracing` requires a constant.
#[doc(hidden)]
#[macro_export]
macro_rules! __event_at {
    ($level:expr, $($rest:tt)*) => {
        match $level {
            $crate::trace::__private::Level::ERROR => $crate::trace::__private::error!($($rest)*),
            $crate::trace::__private::Level::WARN => $crate::trace::__private::warn!($($rest)*),
            $crate::trace::__private::Level::INFO => $crate::trace::__private::info!($($rest)*),
            $crate::trace::__private::Level::DEBUG => $crate::trace::__private::debug!($($rest)*),
            $crate::trace::__private::Level::TRACE => $crate::trace::__private::trace!($($rest)*),
        }
    };
}

/// Creates a span with the fields that both kinds of spans have.
#[doc(hidden)]
#[macro_export]
macro_rules! __dialect_span {
    ($prefix:ident, $span:ident, $name:literal, $request:ident, { $($first:tt)* }, { $($last:tt)* }) => {
        $crate::trace::__private::$span!(
            concat!(stringify!($prefix), $name),
            $($first)*
            otel.status_code = $crate::trace::__private::Empty,
            otel.status_description = $crate::trace::__private::Empty,
            error.type = $crate::trace::__private::Empty,
            http.request.method = $request.method(),
            http.response.status_code = $crate::trace::__private::Empty,
            server.address = $request.server_address(),
            server.port = $request.server_port(),
            url.full = $request.url(),
            url.template = $request.url_template(),
            $prefix.operation = $request.operation(),
            $prefix.outcome = $crate::trace::__private::Empty,
            $prefix.request_id = $crate::trace::__private::Empty,
            $prefix.rate_limit.limit = $crate::trace::__private::Empty,
            $prefix.rate_limit.remaining = $crate::trace::__private::Empty,
            $($last)*
        )
    };
}

/// Defines a [`SpanDialect`](crate::trace::SpanDialect): a unit struct, from its name and the prefix of its spans and
/// fields.
///
/// The setters of [`SpanVocabulary`](crate::trace::SpanVocabulary) follow as `name = value`. Requires no dependency on
/// `tracing` in the invoking crate. The target of spans and events is the module of the invocation.
///
/// ```
/// use tower_outbound::{span_dialect, trace::{AttemptSpanLayer, CallSpanLayer}};
///
/// span_dialect! {
///     /// Spans `acme.call` and `acme.attempt`.
///     pub AcmeSpans, acme, request_id_header = "x-acme-request-id"
/// }
///
/// let call = CallSpanLayer::new().dialect(&AcmeSpans);
/// let attempt = AttemptSpanLayer::new().dialect(&AcmeSpans);
/// # let _ = (call, attempt);
/// ```
#[macro_export]
macro_rules! span_dialect {
    ($(#[$meta:meta])* $vis:vis $name:ident, $prefix:ident $(, $setter:ident = $value:expr)* $(,)?) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default)]
        $vis struct $name;

        impl $crate::trace::SpanDialect for $name {
            fn vocabulary(&self) -> &'static $crate::trace::SpanVocabulary {
                static VOCABULARY: $crate::trace::SpanVocabulary = $crate::trace::SpanVocabulary::from_names([
                    concat!(stringify!($prefix), ".outcome"),
                    concat!(stringify!($prefix), ".attempts"),
                    concat!(stringify!($prefix), ".requests"),
                    concat!(stringify!($prefix), ".wait.rate_limit_ms"),
                    concat!(stringify!($prefix), ".wait.backoff_ms"),
                    concat!(stringify!($prefix), ".cache.status"),
                    concat!(stringify!($prefix), ".cache.stored"),
                    concat!(stringify!($prefix), ".coalesced"),
                    concat!(stringify!($prefix), ".request_id"),
                    concat!(stringify!($prefix), ".rate_limit.bucket"),
                    concat!(stringify!($prefix), ".rate_limit.limit"),
                    concat!(stringify!($prefix), ".rate_limit.remaining"),
                ])$(.$setter($value))*;
                &VOCABULARY
            }

            fn call_span(&self, request: &$crate::trace::RequestFields<'_>) -> $crate::trace::__private::Span {
                $crate::__dialect_span!($prefix, info_span, ".call", request, {
                    otel.kind = "internal",
                    otel.name = request.call_name(),
                }, {
                    $prefix.attempts = $crate::trace::__private::Empty,
                    $prefix.requests = $crate::trace::__private::Empty,
                    $prefix.wait.rate_limit_ms = $crate::trace::__private::Empty,
                    $prefix.wait.backoff_ms = $crate::trace::__private::Empty,
                    $prefix.cache.status = $crate::trace::__private::Empty,
                    $prefix.cache.stored = $crate::trace::__private::Empty,
                    $prefix.coalesced = $crate::trace::__private::Empty,
                    $prefix.rate_limit.bucket = request.bucket(),
                })
            }

            fn attempt_span(&self, request: &$crate::trace::RequestFields<'_>) -> $crate::trace::__private::Span {
                $crate::__dialect_span!($prefix, debug_span, ".attempt", request, {
                    otel.kind = "client",
                    otel.name = %request.attempt_name(),
                }, {
                    http.request.method_original = request.method_original(),
                    http.request.resend_count = request.resend_count(),
                    network.protocol.version = $crate::trace::__private::Empty,
                })
            }

            fn log_request(
                &self,
                level: $crate::trace::__private::Level,
                request: &$crate::trace::RequestFields<'_>,
            ) {
                $crate::__event_at!(
                    level,
                    http.request.method = %request.method_as_sent(),
                    url.full = %request.url(),
                    $prefix.request.headers = ?request.headers(),
                    "request"
                );
            }

            fn log_response(
                &self,
                level: $crate::trace::__private::Level,
                response: &$crate::trace::ResponseFields<'_>,
            ) {
                $crate::__event_at!(
                    level,
                    http.response.status_code = response.status(),
                    $prefix.response.headers = ?response.headers(),
                    "response"
                );
            }

            fn log_failure(&self, level: $crate::trace::__private::Level, error: &str) {
                $crate::__event_at!(level, %error, "request failed");
            }

            fn log_cancelled(&self, level: $crate::trace::__private::Level) {
                $crate::__event_at!(level, "request cancelled");
            }

            fn log_request_body(
                &self,
                level: $crate::trace::__private::Level,
                request: &$crate::trace::RequestFields<'_>,
                body: &$crate::trace::BodyFields<'_>,
            ) {
                $crate::__event_at!(
                    level,
                    $prefix.operation = request.operation(),
                    $prefix.attempt = request.attempt(),
                    http.request.body.size = body.size(),
                    $prefix.request.body = %body.content(),
                    "request body"
                );
            }

            fn log_response_body(
                &self,
                level: $crate::trace::__private::Level,
                response: &$crate::trace::ResponseFields<'_>,
                body: &$crate::trace::BodyFields<'_>,
            ) {
                $crate::__event_at!(
                    level,
                    http.response.status_code = response.status(),
                    http.response.body.size = body.size(),
                    $prefix.response.body = %body.content(),
                    "response body"
                );
            }
        }
    };
}
