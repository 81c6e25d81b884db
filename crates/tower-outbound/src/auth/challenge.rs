//! Parser for `WWW-Authenticate`.

use http::{HeaderMap, header::WWW_AUTHENTICATE};

/// A challenge: a scheme and its parameters
/// ([RFC 9110 §11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Challenge {
    /// Scheme in lower case, such as `dpop`.
    pub(crate) scheme: String,
    /// Names in lower case and unquoted values, in header order.
    pub(crate) parameters: Vec<(String, String)>,
    /// Data of a scheme without parameters, such as Negotiate.
    pub(super) token68: Option<String>,
}

impl Challenge {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn error(&self) -> Option<&str> {
        self.parameter("error")
    }
}

/// Returns all challenges of a response, from one or more header lines. Invalid elements are skipped up to the
/// next comma.
pub(crate) fn challenges(headers: &HeaderMap) -> Vec<Challenge> {
    let lines = headers.get_all(WWW_AUTHENTICATE).iter();
    lines.flat_map(|line| parse(&String::from_utf8_lossy(line.as_bytes()))).collect()
}

/// Parses one header line.
fn parse(line: &str) -> Vec<Challenge> {
    let mut parser = Parser { rest: line };
    let mut found: Vec<Challenge> = Vec::new();
    loop {
        parser.skip(|c| c == ',' || c == ' ' || c == '\t');
        if parser.rest.is_empty() {
            return found;
        }
        let Some(word) = parser.token() else {
            parser.skip_element();
            continue;
        };
        // `name = value` continues the challenge before it; any other word begins one.
        if let Some(value) = parser.value() {
            if let Some(challenge) = found.last_mut() {
                challenge.parameters.push((word.to_ascii_lowercase(), value));
            }
            continue;
        }
        let mut challenge = Challenge { scheme: word.to_ascii_lowercase(), ..Challenge::default() };
        if parser.rest.starts_with([' ', '\t']) {
            parser.skip(|c| c == ' ' || c == '\t');
            challenge.token68 = parser.token68();
        }
        found.push(challenge);
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        self.rest = self.rest.trim_start_matches(skipped);
    }

    /// Skips an invalid element, at least one character.
    fn skip_element(&mut self) {
        let mut characters = self.rest.char_indices().skip(1);
        let end = characters.find(|(_, c)| *c == ',').map_or(self.rest.len(), |(index, _)| index);
        self.rest = self.rest.get(end..).unwrap_or_default();
    }

    fn token(&mut self) -> Option<&'a str> {
        let end = self.rest.find(|c: char| !is_token(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end).filter(|(word, _)| !word.is_empty())?;
        self.rest = rest;
        Some(word)
    }

    /// Consumes `= value` or `= "value"`; consumes nothing if there is none.
    fn value(&mut self) -> Option<String> {
        let blank = [' ', '\t'];
        let after = self.rest.trim_start_matches(blank).strip_prefix('=')?.trim_start_matches(blank);
        if let Some(quoted) = after.strip_prefix('"') {
            let (value, rest) = unquote(quoted)?;
            self.rest = rest;
            return Some(value);
        }
        let mut parser = Parser { rest: after };
        let value = parser.token()?;
        self.rest = parser.rest;
        Some(value.to_owned())
    }

    /// Consumes a token68 that is a whole list element; consumes nothing otherwise.
    fn token68(&mut self) -> Option<String> {
        let end = self.rest.find(',').unwrap_or(self.rest.len());
        let (element, rest) = self.rest.split_at_checked(end)?;
        let text = element.trim_end();
        let body = text.trim_end_matches('=');
        let is_token68 = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
        if body.is_empty() || !body.chars().all(is_token68) {
            return None;
        }
        self.rest = rest;
        Some(text.to_owned())
    }
}

/// Unquotes a string whose opening quote was consumed. Returns the value and the text after the closing quote.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return Some((value, text.get(index + 1..)?)),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}

/// `tchar` of [RFC 9110 §5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2).
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(scheme: &str, parameters: &[(&str, &str)]) -> Challenge {
        let to_owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Challenge {
            scheme: scheme.into(),
            parameters: parameters.iter().map(to_owned).collect(),
            token68: None,
        }
    }

    #[test]
    fn parses_all_challenge_forms() {
        assert_eq!(
            parse(r#"DPoP error="use_dpop_nonce", error_description="needs a nonce, \"now\"""#),
            [one("dpop", &[("error", "use_dpop_nonce"), ("error_description", "needs a nonce, \"now\"")])]
        );
        assert_eq!(
            parse(r#"Bearer realm = "a" ,ERROR=invalid_token,,DPoP algs="ES256 RS256", Basic"#),
            [
                one("bearer", &[("realm", "a"), ("error", "invalid_token")]),
                one("dpop", &[("algs", "ES256 RS256")]),
                one("basic", &[]),
            ]
        );
        let negotiate = Challenge { token68: Some("YII+/=".into()), ..one("negotiate", &[]) };
        assert_eq!(parse("Negotiate YII+/=, Basic realm=x"), [negotiate, one("basic", &[("realm", "x")])]);
    }

    #[test]
    fn header_lines_are_combined_and_invalid_elements_skipped() {
        let mut headers = HeaderMap::new();
        for line in [r#"Bearer realm="x""#, r#"@@, "open, DPoP error="use_dpop_nonce""#] {
            headers.append(WWW_AUTHENTICATE, line.parse().unwrap());
        }
        let found = challenges(&headers);
        assert_eq!(found[0], one("bearer", &[("realm", "x")]));
        assert_eq!(found.last().and_then(Challenge::error), Some("use_dpop_nonce"));
    }

    proptest! {
        #[test]
        fn prop_any_text_terminates(line in ".{0,80}") {
            parse(&line);
        }

        #[test]
        fn prop_round_trip(
            written in prop::collection::vec(
                ("[a-z][a-z0-9-]{0,7}", prop::collection::vec(("[a-z_]{1,6}", "[ -~]{0,12}"), 1..4)),
                1..4,
            )
        ) {
            let quote = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
            let text: Vec<String> = written.iter().map(|(scheme, parameters)| {
                let list: Vec<String> =
                    parameters.iter().map(|(name, value)| format!("{name}=\"{}\"", quote(value))).collect();
                format!("{scheme} {}", list.join(", "))
            }).collect();
            let expected: Vec<Challenge> = written.into_iter()
                .map(|(scheme, parameters)| Challenge { scheme, parameters, token68: None }).collect();
            prop_assert_eq!(parse(&text.join(", ")), expected);
        }
    }
}
