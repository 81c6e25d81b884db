//! Requests as sent: headers, path, body. The tour shows the same headers.

use okta_testkit::Org;
use okta_tests::builder;

#[tokio::test]
async fn call_sends_exactly_these_headers() {
    let org = Org::builder().users(1).start().await.unwrap();
    let okta = builder(&org).user_agent("my-tool/1.0").build().unwrap();
    okta.users().get("admin@example.com").expand("blocks").await.unwrap();

    let requests = org.requests();
    let sent = requests.only();
    assert_eq!((sent.method().as_str(), sent.path()), ("GET", "/api/v1/users/admin%40example.com"));
    assert_eq!(sent.query(), Some("expand=blocks"));
    let mut headers: Vec<_> = sent
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .map(|header| header.replace(org.token(), "[redacted]"))
        .collect();
    headers.sort();
    let system = format!("{}/{}", std::env::consts::OS, std::env::consts::ARCH);
    assert_eq!(
        headers,
        [
            "accept-encoding: gzip".to_owned(),
            "accept: application/json".to_owned(),
            "authorization: SSWS [redacted]".to_owned(),
            format!("host: {}", org.url().trim_start_matches("http://")),
            format!("user-agent: okta-client/{} rust {system} my-tool/1.0", env!("CARGO_PKG_VERSION")),
        ]
    );
}

#[tokio::test]
async fn identifiers_are_encoded_as_one_path_segment() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).build().unwrap();
    for id in ["a/b", "a%2Fb", "a#b", "a?b", "a b", "żółw", "..%2f", "%2e%2e", "me/../x"] {
        org.clear_requests();
        let error = okta.users().get(id).await.unwrap_err();
        assert!(error.is_not_found(), "{id}: {error}");
        let requests = org.requests();
        let path = requests.only().path().to_owned();
        assert_eq!(path.matches('/').count(), 4, "{id} became {path}");
    }
    for id in ["", ".", "..", "a;b=c", "prefix;suffix"] {
        org.clear_requests();
        let error = okta.users().get(id).await.unwrap_err();
        assert!(error.is_before_send(), "{id:?}: {error}");
        org.requests().expect(0);
    }
}

#[tokio::test]
async fn post_without_body_sends_content_length_zero() {
    let org = Org::builder().users(2).start().await.unwrap();
    let okta = builder(&org).build().unwrap();
    let user = okta.users().list().limit(2).await.unwrap().into_items().unwrap().pop().unwrap();
    let id = user.id;
    org.clear_requests();
    okta.users().suspend(&id).await.unwrap();
    let requests = org.requests();
    assert_eq!(requests.only().header("content-length"), Some("0"));
    assert_eq!(requests.only().header("content-type"), None);
}
