//! Header fields of stored responses.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, header};

use super::directives::elements;

/// Fields of one connection or of a proxy, which are not stored
/// ([RFC 9111 §3.1](https://www.rfc-editor.org/rfc/rfc9111#section-3.1)), and fields that a stored response gets anew.
const NOT_STORED: [HeaderName; 11] = [
    header::AGE,
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    HeaderName::from_static("proxy-authentication-info"),
    HeaderName::from_static("proxy-connection"),
    HeaderName::from_static("keep-alive"),
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Fields that describe the stored body, which a `304` does not have
/// ([RFC 9111 §3.2](https://www.rfc-editor.org/rfc/rfc9111#section-3.2)).
const NOT_UPDATED: [HeaderName; 3] =
    [header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::CONTENT_RANGE];

/// Returns the fields of a response that are stored.
pub(super) fn stored(headers: &HeaderMap, omitted: &[HeaderName]) -> HeaderMap {
    let connection: Vec<HeaderName> = list(headers, &header::CONNECTION)
        .iter()
        .flat_map(|value| elements(value))
        .filter_map(|name| name.parse().ok())
        .collect();
    let mut stored = HeaderMap::with_capacity(headers.keys_len());
    for (name, value) in headers {
        if ![&NOT_STORED[..], omitted, &connection].iter().any(|names| names.contains(name)) {
            stored.append(name, value.clone());
        }
    }
    stored
}

/// Updates the fields of a stored response by those of a `304`; keeps those that it does not name
/// ([RFC 9111 §3.2](https://www.rfc-editor.org/rfc/rfc9111#section-3.2)).
pub(super) fn update(stored: &mut HeaderMap, new: &HeaderMap, omitted: &[HeaderName]) {
    let mut new = self::stored(new, omitted);
    for name in NOT_UPDATED {
        new.remove(name);
    }
    replace(stored, &new);
}

/// Makes the fields of a `304` those of the response that it confirms.
pub(super) fn complete(not_modified: &mut HeaderMap, stored: &HeaderMap) {
    for name in NOT_UPDATED {
        not_modified.remove(name);
    }
    replace(not_modified, stored);
}

/// Replaces fields by those of the same names in `new`.
fn replace(headers: &mut HeaderMap, new: &HeaderMap) {
    for name in new.keys() {
        headers.remove(name);
    }
    for (name, value) in new {
        headers.append(name, value.clone());
    }
}

/// Returns the request headers that a response varies with, and their values; `None` for `Vary: *`
/// ([RFC 9110 §12.5.5](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5)).
pub(super) fn vary(response: &HeaderMap, request: &HeaderMap) -> Option<Vec<(HeaderName, Bytes)>> {
    let mut varied = Vec::new();
    for value in response.get_all(header::VARY) {
        for name in elements(value.to_str().ok()?) {
            if name == "*" {
                return None;
            }
            let name: HeaderName = name.parse().ok()?;
            let value = normalized(request, &name);
            varied.push((name, value));
        }
    }
    Some(varied)
}

/// Whether a request has the header values that a stored response varies with.
pub(super) fn vary_matches(vary: &[(HeaderName, Bytes)], request: &HeaderMap) -> bool {
    vary.iter().all(|(name, value)| *value == normalized(request, name))
}

/// Returns the elements of all values of a header, each followed by a line feed, so that equal lists are equal however
/// they are spaced and distributed over lines
/// ([RFC 9111 §4.1](https://www.rfc-editor.org/rfc/rfc9111#section-4.1)).
pub(super) fn normalized(headers: &HeaderMap, name: &HeaderName) -> Bytes {
    let mut all = Vec::new();
    for value in list(headers, name) {
        for element in elements(&value) {
            all.extend_from_slice(element.as_bytes());
            all.push(b'\n');
        }
    }
    all.into()
}

/// Returns the values of a header. Bytes outside of ASCII become characters of the same number, so that different
/// values stay different.
fn list(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let text = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect();
    headers.get_all(name).iter().map(|value| text(value.as_bytes())).collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        let field = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        fields.iter().map(field).collect()
    }

    #[test]
    fn fields_of_connection_and_omitted_ones_are_not_stored() {
        let given = headers(&[
            ("connection", "close, X-Hop"),
            ("x-hop", "1"),
            ("keep-alive", "1"),
            ("age", "7"),
            ("transfer-encoding", "chunked"),
            ("x-request-id", "1"),
            ("x-total-count", "2"),
            ("set-cookie", "a=1"),
            ("set-cookie", "b=2"),
        ]);
        let omitted = [HeaderName::from_static("x-request-id")];
        let expected = headers(&[("x-total-count", "2"), ("set-cookie", "a=1"), ("set-cookie", "b=2")]);
        assert_eq!(stored(&given, &omitted), expected);
    }

    #[test]
    fn update_keeps_what_it_does_not_name() {
        let mut stored = headers(&[
            ("cache-control", "max-age=5"),
            ("content-length", "2"),
            ("content-encoding", "gzip"),
            ("x", "1"),
            ("x", "2"),
        ]);
        let new = headers(&[("x", "3"), ("content-length", "0"), ("content-encoding", "br"), ("y", "1")]);
        update(&mut stored, &new, &[]);
        let expected = headers(&[
            ("cache-control", "max-age=5"),
            ("content-length", "2"),
            ("content-encoding", "gzip"),
            ("x", "3"),
            ("y", "1"),
        ]);
        assert_eq!(stored, expected);
    }

    #[test]
    fn lists_are_normalized() {
        let foo = HeaderName::from_static("foo");
        let one = |fields| normalized(&headers(fields), &foo);
        assert_eq!(one(&[("foo", "1,2")]), one(&[("foo", " 1 ,\t2 ")]));
        assert_eq!(one(&[("foo", "1,2")]), one(&[("foo", "1"), ("foo", "2")]));
        assert_ne!(one(&[("foo", "1,2")]), one(&[("foo", "2,1")]));
        assert_ne!(one(&[("foo", "\"1,2\"")]), one(&[("foo", "\"1, 2\"")]));
    }
}
