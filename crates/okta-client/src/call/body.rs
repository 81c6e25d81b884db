//! Request bodies by content type.

use http::HeaderValue;
use okta_models::{ListBody, Model};
use okta_tower::body::Body;
use serde_json::Value;

use super::{Certificate, FilePart};

/// A request body and its content type.
pub(crate) struct Payload {
    pub(super) content_type: HeaderValue,
    pub(super) body: Body,
    /// The error text for a body of another kind than the operation takes.
    pub(super) invalid: Option<String>,
}

impl Payload {
    pub(super) fn new(content_type: &'static str, body: impl Into<Body>) -> Self {
        Self { content_type: HeaderValue::from_static(content_type), body: body.into(), invalid: None }
    }
}

/// An object of this content type; a value of another kind is invalid.
fn object<T: Model>(content_type: &'static str, value: &T) -> Payload {
    let mut text = Vec::new();
    value.encode(&mut text);
    let invalid =
        value.non_object().map(|found| format!("invalid request body: expected an object, found {found}"));
    Payload { invalid, ..Payload::new(content_type, text) }
}

/// A JSON body.
pub(crate) fn json<T: Model>(value: T) -> Payload {
    object("application/json", &value)
}

/// A JSON list.
pub(crate) fn list<T: Model>(value: ListBody<T>) -> Payload {
    let mut text = Vec::new();
    value.encode(&mut text);
    let invalid =
        value.non_list().map(|found| format!("invalid request body: expected a list, found {found}"));
    Payload { invalid, ..Payload::new("application/json", text) }
}

/// A JSON merge patch ([RFC 7396](https://www.rfc-editor.org/rfc/rfc7396)).
pub(crate) fn merge_patch<T: Model>(value: T) -> Payload {
    object("application/merge-patch+json", &value)
}

/// A form of names and values ([WHATWG URL §5](https://url.spec.whatwg.org/#application/x-www-form-urlencoded)): lists are
/// separated by blanks, as OAuth parameters must not be repeated
/// ([RFC 6749 §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2)), objects are JSON, and null members are left out.
pub(crate) fn form<T: Model>(value: T) -> Payload {
    const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";
    let Payload { body, invalid, .. } = object(CONTENT_TYPE, &value);
    let members: serde_json::Map<String, Value> =
        body.as_bytes().and_then(|text| serde_json::from_slice(text).ok()).unwrap_or_default();
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in members {
        form.extend_pairs(form_value(value).map(|value| (&name, value)));
    }
    Payload { invalid, ..Payload::new(CONTENT_TYPE, form.finish()) }
}

fn form_value(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        Value::Array(values) => {
            let values: Vec<String> = values.into_iter().filter_map(form_value).collect();
            Some(values.join(" "))
        }
        value => Some(value.to_string()),
    }
}

/// A security event token, a signed JWT ([RFC 8417](https://www.rfc-editor.org/rfc/rfc8417)).
pub(crate) fn security_event(token: String) -> Payload {
    Payload::new("application/secevent+jwt", token)
}

/// A form with one file as its only part.
pub(crate) fn file(part: FilePart) -> Payload {
    part.into_form("file")
}

/// An X.509 certificate.
pub(crate) fn certificate(certificate: Certificate) -> Payload {
    let (content_type, bytes) = certificate.into_parts();
    Payload::new(content_type, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use okta_models::Json;

    #[test]
    fn form_has_scalars_lists_and_json() {
        let value = Json::parse(
            r#"{"grant_type":"a b","scope":["x","y&z"],"max_age":5,"nonce":null,"ok":true,"claims":{"a":[1]}}"#,
        )
        .unwrap();
        let payload = form(value);
        assert_eq!(payload.content_type, "application/x-www-form-urlencoded");
        let text = std::str::from_utf8(payload.body.as_bytes().unwrap()).unwrap();
        let mut pairs: Vec<_> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        pairs.sort();
        let expected = [
            ("claims", r#"{"a":[1]}"#),
            ("grant_type", "a b"),
            ("max_age", "5"),
            ("ok", "true"),
            ("scope", "x y&z"),
        ];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert!(form(Json::parse("[1]").unwrap()).invalid.is_some());
    }
}
