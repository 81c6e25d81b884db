//! Access tokens: who gets one, what it opens, and what the endpoint refuses.

use std::time::Duration;

use http_body_util::Full;
use okta_testkit::{Answer, Clock, KeyKind, Org, ServiceApp};
use serde_json::{Value, json};

use super::{NOW, Rig, Signer, challenged, denied};
use crate::common::person;

#[tokio::test]
async fn every_kind_of_key_gets_a_token() {
    let org = Org::builder().clock(Clock::frozen_at(NOW)).start().await.unwrap();
    let mut rig = Rig::with(org, false);
    let kinds = [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Rsa];
    let app = kinds.into_iter().fold(ServiceApp::new().scopes(["okta.users.read"]), ServiceApp::key);
    let app = rig.org.register_app(app).unwrap();
    rig.client_id = app.client_id().to_owned();
    for (key, algorithms) in
        app.keys().iter().zip([&["ES256"][..], &["ES384"], &["ES512"], &["RS256", "RS384", "RS512"]])
    {
        for algorithm in algorithms {
            let header = json!({"alg": algorithm, "kid": key.kid()});
            let assertion = Signer::of(key, algorithm).sign(&header, &rig.claims());
            let body = rig.ask(&assertion, "okta.users.read", None).await.ok();
            assert_eq!(
                (&body["token_type"], &body["expires_in"]),
                (&json!("Bearer"), &json!(3600)),
                "{algorithm}"
            );
            // The private JWK that the org hands out is the same key.
            let public = key.jwk().get("x").or_else(|| key.jwk().get("n"));
            assert!(public.is_some() && key.jwk()["d"].is_string());
        }
    }
    let no_kid = Signer::of(&app.keys()[0], "ES256").sign(&json!({"alg": "ES256"}), &rig.claims());
    denied(&rig.ask(&no_kid, "okta.users.read", None).await, 401, "invalid_client", "kid_missing");
    assert_eq!(rig.org.oauth_counters().tokens_issued, 6);
}

#[tokio::test]
async fn a_token_opens_what_its_scopes_allow() {
    let rig = Rig::new(false).await;
    let (token, _) = rig.token(false).await;
    let bearer = format!("Bearer {token}");
    rig.call("GET", "/api/v1/users", &bearer, None).await.ok();
    let refused = rig.call("GET", "/api/v1/groups", &bearer, None).await;
    challenged(&refused, 403, &["insufficient_scope", "okta.groups.read"]);
    refused.refused(403, "E0000006");
    challenged(&rig.call("DELETE", "/api/v1/users/admin", &bearer, None).await, 403, &["okta.users.manage"]);
    challenged(
        &rig.call("GET", "/api/v1/users", "Bearer invented", None).await,
        401,
        &["invalid_token", "Bearer"],
    );

    rig.org.clock().advance(Duration::from_secs(3599));
    rig.call("GET", "/api/v1/users", &bearer, None).await.ok();
    rig.org.clock().advance(Duration::from_secs(1));
    let expired = rig.call("GET", "/api/v1/users", &bearer, None).await;
    challenged(&expired, 401, &["invalid_token", "expired"]);
    expired.refused(401, "E0000011");
    assert_eq!(rig.org.oauth_counters().rejected_tokens, 4);
}

#[tokio::test]
async fn tokens_can_be_revoked_and_errors_be_bare() {
    let org = Org::builder().clock(Clock::frozen_at(NOW)).bare_token_errors(true).start().await.unwrap();
    let rig = Rig::with(org, false);
    let (token, _) = rig.token(false).await;
    rig.org.revoke_access_tokens();
    let reply = rig.call("GET", "/api/v1/users", &format!("Bearer {token}"), None).await;
    challenged(&reply, 401, &["invalid_token"]);
    assert!(reply.body.is_empty());
}

