//! Challenges in `WWW-Authenticate`.

use std::fmt;

use http::{HeaderMap, header::WWW_AUTHENTICATE};
use okta_tower::ServerText;

/// A challenge in the `WWW-Authenticate` header of an error response
/// ([RFC 9110 §11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)): what is wrong with the credentials.
///
/// ```text
/// WWW-Authenticate: Bearer error="insufficient_scope", scope="okta.users.manage"
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthChallenge {
    scheme: String,
    parameters: Vec<(String, String)>,
}

impl AuthChallenge {
    /// Returns the authentication scheme, such as `DPoP`, as the server writes it.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// Returns the error code, such as `invalid_dpop_proof`, `use_dpop_nonce`, `invalid_token` or
    /// `insufficient_scope`.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.parameter("error")
    }

    /// Returns the description of the error.
    #[must_use]
    pub fn error_description(&self) -> Option<&str> {
        self.parameter("error_description")
    }

    /// Returns the scopes that the request needs, separated by blanks.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.parameter("scope")
    }

    /// Returns a parameter by its name, in any letter case.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    /// Parses the challenges of a response, those with an error code first. Invalid elements are skipped.
    pub(super) fn from_headers(headers: &HeaderMap) -> Vec<Self> {
        let mut challenges = Vec::new();
        for value in headers.get_all(WWW_AUTHENTICATE) {
            parse(&String::from_utf8_lossy(value.as_bytes()), &mut challenges);
        }
        let (mut sorted, others): (Vec<_>, Vec<_>) =
            challenges.into_iter().partition(|challenge: &Self| challenge.error().is_some());
        sorted.extend(others);
        sorted
    }
}

impl fmt::Display for AuthChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", ServerText(self.error().unwrap_or(&self.scheme)))?;
        if let Some(description) = self.error_description() {
            write!(f, " {}", ServerText(description))?;
        }
        if let Some(scope) = self.scope() {
            write!(f, " (scope {})", ServerText(scope))?;
        }
        Ok(())
    }
}

/// Parses one header value. A word followed by `=` is a parameter; another word begins a challenge. Commas between
/// parameters may be missing, as some servers omit them.
fn parse(text: &str, challenges: &mut Vec<AuthChallenge>) {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let word = prefix(rest, is_token);
        if word.is_empty() {
            // Not a token: skip to the next element.
            match rest.find(',') {
                Some(comma) => rest = rest.split_at(comma).1,
                None => return,
            }
            continue;
        }
        let after = rest.split_at(word.len()).1;
        let value = after.trim_start().strip_prefix('=').map(str::trim_start);
        match value.and_then(parameter_value) {
            Some((value, after)) => {
                if let Some(challenge) = challenges.last_mut() {
                    challenge.parameters.push((word.to_owned(), value));
                }
                rest = after;
            }
            None => {
                let after = after.trim_start_matches([' ', '\t']);
                // The data of a scheme such as Negotiate is neither a parameter nor a scheme.
                let token68 = prefix(after, |c| is_token(c) || matches!(c, '/' | '='));
                let following = after.split_at(token68.len()).1.trim_start();
                let is_data = (following.is_empty() || following.starts_with(','))
                    && !token68.trim_end_matches('=').contains('=');
                challenges.push(AuthChallenge { scheme: word.to_owned(), parameters: Vec::new() });
                rest = if is_data { following } else { after };
            }
        }
    }
}

/// Parses a token or a quoted string; returns the rest, too. An unterminated string extends to the end.
fn parameter_value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let value = prefix(text, is_token);
        return (!value.is_empty()).then(|| (value.to_owned(), text.split_at(value.len()).1));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, quoted.split_at(at + 1).1)),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    Some((value, ""))
}

fn prefix(text: &str, matches: impl Fn(char) -> bool) -> &str {
    text.split_at(text.find(|c| !matches(c)).unwrap_or(text.len())).0
}

/// `tchar` of [RFC 9110 §5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2).
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn challenges(values: &[&str]) -> Vec<AuthChallenge> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        AuthChallenge::from_headers(&headers)
    }

    fn first(values: &[&str]) -> String {
        challenges(values).first().map(ToString::to_string).unwrap_or_default()
    }

    #[test]
    fn challenge_is_parsed_in_every_notation() {
        for (values, expected) in [
            (
                &[r#"DPoP error="invalid_dpop_proof", error_description="htu mismatch""#][..],
                "invalid_dpop_proof htu mismatch",
            ),
            (
                &[r#"Bearer error="insufficient_scope" scope="okta.users.manage okta.groups.read""#],
                "insufficient_scope (scope okta.users.manage okta.groups.read)",
            ),
            (
                &[r#"bearer realm="a, b=c", ERROR = invalid_token , error_description="say \"no\", never""#],
                r#"invalid_token say "no", never"#,
            ),
            (&["Negotiate dG9rZW4=", r#"DPoP algs="ES256", error="use_dpop_nonce""#], "use_dpop_nonce"),
            (&[r#"Basic realm="x", Bearer error="invalid_token""#], "invalid_token"),
            (&["Bearer"], "Bearer"),
            (&["Negotiate dG9rZW4=, Bearer error=invalid_request"], "invalid_request"),
            (&[r#"Bearer error="invalid_token"#], "invalid_token"),
            (
                &["Bearer error=\"invalid_token\", error_description=\"abgelaufen für dich\""],
                "invalid_token abgelaufen für dich",
            ),
            (&["", "=,;"], ""),
        ] {
            assert_eq!(first(values), expected, "{values:?}");
        }
        assert_eq!(challenges(&[r#"Basic realm="x", Bearer error="invalid_token""#]).len(), 2);
    }

    proptest! {
        #[test]
        fn prop_any_value_is_parsed(value in "[ -~\u{e9}]{0,60}|[a-z=\", \\\\]{0,40}") {
            challenges(&[&value]);
        }

        #[test]
        fn prop_quoted_description_round_trips(description in "[ -~]{0,40}") {
            let quoted = description.replace('\\', "\\\\").replace('"', "\\\"");
            let header = format!("DPoP error=\"e\", error_description=\"{quoted}\", scope=s");
            let found = challenges(&[&header]);
            prop_assert_eq!(found[0].error_description(), Some(description.as_str()));
            prop_assert_eq!(found[0].scope(), Some("s"));
        }
    }
}
