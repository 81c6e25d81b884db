//! The binary format of stored responses.
//!
//! All numbers are big-endian. Version 1:
//!
//! | field | bytes |
//! |---|---|
//! | `OKC` and the version | 4 |
//! | flags: 1 for a response that is stored and read [on demand](crate::meta::CacheMode::Force) only | 1 |
//! | time when the response was received or last revalidated, in seconds since the Unix epoch | 8 |
//! | length of the key, key | 4, … |
//! | number of headers; for each: length of the name, name, length of the value, value | 2; 2, …, 4, … |
//! | number of request headers that the response varies with; for each: as above | 2; 2, …, 4, … |
//! | body | the rest |
//!
//! The value of a request header consists of all its values, each followed by a line feed; it is empty for an
//! absent header. The status is always 200. An entry of another version, or a truncated one, is treated as
//! absent.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Response};

use super::CacheKey;

const MAGIC: [u8; 4] = *b"OKC\x01";
const FORCED: u8 = 1;

/// A stored response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CachedResponse {
    /// Stored on demand only.
    pub(super) forced: bool,
    /// When it was received or last revalidated, in seconds since the Unix epoch.
    pub(super) stored: u64,
    /// The headers that describe the body.
    pub(super) headers: HeaderMap,
    /// The request headers that the response varies with, and their values.
    pub(super) vary: Vec<(HeaderName, Bytes)>,
    pub(super) body: Bytes,
}

impl CachedResponse {
    pub(super) fn encode(&self, key: &CacheKey) -> Option<Bytes> {
        let mut out = BytesMut::with_capacity(self.body.len() + key.as_bytes().len() + 512);
        out.put_slice(&MAGIC);
        out.put_u8(if self.forced { FORCED } else { 0 });
        out.put_u64(self.stored);
        put_long(&mut out, key.as_bytes())?;
        out.put_u16(u16::try_from(self.headers.len()).ok()?);
        for (name, value) in &self.headers {
            put_pair(&mut out, name, value.as_bytes())?;
        }
        out.put_u16(u16::try_from(self.vary.len()).ok()?);
        for (name, value) in &self.vary {
            put_pair(&mut out, name, value)?;
        }
        out.put_slice(&self.body);
        Some(out.freeze())
    }

    /// Decodes the entry of a key. Does not copy the body.
    pub(super) fn decode(mut bytes: Bytes, key: &CacheKey) -> Option<Self> {
        let magic = take(&mut bytes, MAGIC.len())?;
        if *magic != MAGIC {
            return None;
        }
        let forced = bytes.try_get_u8().ok()? & FORCED != 0;
        let stored = bytes.try_get_u64().ok()?;
        if *take_long(&mut bytes)? != *key.as_bytes() {
            return None;
        }
        let mut headers = HeaderMap::new();
        for _ in 0..bytes.try_get_u16().ok()? {
            let (name, value) = take_pair(&mut bytes)?;
            headers.append(name, HeaderValue::from_maybe_shared(value).ok()?);
        }
        let mut vary = Vec::new();
        for _ in 0..bytes.try_get_u16().ok()? {
            vary.push(take_pair(&mut bytes)?);
        }
        Some(Self { forced, stored, headers, vary, body: bytes })
    }

    pub(super) fn into_response(self) -> Response<Bytes> {
        let mut response = Response::new(self.body);
        *response.headers_mut() = self.headers;
        response
    }
}

fn put_long(out: &mut BytesMut, bytes: &[u8]) -> Option<()> {
    out.put_u32(u32::try_from(bytes.len()).ok()?);
    out.put_slice(bytes);
    Some(())
}

fn put_pair(out: &mut BytesMut, name: &HeaderName, value: &[u8]) -> Option<()> {
    let name = name.as_str().as_bytes();
    out.put_u16(u16::try_from(name.len()).ok()?);
    out.put_slice(name);
    put_long(out, value)
}

