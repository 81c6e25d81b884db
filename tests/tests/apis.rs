//! The APIs beside the Management API: handles, paging, media types, forms, separate servers.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, UNIX_EPOCH},
};

use futures_util::TryStreamExt;
use http::{Request, Response};
use okta_client::{Client, ServiceUserKey, config::Sources, gateway_tokens, models};
use okta_tower::auth::{Bearer, MemoryTokenStore, OAuth, PrivateKey, PrivateKeyJwt, SigningAlgorithm};
use okta_tower::{body::Body, clock::ManualClock};
use tower::service_fn;

/// Requests as text: method, URL, and some headers, then the body.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// A client whose transport records requests and returns these bodies, in order.
fn client(responses: &[&'static str]) -> (Client, Log) {
    let log = Log::default();
    let left = Arc::new(Mutex::new(responses.to_vec()));
    let seen = log.clone();
    let transport = service_fn(move |request: Request<Body>| {
        let header = |name: &str| {
            request.headers().get(name).map_or("-".to_owned(), |value| value.to_str().unwrap().to_owned())
        };
        let body = request.body().as_bytes().map(|body| String::from_utf8_lossy(body).into_owned());
        seen.0.lock().unwrap().push(format!(
            "{} {} | {} | {} | {} | {}",
            request.method(),
            request.uri(),
            header("authorization"),
            header("accept"),
            header("content-type"),
            body.unwrap_or_default()
        ));
        let body = left.lock().unwrap().remove(0);
        let next = "</v1/teams/t/clients?offset=b&count=1>; rel=\"next\"";
        let response = Response::builder().header("content-type", "application/json");
        let response = if body.contains("has-next") { response.header("link", next) } else { response };
        std::future::ready(Ok::<_, std::convert::Infallible>(response.body(Body::from(body)).unwrap()))
    });
    let okta = Client::builder()
        .sources(Sources::none())
        .org_url("https://acme.okta.com")
        .token("00t")
        .transport(transport)
        .build()
        .unwrap();
    (okta, log)
}

#[tokio::test]
async fn governance_pages_follow_links_in_bodies() {
    let first = r#"{"data":[{"id":"a"}],"_links":{"next":{"href":"https://x.example/governance/api/v1/campaigns?after=2"}}}"#;
    let (okta, log) = client(&[first, r#"{"data":[{"id":"b","new":1}],"_links":{}}"#]);
    let campaigns: Vec<models::governance::CampaignSparse> =
        okta.governance().campaigns().list().filter("name co \"x\"").items().try_collect().await.unwrap();
    let ids: Vec<&str> = campaigns.iter().map(|campaign| campaign.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(campaigns[1].get("new").unwrap().as_str(), "1");
    let base = "GET https://acme.okta.com/governance/api/v1/campaigns?filter=name%20co%20%22x%22";
    let rest = " | SSWS 00t | application/json | - | ";
    assert_eq!(log.lines(), [format!("{base}{rest}"), format!("{base}&after=2{rest}")]);
}

#[tokio::test]
async fn my_account_sends_versioned_media_types() {
    let (okta, log) = client(&["{}", "{}"]);
    let okta = okta.to_builder().unwrap().credential(Bearer::new("user").unwrap()).build().unwrap();
    okta.my_account().profile().get().await.unwrap();
    let update = models::my_account::UpdateAppAuthenticatorEnrollmentRequest::new();
    okta.my_account().app_authenticators().update_enrollment("e1", update).await.unwrap();
    let version = "okta-version=1.0.0";
    assert_eq!(
        log.lines(),
        [
            format!(
                "GET https://acme.okta.com/idp/myaccount/profile | Bearer user | application/json;{version} | - | "
            ),
            format!(
                "PATCH https://acme.okta.com/idp/myaccount/app-authenticators/e1 | Bearer user | \
                 application/json;{version} | application/merge-patch+json;{version} | {{}}"
            ),
        ]
    );
}

#[tokio::test]
async fn oauth_sends_forms_without_credentials() {
    let (okta, log) = client(&[r#"{"access_token":"at","expires_in":3600}"#, r#"{"active":false}"#]);
    let grant = models::oauth::TokenRequestClientCredentials::new()
        .scope("a b")
        .with("client_id", "c1")
        .with("client_secret", "s&1");
    let token = okta.oauth().token(grant).await.unwrap();
    assert_eq!(token.get("access_token").unwrap().as_str(), "\"at\"");
    let introspect = models::oauth::IntrospectionRequest::new().token("t/1");
    okta.oauth().server("default").introspect(introspect).await.unwrap();
    let lines = log.lines();
    let (head, form) = lines[0].rsplit_once(" | ").unwrap();
    let form_type = "application/x-www-form-urlencoded";
    assert_eq!(
        head,
        format!("POST https://acme.okta.com/oauth2/v1/token | - | application/json | {form_type}")
    );
    let mut members: Vec<&str> = form.split('&').collect();
    members.sort_unstable();
    assert_eq!(
        members,
        ["client_id=c1", "client_secret=s%261", "grant_type=client_credentials", "scope=a+b"]
    );
    assert_eq!(
        lines[1],
        format!(
            "POST https://acme.okta.com/oauth2/default/v1/introspect | - | application/json | {form_type} | token=t%2F1"
        )
    );
}

#[test]
fn browser_operations_are_urls() {
    let (okta, log) = client(&[]);
    let server = okta.oauth().server("aus1");
    let url =
        server.authorize("c1", "https://app.example/cb", "code", "openid profile", "s 1").url().unwrap();
    assert_eq!(
        url,
        "https://acme.okta.com/oauth2/aus1/v1/authorize?client_id=c1&redirect_uri=https%3A%2F%2Fapp.example%2Fcb\
         &response_type=code&scope=openid%20profile&state=s%201"
    );
    let logout = okta.oauth().logout("idt").post_logout_redirect_uri("https://app.example").url().unwrap();
    assert!(logout.starts_with("https://acme.okta.com/oauth2/v1/logout?id_token_hint=idt&"), "{logout}");
    assert!(okta.oauth().server("..").logout("idt").url().is_err());
    assert!(log.lines().is_empty());
}

#[tokio::test]
async fn separate_server_gets_only_its_credential() {
    let (okta, log) =
        client(&[r#"{"list":[{"id":"1","x":"has-next"}]}"#, r#"{"list":[{"id":"2"}]}"#, "a,b", "{}"]);
    let access = okta.privileged_access("https://acme.pam.okta.com", Bearer::new("team").unwrap()).unwrap();
    let clients: Vec<models::privileged_access::Client> =
        access.clients().list("t").count(1).items().try_collect().await.unwrap();
    assert_eq!(clients.len(), 2);
    let report = access.access_reports().download("t", "r1").await.unwrap();
    assert_eq!(report, "a,b");
    okta.governance().org_settings().get().await.unwrap();
    let pam = "GET https://acme.pam.okta.com/v1/teams/t";
    assert_eq!(
        log.lines(),
        [
            format!("{pam}/clients?count=1 | Bearer team | application/json | - | "),
            format!("{pam}/clients?offset=b&count=1 | Bearer team | application/json | - | "),
            format!("{pam}/access_reports/r1/report | Bearer team | text/csv | - | "),
            "GET https://acme.okta.com/governance/api/v1/settings | SSWS 00t | application/json | - | "
                .to_owned(),
        ]
    );
    assert!(okta.access_gateway("not a url", Bearer::new("x").unwrap()).is_err());
}

/// A transport of Privileged Access: issues tokens `t1`, `t2`, …, and accepts the last one.
fn team_server(issued: Arc<Mutex<u32>>) -> Client {
    let transport = service_fn(move |request: Request<Body>| {
        let mut issued = issued.lock().unwrap();
        let authorization =
            request.headers().get("authorization").map(|value| value.to_str().unwrap().to_owned());
        let (status, body) = if request.uri().path() == "/v1/teams/t/service_token" {
            assert_eq!(authorization, None);
            assert_eq!(
                request.body().as_bytes().unwrap(),
                br#"{"key_id":"k","key_secret":"s3cret"}"#.as_slice()
            );
            *issued += 1;
            let token = format!(r#"{{"bearer_token":"t{issued}","expires_at":"2026-01-01T01:00:00Z"}}"#);
            (200, token)
        } else if authorization == Some(format!("Bearer t{issued}")) {
            (200, r#"{"list":[]}"#.to_owned())
        } else {
            (401, "{}".to_owned())
        };
        let response = Response::builder().status(status).header("date", "Thu, 01 Jan 2026 00:00:00 GMT");
        std::future::ready(Ok::<_, std::convert::Infallible>(response.body(Body::from(body)).unwrap()))
    });
    Client::builder()
        .sources(Sources::none())
        .org_url("https://acme.okta.com")
        .token("00t")
        .transport(transport)
        .build()
        .unwrap()
}

#[tokio::test]
async fn team_token_is_shared_and_replaced() {
    let issued = Arc::new(Mutex::new(0));
    let okta = team_server(Arc::clone(&issued));
    let url = "https://acme.pam.okta.com";
    let key = ServiceUserKey::new(&okta, url, "t", "k", "s3cret".to_owned()).unwrap();
    assert!(!format!("{key:?}").contains("s3cret"));
    let access = okta.privileged_access(url, OAuth::new(key)).unwrap();
    let calls = (0..1000).map(|_| access.clients().list("t").send());
    for page in futures_util::future::join_all(calls).await {
        assert!(page.unwrap().is_empty());
    }
    assert_eq!(*issued.lock().unwrap(), 1);
    // The server forgets the token.
    *issued.lock().unwrap() += 1;
    access.clients().list("t").await.unwrap();
    assert_eq!(*issued.lock().unwrap(), 3);
}

#[tokio::test]
async fn team_token_is_shared_by_a_store() {
    let issued = Arc::new(Mutex::new(0));
    let okta = team_server(Arc::clone(&issued));
    let url = "https://acme.pam.okta.com";
    let store = MemoryTokenStore::new();
    let clock = || ManualClock::new(UNIX_EPOCH + Duration::from_secs(1_767_225_600));
    for _ in 0..3 {
        let key = ServiceUserKey::new(&okta, url, "t", "k", "s3cret".to_owned()).unwrap();
        let token = OAuth::builder(key).clock(clock()).store(store.clone()).build();
        okta.privileged_access(url, token).unwrap().clients().list("t").await.unwrap();
    }
    assert_eq!(*issued.lock().unwrap(), 1);
}

#[tokio::test]
async fn gateway_token_is_requested_once_and_shared() {
    let (okta, log) = client(&[
        r#"{"access_token":"g1","token_type":"Bearer","expires_in":300,"scope":"okta.oag.app.read"}"#,
        "[]",
        "[]",
    ]);
    let url = "https://gateway.example.com/";
    let store = MemoryTokenStore::new();
    for _ in 0..2 {
        let key = PrivateKeyJwt::new(PrivateKey::generate(SigningAlgorithm::Es256).unwrap());
        let tokens = gateway_tokens(&okta, url, "c1", key).unwrap().scopes(["okta.oag.app.read"]).unwrap();
        let gateway = okta.access_gateway(url, OAuth::builder(tokens).store(store.clone()).build()).unwrap();
        gateway.applications().list().send().await.unwrap();
    }
    let lines = log.lines();
    assert_eq!(lines.len(), 3);
    let (head, form) = lines[0].rsplit_once(" | ").unwrap();
    assert_eq!(
        head,
        "POST https://gateway.example.com/api/v2/oauth/token | - | application/json | \
         application/x-www-form-urlencoded"
    );
    let assertion_type = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
    let expected = "grant_type=client_credentials&scope=okta.oag.app.read&client_assertion_type=";
    assert!(form.starts_with(&format!("{expected}{assertion_type}&client_assertion=ey")), "{form}");
    assert!(lines[1].starts_with("GET https://gateway.example.com/api/v2/"), "{}", lines[1]);
    assert!(lines[1].contains("| Bearer g1 |") && lines[2].contains("| Bearer g1 |"));
}

#[tokio::test]
async fn rejected_service_user_key_is_an_error() {
    let okta = team_server(Arc::default());
    let url = "https://acme.pam.okta.com";
    let key = ServiceUserKey::new(&okta, url, "other", "k", "s3cret".to_owned()).unwrap();
    let access = okta.privileged_access(url, OAuth::new(key)).unwrap();
    let error = access.clients().list("t").await.unwrap_err();
    let text = okta_tests::error_chain(&error);
    assert!(text.contains("no team token") && text.contains("401") && !text.contains("s3cret"), "{text}");
}

#[tokio::test]
async fn passkeys_of_a_user_are_a_list() {
    let (okta, _) = client(&[r#"[{"id": "fwf1", "name": "laptop"}, {"id": "fwf2", "name": "phone"}]"#]);
    let okta = okta.to_builder().unwrap().credential(Bearer::new("user").unwrap()).build().unwrap();
    let passkeys = okta.my_account().webauthn().list().items().try_collect::<Vec<_>>().await.unwrap();
    let names: Vec<_> = passkeys.iter().map(|passkey| passkey.name.as_deref()).collect();
    assert_eq!(names, [Some("laptop"), Some("phone")]);
}
