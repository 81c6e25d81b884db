//! The cases of <https://github.com/http-tests/cache-tests> that apply to a private cache in a client, by their ids,
//! restated as exchanges and what the cache does. Where the suite only asks what a cache does, the answer stands here.
//!
//! Cases that do not apply:
//!
//! | ids | reason |
//! |---|---|
//! | `freshness-*-shared*`, `cc-resp-private-shared`, `other-authorization*`, `stale-close-proxy-revalidate`, `stale-close-s-maxage*`, suites `surrogate-control` and `cdn-cache-control` | for shared caches |
//! | `heuristic-*-cached`, `heuristic-delta-*`, `other-heuristic-*`, `pragma-response-no-cache-heuristic` | there is no heuristic freshness unless the layer has a time to live |
//! | `conditional-etag-*respond*`, `conditional-304-etag`, `conditional-etag-precedence`, `conditional-lm-*` | a caller that sends conditions has a separate cache: its requests pass |
//! | suite `partial` | requests for ranges pass, and `206` is not stored |
//! | `other-cookie` | the response to a request with a credential may be specific to it |
//! | `invalidate-*-failed` | optional: a failed write may have had an effect, so it invalidates |
//! | `method-POST` | optional: responses to `POST` are not stored |
//! | `head-200-*`, `head-410-update` | optional: responses to `HEAD` pass |
//! | `headers-omit-headers-listed-in-Cache-Control-no-cache*` | optional: `no-cache` with names is treated as without |
//! | `304-etag-update-response-ETag` | optional: a `304` with another strong entity tag does not update the entry (RFC 9111 §4.3.4) |
//! | `304-etag-update-response-Content-Encoding`, `…-Content-Range` | optional: they describe the stored body |
//! | `ccreq-max-stale*` | optional: an expired response without a validator is not kept; with one, see `max_stale_serves_kept_entries` |
//! | `vary-normalise-lang-order`, `…-case`, `…-select` | optional: languages are compared as lists |
//! | `conditional-etag-strong-generate-unquoted`, `conditional-etag-forward-unquoted` | optional: entity tags are sent as they are |
//! | `cc-resp-immutable-*` | for the modes of browsers |
//! | `stale-warning-*`, `stale-sie-*`, `stale-503`, `stale-close` | optional: stale responses are served on demand only |
//! | `freshness-max-age-date` | optional: `Date` is not compared with the local clock, which may be wrong (RFC 9111 §4.2.3) |
//! | `other-age-delay` | optional: a response that was not stored before has no `Age` |
//! | suites `interim` and `collapse` | interim responses do not reach the layer; for collapsing see the coalescing layer |

mod origin;
mod responses;

use self::origin::{
    Expected::{Any, Cached, EtagValidated, Fails, LmValidated, NotCached, Status},
    Fields, Step, run, step,
};

const HOUR: Fields = &[("cache-control", "max-age=3600")];
const STALE: Fields = &[("cache-control", "max-age=2")];
/// The suite's template of a fresh response.
const FRESH: Fields =
    &[("expires", "@100000"), ("cache-control", "max-age=100000"), ("last-modified", "@0"), ("date", "@0")];

