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

    /// Whether the error is about a value that another object has.
    pub(super) fn is_duplicate(&self) -> bool {
        says_duplicate(self.error_summary()) || self.causes.iter().any(ErrorCause::is_duplicate)
    }
}

/// Whether a text of Okta says that a value is taken. The code does not tell.
fn says_duplicate(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["already exists", "already in use", "already used", "must be unique", "is not unique"]
        .iter()
        .any(|phrase| text.contains(phrase))
        || (text.contains("there is already a") && text.contains("with th"))
}

impl ErrorCause {
    fn new(value: Value) -> Self {
        let object = match value {
            Value::Object(object) => object,
            other => {
                let mut object = Map::new();
                object.insert("errorSummary".to_owned(), other);
                object
            }
        };
        Self { object }
    }

    /// Returns the summary; empty if there is none.
    #[must_use]
    pub fn error_summary(&self) -> &str {
        text(&self.object, "errorSummary").unwrap_or_default()
    }

    /// Returns the field of the request that the cause is about, as far as Okta names it: `login` for the summary
    /// `login: The field cannot be left blank`, or the member `location` of newer endpoints, such as
    /// `profile.email`.
    ///
    /// ```no_run
    /// # fn show(error: okta_client::Error) {
    /// for cause in error.api().map(|api| api.error_causes()).unwrap_or_default() {
    ///     println!("{}: {}", cause.field().unwrap_or("request"), cause.error_summary());
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        let location = || text(&self.object, "location").filter(|location| is_field(location));
        field_of(self.error_summary()).or_else(location)
    }

    fn is_duplicate(&self) -> bool {
        text(&self.object, "reason") == Some("UNIQUE_CONSTRAINT") || says_duplicate(self.error_summary())
    }

    /// Returns another member, such as `reason` or `location`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.object.get(name)
    }
}

/// The field at the start of a summary (`login: …`), or at its end (`errors in the field: name`).
fn field_of(summary: &str) -> Option<&str> {
    let (before, after) = summary.split_once(": ")?;
    let named = [before, after].map(str::trim);
    match named {
        [before, _] if is_field(before) => Some(before),
        [before, after] if before.ends_with(" field") && is_field(after) => Some(after),
        _ => None,
    }
}

/// Whether a text is the name or path of a member, rather than words.
fn is_field(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-$[]".contains(&byte);
    text.bytes().all(allowed)
        && text.starts_with(|first: char| first.is_ascii_alphabetic() || "_$".contains(first))
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
    fn causes_name_their_fields() {
        for (cause, field) in [
            (json!({"errorSummary": "login: The field cannot be left blank"}), Some("login")),
            (json!({"errorSummary": "profile.costCenter: too long"}), Some("profile.costCenter")),
            (json!({"errorSummary": "errors in the field: name"}), Some("name")),
            (json!({"errorSummary": "Invalid value", "location": "data.email"}), Some("data.email")),
            (json!({"errorSummary": "Authenticator Enrollment Policies: Default Policy"}), None),
            (json!({"errorSummary": "https://example.com is not allowed"}), None),
            (json!({"errorSummary": ": text", "location": "South Africa"}), None),
            (json!({"errorSummary": ""}), None),
            (json!("odd"), None),
        ] {
            assert_eq!(ErrorCause::new(cause.clone()).field(), field, "{cause}");
        }
    }

    #[test]
    fn duplicates_are_known_by_their_text() {
        let duplicate = |body: Value| ApiError::parse(body.to_string().as_bytes()).unwrap().is_duplicate();
        let caused = |text: &str| json!({"errorCode": "E0000001", "errorCauses": [{"errorSummary": text}]});
        assert!(duplicate(caused(
            "login: An object with this field already exists in the current organization"
        )));
        assert!(duplicate(caused("label: There is already an admin role with this name.")));
        assert!(duplicate(json!({"errorCode": "E0000202", "errorSummary": "Brand name already exists."})));
        assert!(duplicate(json!({"errorCode": "E1", "errorCauses": [{"reason": "UNIQUE_CONSTRAINT"}]})));
        assert!(!duplicate(caused("login: The field cannot be left blank")));
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
