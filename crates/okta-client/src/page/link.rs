//! The cursor in a `Link` header ([RFC 8288](https://www.rfc-editor.org/rfc/rfc8288)) or in a link's `href`.

use http::{HeaderMap, header::LINK};

use super::Cursor;

/// The target of `rel="next"`, from separate header lines or from one joined by commas.
pub(super) fn next_target(headers: &HeaderMap) -> Option<&str> {
    headers.get_all(LINK).iter().filter_map(|line| line.to_str().ok()).find_map(next_in_line)
}

fn next_in_line(line: &str) -> Option<&str> {
    let mut rest = line;
    loop {
        let (_, after_open) = rest.split_once('<')?;
        let (target, after_target) = after_open.split_once('>')?;
        let (parameters, following) = split_parameters(after_target);
        if parameters_name_next(parameters) {
            return Some(target);
        }
        rest = following;
    }
}

/// The parameters of one link, up to the comma that ends it; commas in quoted strings do not count.
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

fn parameters_name_next(parameters: &str) -> bool {
    parameters.split(';').filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
        name.trim().eq_ignore_ascii_case("rel")
            && value
                .trim()
                .trim_matches('"')
                .split_ascii_whitespace()
                .any(|relation| relation.eq_ignore_ascii_case("next"))
    })
}

/// The cursor in a link's target, absolute or relative.
///
/// Only the query is taken: scheme and host are the configured ones, whatever the link says. When the link
/// leads to another path than `path` (servers do that), only its `after` is taken, since the other
/// parameters belong to another operation.
pub(super) fn cursor(target: &str, path: &str) -> Option<Cursor> {
    let target = target.split('#').next()?;
    let (location, query) = target.split_once('?')?;
    let cursor = Cursor::of_query(query)?;
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

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(LINK, HeaderValue::from_str(line).unwrap());
        }
        headers
    }

    const SELF: &str = r#"<https://o.example/api/v1/users?limit=2>; rel="self""#;
    const NEXT: &str = r#"<https://o.example/api/v1/users?after=x%2C1&limit=2>; rel="next""#;
    const TARGET: &str = "https://o.example/api/v1/users?after=x%2C1&limit=2";

    #[test]
    fn next_is_found_however_it_is_written() {
        let joined = format!("{SELF}, {NEXT}");
        let reversed = format!("{NEXT},{SELF}");
        for lines in [&[SELF, NEXT][..], &[NEXT, SELF], &[&joined], &[&reversed]] {
            assert_eq!(next_target(&headers(lines)), Some(TARGET), "{lines:?}");
        }
        assert_eq!(
            next_target(&headers(&["<?after=1>; title=\"a, <b>; rel=next\" ; REL=next"])),
            Some("?after=1")
        );
        assert_eq!(next_target(&headers(&["<?after=1>; rel=\"prev next\""])), Some("?after=1"));
    }

    #[test]
    fn what_is_not_next_is_no_cursor() {
        for line in [SELF, "", "<>", "<?a=1>", "rel=next", "<?a=1; rel=next", "<?a=1>; rel=\"nexts\""] {
            assert_eq!(next_target(&headers(&[line])), None, "{line}");
        }
        assert_eq!(next_target(&headers(&[])), None);
    }

    #[test]
    fn only_the_query_of_a_link_counts() {
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
        fn any_header_line_is_read_without_failing(line in "[ -~]{0,80}", path in "[ -~]{0,20}") {
            if let Some(target) = next_in_line(&line) {
                let _ = cursor(target, &path);
            }
        }

        #[test]
        fn a_cursor_comes_back_as_it_was_sent(value in "[^\\r\\n]{1,30}") {
            let query = Cursor::after(&value).to_string();
            let line = format!("<https://o.example/a?{query}>; rel=\"next\"");
            let found = cursor(next_in_line(&line).unwrap(), "/a").unwrap();
            prop_assert_eq!(found.after_value(), Some(value));
        }
    }
}