/// A response, a pause of three seconds, and the same request again.
async fn again(cases: &[(&str, Fields, origin::Expected)]) {
    for (id, fields, expected) in cases {
        run(id, &[step(fields).pause(3), step(fields).expect(*expected)]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn cache_control_freshness() {
    again(&[
        ("freshness-none", &[], NotCached),
        ("freshness-max-age", HOUR, Cached),
        ("freshness-max-age-stale", STALE, NotCached),
        ("freshness-max-age-0", &[("cache-control", "max-age=0")], NotCached),
        ("freshness-max-age-max-minus-1", &[("cache-control", "max-age=2147483647")], Cached),
        ("freshness-max-age-max", &[("cache-control", "max-age=2147483648")], Cached),
        ("freshness-max-age-max-plus-1", &[("cache-control", "max-age=2147483649")], Cached),
        ("freshness-max-age-max-plus", &[("cache-control", "max-age=99999999999")], Cached),
        (
            "freshness-max-age-age",
            &[("date", "@0"), ("cache-control", "max-age=3600"), ("age", "7200")],
            NotCached,
        ),
        (
            "freshness-max-age-expires",
            &[("cache-control", "max-age=3600"), ("expires", "@-7200"), ("date", "@0")],
            Cached,
        ),
        (
            "freshness-max-age-expires-invalid",
            &[("cache-control", "max-age=3600"), ("expires", "0"), ("date", "@0")],
            Cached,
        ),
        (
            "freshness-max-age-0-expires",
            &[("expires", "@3600"), ("cache-control", "max-age=0"), ("date", "@0")],
            NotCached,
        ),
        ("freshness-max-age-extension", &[("cache-control", "foobar, max-age=3600")], Cached),
        ("freshness-max-age-case-insenstive", &[("cache-control", "MaX-aGe=3600")], Cached),
        ("freshness-max-age-negative", &[("cache-control", "max-age=-3600")], NotCached),
        ("freshness-max-age-s-maxage-private", &[("cache-control", "s-maxage=3600, max-age=1")], NotCached),
        (
            "freshness-max-age-s-maxage-private-multiple",
            &[("cache-control", "s-maxage=3600"), ("cache-control", "max-age=1")],
            NotCached,
        ),
    ])
    .await;
}

#[tokio::test(start_paused = true)]
async fn cache_control_parsing() {
    again(&[
        (
            "freshness-max-age-two-fresh-stale-sameline",
            &[("cache-control", "max-age=1800, max-age=1")],
            Cached,
        ),
        (
            "freshness-max-age-two-fresh-stale-sepline",
            &[("cache-control", "max-age=1800"), ("cache-control", "max-age=1")],
            Cached,
        ),
        (
            "freshness-max-age-two-stale-fresh-sameline",
            &[("cache-control", "max-age=1, max-age=1800")],
            NotCached,
        ),
        (
            "freshness-max-age-two-stale-fresh-sepline",
            &[("cache-control", "max-age=1"), ("cache-control", "max-age=1800")],
            NotCached,
        ),
        (
            "freshness-max-age-ignore-quoted",
            &[("cache-control", "extension=\"max-age=3600\", max-age=1")],
            NotCached,
        ),
        (
            "freshness-max-age-ignore-quoted-rev",
            &[("cache-control", "max-age=1, extension=\"max-age=3600\"")],
            NotCached,
        ),
        ("freshness-max-age-quoted", &[("cache-control", "max-age=\"3600\"")], Cached),
        ("freshness-max-age-space-before-equals", &[("cache-control", "max-age =3600")], NotCached),
        ("freshness-max-age-space-after-equals", &[("cache-control", "max-age= 3600")], NotCached),
        ("freshness-max-age-leading-zero", &[("cache-control", "max-age=003600")], Cached),
        ("freshness-max-age-single-quoted", &[("cache-control", "max-age='3600'")], NotCached),
        ("freshness-max-age-decimal-zero", &[("cache-control", "max-age=3600.0")], NotCached),
        ("freshness-max-age-decimal-five", &[("cache-control", "max-age=3600.5")], NotCached),
        ("freshness-max-age-a100", &[("cache-control", "max-age=a3600")], NotCached),
        ("freshness-max-age-100a", &[("cache-control", "max-age=3600a")], NotCached),
    ])
    .await;
}

#[tokio::test(start_paused = true)]
async fn expires() {
    again(&[
        ("freshness-expires-future", &[("expires", "@2592000"), ("date", "@0")], Cached),
        ("freshness-expires-past", &[("expires", "@-2592000"), ("date", "@0")], NotCached),
        ("freshness-expires-present", &[("expires", "@0"), ("date", "@0")], NotCached),
        ("freshness-expires-old-date", &[("expires", "@300"), ("date", "@400")], NotCached),
        ("freshness-expires-invalid", &[("expires", "0"), ("date", "@0")], NotCached),
        ("freshness-expires-invalid-date", &[("date", "foo"), ("expires", "@10")], Cached),
        (
            "freshness-expires-age-slow-date",
            &[("date", "@-10"), ("expires", "@10"), ("age", "25")],
            NotCached,
        ),
        ("freshness-expires-age-fast-date", &[("date", "@10"), ("expires", "@20"), ("age", "15")], NotCached),
    ])
    .await;
    for (id, date) in [
        ("freshness-expires-invalid-utc", "Thu, 18 Aug 2050 02:01:18 UTC"),
        ("freshness-expires-invalid-2-digit-year", "Thu, 18 Aug 50 02:01:18 GMT"),
        ("freshness-expires-invalid-no-comma", "Thu 18 Aug 2050 02:01:18 GMT"),
        ("freshness-expires-invalid-multiple-spaces", "Thu, 18  Aug  2050 02:01:18 GMT"),
        ("freshness-expires-invalid-date-dashes", "Thu, 18-Aug-2050 02:01:18 GMT"),
        ("freshness-expires-invalid-time-periods", "Thu, 18 Aug 2050 02.01.18 GMT"),
        ("freshness-expires-invalid-1-digit-hour", "Thu, 18 Aug 2050 2:01:18 GMT"),
        ("freshness-expires-wrong-case-weekday", "THU, 18 Aug 2050 02:01:18 GMT"),
        ("freshness-expires-wrong-case-month", "Thu, 18 AUG 2050 02:01:18 GMT"),
        ("freshness-expires-wrong-case-tz", "Thu, 18 Aug 2050 02:01:18 gMT"),
    ] {
        let fields: Fields = Vec::leak(vec![("expires", date), ("date", "@0")]);
        run(id, &[step(fields), step(fields).expect(NotCached)]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn age() {
    // The first member counts, and an invalid one is ignored.
    for (id, ages, expected) in [
        ("age-parse-nonnumeric", &["abc"][..], Cached),
        ("age-parse-negative", &["-7200"], Cached),
        ("age-parse-float", &["7200.0"], Cached),
        ("age-parse-suffix", &["7200,0"], NotCached),
        ("age-parse-suffix-twoline", &["7200", "0"], NotCached),
        ("age-parse-prefix", &["0,7200"], Cached),
        ("age-parse-prefix-twoline", &["0", "7200"], Cached),
        ("age-parse-dup-0", &["0, 0"], Cached),
        ("age-parse-dup-0-twoline", &["0", "0"], Cached),
        ("age-parse-dup-old", &["7200, 7200"], NotCached),
        ("age-parse-dup-old-twoline", &["7200", "7200"], NotCached),
    ] {
        let mut fields = vec![("date", "@0"), ("cache-control", "max-age=3600")];
        fields.extend(ages.iter().map(|age| ("age", *age)));
        again(&[(id, fields.leak(), expected)]).await;
    }
    let generated = |fields, age| [step(fields).pause(3), Step { age, ..step(fields).expect(Cached) }];
    run("other-age-gen", &generated(FRESH, 3)).await;
    let aged = &[("expires", "@2592000"), ("date", "@0"), ("age", "30")];
    run("other-age-update-expires", &generated(aged, 33)).await;
    run("other-age-update-max-age", &generated(&[("cache-control", "max-age=600"), ("age", "30")], 33)).await;
}

#[tokio::test(start_paused = true)]
async fn request_directives() {
    for (id, fields, request, expected) in [
        ("ccreq-ma0", FRESH, "max-age=0", LmValidated),
        ("ccreq-ma1", FRESH, "max-age=1", LmValidated),
        (
            "ccreq-magreaterage",
            &[("cache-control", "max-age=3600"), ("age", "1800")],
            "max-age=600",
            NotCached,
        ),
        ("ccreq-min-fresh", &[("cache-control", "max-age=1500")], "min-fresh=2000", NotCached),
        (
            "ccreq-min-fresh-age",
            &[("cache-control", "max-age=1500"), ("age", "1000")],
            "min-fresh=1000",
            NotCached,
        ),
        ("ccreq-no-cache", HOUR, "no-cache", NotCached),
        (
            "ccreq-no-cache-lm",
            &[
                ("cache-control", "max-age=3600"),
                ("last-modified", "Tue, 01 Jan 2030 00:00:00 GMT"),
                ("date", "@0"),
            ],
            "no-cache",
            LmValidated,
        ),
        (
            "ccreq-no-cache-etag",
            &[("cache-control", "max-age=3600"), ("etag", "\"abc\"")],
            "no-cache",
            EtagValidated,
        ),
        ("ccreq-no-store", HOUR, "no-store", NotCached),
    ] {
        let request: Fields = Vec::leak(vec![("cache-control", request)]);
        run(id, &[step(fields).pause(2), step(fields).with(request).expect(expected)]).await;
    }
    let only = step(HOUR).with(&[("cache-control", "only-if-cached")]);
    run("ccreq-oic", &[only.expect(Status(504))]).await;
    for (id, request, response) in [
        ("pragma-request-no-cache", &[("pragma", "no-cache")][..], HOUR),
        ("pragma-request-extension", &[("pragma", "unrecognised-extension")], HOUR),
        ("pragma-response-no-cache", &[], &[("cache-control", "max-age=3600"), ("pragma", "no-cache")]),
        (
            "pragma-response-extension",
            &[],
            &[("cache-control", "max-age=3600"), ("pragma", "unrecognised-extension")],
        ),
    ] {
        run(id, &[step(response), step(response).with(request).expect(Cached)]).await;
    }
}
