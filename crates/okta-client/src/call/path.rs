//! Path parameters: each is one segment of the path, whatever it contains.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters to percent-encode: all but the unreserved ones
/// ([RFC 3986 §2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3)).
pub(super) const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

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
        path.push_str(before);
        path.extend(utf8_percent_encode(segment, ESCAPED));
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

fn next_parameter(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

#[cfg(test)]
mod tests {
    use super::fill;
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
        for id in ["", ".", ".."] {
            assert!(fill("/users/{userId}", &[id]).unwrap_err().contains("userId"), "{id:?}");
        }
    }

    proptest! {
        #[test]
        fn decoded_segment_equals_the_argument(first in ".+", second in ".+") {
            prop_assume!(!matches!(first.as_str(), "." | "..") && !matches!(second.as_str(), "." | ".."));
            let path = fill("/api/v1/users/{id}/roles/{roleId}/targets", &[&first, &second]).unwrap();
            prop_assert!(path.parse::<http::uri::PathAndQuery>().is_ok_and(|parsed| parsed.path() == path));
            let segments: Vec<&str> = path.split('/').collect();
            prop_assert_eq!(segments.len(), 8);
            prop_assert_eq!(percent_decode_str(segments[4]).decode_utf8().unwrap(), first);
            prop_assert_eq!(percent_decode_str(segments[6]).decode_utf8().unwrap(), second);
        }
    }
}
