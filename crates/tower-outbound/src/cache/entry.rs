//! The binary format of stored responses.
//!
//! All numbers are big-endian. Version 1:
//!
//! | field | bytes |
//! |---|---|
//! | `TOC` and the version | 4 |
//! | flags: 1 for a response that is stored and read [on demand](super::Storage::OnDemand) only, 2 for one that is never served stale | 1 |
//! | status | 2 |
//! | time when the response was received or last revalidated, in milliseconds since the Unix epoch | 8 |
//! | its age at this time, in milliseconds | 8 |
//! | its freshness lifetime, in milliseconds | 8 |
//! | length of the key, key | 4, … |
//! | number of headers; for each: length of the name, name, length of the value, value | 2; 2, …, 4, … |
//! | number of request headers that the response varies with; for each: as above | 2; 2, …, 4, … |
//! | body | the rest |
//!
//! The value of a request header consists of its elements, each followed by a line feed; it is empty for an absent
//! header. An entry of another version, or a truncated one, is treated as absent.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use super::{CacheKey, freshness::Freshness};

const MAGIC: [u8; 4] = *b"TOC\x01";
const ON_DEMAND: u8 = 1;
const MUST_REVALIDATE: u8 = 2;

/// A stored response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CachedResponse {
    /// Stored and served on demand only.
    pub(super) on_demand: bool,
    pub(super) status: StatusCode,
    /// When it was received or last revalidated, in milliseconds since the Unix epoch.
    pub(super) received: u64,
    pub(super) freshness: Freshness,
    pub(super) headers: HeaderMap,
    /// The request headers that the response varies with, and their values.
    pub(super) vary: Vec<(HeaderName, Bytes)>,
    pub(super) body: Bytes,
}

impl CachedResponse {
    /// Returns the age of the response at `now`
    /// ([RFC 9111 §4.2.3](https://www.rfc-editor.org/rfc/rfc9111#section-4.2.3)). `stored` is the time since it was
    /// stored, by the clock of the store: a monotonic clock does not count while the machine sleeps, and the wall clock
    /// may have been set back.
    pub(super) fn age(&self, now: SystemTime, stored: Duration) -> Duration {
        let elapsed = Duration::from_millis(unix_millis(now).saturating_sub(self.received));
        self.freshness.age.saturating_add(elapsed.max(stored))
    }

    pub(super) fn encode(&self, key: &CacheKey) -> Option<Bytes> {
        let mut out = BytesMut::with_capacity(self.body.len() + key.as_bytes().len() + 1024);
        out.put_slice(&MAGIC);
        let flag = |set, flag| if set { flag } else { 0 };
        out.put_u8(flag(self.on_demand, ON_DEMAND) | flag(self.freshness.must_revalidate, MUST_REVALIDATE));
        out.put_u16(self.status.as_u16());
        out.put_u64(self.received);
        out.put_u64(millis(self.freshness.age));
        out.put_u64(millis(self.freshness.lifetime));
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
        let flags = bytes.try_get_u8().ok()?;
        let status = StatusCode::from_u16(bytes.try_get_u16().ok()?).ok()?;
        let received = bytes.try_get_u64().ok()?;
        let freshness = Freshness {
            age: Duration::from_millis(bytes.try_get_u64().ok()?),
            lifetime: Duration::from_millis(bytes.try_get_u64().ok()?),
            must_revalidate: flags & MUST_REVALIDATE != 0,
        };
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
        let on_demand = flags & ON_DEMAND != 0;
        Some(Self { on_demand, status, received, freshness, headers, vary, body: bytes })
    }

    pub(super) fn into_response(self) -> Response<Bytes> {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// Returns the milliseconds since the Unix epoch; 0 for earlier times.
pub(super) fn unix_millis(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, millis)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
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

    fn freshness(age: u64, lifetime: u64, must_revalidate: bool) -> Freshness {
        let (age, lifetime) = (Duration::from_millis(age), Duration::from_millis(lifetime));
        Freshness { lifetime, age, must_revalidate }
    }

    fn entry() -> CachedResponse {
        let mut headers = HeaderMap::new();
        headers.insert(header::ETAG, HeaderValue::from_static("W/\"1\""));
        headers.append(header::LINK, HeaderValue::from_static("<a>; rel=\"self\""));
        headers.append(header::LINK, HeaderValue::from_static("<b>; rel=\"next\""));
        let vary = vec![(header::ACCEPT_ENCODING, Bytes::from_static(b"gzip\n"))];
        CachedResponse {
            on_demand: false,
            status: StatusCode::OK,
            received: 1_700_000_000_000,
            freshness: freshness(0, 60_000, true),
            headers,
            vary,
            body: Bytes::from_static(b"{}"),
        }
    }

    #[test]
    fn version_1_format_is_stable() {
        let headers = [(header::ETAG, HeaderValue::from_static("a"))].into_iter().collect();
        let vary = vec![(header::ACCEPT, Bytes::new())];
        let entry = CachedResponse {
            on_demand: true,
            status: StatusCode::NOT_FOUND,
            received: 258,
            freshness: freshness(3, 4, true),
            headers,
            vary,
            body: Bytes::from_static(b"[]"),
        };
        let expected = b"TOC\x01\x03\x01\x94\0\0\0\0\0\0\x01\x02\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\x04\0\0\0\x03key\0\x01\0\x04etag\0\0\0\x01a\0\x01\0\x06accept\0\0\0\0[]";
        assert_eq!(entry.encode(&key()).unwrap(), &expected[..]);
    }

    #[test]
    fn age_counts_by_both_clocks() {
        let entry = CachedResponse { received: 100_000, freshness: freshness(3000, 0, false), ..entry() };
        let age = |now, stored| {
            entry.age(UNIX_EPOCH + Duration::from_secs(now), Duration::from_secs(stored)).as_secs()
        };
        assert_eq!(age(100, 0), 3);
        assert_eq!(age(110, 10), 13);
        assert_eq!(age(110, 1), 13, "the monotonic clock stood still");
        assert_eq!(age(50, 10), 13, "the wall clock was set back");
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
            on_demand: bool,
            status in 100_u16..1000,
            (received, age, lifetime, must_revalidate) in any::<(u64, u64, u64, bool)>(),
            key in prop::collection::vec(any::<u8>(), 0..40),
            body in prop::collection::vec(any::<u8>(), 0..100),
            values in prop::collection::vec("[ -~]{0,20}", 0..4),
        ) {
            let key = CacheKey::new(key);
            let mut entry = CachedResponse {
                on_demand,
                status: StatusCode::from_u16(status).unwrap(),
                received,
                freshness: freshness(age, lifetime, must_revalidate),
                headers: HeaderMap::new(),
                vary: Vec::new(),
                body: body.into(),
            };
            for value in &values {
                entry.headers.append(header::CONTENT_TYPE, HeaderValue::from_str(value).unwrap());
                entry.vary.push((header::ACCEPT, Bytes::from(value.clone())));
            }
            prop_assert_eq!(CachedResponse::decode(entry.encode(&key).unwrap(), &key), Some(entry));
        }
    }
}
