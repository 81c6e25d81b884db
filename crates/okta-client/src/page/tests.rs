//! Listings against scripted services, with paused time.

use std::{
    future::ready,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{StreamExt, TryStreamExt};
use http::{HeaderValue, Method, Request, Response, StatusCode, header::LINK};
use okta_models::Json;
use okta_tower::{BoxError, body::Body};
use tokio::time::Instant;

use super::*;
use crate::{Client, Error, ErrorKind};

/// The requests that a service received: when, and with which path and query.
#[derive(Clone)]
struct Requests(Arc<Mutex<Vec<(Instant, String)>>>);

impl Requests {
    fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    fn targets(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().map(|(_, target)| target.clone()).collect()
    }
}

/// A client of a service that responds by the parameters of a request and the number of requests before it.
fn org(respond: impl Fn(&Query, usize) -> Response<Body> + Send + Sync + 'static) -> (Client, Requests) {
    slow_org(Duration::ZERO, respond)
}

fn slow_org(
    latency: Duration,
    respond: impl Fn(&Query, usize) -> Response<Body> + Send + Sync + 'static,
) -> (Client, Requests) {
    let requests = Requests(Arc::default());
    let log = requests.clone();
    let respond = Arc::new(respond);
    let service = tower::service_fn(move |request: Request<Body>| {
        let (log, respond) = (log.clone(), Arc::clone(&respond));
        async move {
            let target = request.uri().path_and_query().unwrap().to_string();
            let count = log.len();
            log.0.lock().unwrap().push((Instant::now(), target));
            tokio::time::sleep(latency).await;
            let pairs = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
            Ok::<_, BoxError>(respond(&Query(pairs.into_owned().collect()), count))
        }
    });
    (Client::from_service("https://acme.okta.com", service).unwrap(), requests)
}

struct Query(Vec<(String, String)>);

impl Query {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }
}

