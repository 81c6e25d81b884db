//! Answers, by the way they are read.

use okta_models::{DecodeError, Model};

use crate::{Error, response::RawResponse};

/// An enum of the types that an operation answers with, chosen by the status.
pub(crate) trait Reply: Sized {
    /// Reads the body of an answer with this status.
    fn read(status: u16, body: &[u8]) -> Result<Self, DecodeError>;
}

/// JSON. An empty body is an empty object or list: Okta answers so where it has nothing to say. An object in
/// place of a list is a list of one: Okta's document is not always right about which it is.
pub(crate) fn json<T: Model>(raw: &RawResponse) -> Result<T, Error> {
    let body = raw.body();
    let value = if body.is_empty() {
        T::decode(b"{}").or_else(|_| T::decode(b"[]")).or_else(|_| T::decode(body))
    } else {
        T::decode(body).or_else(|cause| T::decode(&[b"[", &body[..], b"]"].concat()).map_err(|_| cause))
    };
    value.map_err(|cause| Error::decode(raw, cause))
}

/// JSON with one status, no body with another.
pub(crate) fn optional<T: Model>(raw: &RawResponse) -> Result<Option<T>, Error> {
    if raw.body().is_empty() { Ok(None) } else { json(raw).map(Some) }
}

/// Nothing; a body that comes all the same stays in the response.
#[expect(clippy::unnecessary_wraps, reason = "one of the functions that read answers")]
pub(crate) fn nothing(_: &RawResponse) -> Result<(), Error> {
    Ok(())
}

/// Text in UTF-8.
pub(crate) fn text(raw: &RawResponse) -> Result<String, Error> {
    String::from_utf8(raw.body().to_vec()).map_err(|cause| Error::decode(raw, cause.utf8_error()))
}

/// One of several types.
pub(crate) fn by_status<R: Reply>(raw: &RawResponse) -> Result<R, Error> {
    let body: &[u8] = if raw.body().is_empty() { b"{}" } else { raw.body() };
    R::read(raw.status().as_u16(), body).map_err(|cause| Error::decode(raw, cause))
}
