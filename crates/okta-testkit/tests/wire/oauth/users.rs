//! Users who sign in: codes, devices, refresh tokens; how their clients authenticate.

use std::time::Duration;

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD};
use http_body_util::Full;
use okta_testkit::{ClientMethod, Clock, OidcApp, Org, RegisteredClient};
use serde_json::{Value, json};

use super::{NOW, assert_oauth_error, b64};
use crate::common::{Http, Response};

pub(super) const REDIRECT: &str = "https://app.example/cb";
const VERIFIER: &str = "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz";
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(super) struct Users {
    pub(super) org: Org,
    pub(super) http: Http,
    pub(super) app: RegisteredClient,
    pub(super) login: String,
}

impl Users {
    pub(super) async fn new(app: OidcApp) -> Self {
        let org = Org::builder().clock(Clock::frozen_at(NOW)).users(1).start().await.unwrap();
        let app = org.register_client(app.redirect_uri(REDIRECT).scopes(["okta.users.read"])).unwrap();
        let login = org.users()[0]["profile"]["login"].as_str().unwrap().to_owned();
        Self { http: Http::new(&org), app, login, org }
    }

    /// Posts a form of the client, with further members.
    pub(super) async fn post(&self, endpoint: &str, members: &[(&str, &str)]) -> Response {
        self.post_as(endpoint, members, None).await
    }

    pub(super) async fn post_as(
        &self,
        endpoint: &str,
        members: &[(&str, &str)],
        authorization: Option<String>,
    ) -> Response {
        let mut form = form_urlencoded::Serializer::new(String::new());
        if !members.iter().any(|(name, _)| *name == "client_id") && authorization.is_none() {
            form.append_pair("client_id", self.app.client_id());
        }
        let body = form.extend_pairs(members).finish();
        let mut request = http::Request::post(format!("{}/oauth2/v1/{endpoint}", self.org.url()))
            .header("content-type", "application/x-www-form-urlencoded");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        self.http.send(request.body(Full::from(body)).unwrap()).await.unwrap()
    }