#[tokio::test]
async fn assertions_are_refused_for_every_fault() {
    let rig = Rig::new(false).await;
    let with = |name: &str, value: Value| {
        let mut claims = rig.claims();
        claims[name] = value;
        rig.assertion(&claims)
    };
    for (assertion, reason) in [
        (with("aud", json!("https://other.example/oauth2/v1/token")), "invalid_audience"),
        (with("aud", json!(rig.org.url())), "invalid_audience"),
        (with("sub", json!("someone")), "issuer_and_subject"),
        (with("exp", json!(NOW)), "expired"),
        (with("exp", json!(NOW + 3601)), "too_far"),
        (with("exp", json!(null)), "exp_missing"),
        (with("iat", json!(NOW + 1)), "issued_at_in_future"),
        ("not.a.token".to_owned(), "malformed"),
        (rig.assertion_key.sign(&json!({"alg": "ES256", "kid": "other"}), &rig.claims()), "kid_invalid"),
        (rig.proof_key.sign(&json!({"alg": "ES256", "kid": rig.kid}), &rig.claims()), "signature_invalid"),
        (rig.assertion_key.sign(&json!({"alg": "none", "kid": rig.kid}), &rig.claims()), "signature_invalid"),
    ] {
        denied(&rig.ask(&assertion, "okta.users.read", None).await, 401, "invalid_client", reason);
    }
    let mut unknown = rig.claims();
    (unknown["iss"], unknown["sub"]) = (json!("0oanobody"), json!("0oanobody"));
    denied(
        &rig.ask(&rig.assertion(&unknown), "okta.users.read", None).await,
        401,
        "invalid_client",
        "client_not_found",
    );

    let once = rig.assertion(&rig.claims());
    rig.ask(&once, "okta.users.read okta.logs.read", None).await.ok();
    denied(&rig.ask(&once, "okta.users.read", None).await, 401, "invalid_client", "already_used");

    denied(
        &rig.ask(&rig.assertion(&rig.claims()), "okta.apps.read", None).await,
        400,
        "invalid_scope",
        "granted",
    );
    denied(&rig.ask(&rig.assertion(&rig.claims()), "", None).await, 400, "invalid_scope", "scope");
    let counters = rig.org.oauth_counters();
    assert_eq!((counters.tokens_issued, counters.replayed_jti, counters.rejected_assertions), (1, 1, 12));
    assert_eq!(counters.reasons["client_assertion_expired"], 1);
}

#[tokio::test]
async fn the_token_endpoint_takes_only_forms() {
    let rig = Rig::new(false).await;
    let reply = rig.http.post("/oauth2/v1/token", json!({"grant_type": "client_credentials"})).await;
    denied(&reply, 400, "invalid_request", "form");
    rig.http.get("/oauth2/v1/token").await.refused(405, "E0000022");
    let send = async |body: &'static str| {
        let request = http::Request::post(rig.org.token_url());
        let request =
            request.header("content-type", "application/x-www-form-urlencoded").body(Full::from(body));
        rig.http.send(request.unwrap()).await.unwrap()
    };
    denied(&send("grant_type=password").await, 400, "unsupported_grant_type", "grant");
    denied(
        &send("grant_type=client_credentials&client_secret=x").await,
        401,
        "invalid_client",
        "no_client_assertion",
    );
    denied(&send("scope=a&scope=b").await, 400, "invalid_request", "once");
    let keys = rig.http.get("/oauth2/v1/keys").await.ok();
    assert_eq!(keys["keys"][0]["crv"], "P-256");
    let metadata = rig.http.get("/.well-known/oauth-authorization-server").await.ok();
    assert_eq!(metadata["token_endpoint"], rig.org.token_url());
}

#[tokio::test]
async fn the_log_names_the_app() {
    let org = Org::builder().clock(Clock::frozen_at(NOW)).start().await.unwrap();
    let mut rig = Rig::with(org, false);
    let app =
        rig.org.register_app(ServiceApp::new().scopes(["okta.users.manage", "okta.users.read"])).unwrap();
    (rig.client_id, rig.kid) = (app.client_id().to_owned(), app.kid().to_owned());
    rig.assertion_key = Signer::of(&app.keys()[0], "ES256");
    let reply = rig.ask(&rig.assertion(&rig.claims()), "okta.users.manage", None).await.ok();
    let token = reply["access_token"].as_str().unwrap();
    let request = http::Request::post(format!("{}/api/v1/users", rig.org.url()))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(Full::from(person("ada@example.com").to_string()));
    rig.http.send(request.unwrap()).await.unwrap().ok();
    let log = rig.http.get("/api/v1/logs").await.ok();
    assert_eq!(log[0]["actor"]["id"], rig.client_id.as_str());
    // A service app is nobody's user.
    rig.call("GET", "/api/v1/users/me", &format!("Bearer {token}"), None).await.refused(404, "E0000007");
}

#[tokio::test]
async fn the_token_endpoint_can_be_limited_and_scripted() {
    let limit = ("/oauth2/v1/token", 2, Duration::from_secs(60));
    let clock = Clock::frozen_at(NOW);
    let org =
        Org::builder().clock(clock.clone()).rate_limit(limit.0, limit.1, limit.2).start().await.unwrap();
    let rig = Rig::with(org, false);
    let ask = async || rig.ask(&rig.assertion(&rig.claims()), "okta.users.read", None).await;
    // Scripted answers cost nothing of the limit.
    let busy = Answer::status(429).json(json!({"error": "slow_down", "error_description": "later"}));
    rig.org.when("/oauth2/v1/token").answer(busy);
    denied(&ask().await, 429, "slow_down", "later");
    rig.token(false).await;
    rig.token(false).await;
    let refused = ask().await;
    refused.refused(429, "E0000047");
    assert_eq!(refused.headers["x-rate-limit-reset"], (NOW + 60).to_string().as_str());
    let counters = rig.org.oauth_counters();
    assert_eq!((counters.token_requests, counters.tokens_issued), (2, 2));
}
