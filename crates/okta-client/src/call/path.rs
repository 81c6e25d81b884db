//! Path parameters: each is one segment of the path, whatever it contains.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The characters to percent-encode: all but the unreserved ones
/// ([RFC 3986 §2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3)).
pub(super) const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// No ASCII characters: those that are not ASCII are always encoded.
const NON_ASCII: &AsciiSet = &AsciiSet::EMPTY;

/// Fills the parameters in braces with arguments, in order.
///
/// # Errors
///
/// The error text for an argument that cannot be a segment.
pub(crate) fn fill(template: &str, segments: &[&str]) -> Result<String, String> {
    let mut path = String::with_capacity(template.len() + 24 * segments.len());
    let mut rest = template;
    for segment in segments {
        let Some((before, name, after)) = next_parameter(rest) else { break };
        if segment.is_empty() {
            return Err(format!("invalid path parameter `{name}`: it is empty"));
        }
        // Encoded or not, intermediaries that normalize paths remove dot segments.
        if matches!(*segment, "." | "..") {
            return Err(format!("invalid path parameter `{name}`: `{segment}` cannot be a path segment"));
        }
        // Servers remove matrix parameters, encoded or not: `prefix;suffix` would select `prefix`.
        if segment.contains(';') {
            return Err(format!(
                "invalid path parameter `{name}`: it contains `;`, which begins a matrix parameter"
            ));
        }
        path.push_str(before);
        path.extend(utf8_percent_encode(segment, ESCAPED));
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

/// Whether a part of a path is `.` or `..`. Encoded or not, intermediaries that normalize paths remove such segments.
fn has_dot_segment(path: &str) -> bool {
    path.split(['/', '\\']).any(|segment| matches!(segment, "." | ".."))
}

/// Encodes the characters of a raw path with its query that are not ASCII.
///
/// # Errors
///
/// The error text for a path that servers would read as another one: with a fragment, or with `.` or `..`, encoded or
/// not.
pub(super) fn encode_raw(path: &str) -> Result<String, String> {
    if path.contains('#') {
        return Err("invalid path: it contains `#`, which begins a fragment; write it as `%23`".to_owned());
    }
    let location = path.split('?').next().unwrap_or_default();
    if has_dot_segment(&percent_decode_str(location).decode_utf8_lossy()) {
        return Err("invalid path: it contains the segment `.` or `..`".to_owned());
    }
    Ok(utf8_percent_encode(path, NON_ASCII).to_string())
}

fn next_parameter(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

#[cfg(test)]
mod tests {
    use super::{encode_raw, fill};
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    #[test]
    fn reserved_characters_stay_in_one_segment() {
        for (id, encoded) in [
            ("a/b", "a%2Fb"),
            ("a..b", "a..b"),
            ("...", "..."),
            ("50%", "50%25"),
            ("a#b?c", "a%23b%3Fc"),
            ("a b", "a%20b"),
            ("jürgen@example.com", "j%C3%BCrgen%40example.com"),
        ] {
            assert_eq!(fill("/users/{id}/groups", &[id]).unwrap(), format!("/users/{encoded}/groups"));
        }
    }

    #[test]
    fn invalid_segment_is_rejected_with_its_name() {
        for id in ["", ".", "..", "prefix;suffix", ";", "..;"] {
            assert!(fill("/users/{userId}", &[id]).unwrap_err().contains("userId"), "{id:?}");
        }
    }

    #[test]
    fn raw_path_is_encoded_or_rejected() {
        for (path, encoded) in [
            ("/api/v1/users/jürgen@example.com", "/api/v1/users/j%C3%BCrgen@example.com"),
            ("/api/v1/users?q=größe&after=..", "/api/v1/users?q=gr%C3%B6%C3%9Fe&after=.."),
            ("/api/v1/a%2Fb/...", "/api/v1/a%2Fb/..."),
            ("/.well-known/okta-organization", "/.well-known/okta-organization"),
        ] {
            assert_eq!(encode_raw(path).as_deref(), Ok(encoded));
        }
        for path in [
            "/a/../b",
            "/a/..",
            "/./a",
            "/a/%2e%2E/b",
            "/a/..%2Fb",
            "/a/..\\b",
            "/a/..?x=1",
            "/a#b",
            "/a?b#c",
        ] {
            assert!(encode_raw(path).unwrap_err().starts_with("invalid path"), "{path}");
        }
    }

    proptest! {
        #[test]
        fn decoded_segment_equals_the_argument(first in ".+", second in ".+") {
            let is_valid = |id: &str| !matches!(id, "." | "..") && !id.contains(';');
            prop_assume!(is_valid(&first) && is_valid(&second));
            let path = fill("/api/v1/users/{id}/roles/{roleId}/targets", &[&first, &second]).unwrap();
            prop_assert!(path.parse::<http::uri::PathAndQuery>().is_ok_and(|parsed| parsed.path() == path));
            let segments: Vec<&str> = path.split('/').collect();
            prop_assert_eq!(segments.len(), 8);
            prop_assert_eq!(percent_decode_str(segments[4]).decode_utf8().unwrap(), first);
            prop_assert_eq!(percent_decode_str(segments[6]).decode_utf8().unwrap(), second);
        }
    }
}
