//! The end of all sign-ins of a user, and endpoints of the browser with forms.

use http_body_util::Full;
use okta_testkit::{OidcApp, ServiceApp};
use serde_json::{Value, json};

use super::{
    assert_oauth_error,
    users::{REDIRECT, Users, text},
};
use crate::common::{Response, person};

const REVOCATION: &str = "/oauth2/v1/global-token-revocation";

async fn post_form(users: &Users, path: &str, members: &[(&str, &str)]) -> Response {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish();
    let request = http::Request::post(format!("{}{path}", users.org.url()))
        .header("content-type", "application/x-www-form-urlencoded");
    users.http.send(request.body(Full::from(body)).unwrap()).await.unwrap()
}

async fn user_id(users: &Users) -> String {
    text(&users.http.get(&format!("/api/v1/users/{}", users.login)).await.ok(), "id").to_owned()
}

/// Signs in, with tokens and a session.
async fn sign_in(users: &Users) -> (Value, String) {
    let tokens = users.redeem(&[]).await.ok();
    let session = json!({ "userId": user_id(users).await, "login": users.login });
    let session = users.org.seed_object("/api/v1/sessions", session);
    (tokens, format!("/api/v1/sessions/{session}"))
}

async fn assert_ended(users: &Users, tokens: &Value, session: &str) {
    assert_eq!(users.me(tokens).await, 401);
    assert_oauth_error(&users.refresh(text(tokens, "refresh_token")).await, 400, "invalid_grant", "");
    users.http.get(session).await.assert_error(404, "E0000007");
}

#[tokio::test]
async fn revocation_ends_all_sign_ins_of_a_user() {
    let users = Users::new(OidcApp::new()).await;
    let other = users.http.post("/api/v1/users", person("bob@example.com")).await.ok();
    let (tokens, session) = sign_in(&users).await;
    let (later, _) = sign_in(&users).await;
    let subject = |id: &str| json!({ "sub_id": { "format": "opaque", "id": id } });
    for body in [subject("unknown"), json!({}), json!({ "sub_id": { "format": "email", "id": "x" } })] {
        users.http.post(REVOCATION, body).await.assert_error(400, "E0000001");
    }
    assert_eq!(users.http.post(REVOCATION, subject(text(&other, "id"))).await.status, 204);
    assert_eq!(users.me(&tokens).await, 200);
    let response = users.http.post(REVOCATION, subject(&user_id(&users).await)).await;
    assert_eq!((response.status.as_u16(), response.body.len()), (204, 0));
    assert_ended(&users, &tokens, &session).await;
    assert_eq!(users.me(&later).await, 401);
    // The user can sign in again.
    let (tokens, _) = sign_in(&users).await;
    assert_eq!(users.me(&tokens).await, 200);
}

#[tokio::test]
async fn identity_provider_names_its_user() {
    let users = Users::new(OidcApp::new()).await;
    let provider = json!({
        "type": "OIDC", "name": "Partner", "protocol": {
            "type": "OIDC", "issuer": { "url": "https://idp.example.com" }, "scopes": ["openid"],
            "credentials": { "client": { "client_id": "c", "client_secret": "s" } },
        },
    });
    let provider = users.http.post("/api/v1/idps", provider).await.ok();
    let link = format!("/api/v1/idps/{}/users/{}", text(&provider, "id"), user_id(&users).await);
    users.http.post(&link, json!({ "externalId": "ada" })).await.ok();
    let (tokens, session) = sign_in(&users).await;
    let subject =
        |issuer: &str, sub: &str| json!({ "sub_id": { "format": "iss_sub", "iss": issuer, "sub": sub } });
    for body in [subject("https://idp.example.com", "bob"), subject("https://other.example.com", "ada")] {
        users.http.post(REVOCATION, body).await.assert_error(400, "E0000001");
    }
    let response = users.http.post(REVOCATION, subject("https://idp.example.com", "ada")).await;
    assert_eq!(response.status, 204);
    assert_ended(&users, &tokens, &session).await;
}

#[tokio::test]
async fn revocation_requires_its_scope() {
    let users = Users::new(OidcApp::new()).await;
    let tokens = users.redeem(&[]).await.ok();
    let body = json!({ "sub_id": { "format": "opaque", "id": user_id(&users).await } }).to_string();
    let request = |token: &str| {
        http::Request::post(format!("{}{REVOCATION}", users.org.url()))
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {token}"))
            .body(Full::from(body.clone()))
            .unwrap()
    };
    let rejected = users.http.send(request(text(&tokens, "access_token"))).await.unwrap();
    assert_eq!(rejected.status, 403);
    let service = ServiceApp::new().scopes(["okta.universalLogout.manage"]);
    let app = users.org.register_app(service).unwrap();
    let token =
        super::service_token(&users.http, &app, "/oauth2/v1/token", "okta.universalLogout.manage").await;
    assert_eq!(users.http.send(request(&token)).await.unwrap().status, 204);
    assert_eq!(users.me(&tokens).await, 401);
}

#[tokio::test]
async fn cleared_sessions_keep_tokens_unless_asked() {
    let users = Users::new(OidcApp::new()).await;
    let (tokens, session) = sign_in(&users).await;
    let sessions = format!("/api/v1/users/{}/sessions", user_id(&users).await);
    assert_eq!(users.http.delete(&sessions).await.status, 204);
    users.http.get(&session).await.assert_error(404, "E0000007");
    assert_eq!(users.me(&tokens).await, 200);
    assert_eq!(users.http.delete(&format!("{sessions}?oauthTokens=true")).await.status, 204);
    assert_ended(&users, &tokens, &session).await;
}

#[tokio::test]
async fn browser_endpoints_take_forms() {
    let users = Users::new(OidcApp::new()).await;
    let challenge = "a".repeat(43);
    let members = [
        ("response_type", "code"),
        ("client_id", users.app.client_id()),
        ("redirect_uri", REDIRECT),
        ("scope", "openid"),
        ("state", "s1"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
        ("login_hint", users.login.as_str()),
    ];
    for server in ["v1", "default/v1"] {
        let path = format!("/oauth2/{server}/authorize");
        let response = post_form(&users, &path, &members).await;
        assert_eq!(response.status, 302);
        let location = response.headers["location"].to_str().unwrap();
        assert!(location.starts_with(&format!("{REDIRECT}?code=")), "{location}");
        // Those of the query do not count.
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish();
        let response = post_form(&users, &format!("{path}?{query}"), &[("nonce", "n")]).await;
        assert_oauth_error(&response, 400, "invalid_client", "");

        let path = format!("/oauth2/{server}/logout");
        let target = ("post_logout_redirect_uri", "https://app.example/out");
        let response = post_form(&users, &path, &[("id_token_hint", "a.b.c"), target, ("state", "s")]).await;
        assert_eq!(response.status, 302);
        assert_eq!(response.headers["location"], "https://app.example/out?state=s");
        post_form(&users, &path, &[target]).await.assert_error(400, "E0000001");
    }
}
