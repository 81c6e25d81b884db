//! Listings against an org with all styles of links that Okta uses, and some invalid ones.

use futures_util::{StreamExt, TryStreamExt};
use http::Method;
use okta_client::{Client, Cursor, ErrorKind, Pager};
use okta_models::Json;
use okta_testkit::{CursorStyle, LinkOrigin, LinkStyle, Org, ResponseTemplate};
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

/// Items are decoded when they are polled, so a malformed rest is found later, and the page is requested again.
#[tokio::test]
async fn partially_malformed_page_yields_items_then_is_retried() {
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    let whole: Vec<_> = (0..100).map(|number| json!({ "id": format!("u{number}") })).collect();
    let text = serde_json::to_string(&whole).unwrap();
    let link = format!("<{}/api/v1/users?after=x>; rel=\"next\"", org.url());
    let broken =
        ResponseTemplate::new(200).body(format!("{},}}", &text[..text.len() - 1])).header("link", &link);
    org.when("GET /api/v1/users").respond_with_each([broken, ResponseTemplate::ok(json!(whole))]);
    let mut items = okta.request(Method::GET, "/api/v1/users").pager::<Json>().items();
    let mut seen = Vec::new();
    let mut failed_at = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(user) => seen.push(user.decode::<Id>().unwrap().id),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Decode);
                assert_eq!(items.cursor(), None, "the first page has no cursor");
                failed_at.push(seen.len());
            }
        }
    }
    assert_eq!(failed_at.len(), 1);
    assert!(failed_at[0] < 100, "{failed_at:?}");
    assert_eq!(seen.split_off(failed_at[0]).len(), 100, "the retried page is complete");
}
