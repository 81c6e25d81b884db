//! Cursors in `Link` headers ([RFC 8288](https://www.rfc-editor.org/rfc/rfc8288)) and in link objects.
//!
//! A link to a next page that cannot be read is an error, never the end of a listing.

use std::borrow::Cow;

use http::{HeaderMap, header::LINK};
use okta_models::{Json, JsonKind};

use super::Cursor;

/// A link to a next page that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MalformedLink;

/// Returns the target of `rel="next"`, from one field value with several links or from several field values.
///
/// Values are bytes: those that are not UTF-8 are percent-encoded, all others are kept.
pub(crate) fn next_target(headers: &HeaderMap) -> Result<Option<String>, MalformedLink> {
    let mut malformed = false;
    for value in headers.get_all(LINK) {
        match next_in_value(&value_text(value.as_bytes())) {
            Ok(Some(target)) => return Ok(Some(target.to_owned())),
            Ok(None) => {}
            Err(MalformedLink) => malformed = true,
        }
    }
    if malformed { Err(MalformedLink) } else { Ok(None) }
}

/// Returns a field value as text, with bytes that are not UTF-8 percent-encoded.
fn value_text(value: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(value) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(value.len());
    for chunk in value.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| percent_encoding::percent_encode_byte(*byte)));
    }
    Cow::Owned(text)
}

fn next_in_value(value: &str) -> Result<Option<&str>, MalformedLink> {
    let mut rest = value;
    let mut malformed = false;
    while let Some((skipped, after_open)) = rest.split_once('<') {
        malformed |= mentions_next(skipped);
        let Some((target, after_target)) = after_open.split_once('>') else { break };
        let (parameters, following) = split_unquoted(after_target, b',');
        if is_next(parameters) {
            return Ok(Some(target));
        }
        rest = following;
    }
    if malformed || mentions_next(rest) { Err(MalformedLink) } else { Ok(None) }
}

/// Returns whether a malformed link may be one to a next page.
fn mentions_next(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.split("rel").skip(1).any(|after| {
        let value = after.trim_start().strip_prefix('=').map(|value| value.trim_start_matches([' ', '"']));
        value.is_some_and(|value| {
            value.strip_prefix("next").is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        })
    })
}

/// Splits a text at the first separator outside quoted strings; the rest excludes it.
fn split_unquoted(text: &str, separator: u8) -> (&str, &str) {
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if byte == separator && !quoted => {
                let (before, after) = text.split_at(at);
                return (before, after.get(1..).unwrap_or_default());
            }
            _ => {}
        }
    }
    (text, "")
}

fn is_next(parameters: &str) -> bool {
    let mut rest = parameters;
    while !rest.is_empty() {
        let (parameter, following) = split_unquoted(rest, b';');
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("rel")
        {
            // Only the first `rel` counts (RFC 8288 §3.3).
            return value
                .trim()
                .trim_matches('"')
                .split_ascii_whitespace()
                .any(|relation| relation.eq_ignore_ascii_case("next"));
        }
        rest = following;
    }
    false
}

/// Returns `_links.next.href` of an envelope.
///
/// Reads nothing but these members, so that no other value of the body, however odd, hides the link. Of duplicate
/// members, the last one that has a link counts.
pub(crate) fn next_in_body(body: &[u8]) -> Result<Option<String>, MalformedLink> {
    // A body that is not UTF-8 or not JSON is a decode error of the page.
    let Ok(body) = std::str::from_utf8(body) else { return Ok(None) };
    let mut found = Ok(None);
    for links in members(body.trim_start_matches('\u{feff}'), "_links") {
        match next_in_links(links) {
            Ok(None) => {}
            other => found = other,
        }
    }
    found
}

/// Returns `next.href` of the links of an envelope.
pub(super) fn next_in_links(links: &str) -> Result<Option<String>, MalformedLink> {
    let mut targets = members(links, "next").into_iter().map(href);
    targets.rfind(|target| *target != Ok(None)).unwrap_or(Ok(None))
}

