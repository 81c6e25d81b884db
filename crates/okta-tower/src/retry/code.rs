//! Okta's error codes that affect retries.

use std::{borrow::Cow, time::Duration};

use serde::Deserialize;

use crate::body::without_byte_order_mark;

/// Returns the `errorCode` of an Okta error body; `None` for other bodies.
pub(crate) fn error_code(body: &[u8]) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Body<'a> {
        #[serde(rename = "errorCode", borrow)]
        code: Cow<'a, str>,
    }
    serde_json::from_slice::<Body<'_>>(without_byte_order_mark(body)).ok().map(|body| body.code)
}

/// Whether a quota of hours or days is exhausted (messages per day, factors per month).
pub(super) fn is_message_quota(code: &str) -> bool {
    matches!(code, "E0000146" | "E0000147" | "E0000186" | "E0000204" | "E0000205")
}

/// The minimum delay between two messages to one factor: SMS, call and email.
pub(super) fn message_delay(code: &str) -> Option<Duration> {
    match code {
        "E0000109" | "E0000133" => Some(Duration::from_secs(30)),
        "E0000118" => Some(Duration::from_secs(5)),
        _ => None,
    }
}

/// Whether a conflict (`409`) or lock (`423`) is transient: Okta's message asks to try again.
pub(super) fn is_transient_conflict(code: &str) -> bool {
    matches!(code, "E0000112" | "E0000249" | "E0000253" | "E0000254" | "E0000268" | "E0000180" | "E0000239")
}

/// Whether the org is in read-only mode.
pub(super) fn is_read_only(code: &str) -> bool {
    code == "E0000010"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_code_is_read_from_okta_bodies_only() {
        let body =
            br#"{"errorSummary":"\"errorCode\":\"E0000001\"","errorCode":"E0000047","errorCauses":[]}"#;
        assert_eq!(error_code(body).as_deref(), Some("E0000047"));
        assert_eq!(error_code("\u{feff}{\"errorCode\":\"E1\"}".as_bytes()).as_deref(), Some("E1"));
        for other in ["", "<html>", "[]", "{}", r#"{"errorCode":7}"#, r#"{"error":"slow_down"}"#] {
            assert_eq!(error_code(other.as_bytes()), None, "{other}");
        }
    }
}
