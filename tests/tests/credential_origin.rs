//! Credentials are sent only to the org's origin.

use futures_util::TryStreamExt;
use http::{Method, Request};
use okta_client::{Client, ErrorKind};
use okta_models::Json;
use okta_testkit::{LinkOrigin, LinkStyle, Org, ResponseTemplate};
use okta_tests::client;
use tower::ServiceExt;

/// Starts an org that must receive no credentials.
async fn foreign_org() -> Org {
    Org::builder().users(1).start().await.unwrap()
}

fn assert_no_credential(org: &Org) {
    for request in org.requests().iter() {
        for name in ["authorization", "dpop"] {
            assert!(request.header(name).is_none(), "{name} reached {}", request.path());
        }
    }
}

#[tokio::test]
async fn next_links_are_followed_on_the_own_origin() {
    let foreign = foreign_org().await;
    let org = Org::builder()
        .users(5)
        .link_style(LinkStyle::default().origin(LinkOrigin::Other(foreign.url().to_owned())))
        .start()
        .await
        .unwrap();
    let okta = client(&org).unwrap();
    let users: Vec<Json> = okta
        .request(Method::GET, "/api/v1/users")
        .query("limit", "2")
        .pager::<Json>()
        .items()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(users.len(), org.user_count());
    assert_eq!(foreign.requests().len(), 0);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let foreign = foreign_org().await;
    let org = Org::start().await.unwrap();
    org.when("GET /api/v1/users/me")
        .respond_with(ResponseTemplate::redirect(&format!("{}/api/v1/users/me", foreign.url())));
    let okta = client(&org).unwrap();
    let error = okta.request(Method::GET, "/api/v1/users/me").send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 302);
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(foreign.requests().len(), 0);
}

#[tokio::test]
async fn absolute_uri_of_another_origin_is_an_error() {
    let foreign = foreign_org().await;
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    let uri = format!("{}/api/v1/users", foreign.url());
    let request = Request::get(uri).body(okta_tower::body::Body::empty()).unwrap();
    let result = okta.clone().into_service().oneshot(request).await;
    assert_no_credential(&foreign);
    assert!(result.is_err(), "a foreign origin is an error unless allowed");

    for path in ["//evil.example/api", "https://evil.example/", "api/v1/users", ""] {
        let error = okta.request(Method::GET, path).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{path}");
        assert!(error.is_before_send());
    }
    assert_eq!(org.requests().len(), 0);
}

#[tokio::test]
async fn caller_headers_cannot_replace_the_credential() {
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    let call = okta.request(Method::GET, "/api/v1/users/me").with_header("aUTHORIZATION", "SSWS evil");
    assert_eq!(call.send().await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    assert!(org.requests().is_empty());
    okta.request(Method::GET, "/api/v1/users/me").send().await.unwrap();
    let sent = org.requests();
    let authorization = sent.only().header("authorization").unwrap();
    assert_eq!(authorization, format!("SSWS {}", org.token()));

    for name in ["Authorization", "authorization", "aUTHORIZATION", "DPoP", "Host"] {
        let error = okta_tests::builder(&org).default_header(name, "evil").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{name}");
    }
}

#[tokio::test]
async fn plain_http_requires_disable_https_check() {
    let error = Client::builder()
        .sources(okta_client::config::Sources::none())
        .org_url("http://127.0.0.1:1")
        .token("00token")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
}
