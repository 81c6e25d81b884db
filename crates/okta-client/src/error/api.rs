//! Okta's account of a refusal, in either of the two shapes it comes in.

use std::fmt;

use serde_json::{Map, Value};

/// What the server said about a refusal.
///
/// Management endpoints answer with `errorCode`, `errorSummary`, `errorCauses`; OAuth 2.0 endpoints with
/// `error` and `error_description` ([RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)). Both
/// are read into this type. Only the code is stable enough for a program to decide by
/// ([Okta's error codes](https://developer.okta.com/docs/reference/error-codes/)).
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    object: Map<String, Value>,
    causes: Vec<ErrorCause>,
}

/// One of several reasons for a refusal.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorCause {
    object: Map<String, Value>,
}

impl ApiError {
    /// Reads a body; `None` when it is in neither shape.
    #[must_use]
    pub fn parse(body: &[u8]) -> Option<Self> {
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

    /// The code: `E0000007` and the like, or an OAuth 2.0 error such as `invalid_client`.
    #[must_use]
    pub fn error_code(&self) -> &str {
        text(&self.object, "errorCode").or_else(|| text(&self.object, "error")).unwrap_or_default()
    }

    /// The server's sentence about it; empty when it gave none.
    #[must_use]
    pub fn error_summary(&self) -> &str {
        text(&self.object, "errorSummary")
            .or_else(|| text(&self.object, "error_description"))
            .unwrap_or_default()
    }

    /// A link or code for more about this kind of error.
    #[must_use]
    pub fn error_link(&self) -> Option<&str> {
        text(&self.object, "errorLink")
    }

    /// The id of this very refusal.
    #[must_use]
    pub fn error_id(&self) -> Option<&str> {
        text(&self.object, "errorId")
    }

    /// The reasons, such as one a field that did not pass; often empty.
    #[must_use]
    pub fn error_causes(&self) -> &[ErrorCause] {
        &self.causes
    }

    /// A further member of the body.
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

    /// The server's sentence about this reason; empty when it gave none.
    #[must_use]
    pub fn error_summary(&self) -> &str {
        text(&self.object, "errorSummary").unwrap_or_default()
    }

    /// A further member, such as `reason` or `location`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.object.get(name)
    }
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str()
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.error_code())?;
        if !self.error_summary().is_empty() {
            write!(f, " {}", self.error_summary())?;
        }
        let mut mark = " [";
        for cause in self.causes.iter().filter(|cause| !cause.error_summary().is_empty()) {
            write!(f, "{mark}{}", cause.error_summary())?;
            mark = "; ";
        }
        if mark == "; " {
            f.write_str("]")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shapes_are_read() {
        let okta = ApiError::parse(
            br#"{"errorCode":"E0000001","errorSummary":"validation","errorCauses":[{"errorSummary":"login"},"odd"],"errorId":"oae1"}"#,
        )
        .unwrap();
        assert_eq!((okta.error_code(), okta.error_id()), ("E0000001", Some("oae1")));
        assert_eq!(okta.to_string(), "E0000001 validation [login; odd]");

        let oauth = ApiError::parse(br#"{"error":"invalid_client","error_description":"no"}"#).unwrap();
        assert_eq!(oauth.to_string(), "invalid_client no");
    }

    #[test]
    fn missing_and_mistyped_members_are_no_failure() {
        let odd = ApiError::parse(br#"{"errorCode":7,"errorCauses":null}"#).unwrap();
        assert_eq!((odd.error_code(), odd.error_summary()), ("", ""));
        assert_eq!(odd.get("errorCode"), Some(&Value::from(7)));
        for body in [&b""[..], b"[]", b"{}", b"<html>", br#"{"status":404}"#] {
            assert!(ApiError::parse(body).is_none());
        }
    }
}
