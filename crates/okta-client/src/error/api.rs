//! The body of an error response, in both formats.

use std::fmt;

use okta_tower::ServerText;
use serde_json::{Map, Value};

/// The body of an error response.
///
/// Management endpoints return `errorCode`, `errorSummary`, `errorCauses`; OAuth 2.0 endpoints return `error`
/// and `error_description` ([RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)). This type
/// represents both. Only the code is stable enough to base decisions on ([Okta's error
/// codes](https://developer.okta.com/docs/reference/error-codes/)).
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    object: Map<String, Value>,
    causes: Vec<ErrorCause>,
}

/// One of the causes in an error response.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorCause {
    object: Map<String, Value>,
}

impl ApiError {
    /// Parses a body; `None` if it has neither format.
    #[must_use]
    pub fn parse(body: &[u8]) -> Option<Self> {
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        let Value::Object(mut object) = serde_json::from_slice(body).ok()? else { return None };
        if !object.contains_key("errorCode") && !object.contains_key("error") {
            return None;
        }
        let causes = match object.remove("errorCauses") {
            Some(Value::Array(causes)) => causes.into_iter().map(ErrorCause::new).collect(),
            Some(Value::Null) | None => Vec::new(),
            Some(other) => vec![ErrorCause::new(other)],
        };
        Some(Self { object, causes })
    }

    /// Returns the code, such as `E0000007`, or an OAuth 2.0 error such as `invalid_client`.
    #[must_use]
    pub fn error_code(&self) -> &str {
        text(&self.object, "errorCode").or_else(|| text(&self.object, "error")).unwrap_or_default()
    }

    /// Returns the summary or description; empty if there is none.
    #[must_use]
    pub fn error_summary(&self) -> &str {
        text(&self.object, "errorSummary")
            .or_else(|| text(&self.object, "error_description"))
            .unwrap_or_default()
    }

    /// Returns a link or code that documents the error.
    #[must_use]
    pub fn error_link(&self) -> Option<&str> {
        text(&self.object, "errorLink")
    }

    /// Returns the id of this occurrence of the error.
    #[must_use]
    pub fn error_id(&self) -> Option<&str> {
        text(&self.object, "errorId")
    }

    /// Returns the causes, such as one per invalid field; often empty.
    #[must_use]
    pub fn error_causes(&self) -> &[ErrorCause] {
        &self.causes
    }

    /// Returns another member of the body.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.object.get(name)
    }
}

impl ErrorCause {
    fn new(value: Value) -> Self {
        let object = match value {
            Value::Object(object) => object,
            other => Map::from_iter([("errorSummary".to_owned(), other)]),
        };
        Self { object }
    }

    /// Returns the summary; empty if there is none.
    #[must_use]
    pub fn error_summary(&self) -> &str {
        text(&self.object, "errorSummary").unwrap_or_default()
    }

    /// Returns another member, such as `reason` or `location`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.object.get(name)
    }
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str()
}

/// The number of causes that `Display` writes.
const SHOWN_CAUSES: usize = 10;

impl fmt::Display for ApiError {
    /// Writes code, summary and up to ten causes on one line, each cut at 500 characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", ServerText(self.error_code()))?;
        if !self.error_summary().is_empty() {
            write!(f, " {}", ServerText(self.error_summary()))?;
        }
        let causes = || self.causes.iter().map(ErrorCause::error_summary).filter(|cause| !cause.is_empty());
        for (at, cause) in causes().take(SHOWN_CAUSES).enumerate() {
            let separator = if at == 0 { " [" } else { "; " };
            write!(f, "{separator}{}", ServerText(cause))?;
        }
        match causes().count() {
            0 => Ok(()),
            count if count > SHOWN_CAUSES => write!(f, "; and {} more]", count - SHOWN_CAUSES),
            _ => f.write_str("]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_formats_are_parsed() {
        let okta = ApiError::parse(
            br#"{"errorCode":"E0000001","errorSummary":"validation","errorCauses":[{"errorSummary":"login"},"odd"],"errorId":"oae1"}"#,
        )
        .unwrap();
        assert_eq!((okta.error_code(), okta.error_id()), ("E0000001", Some("oae1")));
        assert_eq!(okta.to_string(), "E0000001 validation [login; odd]");

        let oauth = ApiError::parse(br#"{"error":"invalid_client","error_description":"no"}"#).unwrap();
        assert_eq!(oauth.to_string(), "invalid_client no");
        assert_eq!(ApiError::parse("\u{feff}{\"errorCode\":\"E1\"}".as_bytes()).unwrap().error_code(), "E1");
    }

    #[test]
    fn server_texts_are_short_and_on_one_line() {
        let long = "x".repeat(100_000);
        let causes: Vec<Value> =
            (0..500).map(|at| json!({"errorSummary": format!("{at}\n\u{1b}[2J{long}")})).collect();
        let body = json!({
            "errorCode": format!("E1\r\nX: y{long}"),
            "errorSummary": format!("a\nb\u{202e}{long}"),
            "errorCauses": causes,
        });
        let text = ApiError::parse(body.to_string().as_bytes()).unwrap().to_string();
        assert!(text.starts_with("E1 X: yxxx") && text.ends_with("; and 490 more]"), "{text}");
        assert!(text.len() < 10_000 && !text.contains(|c: char| c.is_control() || c == '\u{202e}'), "{text}");
    }

    #[test]
    fn missing_and_mistyped_members_are_empty() {
        let odd = ApiError::parse(br#"{"errorCode":7,"errorCauses":null}"#).unwrap();
        assert_eq!((odd.error_code(), odd.error_summary()), ("", ""));
        assert_eq!(odd.get("errorCode"), Some(&Value::from(7)));
        for body in [&b""[..], b"[]", b"{}", b"<html>", br#"{"status":404}"#] {
            assert!(ApiError::parse(body).is_none());
        }
    }
}