fn take(bytes: &mut Bytes, length: usize) -> Option<Bytes> {
    (length <= bytes.len()).then(|| bytes.split_to(length))
}

fn take_long(bytes: &mut Bytes) -> Option<Bytes> {
    let length = usize::try_from(bytes.try_get_u32().ok()?).ok()?;
    take(bytes, length)
}

fn take_pair(bytes: &mut Bytes) -> Option<(HeaderName, Bytes)> {
    let length = bytes.try_get_u16().ok()?;
    let name = take(bytes, usize::from(length))?;
    Some((HeaderName::from_bytes(&name).ok()?, take_long(bytes)?))
}

#[cfg(test)]
mod tests {
    use http::header;
    use proptest::prelude::*;

    use super::*;

    fn key() -> CacheKey {
        CacheKey::new(&b"key"[..])
    }

    fn entry() -> CachedResponse {
        let mut headers = HeaderMap::new();
        headers.insert(header::ETAG, HeaderValue::from_static("W/\"1\""));
        headers.append(header::LINK, HeaderValue::from_static("<a>; rel=\"self\""));
        headers.append(header::LINK, HeaderValue::from_static("<b>; rel=\"next\""));
        let vary = vec![(header::ACCEPT_ENCODING, Bytes::from_static(b"gzip\n"))];
        CachedResponse {
            forced: false,
            stored: 1_700_000_000,
            headers,
            vary,
            body: Bytes::from_static(b"{}"),
        }
    }

    #[test]
    fn version_1_format_is_stable() {
        let headers = [(header::ETAG, HeaderValue::from_static("a"))].into_iter().collect();
        let vary = vec![(header::ACCEPT, Bytes::new())];
        let entry =
            CachedResponse { forced: true, stored: 258, headers, vary, body: Bytes::from_static(b"[]") };
        let expected = b"OKC\x01\x01\0\0\0\0\0\0\x01\x02\0\0\0\x03key\0\x01\0\x04etag\0\0\0\x01a\0\x01\0\x06accept\0\0\0\0[]";
        assert_eq!(entry.encode(&key()).unwrap(), &expected[..]);
    }

    #[test]
    fn other_key_version_or_truncation_is_absent() {
        let bytes = entry().encode(&key()).unwrap();
        assert_eq!(CachedResponse::decode(bytes.clone(), &key()), Some(entry()));
        assert_eq!(CachedResponse::decode(bytes.clone(), &CacheKey::new(&b"kex"[..])), None);
        let mut next = bytes.to_vec();
        next[3] = 2;
        assert_eq!(CachedResponse::decode(next.into(), &key()), None);
        for length in 0..bytes.len() - entry().body.len() {
            assert_eq!(CachedResponse::decode(bytes.slice(..length), &key()), None, "{length}");
        }
    }

    proptest! {
        #[test]
        fn prop_decode_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..100), magic: bool) {
            let bytes = if magic { [&MAGIC[..], &bytes].concat() } else { bytes };
            let _ = CachedResponse::decode(bytes.into(), &key());
        }

        #[test]
        fn prop_decode_inverts_encode(
            forced: bool,
            stored: u64,
            key in prop::collection::vec(any::<u8>(), 0..40),
            body in prop::collection::vec(any::<u8>(), 0..100),
            values in prop::collection::vec("[ -~]{0,20}", 0..4),
        ) {
            let key = CacheKey::new(key);
            let mut entry = CachedResponse { forced, stored, headers: HeaderMap::new(), vary: Vec::new(), body: body.into() };
            for value in &values {
                entry.headers.append(header::CONTENT_TYPE, HeaderValue::from_str(value).unwrap());
                entry.vary.push((header::ACCEPT, Bytes::from(value.clone())));
            }
            prop_assert_eq!(CachedResponse::decode(entry.encode(&key).unwrap(), &key), Some(entry));
        }
    }
}
