//! Request bodies by content type.

use http::HeaderValue;
use okta_models::Model;
use okta_tower::body::Body;

use super::{Certificate, FilePart};

/// A request body and its content type.
pub(crate) struct Payload {
    pub(super) content_type: HeaderValue,
    pub(super) body: Body,
}

impl Payload {
    pub(super) fn new(content_type: &'static str, body: impl Into<Body>) -> Self {
        Self { content_type: HeaderValue::from_static(content_type), body: body.into() }
    }
}

fn encode<T: Model>(value: &T) -> Vec<u8> {
    let mut text = Vec::new();
    value.encode(&mut text);
    text
}

/// A JSON body.
pub(crate) fn json<T: Model>(value: T) -> Payload {
    Payload::new("application/json", encode(&value))
}

/// A JSON merge patch ([RFC 7396](https://www.rfc-editor.org/rfc/rfc7396)).
pub(crate) fn merge_patch<T: Model>(value: T) -> Payload {
    Payload::new("application/merge-patch+json", encode(&value))
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
