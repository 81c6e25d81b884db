//! Responses: directives, statuses, header fields, revalidation, `Vary` and invalidation.

use super::{
    Any, Cached, EtagValidated, FRESH, Fails, Fields, HOUR, LmValidated, NotCached, STALE, Step, again, run,
    step,
};

#[tokio::test(start_paused = true)]
async fn response_directives() {
    again(&[
        ("cc-resp-private-private", &[("cache-control", "private, max-age=3600")], Cached),
        ("cc-resp-no-store", &[("cache-control", "no-store")], NotCached),
        ("cc-resp-no-store-case-insensitive", &[("cache-control", "No-StOrE")], NotCached),
        (
            "cc-resp-no-store-fresh",
            &[("cache-control", "max-age=10000, no-store"), ("expires", "@10000"), ("date", "@0")],
            NotCached,
        ),
        (
            "cc-resp-no-cache",
            &[("cache-control", "max-age=10000, no-cache"), ("expires", "@10000"), ("date", "@0")],
            NotCached,
        ),
        (
            "cc-resp-no-cache-case-insensitive",
            &[("cache-control", "max-age=10000, No-CaChE"), ("expires", "@10000"), ("date", "@0")],
            NotCached,
        ),
        (
            "cc-resp-no-cache-revalidate",
            &[("cache-control", "no-cache"), ("etag", "\"abcd\"")],
            EtagValidated,
        ),
        (
            "cc-resp-no-cache-revalidate-fresh",
            &[("cache-control", "max-age=10000, no-cache"), ("expires", "@10000"), ("etag", "\"abcd\"")],
            EtagValidated,
        ),
        (
            "cc-resp-must-revalidate-fresh",
            &[("cache-control", "max-age=10000, must-revalidate"), ("etag", "\"abcd\"")],
            Cached,
        ),
        (
            "other-fresh-content-disposition-attachment",
            &[("cache-control", "max-age=3600"), ("content-disposition", "attachment; filename=a.txt")],
            Cached,
        ),
        ("other-set-cookie", &[("cache-control", "max-age=3600"), ("set-cookie", "a=b")], Cached),
    ])
    .await;
    let fields = &[("cache-control", "max-age=2, must-revalidate"), ("etag", "\"abcd\"")];
    let steps = [step(fields), step(fields).expect(Cached).pause(3), step(fields).expect(EtagValidated)];
    run("cc-resp-must-revalidate-stale", &steps).await;
    let old: Fields = &[("cache-control", "max-age=10000"), ("date", "@0"), ("a", "1")];
    for (id, control) in
        [("cc-resp-no-store-old-new", "no-store"), ("cc-resp-no-store-old-max-age", "no-store, max-age=0")]
    {
        let new: Fields = Vec::leak(vec![("cache-control", control), ("a", "2")]);
        let cached = step(&[]).expect(Cached).has(&[("a", "1")]);
        run(id, &[step(old).pause(3), step(new).pause(3), cached]).await;
    }
    for (id, control) in [
        ("stale-close-must-revalidate", "max-age=2, must-revalidate"),
        ("stale-close-no-cache", "max-age=2, no-cache"),
    ] {
        let fields: Fields = Vec::leak(vec![("cache-control", control)]);
        let closed = Step { disconnects: true, ..step(fields).expect(Fails) };
        run(id, &[step(fields).pause(3), closed]).await;
    }
    for id in ["other-date-update", "other-date-update-expires", "other-date-update-expires-update"] {
        const DATES: Fields =
            &[("date", "Tue, 01 Jan 2030 00:00:00 GMT"), ("expires", "Wed, 01 Jan 2031 00:00:00 GMT")];
        run(id, &[step(DATES).pause(3), step(DATES).expect(Cached).has(DATES)]).await;
    }
    let other = step(FRESH).to("GET", "/resource?q=2").expect(NotCached);
    run("query-args-different", &[step(FRESH), other]).await;
    run("query-args-same", &[step(FRESH), step(FRESH).expect(Cached)]).await;
}

#[tokio::test(start_paused = true)]
async fn statuses() {
    let statuses = [200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504, 599];
    for status in statuses {
        let fresh = step(FRESH).status(status);
        run(&format!("status-{status}-fresh"), &[fresh.clone(), fresh.expect(Cached)]).await;
        let stale = step(&[("expires", "@-5000"), ("last-modified", "@-100000"), ("date", "@0")]);
        let stale = stale.status(status);
        run(&format!("status-{status}-stale"), &[stale.clone(), stale.expect(NotCached)]).await;
    }
    for status in [201, 202, 403, 502, 503, 504, 599] {
        let response = step(&[("last-modified", "@-86400"), ("date", "@0")]).status(status);
        let steps = [response.clone(), response.expect(NotCached)];
        run(&format!("heuristic-{status}-not_cached"), &steps).await;
    }
}