/// Returns the target of a link object, of the first of an array of them, or of a link that is a string.
fn href(link: &str) -> Result<Option<String>, MalformedLink> {
    let Ok(link) = Json::parse(link) else { return Ok(None) };
    match link.kind() {
        JsonKind::Null => Ok(None),
        JsonKind::String => match link.to_text() {
            Some(text) if text.is_empty() => Ok(None),
            Some(text) => Ok(Some(text)),
            None => Err(MalformedLink),
        },
        JsonKind::Object => match members(link.as_str(), "href").last() {
            Some(target) if target.starts_with(['"', 'n']) => href(target),
            _ => Err(MalformedLink),
        },
        JsonKind::Array => match elements(link.as_str()).first() {
            Some(first) if first.starts_with('{') => href(first),
            Some(_) => Err(MalformedLink),
            None => Ok(None),
        },
        _ => Err(MalformedLink),
    }
}

/// Returns the values of the members with a name, as text; empty for a text that is not an object.
pub(super) fn members<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let mut values = Vec::new();
    if !text.trim_start().starts_with('{') {
        return values;
    }
    for member in elements(text) {
        let (key, value) = member.split_at(string_end(member.as_bytes(), 0));
        let is_named = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')) == Some(name)
            || key.contains('\\')
                && Json::parse(key).ok().and_then(|key| key.to_text()).as_deref() == Some(name);
        if is_named && let Some(value) = value.trim_start().strip_prefix(':') {
            values.push(value.trim());
        }
    }
    values
}

