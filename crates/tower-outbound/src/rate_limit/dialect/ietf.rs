//! `RateLimit` and `RateLimit-Policy`, which are structured fields
//! ([RFC 9651](https://www.rfc-editor.org/rfc/rfc9651)): lists of policy names with parameters.

use std::hash::{DefaultHasher, Hash, Hasher};

use http::{HeaderMap, HeaderName, StatusCode};

use super::{ExceededLimit, LimitedResponse, RateLimitReport};
use crate::rate_limit::RateLimitSnapshot;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// One member of either list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Member<'a> {
    name: &'a str,
    /// `q`: the requests of a window.
    quota: Option<u64>,
    /// `qu`: the unit of the quota.
    unit: Option<&'a str>,
    /// `w`: the length of a window, in seconds.
    window: Option<u64>,
    /// `r`: the requests left.
    remaining: Option<u64>,
    /// `t`: the seconds until the quota is restored.
    reset: Option<u64>,
    /// `pk`: the partition of the policy.
    partition: Option<&'a str>,
}

pub(super) fn read(response: &LimitedResponse<'_>) -> RateLimitReport {
    let snapshot = snapshot(response);
    let exhausted = snapshot.is_some_and(|snapshot| snapshot.remaining == Some(0));
    let rejected = exhausted && response.status() == StatusCode::TOO_MANY_REQUESTS;
    RateLimitReport::new().snapshot(snapshot).exceeded(rejected.then_some(ExceededLimit::Window))
}

fn snapshot(response: &LimitedResponse<'_>) -> Option<RateLimitSnapshot> {
    let headers = response.headers();
    let mut tightest: Option<(u64, Option<u64>, Member<'_>, Member<'_>)> = None;
    for_each(headers, &RATE_LIMIT, |member| {
        let mut policy = Member::default();
        for_each(headers, &POLICY, |declared| {
            if declared.name == member.name {
                policy = declared;
            }
        });
        let Some(remaining) = member.remaining else { return };
        if policy.unit.is_some_and(|unit| unit != "requests") {
            return;
        }
        let reset = member.reset.or(policy.window);
        if tightest
            .is_none_or(|(least, latest, ..)| remaining < least || (remaining == least && reset > latest))
        {
            tightest = Some((remaining, reset, member, policy));
        }
    });
    let (remaining, reset, member, policy) = tightest?;
    let mut snapshot = RateLimitSnapshot {
        limit: policy.quota,
        remaining: Some(remaining),
        date: response.date(),
        policy: policy_id(&member),
        ..RateLimitSnapshot::default()
    };
    if let Some(reset) = reset {
        snapshot.set_reset_after(reset, response.now());
    }
    Some(snapshot)
}

/// Identifies a policy and its partition; never zero.
fn policy_id(member: &Member<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (member.name, member.partition).hash(&mut hasher);
    hasher.finish().max(1)
}

/// Calls `each` with the members of a field. A malformed line is ignored, as structured fields require.
fn for_each<'a>(headers: &'a HeaderMap, name: &HeaderName, mut each: impl FnMut(Member<'a>)) {
    for value in headers.get_all(name) {
        let Ok(text) = value.to_str() else { continue };
        if parse(text, |_| ()).is_some() {
            let _ = parse(text, &mut each);
        }
    }
}

fn parse<'a>(text: &'a str, mut each: impl FnMut(Member<'a>)) -> Option<()> {
    let mut input = Input(text.trim_matches(' '));
    while !input.0.is_empty() {
        let mut member = Member { name: input.bare()?, ..Member::default() };
        while input.take(';') {
            input.skip(&[' ']);
            let key = input.key()?;
            let value = if input.take('=') { input.bare()? } else { "?1" };
            match key {
                "q" => member.quota = value.parse().ok(),
                "w" => member.window = value.parse().ok(),
                "r" => member.remaining = value.parse().ok(),
                "t" => member.reset = value.parse().ok(),
                "qu" => member.unit = Some(value),
                "pk" => member.partition = Some(value),
                _ => {}
            }
        }
        each(member);
        input.skip(&[' ', '\t']);
        if input.0.is_empty() {
            return Some(());
        }
        if !input.take(',') {
            return None;
        }
        input.skip(&[' ', '\t']);
        if input.0.is_empty() {
            return None;
        }
    }
    Some(())
}

/// The rest of a field.
struct Input<'a>(&'a str);

impl<'a> Input<'a> {
    fn take(&mut self, expected: char) -> bool {
        self.0.strip_prefix(expected).map(|rest| self.0 = rest).is_some()
    }

    fn skip(&mut self, characters: &[char]) {
        self.0 = self.0.trim_start_matches(characters);
    }

    fn split(&mut self, end: usize) -> Option<&'a str> {
        let (taken, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        Some(taken)
    }

    fn while_matches(&mut self, matches: impl Fn(char) -> bool) -> Option<&'a str> {
        let end = self.0.find(|character| !matches(character)).unwrap_or(self.0.len());
        if end == 0 { None } else { self.split(end) }
    }

    fn key(&mut self) -> Option<&'a str> {
        self.while_matches(|character| matches!(character, 'a'..='z' | '0'..='9' | '_' | '-' | '.' | '*'))
    }

    /// A bare item: the content of a string or byte sequence, or the text of a number, token, boolean or date.
    fn bare(&mut self) -> Option<&'a str> {
        if self.take('"') {
            let mut escaped = false;
            let end = self.0.find(|character| {
                let closes = character == '"' && !escaped;
                escaped = character == '\\' && !escaped;
                closes
            })?;
            let content = self.split(end)?;
            self.take('"');
            return Some(content);
        }
        if self.take(':') {
            let content = self.split(self.0.find(':')?)?;
            self.take(':');
            return Some(content);
        }
        self.while_matches(|character| {
            character.is_ascii_graphic() && !matches!(character, ',' | ';' | '=' | '"' | '(' | ')')
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn members(text: &str) -> Option<Vec<Member<'_>>> {
        let mut members = Vec::new();
        parse(text, |member| members.push(member))?;
        Some(members)
    }

    #[test]
    fn lists_of_members_are_parsed() {
        let text = r#""burst";q=100;w=60;pk=:Y2E=:,  daily;q=1000; qu="requests";w=86400;x"#;
        let parsed = members(text).unwrap();
        let burst = Member {
            name: "burst",
            quota: Some(100),
            window: Some(60),
            partition: Some("Y2E="),
            ..Member::default()
        };
        let daily = Member {
            name: "daily",
            quota: Some(1000),
            window: Some(86_400),
            unit: Some("requests"),
            ..Member::default()
        };
        assert_eq!(parsed, [burst, daily]);
        assert_eq!(members(r#""a\"b,c";r=1"#).unwrap()[0].name, r#"a\"b,c"#);
        assert_eq!(members("a;r=-1;t=1.5").unwrap()[0], Member { name: "a", ..Member::default() });
        assert_eq!(members("").unwrap(), []);
        for malformed in ["\"open", "a,", "a b", "a;=1", "a;r=", ",a", "(a b);r=1"] {
            assert_eq!(members(malformed), None, "{malformed}");
        }
    }

    proptest! {
        #[test]
        fn prop_any_text_is_parsed_without_panic(text in r#"["a-z;=,:\\ ()0-9é]{0,40}"#) {
            let _ = members(&text);
        }
    }
}