/// A field, two values of it, whether it is stored, and whether a `304` updates it.
const FIELDS: [(&str, &str, &str, bool, bool); 28] = [
    ("test-header", "a", "b", true, true),
    ("x-test-header", "a", "b", true, true),
    ("content-foo", "a", "b", true, true),
    ("x-content-foo", "a", "b", true, true),
    ("cache-control", "max-age=2", "max-age=3600", true, true),
    ("connection", "a", "b", false, false),
    ("content-encoding", "a", "b", true, false),
    ("content-length", "5", "10", true, false),
    ("content-location", "/foo", "/bar", true, true),
    ("content-md5", "rL0Y20zC+Fzt72VPzMSk2A==", "N7UdGUp1E+RbVvZSTy1R8g==", true, true),
    ("content-range", "a", "b", true, false),
    ("content-security-policy", "default-src 'self'", "default-src 'none'", true, true),
    ("content-type", "text/plain", "text/plain;charset=utf-8", true, true),
    ("clear-site-data", "cache", "cookies", true, true),
    ("expires", "Fri, 01 Jan 2038 01:01:01 GMT", "Mon, 11 Jan 2038 11:11:11 GMT", true, true),
    ("keep-alive", "a", "b", false, false),
    ("proxy-authenticate", "a", "b", false, false),
    ("proxy-authentication-info", "a", "b", false, false),
    ("proxy-authorization", "a", "b", false, false),
    ("proxy-connection", "a", "b", false, false),
    ("public-key-pins", "a", "b", true, true),
    ("set-cookie", "a=b", "a=c", true, true),
    ("set-cookie2", "a=b", "a=c", true, true),
    ("te", "a", "b", false, false),
    ("transfer-encoding", "a", "b", false, false),
    ("upgrade", "a", "b", false, false),
    ("x-frame-options", "deny", "sameorigin", true, true),
    ("x-xss-protection", "1", "1; mode=block", true, true),
];

#[tokio::test(start_paused = true)]
async fn stored_fields() {
    for (name, _, value, stored, _) in FIELDS {
        let mut fields = vec![("date", "@0"), (name, value)];
        if name != "cache-control" {
            fields.push(("cache-control", "max-age=3600"));
        }
        let fields: Fields = fields.leak();
        let cached = step(fields).expect(Cached);
        let cached = if stored { cached.has(&fields[1..2]) } else { cached.lacks(Vec::leak(vec![name])) };
        run(&format!("headers-store-{name}"), &[step(fields).pause(3), cached]).await;
    }
    let etag: Fields = &[("date", "@0"), ("etag", "\"ghijkl\""), ("cache-control", "max-age=3600")];
    run("headers-store-ETag", &[step(etag).pause(3), step(etag).expect(Cached).has(&etag[1..2])]).await;
    let listed: Fields =
        &[("connection", "a, b"), ("a", "1"), ("b", "2"), ("c", "3"), ("cache-control", "max-age=3600")];
    let cached = step(listed).expect(Cached).has(&[("c", "3")]).lacks(&["a", "b"]);
    run("headers-omit-headers-listed-in-Connection", &[step(listed), cached]).await;
}

#[tokio::test(start_paused = true)]
async fn not_modified_updates_stored_fields() {
    const MODIFIED: (&str, &str) = ("last-modified", "Tue, 01 Jan 2019 00:00:00 GMT");
    let steps = [
        step(&[("cache-control", "max-age=2"), MODIFIED, ("date", "@0"), ("test-header", "a")]).pause(3),
        step(&[MODIFIED, ("date", "@0")]).expect(LmValidated).has(&[("test-header", "a")]),
    ];
    run("304-lm-use-stored-Test-Header", &steps).await;
    for (name, old, new, _, updated) in FIELDS.into_iter().filter(|(_, _, _, stored, _)| *stored) {
        let response = |value| -> Fields {
            let mut fields = vec![(name, value), ("date", "@0"), ("etag", "\"1\"")];
            if name != "cache-control" {
                fields.push(("cache-control", "max-age=2"));
            }
            fields.leak()
        };
        let expected: Fields = &response(if updated { new } else { old })[..1];
        let steps = [
            step(response(old)).pause(3),
            step(response(new)).expect(EtagValidated).has(expected),
            step(&[]).expect(Cached).has(expected),
        ];
        run(&format!("304-etag-update-response-{name}"), &steps).await;
    }
}

