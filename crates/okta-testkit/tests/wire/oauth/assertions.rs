//! Identity assertions (ID-JAG), and the JWT bearer grant of custom servers.

use std::time::Duration;

use http_body_util::Full;
use okta_testkit::OidcApp;
use serde_json::json;

use super::{
    assert_oauth_error, b64,
    users::{Users, text},
};
use crate::common::Response;

const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const ID_JAG: &str = "urn:ietf:params:oauth:token-type:id-jag";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";

async fn exchange(users: &Users, changed: &[(&str, &str)]) -> Response {
    let audience = format!("{}/oauth2/default", users.org.url());
    let mut members = vec![
        ("grant_type", EXCHANGE),
        ("requested_token_type", ID_JAG),
        ("subject_token_type", ID_TOKEN),
        ("audience", audience.as_str()),
        ("scope", "okta.users.read"),
    ];
    members.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    members.extend(changed);
    users.post("token", &members).await
}

async fn redeem(users: &Users, server: &str, assertion: &str, scope: &str) -> Response {
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", users.app.client_id())
        .append_pair("grant_type", BEARER)
        .append_pair("assertion", assertion)
        .append_pair("scope", scope)
        .finish();
    let request = http::Request::post(format!("{}/oauth2/{server}token", users.org.url()))
        .header("content-type", "application/x-www-form-urlencoded");
    users.http.send(request.body(Full::from(body)).unwrap()).await.unwrap()
}

#[tokio::test]
async fn assertion_is_redeemed_at_its_server() {
    let users = Users::new(OidcApp::new()).await;
    let signed_in = users.redeem(&[]).await.ok();
    let issued = exchange(&users, &[("subject_token", text(&signed_in, "id_token"))]).await.ok();
    let kind = (&issued["token_type"], &issued["issued_token_type"], &issued["expires_in"]);
    assert_eq!(kind, (&json!("N_A"), &json!(ID_JAG), &json!(300)));
    let assertion = text(&issued, "access_token");

    let tokens = redeem(&users, "default/v1/", assertion, "").await.ok();
    assert_eq!(tokens["scope"], "okta.users.read");
    assert_eq!(users.me(&tokens).await, 200);
    assert!(tokens["refresh_token"].is_null() && tokens["id_token"].is_null());

    assert_oauth_error(&redeem(&users, "v1/", assertion, "").await, 400, "unsupported_grant_type", "");
    assert_oauth_error(&redeem(&users, "other/v1/", assertion, "").await, 400, "invalid_grant", "audience");
    let more = redeem(&users, "default/v1/", assertion, "okta.users.read openid").await;
    assert_oauth_error(&more, 400, "invalid_scope", "");
    let changed = format!("{}.{}", assertion.rsplit_once('.').unwrap().0, b64([7; 64]));
    for assertion in [&changed, text(&signed_in, "id_token"), text(&signed_in, "access_token"), "a.b.c"] {
        let response = redeem(&users, "default/v1/", assertion, "").await;
        assert_oauth_error(&response, 400, "invalid_grant", "");
    }
    users.org.clock().advance(Duration::from_secs(300));
    assert_oauth_error(&redeem(&users, "default/v1/", assertion, "").await, 400, "invalid_grant", "expired");
}

#[tokio::test]
async fn assertion_is_issued_for_an_id_token() {
    let users = Users::new(OidcApp::new()).await;
    let signed_in = users.redeem(&[]).await.ok();
    let subject = ("subject_token", text(&signed_in, "id_token"));
    for (changed, error) in [
        (("subject_token", text(&signed_in, "access_token")), "invalid_grant"),
        (("subject_token", "a.b.c"), "invalid_grant"),
        (("subject_token_type", "urn:ietf:params:oauth:token-type:saml2"), "invalid_request"),
        (("audience", "https://other.example/oauth2/default"), "invalid_target"),
        (("audience", ""), "invalid_target"),
        (("scope", "okta.apps.manage"), "invalid_scope"),
    ] {
        let members = [subject, changed];
        let members = if changed.0 == subject.0 { &members[1..] } else { &members };
        assert_oauth_error(&exchange(&users, members).await, 400, error, "");
    }
    users.org.clock().advance(Duration::from_secs(3600));
    assert_oauth_error(&exchange(&users, &[subject]).await, 400, "invalid_grant", "expired");
}

#[tokio::test]
async fn assertion_belongs_to_its_client() {
    let users = Users::new(OidcApp::new()).await;
    let signed_in = users.redeem(&[]).await.ok();
    let issued = exchange(&users, &[("subject_token", text(&signed_in, "id_token"))]).await.ok();
    let other = users.org.register_client(OidcApp::new().scopes(["okta.users.read"])).unwrap();
    let other = Users { app: other, ..users };
    let response = redeem(&other, "default/v1/", text(&issued, "access_token"), "").await;
    assert_oauth_error(&response, 400, "invalid_grant", "another client");
}
