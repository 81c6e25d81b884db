use std::time::UNIX_EPOCH;

use http::HeaderName;

use super::*;
use crate::clock::ManualClock;

const NOW: u64 = 1_700_000_000;

fn report(dialect: &Dialect, status: u16, fields: &[(&'static str, &str)]) -> RateLimitReport {
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        headers.append(HeaderName::from_static(name), value.parse().unwrap());
    }
    let clock = ManualClock::new(UNIX_EPOCH + Duration::from_secs(NOW));
    dialect.read_at(StatusCode::from_u16(status).unwrap(), &headers, &clock)
}

#[test]
fn github_limits_are_told_apart() {
    let window =
        [("x-ratelimit-limit", "60"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1700000600")];
    let left = [("x-ratelimit-remaining", "40")];
    let wait = [("retry-after", "90"), ("x-ratelimit-remaining", "40")];
    let secs = |seconds| Some(Duration::from_secs(seconds));
    for (status, headers, exceeded, retry_after) in [
        (200, &window[..], None, None),
        (403, &window[..], Some(ExceededLimit::Window), None),
        (429, &window[..], Some(ExceededLimit::Window), None),
        (403, &left[..], None, None),
        (403, &[], None, None),
        (429, &left[..], Some(ExceededLimit::Origin), secs(60)),
        (403, &wait[..], Some(ExceededLimit::Origin), secs(90)),
        (429, &wait[..], Some(ExceededLimit::Origin), secs(90)),
        (404, &wait[..], None, None),
    ] {
        let report = report(&Dialect::github(), status, headers);
        assert_eq!((report.exceeded, report.retry_after), (exceeded, retry_after), "{status} {headers:?}");
    }
    let snapshot = report(&Dialect::github(), 200, &window).snapshot.unwrap();
    assert_eq!((snapshot.limit, snapshot.remaining, snapshot.reset), (Some(60), Some(0), Some(NOW + 600)));
}

#[test]
fn github_buckets_follow_paths() {
    for (path, bucket) in [
        ("/user", "core"),
        ("/", "core"),
        ("/search/issues", "search"),
        ("/search/code", "code_search"),
        ("/graphql", "graphql"),
        ("/api/v3/search/users", "search"),
        ("/api/graphql", "graphql"),
        ("/repos/a/graphql", "core"),
    ] {
        assert_eq!(github::bucket(path), bucket, "{path}");
    }
}

#[test]
fn tightest_ietf_policy_applies() {
    let policy =
        ("ratelimit-policy", r#""burst";q=100;w=60,"daily";q=9000;w=86400,"bytes";q=9;qu="content-bytes""#);
    for (limits, limit, remaining, reset) in [
        (r#""burst";r=50;t=30,"daily";r=900;t=5000"#, Some(100), Some(50), Some(NOW + 30)),
        (r#""burst";r=50;t=30,"daily";r=9;t=5000"#, Some(9000), Some(9), Some(NOW + 5000)),
        (r#""burst";r=0;t=30,"daily";r=0;t=5000"#, Some(9000), Some(0), Some(NOW + 5000)),
        (r#""bytes";r=0;t=30,"burst";r=1"#, Some(100), Some(1), Some(NOW + 60)),
        (r#""other";r=7;t=5"#, None, Some(7), Some(NOW + 5)),
    ] {
        let snapshot = report(&Dialect::ietf(), 200, &[policy, ("ratelimit", limits)]).snapshot.unwrap();
        assert_eq!(
            (snapshot.limit, snapshot.remaining, snapshot.reset),
            (limit, remaining, reset),
            "{limits}"
        );
    }
    for limits in ["", "\"burst", r#""bytes";r=1;t=5"#, r#""burst";t=5"#] {
        assert_eq!(
            report(&Dialect::ietf(), 200, &[policy, ("ratelimit", limits)]).snapshot,
            None,
            "{limits}"
        );
    }
    let exhausted = report(&Dialect::ietf(), 429, &[policy, ("ratelimit", "burst;r=0;t=5")]);
    assert_eq!(exhausted.exceeded, Some(ExceededLimit::Window));
}

#[test]
fn default_reads_fields_and_retry_after() {
    let dialect = Dialect::default();
    let both = report(&dialect, 429, &[("ratelimit", "a;r=0;t=5"), ("retry-after", "7")]);
    assert_eq!(
        (both.exceeded, both.retry_after),
        (Some(ExceededLimit::Window), Some(Duration::from_secs(7)))
    );
    assert!(both.snapshot.is_some());
    assert_eq!(report(&dialect, 429, &[]).exceeded, Some(ExceededLimit::Bucket));
    assert_eq!(report(&dialect, 503, &[]).exceeded, None);
    assert_eq!(report(&dialect, 503, &[("retry-after", "7")]).exceeded, Some(ExceededLimit::Origin));
    let long = report(&dialect, 429, &[("retry-after", "999999")]);
    assert_eq!(long.retry_after, Some(Duration::from_secs(86_400)));
}

#[test]
fn reset_in_seconds_counts_from_the_response() {
    let name = HeaderName::from_static;
    let headers = LimitHeaders::new(name("a"), name("b"), name("c"), ResetFormat::DeltaSeconds);
    let dialect = Dialect::headers(headers);
    let read = |fields: &[(&'static str, &str)]| report(&dialect, 200, fields).snapshot.unwrap().reset;
    assert_eq!(read(&[("c", "30")]), Some(NOW + 30));
    let date = ("date", "Tue, 14 Nov 2023 22:13:30 GMT");
    assert_eq!(read(&[("c", "30"), date]), Some(NOW + 40));
    assert_eq!(read(&[("b", "1")]), None);
    let other_quota = report(&dialect, 429, &[("b", "5"), ("retry-after", "3")]);
    assert_eq!(other_quota.exceeded, Some(ExceededLimit::Bucket));
    assert_eq!(report(&dialect, 429, &[("b", "0")]).exceeded, Some(ExceededLimit::Window));
    assert_eq!(report(&dialect, 429, &[]).exceeded, Some(ExceededLimit::Window));
}