#[tokio::test(start_paused = true)]
async fn conditional_requests() {
    for (id, etag) in [
        ("conditional-etag-strong-generate", "\"abcdef\""),
        ("conditional-etag-weak-generate-weak", "W/\"abcdef\""),
    ] {
        let fields: Fields = Vec::leak(vec![("cache-control", "max-age=2"), ("etag", etag)]);
        run(id, &[step(fields).pause(3), step(fields).expect(EtagValidated)]).await;
    }
    let forwarded = step(HOUR).with(&[("if-none-match", "\"abcdef\"")]).expect(NotCached);
    run("conditional-etag-forward", &[forwarded]).await;
    let varied: Fields = &[("expires", "@1"), ("etag", "\"abcdef\""), ("date", "@0"), ("vary", "Abc")];
    let request: Fields = &[("abc", "123")];
    let steps = [step(varied).with(request).pause(3), step(varied).with(request).expect(EtagValidated)];
    run("conditional-etag-vary-headers", &steps).await;
    // The other variant is not validated.
    let steps = [step(varied).with(request).pause(3), step(varied).with(&[("abc", "456")]).expect(NotCached)];
    run("conditional-etag-vary-headers-mismatch", &steps).await;
    run(
        "head-writethrough",
        &[step(STALE).pause(3), step(STALE).to("HEAD", "/resource?q=1").expect(NotCached)],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn vary() {
    const ONE: Fields = &[("cache-control", "max-age=5000"), ("date", "@0"), ("vary", "Foo")];
    const THREE: Fields = &[("cache-control", "max-age=5000"), ("date", "@0"), ("vary", "Foo, Bar, Baz")];
    let cases: &[(&str, Fields, Fields, Fields, super::origin::Expected)] = &[
        ("vary-match", ONE, &[("foo", "1")], &[("foo", "1")], Cached),
        ("vary-no-match", ONE, &[("foo", "1")], &[("foo", "2")], NotCached),
        ("vary-omit-stored", ONE, &[], &[("foo", "1")], NotCached),
        ("vary-omit", ONE, &[("foo", "1")], &[], NotCached),
        ("vary-cache-key", ONE, &[("foo", "1"), ("other", "2")], &[("foo", "1"), ("other", "3")], Cached),
        ("vary-2-match", THREE, &[("foo", "1"), ("bar", "a")], &[("foo", "1"), ("bar", "a")], Cached),
        ("vary-2-no-match", THREE, &[("foo", "1"), ("bar", "a")], &[("foo", "2"), ("bar", "a")], NotCached),
        ("vary-2-match-omit", THREE, &[("foo", "1"), ("bar", "a")], &[], NotCached),
        (
            "vary-3-match",
            THREE,
            &[("foo", "1"), ("bar", "a"), ("baz", "7")],
            &[("foo", "1"), ("bar", "a"), ("baz", "7")],
            Cached,
        ),
        (
            "vary-3-no-match",
            THREE,
            &[("foo", "1"), ("bar", "a"), ("baz", "7")],
            &[("foo", "2"), ("bar", "a"), ("baz", "7")],
            NotCached,
        ),
        (
            "vary-3-order",
            THREE,
            &[("foo", "1"), ("bar", "a"), ("baz", "7")],
            &[("foo", "1"), ("baz", "7"), ("bar", "b")],
            NotCached,
        ),
        ("vary-3-omit", THREE, &[("foo", "1"), ("baz", "7")], &[("foo", "1"), ("baz", "7")], Cached),
        ("vary-normalise-combine", ONE, &[("foo", "1, 2")], &[("foo", "1"), ("foo", "2")], Cached),
        ("vary-normalise-space", ONE, &[("foo", "1,2")], &[("foo", " 1, 2 ")], Cached),
        (
            "vary-normalise-lang-space",
            &[("cache-control", "max-age=5000"), ("vary", "Accept-Language")],
            &[("accept-language", "en, de")],
            &[("accept-language", " en ,   de")],
            Cached,
        ),
    ];
    for (id, fields, first, second, expected) in cases {
        let steps = [step(fields).with(first), step(fields).with(second).expect(*expected)];
        run(id, &steps).await;
    }
    let variant = |foo: Fields| step(ONE).with(foo);
    let steps = [
        variant(&[("foo", "1")]),
        variant(&[("foo", "2")]).expect(NotCached),
        variant(&[("foo", "1")]).expect(Cached),
        variant(&[("foo", "2")]).expect(Cached),
    ];
    run("vary-invalidate", &steps).await;
    for (id, values) in [
        ("vary-star", &["*"][..]),
        ("vary-syntax-star", &["*"]),
        ("vary-syntax-star-star", &["*, *"]),
        ("vary-syntax-star-star-lines", &["*", "*"]),
        ("vary-syntax-empty-star", &[", *"]),
        ("vary-syntax-empty-star-lines", &["", "*"]),
        ("vary-syntax-star-foo", &["*, Foo"]),
        ("vary-syntax-foo-star", &["Foo, *"]),
    ] {
        let mut fields = vec![("cache-control", "max-age=5000")];
        fields.extend(values.iter().map(|value| ("vary", *value)));
        let fields: Fields = fields.leak();
        let request: Fields = &[("foo", "1"), ("baz", "789")];
        run(id, &[step(fields).with(request), step(fields).with(request).expect(NotCached)]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn invalidation() {
    const LOCATIONS: Fields = &[("location", "location"), ("content-location", "content_location")];
    for method in ["POST", "PUT", "DELETE", "M-SEARCH"] {
        let write = step(LOCATIONS).to(method, "/resource?q=1").expect(Any);
        for (id, path) in [("", "/resource?q=1"), ("-location", "/location"), ("-cl", "/content_location")] {
            let read = step(FRESH).to("GET", path);
            let steps = [read.clone(), read.clone().expect(Cached), write.clone(), read.expect(NotCached)];
            run(&format!("invalidate-{method}{id}"), &steps).await;
        }
    }
}
