//! Redaction of URLs in texts.

use std::{borrow::Cow, fmt::Write};

use super::{REDACTED, Redaction, redact::push_path};

/// Characters that no URL contains unescaped, and that delimit URLs in texts.
fn is_delimiter(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '`' | '\\')
}

/// Punctuation after a URL, which a URL may also contain.
const TRAILING: [char; 9] = [')', ']', '}', '\'', '.', ',', ';', ':', '!'];

/// Redacts URLs in a text. A word is what stands between [delimiters](is_delimiter); as `)` and `'` may be part of a
/// query, a URL extends to the end of its word.
pub(super) fn redact_urls<'a>(redaction: &Redaction, text: &'a str) -> Cow<'a, str> {
    if !text.contains("://") && !text.contains('?') {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.split(is_delimiter).next().unwrap_or_default();
        push_word(redaction, &mut shown, word);
        rest = rest.get(word.len()..).unwrap_or_default();
        let mut after = rest.chars();
        shown.extend(after.next());
        rest = after.as_str();
    }
    Cow::Owned(shown)
}

fn push_word(redaction: &Redaction, shown: &mut String, word: &str) {
    let url = match word.find("://") {
        Some(end_of_scheme) => {
            let authority = end_of_scheme + "://".len();
            shown.push_str(word.get(..authority).unwrap_or_default());
            word.get(authority..).unwrap_or_default()
        }
        // A relative URL with a query.
        None if word.split_once('?').is_some_and(|(_, query)| query.contains('=')) => word,
        None => return shown.push_str(word),
    };
    let end = url.trim_end_matches(TRAILING).len();
    let (url, trailing) = url.split_at(end);
    push_url(redaction, shown, url, word.contains("://"));
    shown.push_str(trailing);
}

/// Appends a URL without its scheme.
fn push_url(redaction: &Redaction, shown: &mut String, url: &str, absolute: bool) {
    let (url, fragment) = split(url, '#');
    let (url, query) = split(url, '?');
    let path = if absolute {
        let (authority, path) = url.split_at(url.find('/').unwrap_or(url.len()));
        match authority.rsplit_once('@') {
            Some((_, host)) => _ = write!(shown, "{REDACTED}@{host}"),
            None => shown.push_str(authority),
        }
        path
    } else {
        url
    };
    if path.len() > 1 && path.starts_with('/') {
        push_path(shown, path);
    } else {
        shown.push_str(path);
    }
    let mut mark = '?';
    for pair in query.into_iter().flat_map(|query| query.split('&')).filter(|pair| !pair.is_empty()) {
        shown.push(mark);
        mark = '&';
        redaction.push_parameter(shown, pair);
    }
    if fragment.is_some() {
        _ = write!(shown, "#{REDACTED}");
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Cow<'_, str> {
        redact_urls(&Redaction::default(), text)
    }

    #[test]
    fn urls_in_error_texts_are_redacted() {
        for (text, expected) in [
            ("connection reset", "connection reset"),
            ("is it open?", "is it open?"),
            (
                "error sending request for url (http://api.example.com/a?api_key=s3cret)",
                "error sending request for url (http://api.example.com/a?api_key=[redacted])",
            ),
            (
                "error sending request for url (http://api.example.com:8080/a?limit=2&f=(s3cret)&s3cret)",
                "error sending request for url (http://api.example.com:8080/a?limit=2&f=[redacted]&[redacted])",
            ),
            (
                "proxy https://user:s3cret@proxy.example.com:3128: connection refused",
                "proxy https://[redacted]@proxy.example.com:3128: connection refused",
            ),
            (
                "redirect to \"https://[::1]/v1/users/jane/s3cret#access_token=s3cret\" failed",
                "redirect to \"https://[::1]/v1/users/…#[redacted]\" failed",
            ),
            ("GET /a?api_key=s3cret: timed out", "GET /a?api_key=[redacted]: timed out"),
            ("https://api.example.com/", "https://api.example.com/"),
            ("https://a.example/?x=s3cret,https://b.example/?y=s3cret", "https://a.example/?x=[redacted]"),
            ("url=https://a.example/a?x=s3cret.", "url=https://a.example/a?x=[redacted]."),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    proptest! {
        #[test]
        fn prop_query_secrets_never_appear(
            before in "[ -Y\\[-~é]{0,12}", host in "[a-z]{1,8}(:[0-9]{2,4})?", name in "[a-z_]{1,8}",
            after in "[ -Y\\[-~é]{0,12}",
        ) {
            prop_assume!(!"limit order page per_page sort".contains(&name));
            for url in [
                format!("https://{host}/p?{name}=ZxZxZx"),
                format!("https://{host}?a=1&{name}=ZxZxZx&b"),
                format!("https://me:ZxZxZx@{host}/p"),
                format!("https://ZxZxZx@{host}"),
                format!("https://{host}/#ZxZxZx"),
            ] {
                let shown = shown(&format!("{before} {url} {after}")).into_owned();
                prop_assert!(!shown.contains("Zx"), "{shown}");
            }
        }
    }
}
