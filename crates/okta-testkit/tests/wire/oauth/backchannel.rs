//! Backchannel authentication (CIBA).

use std::time::Duration;

use okta_testkit::{ClientMethod, OidcApp};
use serde_json::{Value, json};

use super::{
    assert_oauth_error, b64,
    users::{Users, text},
};
use crate::common::Response;

const CIBA: &str = "urn:openid:params:grant-type:ciba";

struct Backchannel(Users);

impl Backchannel {
    async fn new() -> Self {
        Self(Users::new(OidcApp::new().method(ClientMethod::SecretPost)).await)
    }

    async fn post(&self, endpoint: &str, members: &[(&str, &str)]) -> Response {
        let mut members = members.to_vec();
        members.push(("client_secret", self.0.app.client_secret()));
        self.0.post(endpoint, &members).await
    }

    async fn ask(&self, members: &[(&str, &str)]) -> Response {
        let mut all = vec![("scope", "openid offline_access okta.users.read")];
        all.retain(|(name, _)| !members.iter().any(|(other, _)| other == name));
        all.extend(members);
        self.post("bc/authorize", &all).await
    }

    async fn ask_by_login(&self) -> Value {
        self.ask(&[("login_hint", &self.0.login)]).await.ok()
    }

    async fn poll(&self, started: &Value) -> Response {
        let id = text(started, "auth_req_id");
        self.post("token", &[("grant_type", CIBA), ("auth_req_id", id)]).await
    }

    fn advance(&self, seconds: u64) {
        self.0.org.clock().advance(Duration::from_secs(seconds));
    }
}

#[tokio::test]
async fn approved_request_is_redeemed_once() {
    let backchannel = Backchannel::new().await;
    let message = [("login_hint", backchannel.0.login.as_str()), ("binding_message", "Order 4711")];
    let started = backchannel.ask(&message).await.ok();
    assert_eq!((&started["expires_in"], &started["interval"]), (&json!(300), &json!(5)));
    let [request] = <[_; 1]>::try_from(backchannel.0.org.backchannel_requests()).unwrap();
    assert_eq!(request.binding_message.as_deref(), Some("Order 4711"));
    assert_eq!(request.client_id, backchannel.0.app.client_id());
    assert_eq!(request.scopes, ["openid", "offline_access", "okta.users.read"]);
    assert_eq!(backchannel.0.org.users()[0]["id"], request.user.as_str());

    assert_oauth_error(&backchannel.poll(&started).await, 400, "authorization_pending", "");
    assert_eq!(backchannel.0.org.approve_backchannel(&backchannel.0.login), 1);
    assert_eq!(backchannel.0.org.approve_backchannel(&backchannel.0.login), 0);
    assert_oauth_error(&backchannel.poll(&started).await, 400, "slow_down", "");
    backchannel.advance(5);
    let tokens = backchannel.poll(&started).await.ok();
    assert_eq!(backchannel.0.me(&tokens).await, 200);
    assert!(tokens["id_token"].is_string() && tokens["refresh_token"].is_string());
    backchannel.advance(5);
    assert_oauth_error(&backchannel.poll(&started).await, 400, "invalid_grant", "");
    assert!(backchannel.0.org.backchannel_requests().is_empty());
}

#[tokio::test]
async fn denied_and_expired_requests_give_no_token() {
    let backchannel = Backchannel::new().await;
    let denied = backchannel.ask_by_login().await;
    assert_eq!(backchannel.0.org.deny_backchannel(&backchannel.0.login), 1);
    assert_oauth_error(&backchannel.poll(&denied).await, 400, "access_denied", "");

    let short = [("login_hint", backchannel.0.login.as_str()), ("request_expiry", "60")];
    let expired = backchannel.ask(&short).await.ok();
    assert_eq!(expired["expires_in"], json!(60));
    backchannel.advance(60);
    assert_eq!(backchannel.0.org.approve_backchannel(&backchannel.0.login), 0);
    assert_oauth_error(&backchannel.poll(&expired).await, 400, "expired_token", "");
    assert_eq!(backchannel.0.org.approve_backchannel("nobody@example.com"), 0);
}

#[tokio::test]
async fn id_token_names_the_user() {
    let backchannel = Backchannel::new().await;
    let started = backchannel.ask_by_login().await;
    backchannel.0.org.approve_backchannel(&backchannel.0.login);
    let tokens = backchannel.poll(&started).await.ok();
    // An expired one is accepted, too.
    backchannel.advance(100_000);
    let hint = text(&tokens, "id_token");
    backchannel.ask(&[("id_token_hint", hint)]).await.ok();
    assert_eq!(backchannel.0.org.backchannel_requests().len(), 1);

    let changed = format!("{}.{}", hint.rsplit_once('.').unwrap().0, b64([7; 64]));
    for hint in [&changed, text(&tokens, "access_token"), "a.b.c"] {
        let response = backchannel.ask(&[("id_token_hint", hint)]).await;
        assert_oauth_error(&response, 400, "invalid_request", "id_token_hint");
    }
}

#[tokio::test]
async fn invalid_backchannel_requests_are_rejected() {
    let backchannel = Backchannel::new().await;
    let login = ("login_hint", backchannel.0.login.as_str());
    for (members, error) in [
        (vec![], "invalid_request"),
        (vec![login, ("id_token_hint", "a.b.c")], "invalid_request"),
        (vec![login, ("request_expiry", "301")], "invalid_request"),
        (vec![login, ("request_expiry", "0")], "invalid_request"),
        (vec![login, ("scope", "offline_access")], "invalid_scope"),
        (vec![login, ("scope", "openid okta.apps.manage")], "invalid_scope"),
        (vec![login, ("request", "a.b.c")], "request_not_supported"),
        (vec![("login_hint", "nobody@example.com")], "unknown_user_id"),
    ] {
        assert_oauth_error(&backchannel.ask(&members).await, 400, error, "");
    }
    assert!(backchannel.0.org.backchannel_requests().is_empty());

    let public = Users::new(OidcApp::new()).await;
    let members = [("scope", "openid"), ("login_hint", public.login.as_str())];
    assert_oauth_error(&public.post("bc/authorize", &members).await, 401, "invalid_client", "public");
}

#[tokio::test]
async fn poll_interval_is_that_of_the_org() {
    let backchannel = Backchannel::new().await;
    backchannel.0.org.set_poll_interval(Duration::ZERO);
    let started = backchannel.ask_by_login().await;
    assert_eq!(started["interval"], json!(0));
    for _ in 0..3 {
        assert_oauth_error(&backchannel.poll(&started).await, 400, "authorization_pending", "");
    }
}