fn response(status: u16, body: impl Into<String>) -> Response<Body> {
    let mut response = Response::new(Body::from(body.into()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

fn page(items: impl IntoIterator<Item = usize>, next: Option<&str>) -> Response<Body> {
    let items: Vec<_> = items.into_iter().map(|n| format!(r#"{{"id":"i{n}","uuid":"i{n}"}}"#)).collect();
    let mut response = response(200, format!("[{}]", items.join(",")));
    if let Some(query) = next {
        let link = format!("<https://acme.okta.com/api/v1/x?{query}>; rel=\"next\"");
        response.headers_mut().insert(LINK, HeaderValue::from_str(&link).unwrap());
    }
    response
}

/// A listing of `total` items.
fn listing(total: usize) -> impl Fn(&Query, usize) -> Response<Body> {
    move |query, _| {
        let from = query.number("after").unwrap_or(0);
        let to = (from + query.number("limit").unwrap_or(20)).min(total);
        page(from..to, (to < total).then(|| format!("after={to}")).as_deref())
    }
}

fn pager(okta: &Client) -> Pager<Json> {
    okta.request(Method::GET, "/api/v1/x").pager()
}

fn id(item: &Json) -> String {
    listing::key(item)
}

async fn ids(pager: Pager<Json>) -> Vec<String> {
    pager.items().map_ok(|item| id(&item)).try_collect().await.unwrap()
}

fn expected(items: impl IntoIterator<Item = usize>) -> Vec<String> {
    items.into_iter().map(|n| format!("i{n}")).collect()
}

/// How a System Log that has no more events links to the next page.
#[derive(Clone, Copy, Debug)]
enum LogEnd {
    NoLink,
    SameCursor,
    NewCursor,
    /// The last page with events links to itself.
    LastPageAgain,
}

fn log(end: LogEnd) -> impl Fn(&Query, usize) -> Response<Body> {
    move |query, count| {
        let after = query.get("after").and_then(|after| after.split('.').next()?.parse().ok()).unwrap_or(0);
        let size = query.number("limit").unwrap_or(10);
        let to = (after + size).min(25);
        let next = match end {
            LogEnd::NoLink if to == 25 => None,
            LogEnd::NewCursor => Some(format!("after={to}.{count}")),
            LogEnd::LastPageAgain if to == 25 => query.get("after").map(|after| format!("after={after}")),
            _ => Some(format!("after={to}")),
        };
        page(after..to, next.as_deref())
    }
}

const LOG_ENDS: [LogEnd; 4] = [LogEnd::NoLink, LogEnd::SameCursor, LogEnd::NewCursor, LogEnd::LastPageAgain];

#[tokio::test(start_paused = true)]
async fn log_queries_end_without_an_error() {
    for end in LOG_ENDS {
        for path in [
            "/api/v1/logs",
            "/api/v1/logs?since=2026-01-01T00:00:00Z",
            "/api/v1/logs?since=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z&limit=5",
            "/api/v1/logs?sortOrder=DESCENDING",
            "/api/v1/logs/?limit=25&filter=x",
        ] {
            for prefetch in [false, true] {
                let (okta, requests) = org(log(end));
                let pager = || {
                    let pager = okta.request(Method::GET, path).pager::<Json>();
                    if prefetch { pager.prefetch() } else { pager }
                };
                let case = format!("{end:?} {path} {prefetch}");
                let items = tokio::time::timeout(Duration::from_secs(20), ids(pager())).await;
                assert_eq!(items.expect(&case), expected(0..25), "{case}");
                assert!(requests.len() <= 5 + 7, "{case}: {}", requests.len());
                let pages: Vec<_> = pager().pages().try_collect().await.expect(&case);
                assert_eq!(pages.iter().map(Page::len).sum::<usize>(), 25, "{case}");
            }
        }
        let (okta, _) = org(log(end));
        let events: Vec<_> =
            okta.logs().list().since("2026-01-01T00:00:00Z").items().try_collect().await.unwrap();
        assert_eq!(events.len(), 25, "{end:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn empty_page_of_a_bounded_log_query_is_followed() {
    let (okta, _) = org(|query, _| match query.number("after") {
        None => page(0..3, Some("after=1")),
        Some(1) => page([], Some("after=2")),
        Some(2) => page([], Some("after=3")),
        _ => page(3..5, None),
    });
    let pager = okta.request(Method::GET, "/api/v1/logs?until=2026-01-01T00:00:00Z").pager();
    assert_eq!(ids(pager).await, expected(0..5));
}

#[tokio::test(start_paused = true)]
async fn ended_log_query_resumes_with_later_events() {
    let (okta, _) = org(|query, count| match (query.number("after"), count) {
        (None, _) => page(0..3, Some("after=3")),
        (Some(3), 0..=2) => page([], Some("after=3")),
        (Some(3), _) => page(3..6, Some("after=6")),
        (Some(after), _) => page([], Some(&format!("after={after}"))),
    });
    let logs = || okta.logs().list();
    let mut items = logs().items();
    let events: Vec<_> = items.by_ref().try_collect().await.unwrap();
    assert_eq!(events.len(), 3);
    let text = items.checkpoint().to_string();
    let again: Vec<_> = logs().resume(text.parse::<ListCheckpoint>().unwrap()).items().collect().await;
    assert!(again.is_empty());
    let later: Vec<_> =
        logs().resume(text.parse::<ListCheckpoint>().unwrap()).items().try_collect().await.unwrap();
    assert_eq!(later.len(), 3);
}

/// The last page with events links to itself, and grows.
#[tokio::test(start_paused = true)]
async fn log_page_that_links_to_itself_is_not_repeated() {
    let (okta, _) = org(|query, count| match query.number("after") {
        None => page(0..3, Some("after=3")),
        Some(_) => page(3..if count < 2 { 5 } else { 7 }, Some("after=3")),
    });
    let mut items = okta.logs().list().items();
    assert_eq!(items.by_ref().try_collect::<Vec<_>>().await.unwrap().len(), 5);
    let checkpoint = items.checkpoint();
    let later: Vec<_> = okta.logs().list().resume(checkpoint.clone()).items().try_collect().await.unwrap();
    assert_eq!(later.iter().map(|event| event.uuid.as_deref().unwrap()).collect::<Vec<_>>(), ["i5", "i6"]);
    let mut pages = okta.logs().list().resume(checkpoint).pages();
    assert_eq!(pages.next().await.unwrap().unwrap().len(), 2);
    assert!(pages.next().await.is_none());
    let again: Vec<_> = okta.logs().list().resume(pages.checkpoint()).items().collect().await;
    assert!(again.is_empty());
}

#[tokio::test(start_paused = true)]
async fn consecutive_empty_pages_are_paced() {
    for prefetch in [false, true] {
        let (okta, requests) = org(|_, count| page([], Some(&format!("after={count}"))));
        let pager = if prefetch { pager(&okta).prefetch() } else { pager(&okta) };
        let listing = pager.items().collect::<Vec<_>>();
        assert!(tokio::time::timeout(Duration::from_secs(60), listing).await.is_err());
        assert!((30..=36).contains(&requests.len()), "{}", requests.len());
    }
}

/// Stops after each number of items and resumes in a new listing, from text.
#[tokio::test(start_paused = true)]
async fn checkpoint_loses_and_repeats_no_item() {
    for (limit, resumed_limit) in [("20", "20"), ("20", "7"), ("7", "20"), ("150", "150")] {
        let (okta, _) = org(listing(151));
        let limited =
            |limit: &str| okta.request(Method::GET, "/api/v1/x").query("limit", limit).pager::<Json>();
        for stop in (0..=151).step_by(3).chain([20, 64, 65, 128, 150]) {
            let mut items = limited(limit).items();
            let mut all = Vec::new();
            while all.len() < stop {
                all.push(id(&items.next().await.unwrap().unwrap()));
            }
            let text = items.checkpoint().to_string();
            let checkpoint: ListCheckpoint = text.parse().unwrap();
            assert_eq!(checkpoint, items.checkpoint());
            let mut rest = limited(resumed_limit).resume(checkpoint.clone()).items();
            assert_eq!(rest.checkpoint(), checkpoint, "not polled yet");
            while let Some(item) = rest.try_next().await.unwrap() {
                all.push(id(&item));
            }
            assert_eq!(all, expected(0..151), "{limit} {resumed_limit} {stop}: {text}");
            let pages: Vec<_> = limited(limit).resume(checkpoint).pages().try_collect().await.unwrap();
            assert_eq!(pages.iter().map(Page::len).sum::<usize>(), 151 - stop, "{text}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn checkpoint_of_an_envelope_is_a_position_inside() {
    let (okta, _) = org(|query, _| match query.get("after") {
        None => response(
            200,
            r#"{"roles":[{"id":"a"},{"id":"b"},{"id":"c"}],"_links":{"next":{"href":"/api/v1/x?after=c"}}}"#,
        ),
        Some(_) => response(200, r#"{"roles":[{"id":"d"}]}"#),
    });
    let pager = || okta.request(Method::GET, "/api/v1/x").pager_in::<Json>("roles");
    for stop in 0..=4 {
        let mut items = pager().items();
        let mut all: Vec<_> = items.by_ref().take(stop).map_ok(|item| id(&item)).try_collect().await.unwrap();
        all.extend(ids(pager().resume(items.checkpoint())).await);
        assert_eq!(all, ["a", "b", "c", "d"], "{stop}");
    }
}

#[tokio::test(start_paused = true)]
async fn items_before_an_invalid_one_are_yielded() {
    // A member name that is not Unicode makes a page undecodable.
    let items = r#"[{"id":"a"},{"id":"b"},{"\ud800":1}]"#;
    for body in [items.to_owned(), format!(r#"{{"roles":{items},"_links":{{}}}}"#)] {
        let at = body.find(r"\ud800").unwrap();
        let (okta, _) = org(move |_, _| response(200, body.clone()));
        let pager = okta.request(Method::GET, "/api/v1/x").pager_in::<okta_models::User>("roles");
        let mut items = pager.items();
        let first: Vec<_> = items.by_ref().take(2).map_ok(|user| user.id).try_collect().await.unwrap();
        assert_eq!(first, ["a", "b"]);
        let error = items.next().await.unwrap().unwrap_err();
        let error = std::error::Error::source(&error).unwrap().to_string();
        assert!(error.contains("member name") && error.contains(&at.to_string()), "{error}");
        assert!(items.next().await.is_none() && items.checkpoint().to_string().contains("skip=2"));
    }
}

#[tokio::test(start_paused = true)]
async fn last_link_of_an_envelope_is_followed() {
    let next = |after: &str| format!(r#"{{"next":{{"href":"/api/v1/x?after={after}"}}}}"#);
    let (first, second) = (next("c"), next("d"));
    for links in [
        format!(r#""_links":{second}"#),
        format!(r#""_links":{first},"_links":{second}"#),
        format!(r#""_links":{second},"_links":{{}}"#),
        format!(r#""_links":{second},"_links":null,"_links":7"#),
    ] {
        let (okta, _) = org(move |query, _| match query.get("after") {
            None => response(200, format!(r#"{{"roles":[{{"id":"a"}}],{links}}}"#)),
            Some(after) => response(200, format!(r#"{{"roles":[{{"id":"{after}"}}]}}"#)),
        });
        let pager = okta.request(Method::GET, "/api/v1/x").pager_in::<Json>("roles");
        assert_eq!(ids(pager).await, ["a", "d"]);
    }
}

#[tokio::test(start_paused = true)]
async fn checkpoint_survives_deleted_and_inserted_items() {
    // The consumer stops after i4; then items change.
    for (now, rest) in [
        (vec![0, 1, 3, 4, 5, 6, 7], vec![5, 6, 7]),
        (vec![0, 1, 2, 3, 5, 6, 7], vec![5, 6, 7]),
        (vec![5, 6, 7], vec![5, 6, 7]),
        (vec![9, 0, 1, 2, 3, 4, 5, 6, 7], vec![5, 6, 7]),
    ] {
        let current = now.clone();
        let (okta, _) =
            org(move |_, count| page(if count == 0 { (0..8).collect() } else { current.clone() }, None));
        let mut items = pager(&okta).items();
        let first: Vec<_> = items.by_ref().take(5).collect().await;
        assert_eq!(first.len(), 5);
        assert_eq!(ids(pager(&okta).resume(items.checkpoint())).await, expected(rest), "{now:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn end_is_told_from_the_start() {
    let (okta, requests) = org(listing(3));
    let mut pages = pager(&okta).pages();
    let start = pages.checkpoint();
    assert!(!start.is_end());
    while pages.try_next().await.unwrap().is_some() {}
    let end = pages.checkpoint();
    assert!(end.is_end() && pages.is_done());
    assert_eq!(ids(pager(&okta).resume(start)).await, expected(0..3));
    let sent = requests.len();
    assert!(ids(pager(&okta).resume(end.clone())).await.is_empty());
    let error = pager(&okta).resume(end).await.unwrap_err();
    assert_eq!((error.kind(), requests.len()), (ErrorKind::InvalidRequest, sent));
}

/// A page whose end is malformed.
#[tokio::test(start_paused = true)]
async fn checkpoint_after_a_malformed_page_is_inside_it() {
    let (okta, requests) = org(|query, count| {
        let mut page = listing(100)(query, count);
        if count == 0 {
            *page.body_mut() = Body::from(format!("[{}}}", r#"{"id":"i0"},"#.repeat(70)));
        }
        page
    });
    let mut items = okta.request(Method::GET, "/api/v1/x").query("limit", "90").pager::<Json>().items();
    let decoded = items.by_ref().filter(|item| ready(item.is_ok())).count().await;
    assert_eq!((decoded, requests.len()), (70, 1));
    let text = items.checkpoint().to_string();
    assert!(text.contains("skip=70") && text.contains("limit=90"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn errors_that_cannot_pass_end_the_stream() {
    let cases: [(u16, &str); 9] = [
        (400, ""),
        (401, ""),
        (403, "{}"),
        (404, ""),
        (302, ""),
        (501, ""),
        (200, "<html>"),
        (200, "{\"a\":"),
        (200, "7"),
    ];
    for (status, body) in cases {
        let (okta, requests) = org(move |_, _| response(status, body));
        for prefetch in [false, true] {
            let paged = || if prefetch { pager(&okta).prefetch() } else { pager(&okta) };
            let items: Vec<Result<Json, Error>> = paged().items().collect().await;
            assert!(items.len() == 1 && items[0].is_err(), "{status} {body}");
            let pages: Vec<_> = paged().pages().collect().await;
            assert!(pages.len() == 1 && pages[0].is_err(), "{status} {body}");
        }
        let events: Vec<_> = okta.logs().list().tail().collect().await;
        assert!(events.len() == 1 && events[0].is_err(), "{status} {body}");
        assert_eq!(requests.len(), 5, "{status} {body}");
    }
    // A page in the middle.
    let (okta, requests) =
        org(|query, count| if count < 2 { listing(100)(query, count) } else { response(403, "") });
    assert_eq!(pager(&okta).items().filter_map(|item| ready(item.ok())).count().await, 40);
    assert_eq!(requests.len(), 3);
    // An invalid request.
    let invalid = okta.request(Method::GET, "/api/v1/x").with_header("a b", "c").pager::<Json>();
    assert_eq!(invalid.items().count().await, 1);
}

#[tokio::test(start_paused = true)]
async fn errors_that_may_pass_are_paced() {
    for status in [429, 500, 502, 503, 504] {
        let (okta, requests) = org(move |_, _| response(status, ""));
        let listing = pager(&okta).items().filter_map(|item| ready(item.ok())).collect::<Vec<_>>();
        assert!(tokio::time::timeout(Duration::from_secs(600), listing).await.is_err(), "{status}");
        assert!((20..=30).contains(&requests.len()), "{status}: {}", requests.len());
        let (okta, requests) = org(move |_, _| response(status, ""));
        let tail = okta.logs().list().tail().poll_interval(Duration::ZERO);
        let tail = tail.filter_map(|item| ready(item.ok())).collect::<Vec<_>>();
        assert!(tokio::time::timeout(Duration::from_secs(600), tail).await.is_err(), "{status}");
        assert!((20..=30).contains(&requests.len()), "{status}: {}", requests.len());
    }
    let (okta, requests) = org(|query, count| match count {
        1 => {
            let mut limited = response(429, "");
            limited.headers_mut().insert("retry-after", HeaderValue::from_static("45"));
            limited
        }
        _ => listing(30)(query, count),
    });
    let found: Vec<_> =
        pager(&okta).items().filter_map(|item| ready(item.ok())).map(|item| id(&item)).collect().await;
    assert_eq!(found, expected(0..30));
    let times: Vec<_> = requests.0.lock().unwrap().iter().map(|(at, _)| *at).collect();
    assert!((45..50).contains(&(times[2] - times[1]).as_secs()));
}

#[tokio::test(start_paused = true)]
async fn deadline_bounds_all_pages() {
    let slow = || slow_org(Duration::from_secs(3), listing(1000));
    for prefetch in [false, true] {
        let (okta, _) = slow();
        let call =
            okta.request(Method::GET, "/api/v1/x").with_deadline(Duration::from_secs(10)).pager::<Json>();
        let started = Instant::now();
        let mut pages = if prefetch { call.prefetch() } else { call }.pages();
        let mut loaded = 0;
        let error = loop {
            match pages.next().await.unwrap() {
                Ok(_) => loaded += 1,
                Err(error) => break error,
            }
            // The time between pages counts.
            tokio::time::sleep(Duration::from_secs(1)).await;
        };
        assert!(error.is_timeout(), "{error}");
        assert!(loaded >= 2 && started.elapsed() <= Duration::from_secs(13), "{:?}", started.elapsed());
        assert!(pages.next().await.is_none() && pages.is_done());
        assert!(!pages.checkpoint().is_end());
    }
    let (okta, _) = slow();
    let call = okta.logs().list().with_deadline(Duration::from_secs(60)).tail();
    let started = Instant::now();
    let last = call.filter(|event| ready(event.is_err())).collect::<Vec<_>>().await;
    assert!(last.len() == 1 && last[0].as_ref().unwrap_err().is_timeout());
    assert!(started.elapsed() <= Duration::from_secs(64));
}

#[tokio::test(start_paused = true)]
async fn page_deadline_bounds_each_page() {
    let (okta, requests) = slow_org(Duration::from_secs(3), listing(100));
    let okta = Client::builder()
        .sources(crate::config::Sources::none())
        .org_url("https://acme.okta.com")
        .token("t")
        .transport(okta.into_service())
        .build()
        .unwrap();
    let listing = || okta.request(Method::GET, "/api/v1/x").pager::<Json>();
    let started = Instant::now();
    assert_eq!(ids(listing().with_page_deadline(Duration::from_secs(5))).await.len(), 100);
    assert!(started.elapsed() >= Duration::from_secs(15));
    let mut pages = listing().with_page_deadline(Duration::from_secs(2)).pages();
    assert!(pages.next().await.unwrap().unwrap_err().is_timeout());
    assert!(pages.next().await.unwrap().unwrap_err().is_timeout(), "the page is retried");
    let sent = requests.len();
    let call = okta.request(Method::GET, "/api/v1/x").with_deadline(Duration::from_secs(8));
    let mut pages = call.pager::<Json>().with_page_deadline(Duration::from_secs(5)).pages();
    assert_eq!(pages.by_ref().filter(|page| ready(page.is_ok())).count().await, 2);
    assert_eq!(requests.len(), sent + 3);
}

#[tokio::test(start_paused = true)]
async fn position_of_another_listing_is_rejected() {
    let (okta, requests) = org(listing(100));
    let mut items = okta.groups().list_users("g1").limit(20).items();
    let _ = items.next().await.unwrap().unwrap();
    let inside = items.checkpoint();
    let first = okta.groups().list_users("g1").limit(20).await.unwrap();
    let cursor: Cursor = first.next().unwrap().to_string().parse().unwrap();
    let sent = requests.len();
    for position in [inside.clone(), cursor.clone().into()] {
        let other_path = okta.groups().list_users("g2").resume(position.clone()).items().next().await;
        let other_operation = okta.users().list().resume(position.clone()).await.map(|_| ());
        let raw = okta.request(Method::GET, "/api/v1/groups/g1/users").query("search", "x");
        let other_parameters = raw.pager::<Json>().resume(position.clone()).pages().next().await;
        let errors = [
            other_path.unwrap().unwrap_err(),
            other_operation.unwrap_err(),
            other_parameters.unwrap().unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
            assert!(error.to_string().contains("invalid cursor: it belongs to"), "{error}");
        }
        assert_eq!(requests.len(), sent);
    }
    // The page size may change, and a bare value is not checked.
    for position in [inside, cursor.into(), Cursor::from_after("20").into()] {
        assert!(okta.groups().list_users("g1").limit(50).resume(position).await.is_ok());
    }
    let mut tail = okta.logs().list().filter("a").tail();
    let _ = tail.next().await;
    let other = okta.logs().list().filter("b").tail().resume(tail.checkpoint());
    let errors: Vec<_> = other.collect().await;
    assert_eq!(errors[0].as_ref().unwrap_err().kind(), ErrorKind::InvalidRequest);
    assert_eq!(errors.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn parameters_missing_in_the_link_are_restored() {
    for next in [
        "/api/v1/groups?after=20",
        "/api/v1/other?after=20&x=y",
        "?after=20",
        "/api/v1/groups?after=20&limit=9",
    ] {
        let (okta, requests) = org(move |query, _| {
            let mut page = page(0..3, None);
            if query.get("after").is_none() {
                let link = HeaderValue::from_str(&format!("<https://old.example{next}>; rel=next")).unwrap();
                page.headers_mut().insert(LINK, link);
            }
            page
        });
        let typed = okta.groups().list().expand("stats").q("x y").limit(9).items();
        assert_eq!(typed.count().await, 6);
        let path = "/api/v1/groups?expand=stats&expand=app&q=x+y&since=1";
        let raw = okta.request(Method::GET, path).query("limit", "9").pager::<Json>();
        assert_eq!(raw.items().count().await, 6);
        let targets = requests.targets();
        for (target, parameters) in [
            (&targets[1], &["expand=stats", "q=x%20y", "limit=9", "after=20"][..]),
            (&targets[3], &["expand=stats", "expand=app", "q=x%20y", "since=1", "limit=9", "after=20"]),
        ] {
            let mut sent: Vec<_> = target.split(['?', '&']).skip(1).collect();
            let mut wanted = parameters.to_vec();
            sent.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(sent, wanted, "{next}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn resumed_cursor_that_repeats_is_an_error() {
    let (okta, requests) = org(|_, _| page(0..2, Some("after=1")));
    let mut items = pager(&okta).resume(Cursor::from_after("1")).items();
    assert_eq!(items.by_ref().take(2).filter(|item| ready(item.is_ok())).count().await, 2);
    assert_eq!(items.next().await.unwrap().unwrap_err().kind(), ErrorKind::Paging);
    assert!(items.next().await.is_none());
    assert_eq!(requests.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn tail_does_not_repeat_or_hammer_a_page_without_a_position() {
    // No link, no keys.
    let (okta, requests) = org(|_, _| response(200, r#"[{"eventType":"a"},{"eventType":"b"}]"#));
    let events = okta.logs().list().tail().collect::<Vec<_>>();
    assert!(tokio::time::timeout(Duration::from_secs(100), events).await.is_err());
    assert!(requests.len() <= 11, "{}", requests.len());
    let mut tail = okta.logs().list().tail();
    let _ = (tail.next().await, tail.next().await);
    let mut resumed = okta.logs().list().tail().resume(tail.checkpoint());
    assert!(tokio::time::timeout(Duration::from_secs(100), resumed.next()).await.is_err(), "repeated");
}

#[tokio::test(start_paused = true)]
async fn first_page_checkpoints_hold_the_start() {
    let respond = |_: &Query, _: usize| {
        let mut page = page(0..3, Some("after=3"));
        let date = HeaderValue::from_static("Sun, 08 Feb 2026 12:00:10 GMT");
        page.headers_mut().insert("date", date);
        page
    };
    let (okta, requests) = org(respond);
    let mut tail = okta.logs().list().tail();
    let _ = tail.next().await.unwrap().unwrap();
    let text = tail.checkpoint().to_string();
    let mut tail = okta.logs().list().tail().resume(text.parse::<TailCheckpoint>().unwrap());
    assert_eq!(tail.next().await.unwrap().unwrap().uuid.as_deref(), Some("i1"), "{text}");
    let mut items = okta.logs().list().items();
    let _ = items.next().await.unwrap().unwrap();
    let mut items = okta.logs().list().resume(items.checkpoint()).items();
    assert_eq!(items.next().await.unwrap().unwrap().uuid.as_deref(), Some("i1"));
    let targets = requests.targets();
    assert!(!targets[0].contains("since") && !targets[2].contains("since"), "{targets:?}");
    for resumed in [&targets[1], &targets[3]] {
        assert!(resumed.contains("since=2026-02-01T12%3A00%3A09.000Z"), "{resumed}");
    }
    // A start that is computed anew does not replace that of the checkpoint.
    let mut tail = okta.logs().list().since("2026-01-01T00:00:00Z").tail();
    let _ = tail.next().await.unwrap().unwrap();
    let mut tail = okta.logs().list().since("2026-01-01T06:00:00Z").tail().resume(tail.checkpoint());
    let _ = tail.next().await.unwrap().unwrap();
    assert!(requests.targets().pop().unwrap().contains("since=2026-01-01T00%3A00%3A00Z"));
}