/// Returns the elements of an array, or the members of an object, as text. The text is valid JSON, or fails to decode
/// elsewhere.
fn elements(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut elements = Vec::new();
    let (mut depth, mut start, mut at) = (0_usize, 0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'{' | b'[' => {
                depth += 1;
                if depth == 1 {
                    start = at + 1;
                }
            }
            b',' | b'}' | b']' => {
                if depth == 1 {
                    elements.extend(text.get(start..at).map(str::trim).filter(|element| !element.is_empty()));
                    start = at + 1;
                }
                if *byte != b',' {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
    elements
}

/// Returns the offset after the string that starts at `at`.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Returns the cursor in a link's target, absolute or relative.
///
/// Only the query is used; scheme and host of the target are ignored. If the target has another path than
/// `path` (servers do that), only its `after` is used, since the other parameters belong to another
/// operation.
pub(crate) fn cursor(target: &str, path: &str) -> Option<Cursor> {
    let target = target.split('#').next()?;
    let (location, query) = target.split_once('?')?;
    let cursor = Cursor::from_query(query)?;
    if path_of(location) == path {
        return Some(cursor);
    }
    cursor.after_value().map(|value| Cursor::from_after(&value))
}

fn path_of(location: &str) -> &str {
    match location.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| rest.split_at(at).1),
        None => location,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use proptest::prelude::*;

    fn target(headers: &HeaderMap) -> Option<String> {
        next_target(headers).unwrap()
    }

    fn headers(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(LINK, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    const SELF: &str = r#"<https://o.example/api/v1/users?limit=2>; rel="self""#;
    const NEXT: &str = r#"<https://o.example/api/v1/users?after=x%2C1&limit=2>; rel="next""#;
    const TARGET: &str = "https://o.example/api/v1/users?after=x%2C1&limit=2";

    #[test]
    fn next_is_found_in_every_notation() {
        let joined = format!("{SELF}, {NEXT}");
        let reversed = format!("{NEXT},{SELF}");
        for values in [&[SELF, NEXT][..], &[NEXT, SELF], &[&joined], &[&reversed]] {
            assert_eq!(target(&headers(values)).as_deref(), Some(TARGET), "{values:?}");
        }
        for value in ["<?after=1>; title=\"a, <b>; rel=next\" ; REL=next", "<?after=1>; rel=\"prev next\""] {
            assert_eq!(target(&headers(&[value])).as_deref(), Some("?after=1"), "{value}");
        }
    }

    #[test]
    fn other_relations_and_malformed_links_are_ignored() {
        let titled = "<?a=1>; title=\"x; rel=next\"; rel=self";
        for value in [SELF, "", ",", "<>", "<?a=1>", "<?a=1; rel=prev", "<?a=1>; rel=\"nexts\"", titled] {
            assert_eq!(next_target(&headers(&[value])), Ok(None), "{value}");
        }
        assert_eq!(next_target(&headers(&[])), Ok(None));
    }

    #[test]
    fn malformed_next_link_is_an_error() {
        for value in ["rel=next", "<?a=1; rel=next", "?after=1>; rel=\"next\"", "<?a=1 ; REL = \"Next\""] {
            assert_eq!(next_target(&headers(&[value])), Err(MalformedLink), "{value}");
            assert_eq!(target(&headers(&[value, NEXT])).as_deref(), Some(TARGET), "{value}");
        }
    }

    #[test]
    fn non_ascii_bytes_do_not_hide_the_next_link() {
        for (value, query) in [
            (&b"<?after=\xc3\xa9&limit=2>; rel=\"next\""[..], "after=%C3%A9&limit=2"),
            (b"<?after=\xe9x>; rel=\"next\"", "after=%E9x"),
            (b"<?after=1>; title=\"\xff\"; rel=\"next\"", "after=1"),
            (b"</self>; rel=self; title=\xe9, <?after=1>; rel=next", "after=1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(LINK, HeaderValue::from_bytes(value).unwrap());
            let cursor = cursor(&target(&headers).unwrap(), "").unwrap();
            assert_eq!(cursor.to_string(), query);
        }
    }

    #[test]
    fn odd_values_do_not_hide_the_link_in_a_body() {
        let digits = "1".repeat(401);
        let odd =
            [r#""\ud800""#, "1e400", &digits, r#"{"\udfff":[1e999]}"#, "[[[{}]]]", r#""{\"_links\":\"""#];
        for odd in odd {
            for body in [
                format!(
                    r#"{{"x":{odd},"_links":{{"self":{odd},"next":{{"name":{odd},"href":"?after=1"}}}}}}"#
                ),
                format!(r#"{{"_links":{{"next":{{"href":"?after=1"}}}},"x":{odd},"_links":{{"a":{odd}}}}}"#),
                format!(r#"{{"_links":{odd},"\u005flinks":{{"next":[{{"href":"?after=1","x":{odd}}}]}}}}"#),
                format!("\u{feff} {{ \"_links\" : {{ \"next\" : \"?after=1\" , \"x\":{odd} }} }}"),
            ] {
                assert_eq!(next_in_body(body.as_bytes()), Ok(Some("?after=1".to_owned())), "{body}");
            }
        }
    }

    #[test]
    fn absent_link_in_a_body_is_the_end_and_malformed_an_error() {
        for body in [
            "",
            "[]",
            "{",
            "{}",
            r#"{"_links":null}"#,
            r#"{"_links":{"next":null}}"#,
            r#"{"_links":{"next":{"href":null}}}"#,
            r#"{"_links":{"next":[]}}"#,
            r#"{"x":{"_links":{"next":"?a"}}}"#,
        ] {
            assert_eq!(next_in_body(body.as_bytes()), Ok(None), "{body}");
        }
        for next in ["7", "{}", r#"{"href":7}"#, r#"{"href":{}}"#, r#"{"href":"\ud800"}"#, "[7]"] {
            let body = format!(r#"{{"_links":{{"next":{next}}}}}"#);
            assert_eq!(next_in_body(body.as_bytes()), Err(MalformedLink), "{body}");
        }
    }

    #[test]
    fn only_the_query_of_a_link_is_used() {
        let cursor = |target| cursor(target, "/api/v1/users").map(|cursor| cursor.to_string());
        assert_eq!(
            cursor("https://evil.example/api/v1/users?after=1&limit=2").as_deref(),
            Some("after=1&limit=2")
        );
        assert_eq!(cursor("/api/v1/users?after=1").as_deref(), Some("after=1"));
        assert_eq!(cursor("https://o.example/api/v1/other?after=1&trusted=true").as_deref(), Some("after=1"));
        assert_eq!(cursor("https://o.example/api/v1/other?trusted=true"), None);
        assert_eq!(cursor("https://o.example/api/v1/users"), None);
        assert_eq!(cursor("https://o.example/api/v1/users?"), None);
    }

    proptest! {
        #[test]
        fn prop_parsing_never_panics(value in "[ -~]{0,80}", path in "[ -~]{0,20}") {
            if let Ok(Some(target)) = next_in_value(&value) {
                let _ = cursor(target, &path);
            }
        }

        #[test]
        fn prop_reading_links_of_any_body_never_panics(body in r#"[{}\[\]":,\\_a-z0-9 ]{0,60}"#) {
            let _ = (next_in_body(body.as_bytes()), elements(&body), members(&body, "next"));
        }

        #[test]
        fn prop_after_value_round_trips_through_a_link(value in "[^\\r\\n]{1,30}") {
            let query = Cursor::from_after(&value).to_string();
            let link = format!("<https://o.example/a?{query}>; rel=\"next\"");
            let found = cursor(next_in_value(&link).unwrap().unwrap(), "/a").unwrap();
            prop_assert_eq!(found.after_value(), Some(value));
        }
    }
}
