//! Answers, by the way they are read.

use okta_models::{DecodeError, Model};

use crate::{Error, response::RawResponse};

/// An enum of the types that an operation answers with, chosen by the status.
pub(crate) trait Reply: Sized {
    /// Reads the body of an answer with this status.
    fn read(status: u16, body: &[u8]) -> Result<Self, DecodeError>;
}

/// The first byte of a JSON text: `{` of an object, `[` of a list.
pub(crate) fn json_root(body: &[u8]) -> Option<u8> {
    body.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// The list whose only element is this JSON text.
pub(crate) fn listed(body: &[u8]) -> Vec<u8> {
    [b"[", body, b"]"].concat()
}

/// JSON. An empty body is an empty object or list: Okta answers so where it has nothing to say.
///
/// Okta's document is not always right about where an object is and where a list: an object in place of a list
/// is a list of one, a list of one in place of an object is that one.
pub(crate) fn json<T: Model>(raw: &RawResponse) -> Result<T, Error> {
    let body = raw.body();
    if body.is_empty() {
        let empty = T::decode(b"{}").or_else(|_| T::decode(b"[]"));
        return empty.or_else(|_| T::decode(body)).map_err(|cause| Error::decode(raw, cause));
    }
    T::decode(body).or_else(|cause| {
        let other = match json_root(body) {
            Some(b'{') => T::decode(&listed(body)).ok(),
            Some(b'[') => only_one(body),
            _ => None,
        };
        other.ok_or_else(|| Error::decode(raw, cause))
    })
}

fn only_one<T: Model>(body: &[u8]) -> Option<T> {
    let mut items = okta_models::decode_list(body).ok()?.into_iter();
    let only = items.next()?.ok()?;
    items.next().is_none().then_some(only)
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
