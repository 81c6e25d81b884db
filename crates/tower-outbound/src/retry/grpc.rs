//! gRPC: statuses and pushback in response heads.

use std::time::Duration;

use http::{HeaderMap, Method};

use super::{RetryCause, Retryable, ServerDelay};

const STATUS: &str = "grpc-status";
const PUSHBACK: &str = "grpc-retry-pushback-ms";
const UNAVAILABLE: &[u8] = b"14";

/// Whether a call is one of gRPC, which is always a `POST`, with its status in the head.
pub(super) fn has_status(method: &Method, headers: &HeaderMap) -> bool {
    *method == Method::POST && headers.contains_key(STATUS)
}

/// Classifies a response without messages ("Trailers-Only" of the
/// [protocol](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses)), whose status is in its head.
/// The pushback is that of [gRFC A6](https://github.com/grpc/proposal/blob/master/A6-client-retries.md#pushback):
/// a negative or invalid one forbids the retry.
pub(super) fn classify(method: &Method, headers: &HeaderMap) -> Option<Retryable> {
    if !has_status(method, headers) || headers.get(STATUS)?.as_bytes() != UNAVAILABLE {
        return None;
    }
    let retryable = Retryable::new(RetryCause::GrpcUnavailable);
    let Some(pushback) = headers.get(PUSHBACK) else { return Some(retryable) };
    let milliseconds = pushback.to_str().ok()?.parse().ok()?;
    Some(retryable.delay(ServerDelay::AtLeast(Duration::from_millis(milliseconds))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unavailable_is_retryable_unless_pushback_forbids() {
        let headers = |fields: &[(&'static str, &'static str)]| -> HeaderMap {
            fields.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
        };
        let unavailable = Retryable::new(RetryCause::GrpcUnavailable);
        let pushed_back = unavailable.delay(ServerDelay::AtLeast(Duration::from_millis(1500)));
        for (fields, expected) in [
            (&[("grpc-status", "14")][..], Some(unavailable)),
            (&[("grpc-status", "14"), ("grpc-retry-pushback-ms", "1500")], Some(pushed_back)),
            (&[("grpc-status", "14"), ("grpc-retry-pushback-ms", "-1")], None),
            (&[("grpc-status", "14"), ("grpc-retry-pushback-ms", "soon")], None),
            (&[("grpc-status", "0")], None),
            (&[("grpc-status", "8")], None),
            (&[("content-type", "application/grpc")], None),
        ] {
            assert_eq!(classify(&Method::POST, &headers(fields)), expected, "{fields:?}");
        }
    }
}
