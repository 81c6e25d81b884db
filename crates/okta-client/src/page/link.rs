//! Cursors in `Link` headers ([RFC 8288](https://www.rfc-editor.org/rfc/rfc8288)) and in link objects.

use http::{HeaderMap, header::LINK};

use super::Cursor;

/// Returns the target of `rel="next"`, from one field value with several links or from several field values.
pub(crate) fn next_target(headers: &HeaderMap) -> Option<&str> {
    headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).find_map(next_in_value)
}

fn next_in_value(value: &str) -> Option<&str> {
    let mut rest = value;
    loop {
        let (_, after_open) = rest.split_once('<')?;
        let (target, after_target) = after_open.split_once('>')?;
        let (parameters, following) = split_parameters(after_target);
        if is_next(parameters) {
            return Some(target);
        }
        rest = following;
    }
}

/// Splits the parameters of one link from the rest at the first comma outside quoted strings.
fn split_parameters(text: &str) -> (&str, &str) {
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => return text.split_at(at),
            _ => {}
        }
    }
    (text, "")
}

fn is_next(parameters: &str) -> bool {
    parameters.split(';').filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
        name.trim().eq_ignore_ascii_case("rel")
            && value
                .trim()
                .trim_matches('"')
                .split_ascii_whitespace()
                .any(|relation| relation.eq_ignore_ascii_case("next"))
    })
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
    cursor.after_value().map(|value| Cursor::after(&value))
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
            assert_eq!(next_target(&headers(values)), Some(TARGET), "{values:?}");
        }
        assert_eq!(
            next_target(&headers(&["<?after=1>; title=\"a, <b>; rel=next\" ; REL=next"])),
            Some("?after=1")
        );
        assert_eq!(next_target(&headers(&["<?after=1>; rel=\"prev next\""])), Some("?after=1"));
    }

    #[test]
    fn other_relations_and_malformed_links_are_ignored() {
        for value in [SELF, "", "<>", "<?a=1>", "rel=next", "<?a=1; rel=next", "<?a=1>; rel=\"nexts\""] {
            assert_eq!(next_target(&headers(&[value])), None, "{value}");
        }
        assert_eq!(next_target(&headers(&[])), None);
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
            if let Some(target) = next_in_value(&value) {
                let _ = cursor(target, &path);
            }
        }

        #[test]
        fn prop_after_value_round_trips_through_a_link(value in "[^\\r\\n]{1,30}") {
            let query = Cursor::after(&value).to_string();
            let link = format!("<https://o.example/a?{query}>; rel=\"next\"");
            let found = cursor(next_in_value(&link).unwrap(), "/a").unwrap();
            prop_assert_eq!(found.after_value(), Some(value));
        }
    }
}
