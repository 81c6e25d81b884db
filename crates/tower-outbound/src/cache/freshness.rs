//! How long a response is fresh
//! ([RFC 9111 §4.2](https://www.rfc-editor.org/rfc/rfc9111#section-4.2)).

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header, response};

use super::{
    directives::{elements, seconds},
    rules::CacheRules,
};

/// The freshness of a response when it was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Freshness {
    /// From its generation.
    pub(super) lifetime: Duration,
    /// Its age when it was received.
    pub(super) age: Duration,
    /// It is never served stale.
    pub(super) must_revalidate: bool,
}

impl Freshness {
    /// Returns the freshness of a response; `None` if it must not be stored. `delay` is the time that the request
    /// took, `now` the time of its response.
    pub(super) fn of_response(
        rules: &CacheRules,
        head: &response::Parts,
        delay: Duration,
        now: SystemTime,
    ) -> Option<Self> {
        let counted = rules.directives.of_response(&head.headers);
        let ignores_expires = counted.is_none();
        let directives = counted.unwrap_or_default();
        if directives.no_store || NEVER_STORED.contains(&head.status.as_u16()) {
            return None;
        }
        let expires = || if ignores_expires { None } else { expires(&head.headers, now) };
        let explicit = directives.max_age.or_else(expires);
        // Without explicit freshness, only some statuses may be stored (RFC 9111 §3).
        let heuristic = HEURISTIC.contains(&head.status.as_u16()) || directives.public;
        let lifetime = match explicit {
            _ if directives.no_cache => Duration::ZERO,
            Some(explicit) => explicit.min(rules.max_ttl),
            None if heuristic => rules.ttl,
            None => return None,
        };
        let must_revalidate = directives.no_cache || directives.must_revalidate;
        Some(Self { lifetime, age: age(&head.headers).saturating_add(delay), must_revalidate })
    }
}

/// Statuses that are not stored even with explicit freshness: those without a complete representation, those about
/// credentials, which inner layers attach, and those that must not be stored
/// ([RFC 6585](https://www.rfc-editor.org/rfc/rfc6585)).
const NEVER_STORED: [u16; 9] = [101, 206, 304, 401, 407, 428, 429, 431, 511];

/// Statuses that may be stored without explicit freshness
/// ([RFC 9110 §15.1](https://www.rfc-editor.org/rfc/rfc9110#section-15.1)).
const HEURISTIC: [u16; 11] = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501];

/// Returns the lifetime by `Expires`; zero for an invalid value
/// ([RFC 9111 §5.3](https://www.rfc-editor.org/rfc/rfc9111#section-5.3)).
fn expires(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let parse = |name| headers.get(name)?.to_str().ok().and_then(|text| httpdate::parse_http_date(text).ok());
    headers.get(header::EXPIRES)?;
    let Some(expires) = parse(header::EXPIRES) else { return Some(Duration::ZERO) };
    // Both are on the server's clock.
    let generated = parse(header::DATE).unwrap_or(now);
    Some(expires.duration_since(generated).unwrap_or_default())
}

/// Returns `Age`: its first member, or zero if that is invalid
/// ([RFC 9111 §5.1](https://www.rfc-editor.org/rfc/rfc9111#section-5.1)).
fn age(headers: &HeaderMap) -> Duration {
    let text = headers.get(header::AGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    elements(text).next().and_then(seconds).unwrap_or_default()
}

/// Whether a stored response can be revalidated.
pub(super) fn has_validator(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ETAG) || headers.contains_key(header::LAST_MODIFIED)
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use http::Response;

    use super::{super::Directives, *};

    const HOUR: Duration = Duration::from_secs(3600);
    const DATE: &str = "Thu, 01 Jan 1970 01:00:00 GMT";
    const LATER: &str = "Thu, 01 Jan 1970 01:00:10 GMT";

    fn freshness(rules: &CacheRules, status: u16, headers: &[(&str, &str)]) -> Option<Freshness> {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let head = response.body(()).unwrap().into_parts().0;
        Freshness::of_response(rules, &head, Duration::from_secs(2), UNIX_EPOCH + HOUR)
    }

    #[test]
    fn lifetime_by_status_and_headers() {
        let rules = CacheRules::new(None);
        let lifetime = |status, headers: &[(&str, &str)]| {
            freshness(&rules, status, headers).map(|freshness| freshness.lifetime.as_secs())
        };
        assert_eq!(lifetime(200, &[]), Some(0), "no heuristic freshness");
        assert_eq!(lifetime(200, &[("cache-control", "max-age=60"), ("expires", "0")]), Some(60));
        assert_eq!(lifetime(200, &[("expires", LATER), ("date", DATE)]), Some(10));
        assert_eq!(lifetime(200, &[("expires", LATER)]), Some(10), "by the clock");
        assert_eq!(lifetime(200, &[("expires", LATER), ("date", "x")]), Some(10));
        assert_eq!(lifetime(200, &[("expires", DATE), ("date", LATER)]), Some(0));
        assert_eq!(lifetime(200, &[("expires", "0")]), Some(0));
        assert_eq!(lifetime(200, &[("cache-control", "max-age=60, no-cache")]), Some(0));
        assert_eq!(lifetime(200, &[("cache-control", "max-age=60, no-store")]), None);
        assert_eq!(lifetime(503, &[("cache-control", "max-age=60")]), Some(60));
        for status in [201, 302, 403, 500, 503] {
            assert_eq!(lifetime(status, &[]), None, "{status}");
        }
        for status in NEVER_STORED {
            assert_eq!(lifetime(status, &[("cache-control", "max-age=60")]), None, "{status}");
        }
    }

    #[test]
    fn layer_limits_and_replaces_lifetimes() {
        let mut rules = CacheRules::new(None);
        (rules.ttl, rules.max_ttl) = (Duration::from_secs(5), Duration::from_secs(20));
        let lifetime = |rules: &CacheRules, headers: &[(&str, &str)]| {
            freshness(rules, 200, headers).map(|freshness| freshness.lifetime.as_secs())
        };
        let all = [("cache-control", "no-store, no-cache"), ("expires", "0")];
        assert_eq!(lifetime(&rules, &[("cache-control", "max-age=60")]), Some(20));
        assert_eq!(lifetime(&rules, &[]), Some(5));
        assert_eq!(lifetime(&rules, &all), None);
        rules.directives = Directives::ObeyExcept("no-cache, no-store");
        assert_eq!(lifetime(&rules, &all), Some(5));
        assert_eq!(lifetime(&rules, &[("cache-control", "no-store")]), None);
        rules.directives = Directives::Ignore;
        assert_eq!(lifetime(&rules, &[("cache-control", "no-store")]), Some(5));
    }

    #[test]
    fn age_is_that_of_the_header_and_the_delay() {
        let rules = CacheRules::new(None);
        let age = |value| freshness(&rules, 200, &[("age", value)]).unwrap().age.as_secs();
        assert_eq!(age("59"), 61);
        assert_eq!(age("59, 0"), 61);
        for invalid in ["", "x", "-1", "7.0"] {
            assert_eq!(age(invalid), 2, "{invalid}");
        }
    }
}
