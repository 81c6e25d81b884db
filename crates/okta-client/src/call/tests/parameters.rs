//! Query and header parameters that calls send.

use futures_util::TryStreamExt;
use http::Method;
use okta_models::SortOrder;

use super::{last, org};
use crate::Filter;

#[tokio::test]
async fn query_parameters_without_a_method_are_sent() {
    let (okta, requests) = org(200, "[]");
    okta.users()
        .get("00u1")
        .expand("blocks")
        .with_query("a b", "c&d")
        .with_query("expand", "x")
        .await
        .unwrap();
    assert_eq!(last(&requests).0.uri.query(), Some("a%20b=c%26d&expand=x"));
    okta.users()
        .list()
        .with_query("limit", "7")
        .limit(3)
        .with_query("fields", "id")
        .items()
        .try_next()
        .await
        .unwrap();
    assert_eq!(last(&requests).0.uri.query(), Some("limit=3&fields=id"));
    okta.request(Method::GET, "/api/v1/users").query("q", "a").with_query("q", "b").await.unwrap();
    assert_eq!(last(&requests).0.uri.query(), Some("q=b"));
}

#[tokio::test]
async fn filters_are_accepted_as_text() {
    let (okta, requests) = org(200, "[]");
    let filter = Filter::eq("profile.lastName", r#"O"Hara"#).or(Filter::present("profile.nickName"));
    okta.users().list().search(&filter).filter(filter).await.unwrap();
    let query = last(&requests).0.uri.query().unwrap().to_owned();
    let pairs: Vec<_> =
        form_urlencoded::parse(query.as_bytes()).map(|(_, value)| value.into_owned()).collect();
    let text = r#"profile.lastName eq "O\"Hara" or profile.nickName pr"#;
    assert_eq!(pairs, [text, text]);
}

#[tokio::test]
async fn okta_response_is_a_parameter_of_the_content_type() {
    let (okta, requests) = org(200, "{}");
    okta.users().get("00u1").okta_response("omitCredentials").await.unwrap();
    assert_eq!(last(&requests).0.headers["content-type"], "application/json; okta-response=omitCredentials");
}

#[tokio::test]
async fn sort_order_has_the_values_of_okta() {
    let (okta, requests) = org(200, "[]");
    okta.users().list().sort_order(SortOrder::Descending).await.unwrap();
    assert_eq!(last(&requests).0.uri.query(), Some("sortOrder=desc"));
    okta.users().list().sort_order("asc").await.unwrap();
    assert_eq!(last(&requests).0.uri.query(), Some("sortOrder=asc"));
}