    /// Signs the user in and returns the parameters of the redirect.
    pub(super) async fn authorize(&self, changed: &[(&str, &str)]) -> Vec<(String, String)> {
        let challenge = b64(digest::digest(&digest::SHA256, VERIFIER.as_bytes()));
        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", self.app.client_id()),
            ("redirect_uri", REDIRECT),
            ("scope", "openid offline_access okta.users.read"),
            ("state", "s1"),
            ("nonce", "n1"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("login_hint", &self.login),
        ];
        parameters.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        parameters.extend(changed);
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let request = http::Request::get(format!("{}/oauth2/v1/authorize?{query}", self.org.url()));
        let response = self.http.send(request.body(Full::default()).unwrap()).await.unwrap();
        let location = response.headers["location"].to_str().unwrap();
        let (uri, query) = location.split_once('?').unwrap();
        assert_eq!(uri, REDIRECT);
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    pub(super) async fn redeem(&self, changed: &[(&str, &str)]) -> Response {
        let redirect = self.authorize(&[]).await;
        assert_eq!(redirect[1], ("state".to_owned(), "s1".to_owned()));
        let mut members = vec![
            ("grant_type", "authorization_code"),
            ("code", redirect[0].1.as_str()),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        members.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        members.extend(changed);
        self.post("token", &members).await
    }

    pub(super) async fn refresh(&self, token: &str) -> Response {
        self.post("token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    pub(super) async fn me(&self, tokens: &Value) -> u16 {
        let request = http::Request::get(format!("{}/api/v1/users/me", self.org.url()))
            .header("authorization", format!("Bearer {}", text(tokens, "access_token")));
        let response = self.http.send(request.body(Full::default()).unwrap()).await.unwrap();
        response.status.as_u16()
    }
}

pub(super) fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap()
}

#[tokio::test]
async fn code_is_valid_once_and_for_its_request() {
    let users = Users::new(OidcApp::new()).await;
    let tokens = users.redeem(&[]).await.ok();
    assert_eq!(tokens["scope"], json!("openid offline_access okta.users.read"));
    assert!(tokens["id_token"].is_string() && tokens["refresh_token"].is_string());
    assert_eq!(users.me(&tokens).await, 200);
    for changed in
        [("code_verifier", "x"), ("redirect_uri", "https://app.example/other"), ("code", "unknown")]
    {
        assert_oauth_error(&users.redeem(&[changed]).await, 400, "invalid_grant", "");
    }
    let redirect = users.authorize(&[]).await;
    users.org.clock().advance(Duration::from_secs(301));
    let members = [
        ("grant_type", "authorization_code"),
        ("code", redirect[0].1.as_str()),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    assert_oauth_error(&users.post("token", &members).await, 400, "invalid_grant", "");
}

#[tokio::test]
async fn invalid_authorization_requests_are_redirected_with_an_error() {
    let users = Users::new(OidcApp::new()).await;
    for (changed, error) in [
        (("login_hint", "nobody@example.com"), "login_required"),
        (("scope", "okta.apps.manage"), "invalid_scope"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("response_type", "token"), "invalid_request"),
    ] {
        let redirect = users.authorize(&[changed]).await;
        assert_eq!(redirect[0], ("error".to_owned(), error.to_owned()));
    }
}

#[tokio::test]
async fn replaced_refresh_token_is_valid_for_the_grace_period() {
    let users = Users::new(OidcApp::new().rotation(Duration::from_secs(30))).await;
    let first = users.redeem(&[]).await.ok();
    let second = users.refresh(text(&first, "refresh_token")).await.ok();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    users.org.clock().advance(Duration::from_secs(30));
    let again = users.refresh(text(&first, "refresh_token")).await.ok();
    assert_eq!(users.me(&again).await, 200);
    users.org.clock().advance(Duration::from_secs(1));
    let reused = users.refresh(text(&first, "refresh_token")).await;
    assert_oauth_error(&reused, 400, "invalid_grant", "");
    // The session has ended, with all its tokens.
    assert_eq!((users.me(&second).await, users.me(&again).await), (401, 401));
    assert_oauth_error(&users.refresh(text(&again, "refresh_token")).await, 400, "invalid_grant", "");
    let counters = users.org.oauth_counters();
    assert_eq!((counters.refreshes, counters.reused_refresh_tokens), (2, 1));
}

#[tokio::test]
async fn persistent_refresh_token_stays_valid() {
    let users = Users::new(OidcApp::new().persistent_refresh_token()).await;
    let first = users.redeem(&[]).await.ok();
    for _ in 0..3 {
        users.org.clock().advance(Duration::from_secs(3600));
        let next = users.refresh(text(&first, "refresh_token")).await.ok();
        assert!(next["refresh_token"].is_null());
        assert_eq!(users.me(&next).await, 200);
    }
}

#[tokio::test]
async fn device_polls_until_the_user_decides() {
    let users = Users::new(OidcApp::new()).await;
    let start = async || users.post("device/authorize", &[("scope", "openid okta.users.read")]).await.ok();
    let poll = async |started: &Value| {
        users.org.clock().advance(Duration::from_secs(5));
        users.post("token", &[("grant_type", DEVICE), ("device_code", text(started, "device_code"))]).await
    };
    let started = start().await;
    assert_eq!((&started["interval"], &started["expires_in"]), (&json!(5), &json!(600)));
    assert_oauth_error(&poll(&started).await, 400, "authorization_pending", "");
    let early = [("grant_type", DEVICE), ("device_code", text(&started, "device_code"))];
    assert_oauth_error(&users.post("token", &early).await, 400, "slow_down", "");
    assert!(users.org.approve_device(text(&started, "user_code"), &users.login));
    let tokens = poll(&started).await.ok();
    assert_eq!(users.me(&tokens).await, 200);
    assert!(tokens["refresh_token"].is_null(), "without offline_access");
    assert_oauth_error(&poll(&started).await, 400, "invalid_grant", "");

    let denied = start().await;
    assert!(users.org.deny_device(text(&denied, "user_code")));
    assert_oauth_error(&poll(&denied).await, 400, "access_denied", "");
    let expired = start().await;
    users.org.clock().advance(Duration::from_secs(600));
    assert_oauth_error(&poll(&expired).await, 400, "expired_token", "");
    assert!(!users.org.approve_device("UNKNOWN", &users.login));
}

#[tokio::test]
async fn clients_authenticate_by_their_method_only() {
    let token = [("token", "t")];
    let basic = |id: &str, secret: &str| Some(format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))));
    for method in [ClientMethod::SecretBasic, ClientMethod::SecretPost, ClientMethod::None] {
        let users = Users::new(OidcApp::new().method(method)).await;
        let (id, secret) = (users.app.client_id(), users.app.client_secret());
        let by_header = users.post_as("introspect", &token, basic(id, secret)).await;
        let by_form = users.post("introspect", &[token[0], ("client_secret", secret)]).await;
        let wrong = users.post("introspect", &[token[0], ("client_secret", "wrong")]).await;
        let public = users.post("introspect", &token).await;
        let accepted = [&by_header, &by_form, &public].map(|response| response.status.is_success());
        // An empty secret is none.
        let expected = match method {
            ClientMethod::SecretBasic => [true, false, false],
            ClientMethod::SecretPost => [false, true, false],
            _ => [false, true, true],
        };
        assert_eq!(accepted, expected, "{method:?}");
        assert_oauth_error(&wrong, 401, "invalid_client", "");
    }
    let users = Users::new(OidcApp::new().method(ClientMethod::SecretBasic)).await;
    let (id, secret) = (users.app.client_id(), users.app.client_secret());
    let both = [token[0], ("client_id", id), ("client_secret", secret)];
    let response = users.post_as("introspect", &both, basic(id, secret)).await;
    assert_oauth_error(&response, 400, "invalid_request", "more than one");
}

#[tokio::test]
async fn revoked_refresh_token_ends_the_session() {
    let users = Users::new(OidcApp::new()).await;
    let tokens = users.redeem(&[]).await.ok();
    let introspect = async |member| users.post("introspect", &[("token", text(&tokens, member))]).await.ok();
    assert_eq!(introspect("refresh_token").await["active"], json!(true));
    let access = introspect("access_token").await;
    assert_eq!((&access["active"], &access["token_type"]), (&json!(true), &json!("Bearer")));
    let revoked = users.post("revoke", &[("token", text(&tokens, "refresh_token"))]).await;
    assert!(revoked.status.is_success());
    assert_eq!(introspect("refresh_token").await["active"], json!(false));
    assert_eq!(introspect("access_token").await["active"], json!(false));
    assert_eq!(users.me(&tokens).await, 401);
    assert!(users.post("revoke", &[("token", "unknown")]).await.status.is_success());
}
