//! Listings against an org with all styles of links that Okta uses, and some invalid ones.

use std::time::{Duration, SystemTime};

use futures_util::{StreamExt, TryStreamExt};
use http::{HeaderValue, Method, header::LINK};
use okta_client::{
    Client, Cursor, ErrorKind, Pager,
    page::{ListCheckpoint, TailCheckpoint},
};
use okta_models::Json;
use okta_testkit::{Clock, CursorStyle, LinkOrigin, LinkStyle, Org, ResponseTemplate};
use okta_tests::{builder, client};
use serde_json::json;

fn listing(okta: &Client) -> Pager<Json> {
    okta.request(Method::GET, "/api/v1/users")
        .query("search", r#"profile.login sw "user""#)
        .query("limit", "3")
        .pager()
}

/// Returns the ids of all items, or their error texts.
async fn ids(pager: Pager<Json>) -> Vec<String> {
    pager
        .items()
        .map(|item| match item {
            Ok(user) => user.decode::<Id>().map_or_else(|error| error.to_string(), |user| user.id),
            Err(error) => error.to_string(),
        })
        .collect()
        .await
}

#[derive(serde::Deserialize)]
struct Id {
    id: String,
}

#[tokio::test]
async fn every_link_style_yields_every_item_once() {
    let plain = LinkStyle::default;
    let styles = [
        plain(),
        plain().joined(true),
        plain().next_first(true),
        plain().joined(true).next_first(true),
        plain().relative(true),
        plain().drop_filters(true),
        plain().origin(LinkOrigin::Admin),
        plain().origin(LinkOrigin::Other("https://elsewhere.example".to_owned())),
        plain().cursor(CursorStyle::Base64),
        plain().cursor(CursorStyle::Text),
    ];
    let org = Org::builder().users(11).start().await.unwrap();
    let okta = client(&org).unwrap();
    let expected = ids(listing(&okta)).await;
    // The search excludes the administrator, one of the eleven.
    assert_eq!(expected.len(), 10);
    for style in styles {
        org.set_link_style(style.clone());
        org.clear_requests();
        assert_eq!(ids(listing(&okta)).await, expected, "{style:?}");
        for request in org.requests().iter() {
            assert_eq!(request.param("search").as_deref(), Some(r#"profile.login sw "user""#), "{style:?}");
        }
        org.requests().expect(4);
    }
}

#[tokio::test]
async fn prefetch_yields_the_same_items_in_order() {
    let org = Org::builder().users(11).start().await.unwrap();
    let okta = client(&org).unwrap();
    assert_eq!(ids(listing(&okta).prefetch()).await, ids(listing(&okta)).await);
    org.requests().expect(8);
}

#[tokio::test]
async fn next_page_is_prefetched_without_polling() {
    let org = Org::builder().users(11).start().await.unwrap();
    let okta = client(&org).unwrap();
    let held = org.when("GET /api/v1/users").after(1).hold();
    let mut pages = listing(&okta).prefetch().pages();
    let first = pages.next().await.unwrap().unwrap();
    // The second request is in flight although the stream is not polled.
    held.wait_for(1).await;
    assert_eq!(first.len(), 3);
    drop(pages);
    held.release();
}

#[tokio::test]
async fn listing_resumes_from_a_cursor() {
    let org = Org::builder().users(7).start().await.unwrap();
    let okta = client(&org).unwrap();
    let all = ids(listing(&okta)).await;
    let first = listing(&okta).await.unwrap();
    let text = first.next().unwrap().to_string();
    let cursor: Cursor = text.parse().unwrap();
    assert_eq!(ids(listing(&okta).resume(cursor)).await, all[3..]);
}

#[tokio::test]
async fn empty_page_does_not_end_the_listing() {
    let org = Org::builder().users(7).start().await.unwrap();
    let next = format!("<{}/api/v1/users?after=x&limit=3>; rel=\"next\"", org.url());
    let pages =
        [ResponseTemplate::ok(json!([])).header("link", &next), ResponseTemplate::ok(json!([{"id": "u1"}]))];
    org.when("GET /api/v1/users").respond_with_each(pages);
    let okta = client(&org).unwrap();
    assert_eq!(ids(listing(&okta)).await, ["u1"]);
}

#[tokio::test]
async fn repeated_cursor_is_an_error_after_its_page() {
    let org =
        Org::builder().users(11).link_style(LinkStyle::default().repeat_cursor(true)).start().await.unwrap();
    let okta = client(&org).unwrap();
    let mut pages = listing(&okta).pages();
    let mut good = 0;
    let error = loop {
        match pages.next().await.expect("an error before the end") {
            Ok(_) => good += 1,
            Err(error) => break error,
        }
        assert!(good < 10, "the listing never ends");
    };
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn failed_page_is_yielded_and_can_be_retried() {
    let org = Org::builder().users(7).start().await.unwrap();
    let okta = builder(&org).disable_retry().build().unwrap();
    for prefetch in [false, true] {
        let pager = if prefetch { listing(&okta).prefetch() } else { listing(&okta) };
        let mut pages = pager.pages();
        if !prefetch {
            assert_eq!(pages.next().await.unwrap().unwrap().len(), 3);
        }
        org.when("GET /api/v1/users").respond_with(ResponseTemplate::new(500));
        let cursor = pages.cursor().cloned();
        let error = pages.next().await.unwrap().unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        assert_eq!(pages.cursor(), cursor.as_ref());
        assert_eq!(pages.next().await.unwrap().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn undecodable_item_is_one_error() {
    let org = Org::start().await.unwrap();
    org.when("GET /api/v1/users").respond_with(ResponseTemplate::ok(json!([{"id": "a"}, 7, {"id": "b"}])));
    let okta = client(&org).unwrap();
    let pager: Pager<okta_models::Map<Json>> = okta.request(Method::GET, "/api/v1/users").pager();
    let items: Vec<_> = pager.items().collect().await;
    assert!(items[0].is_ok() && items[2].is_ok());
    assert_eq!(items[1].as_ref().unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn envelopes_are_paged_by_their_links() {
    let org = Org::start().await.unwrap();
    let page = |id: &str, next: Option<&str>| {
        let links = next.map_or(json!({}), |next| json!({"next": {"href": next}}));
        ResponseTemplate::ok(json!({"roles": [{"id": id}], "_links": links, "note": "kept"}))
    };
    let next = "https://acme-admin.example/api/v1/iam/roles?after=r1";
    org.when("GET /api/v1/iam/roles").respond_with_each([page("r1", Some(next)), page("r2", None)]);
    let okta = client(&org).unwrap();
    let pages: Vec<_> = okta
        .request(Method::GET, "/api/v1/iam/roles")
        .pager_in::<Json>("roles")
        .pages()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[0].envelope().unwrap().get("note").unwrap().to_value().unwrap(), json!("kept"));
    assert_eq!(org.requests()[1].param("after").as_deref(), Some("r1"));
}

#[tokio::test]
async fn non_list_body_is_a_decode_error() {
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    for body in ["{\"a\":", "7", "<html>"] {
        org.when("GET /api/v1/users").respond_with(ResponseTemplate::new(200).body(body));
        let error = listing(&okta).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert_eq!(error.raw_body().unwrap(), body);
    }
}

/// Items are decoded when they are polled, so a malformed rest is found later. The listing continues at the checkpoint.
#[tokio::test]
async fn partially_malformed_page_continues_at_the_checkpoint() {
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    let whole: Vec<_> = (0..100).map(|number| json!({ "id": format!("u{number}") })).collect();
    let text = serde_json::to_string(&whole[..70]).unwrap();
    let link = format!("<{}/api/v1/users?after=x>; rel=\"next\"", org.url());
    let broken =
        ResponseTemplate::new(200).body(format!("{},}}", &text[..text.len() - 1])).header("link", &link);
    org.when("GET /api/v1/users").respond_with_each([broken, ResponseTemplate::ok(json!(whole))]);
    let pager = || okta.request(Method::GET, "/api/v1/users").pager::<Json>();
    let mut items = pager().items();
    let mut seen = Vec::new();
    let error = loop {
        match items.next().await.expect("an error before the end") {
            Ok(user) => seen.push(user.decode::<Id>().unwrap().id),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(seen.len(), 70, "all items before the malformed rest");
    assert!(items.next().await.is_none(), "a malformed page is not requested for ever");
    seen.extend(ids(pager().resume(items.checkpoint())).await);
    assert_eq!(seen, (0..100).map(|number| format!("u{number}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn checkpoint_inside_a_page_loses_and_repeats_nothing() {
    let org = Org::builder().users(51).start().await.unwrap();
    let okta = client(&org).unwrap();
    let listing = || okta.users().list().limit(20);
    let all: Vec<_> = listing().items().map_ok(|user| user.id).try_collect().await.unwrap();
    for prefetch in [false, true] {
        for stop in [0, 1, 19, 20, 25, 40, 50, 51] {
            let mut items = if prefetch { listing().prefetch().items() } else { listing().items() };
            let mut seen: Vec<_> =
                items.by_ref().take(stop).map_ok(|user| user.id).try_collect().await.unwrap();
            let text = items.checkpoint().to_string();
            let rest = listing().resume(text.parse::<ListCheckpoint>().unwrap()).items();
            seen.extend(rest.map_ok(|user| user.id).try_collect::<Vec<_>>().await.unwrap());
            assert_eq!(seen, all, "{prefetch} {stop} {text}");
        }
    }
}

#[tokio::test]
async fn log_queries_end_when_nothing_is_new() {
    let org = Org::start().await.unwrap();
    for _ in 0..25 {
        org.seed_event("user.session.start");
    }
    let okta = client(&org).unwrap();
    let total = okta.logs().list().limit(1000).await.unwrap().len();
    assert!(total >= 25);
    let hour = Duration::from_secs(3600);
    let (before, after) = (org.clock().now() - hour, org.clock().now() + hour);
    let list = || okta.logs().list().limit(10);
    for fresh in [false, true] {
        org.set_link_style(LinkStyle::default().fresh_cursor(fresh));
        for query in
            [list(), list().since(before), list().since(before).until(after), list().sort_order("DESCENDING")]
        {
            org.clear_requests();
            let events: Vec<_> = query.items().try_collect().await.unwrap();
            assert_eq!(events.len(), total, "{fresh}");
            assert!(org.requests().len() <= total.div_ceil(10) + 1, "{fresh}");
        }
        let pages: Vec<_> = list().since(before).prefetch().pages().try_collect().await.unwrap();
        assert_eq!(pages.iter().map(okta_client::Page::len).sum::<usize>(), total, "{fresh}");
    }
}

#[tokio::test]
async fn tail_checkpoint_inside_the_first_page_loses_no_event() {
    let org = Org::builder().clock(Clock::frozen_at(1_800_000_000)).start().await.unwrap();
    let okta = client(&org).unwrap();
    let day = Duration::from_secs(24 * 3600);
    let mut seeded = Vec::new();
    for days in (1..7).rev() {
        seeded.push(org.seed_event_at("user.session.start", org.clock().now() - days * day));
    }
    for since in [false, true] {
        let tail = |start: SystemTime| {
            let call = okta.logs().list().filter(r#"eventType eq "user.session.start""#);
            if since { call.since(start).tail() } else { call.tail() }
        };
        let mut first = tail(org.clock().now() - 7 * day);
        let mut seen = vec![first.next().await.unwrap().unwrap().uuid.unwrap()];
        let text = first.checkpoint().to_string();
        // Restarted five days later, when the default start is after all but one of the events.
        org.clock().advance(5 * day);
        let mut resumed = tail(org.clock().now()).resume(text.parse::<TailCheckpoint>().unwrap());
        while seen.len() < seeded.len() {
            seen.push(resumed.next().await.unwrap().unwrap().uuid.unwrap());
        }
        assert_eq!(seen, seeded, "{text}");
        org.clock().rewind(5 * day);
    }
}

/// Anything odd beside the link: the listing continues, or reports an error.
#[tokio::test]
async fn listing_never_ends_silently_at_a_next_link() {
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    let links: [&[u8]; 5] = [
        b"<https://o.example/api/v1/users?after=x>; rel=\"next\"; title=\"\xe9\"",
        b"</api/v1/users?after=\xc3\xa9>; rel=\"next\"",
        b"</api/v1/users?after=\xe9>; rel=\"next\"",
        b"<self>; title=\"\xff\"; rel=self, <?after=1>; rel=next",
        b"</api/v1/users?after=a b>; rel=next",
    ];
    for link in links {
        let mut first = ResponseTemplate::ok(json!([{"id": "a"}]));
        first.headers_mut().insert(LINK, HeaderValue::from_bytes(link).unwrap());
        org.when("GET /api/v1/users").respond_with_each([first, ResponseTemplate::ok(json!([{"id": "b"}]))]);
        assert_eq!(ids(okta.request(Method::GET, "/api/v1/users").pager()).await, ["a", "b"]);
    }
    assert_eq!(org.requests()[5].query(), Some("after=%E9"), "bytes of a cursor are kept");
    for link in [
        "<>; rel=next",
        "<https://o.example/api/v1/users>; rel=next",
        "</other?x=y>; rel=next",
        "rel=\"next\"",
    ] {
        let first = ResponseTemplate::ok(json!([{"id": "a"}])).header("link", link);
        org.when("GET /api/v1/users").respond_with(first);
        let pager = okta.request(Method::GET, "/api/v1/users").pager::<Json>();
        let items: Vec<_> = pager.items().collect().await;
        assert!(items.len() == 2 && items[0].is_ok(), "{link}");
        assert_eq!(items[1].as_ref().unwrap_err().kind(), ErrorKind::Paging, "{link}");
    }
    let next = r#""next":{"href":"/api/v1/iam/roles?after=r1"}"#;
    let digits = "1".repeat(401);
    for odd in [r#""\ud800""#, "1e400", &digits, "{\"\\udfff\":1}"] {
        for body in [
            format!(r#"{{"roles":[{{"id":"r1"}}],"note":{odd},"_links":{{"self":{odd},{next}}}}}"#),
            format!(r#"{{"_links":{{{next}}},"roles":[{{"id":"r1"}}],"_links":{{"x":{odd}}}}}"#),
        ] {
            let pages = [
                ResponseTemplate::new(200).body(body.clone()),
                ResponseTemplate::ok(json!({"roles": [{"id": "r2"}]})),
            ];
            org.when("GET /api/v1/iam/roles").respond_with_each(pages);
            let pager = okta.request(Method::GET, "/api/v1/iam/roles").pager_in::<Json>("roles");
            assert_eq!(ids(pager).await, ["r1", "r2"], "{body}");
        }
    }
}
