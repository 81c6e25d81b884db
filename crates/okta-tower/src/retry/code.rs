//! Okta's error codes that bear on sending again.

use std::{borrow::Cow, time::Duration};

use serde::Deserialize;

/// The `errorCode` of an Okta error body; `None` when the body is not one.
pub(crate) fn error_code(body: &[u8]) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Body<'a> {
        #[serde(rename = "errorCode", borrow)]
        code: Cow<'a, str>,
    }
    serde_json::from_slice::<Body<'_>>(body).ok().map(|body| body.code)
}

/// A quota of hours or days is used up (messages per day, factors per month): coming back in a minute is
/// pointless.
pub(super) fn is_quota(code: &str) -> bool {
    matches!(code, "E0000146" | "E0000147" | "E0000186" | "E0000204" | "E0000205")
}

/// How long Okta asks to wait between two messages to one factor: SMS, call and email.
pub(super) fn message_pause(code: &str) -> Option<Duration> {
    match code {
        "E0000109" | "E0000133" => Some(Duration::from_secs(30)),
        "E0000118" => Some(Duration::from_secs(5)),
        _ => None,
    }
}

/// A conflict (`409`) or lock (`423`) that ends by itself: Okta's text for it is "try again".
pub(super) fn is_passing_conflict(code: &str) -> bool {
    matches!(code, "E0000112" | "E0000249" | "E0000253" | "E0000254" | "E0000268" | "E0000180" | "E0000239")
}

/// The org is in read-only mode: reads work, writes will not for a while.
pub(super) fn is_read_only(code: &str) -> bool {
    code == "E0000010"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_read_from_okta_bodies_and_from_nothing_else() {
        let body =
            br#"{"errorSummary":"\"errorCode\":\"E0000001\"","errorCode":"E0000047","errorCauses":[]}"#;
        assert_eq!(error_code(body).as_deref(), Some("E0000047"));
        for other in ["", "<html>", "[]", "{}", r#"{"errorCode":7}"#, r#"{"error":"slow_down"}"#] {
            assert_eq!(error_code(other.as_bytes()), None, "{other}");
        }
    }
}
