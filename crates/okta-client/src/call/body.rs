//! Request bodies by content type.

use http::HeaderValue;
use okta_models::{ListBody, Model};
use okta_tower::body::Body;

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
