//! Access tokens: issuance, scopes, and errors of the token endpoint.

use std::time::Duration;

use http_body_util::Full;
use okta_testkit::{Clock, KeyKind, Org, ResponseTemplate, ServiceApp};
use serde_json::{Value, json};

use super::{Fixture, NOW, Signer, assert_challenge, assert_oauth_error};
use crate::common::{Http, person};

#[tokio::test]
async fn every_key_kind_gets_a_token() {
    let org = Org::builder().clock(Clock::frozen_at(NOW)).start().await.unwrap();
    let mut fixture = Fixture::with(org, false);
    let kinds = [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Rsa];
    let app = kinds.into_iter().fold(ServiceApp::new().scopes(["okta.users.read"]), ServiceApp::key);
    let app = fixture.org.register_app(app).unwrap();
    fixture.client_id = app.client_id().to_owned();
    for (key, algorithms) in
        app.keys().iter().zip([&["ES256"][..], &["ES384"], &["ES512"], &["RS256", "RS384", "RS512"]])
    {
        for algorithm in algorithms {
            let header = json!({"alg": algorithm, "kid": key.kid()});
            let assertion = Signer::from_key(key, algorithm).sign(&header, &fixture.claims());
            let body = fixture.request_token(&assertion, "okta.users.read", None).await.ok();
            assert_eq!(
                (&body["token_type"], &body["expires_in"]),
                (&json!("Bearer"), &json!(3600)),
                "{algorithm}"
            );
            // The private JWK is the same key.
            let public = key.jwk().get("x").or_else(|| key.jwk().get("n"));
            assert!(public.is_some() && key.jwk()["d"].is_string());
        }
    }
    let no_kid = Signer::from_key(&app.keys()[0], "ES256").sign(&json!({"alg": "ES256"}), &fixture.claims());
    assert_oauth_error(
        &fixture.request_token(&no_kid, "okta.users.read", None).await,
        401,
        "invalid_client",
        "kid_missing",
    );
    assert_eq!(fixture.org.oauth_counters().tokens_issued, 6);
}

#[tokio::test]
async fn token_scopes_are_enforced() {
    let fixture = Fixture::new(false).await;
    let (token, _) = fixture.token(false).await;
    let bearer = format!("Bearer {token}");
    fixture.call("GET", "/api/v1/users", &bearer, None).await.ok();
    let rejected = fixture.call("GET", "/api/v1/groups", &bearer, None).await;
    assert_challenge(&rejected, 403, &["insufficient_scope", "okta.groups.read"]);
    rejected.assert_error(403, "E0000006");
    assert_challenge(
        &fixture.call("DELETE", "/api/v1/users/admin", &bearer, None).await,
        403,
        &["okta.users.manage"],
    );
    assert_challenge(
        &fixture.call("GET", "/api/v1/users", "Bearer invented", None).await,
        401,
        &["invalid_token", "Bearer"],
    );

    fixture.org.clock().advance(Duration::from_secs(3599));
    fixture.call("GET", "/api/v1/users", &bearer, None).await.ok();
    fixture.org.clock().advance(Duration::from_secs(1));
    let expired = fixture.call("GET", "/api/v1/users", &bearer, None).await;
    assert_challenge(&expired, 401, &["invalid_token", "expired"]);
    expired.assert_error(401, "E0000011");
    assert_eq!(fixture.org.oauth_counters().rejected_tokens, 4);
}

#[tokio::test]
async fn revoked_tokens_are_rejected_without_body() {
    let org =
        Org::builder().clock(Clock::frozen_at(NOW)).token_errors_without_body(true).start().await.unwrap();
    let fixture = Fixture::with(org, false);
    let (token, _) = fixture.token(false).await;
    fixture.org.revoke_access_tokens();
    let response = fixture.call("GET", "/api/v1/users", &format!("Bearer {token}"), None).await;
    assert_challenge(&response, 401, &["invalid_token"]);
    assert!(response.body.is_empty());
}

#[tokio::test]
async fn invalid_assertions_are_rejected() {
    let fixture = Fixture::new(false).await;
    let with = |name: &str, value: Value| {
        let mut claims = fixture.claims();
        claims[name] = value;
        fixture.assertion(&claims)
    };
    for (assertion, reason) in [
        (with("aud", json!("https://other.example/oauth2/v1/token")), "invalid_audience"),
        (with("aud", json!(fixture.org.url())), "invalid_audience"),
        (with("sub", json!("someone")), "issuer_and_subject"),
        (with("exp", json!(NOW)), "expired"),
        (with("exp", json!(NOW + 3601)), "too_far"),
        (with("exp", json!(null)), "exp_missing"),
        (with("iat", json!(NOW + 1)), "issued_at_in_future"),
        ("not.a.token".to_owned(), "malformed"),
        (
            fixture.assertion_key.sign(&json!({"alg": "ES256", "kid": "other"}), &fixture.claims()),
            "kid_invalid",
        ),
        (
            fixture.proof_key.sign(&json!({"alg": "ES256", "kid": fixture.kid}), &fixture.claims()),
            "signature_invalid",
        ),
        (
            fixture.assertion_key.sign(&json!({"alg": "none", "kid": fixture.kid}), &fixture.claims()),
            "signature_invalid",
        ),
    ] {
        assert_oauth_error(
            &fixture.request_token(&assertion, "okta.users.read", None).await,
            401,
            "invalid_client",
            reason,
        );
    }
    let mut unknown = fixture.claims();
    (unknown["iss"], unknown["sub"]) = (json!("0oanobody"), json!("0oanobody"));
    assert_oauth_error(
        &fixture.request_token(&fixture.assertion(&unknown), "okta.users.read", None).await,
        401,
        "invalid_client",
        "client_not_found",
    );

    let once = fixture.assertion(&fixture.claims());
    fixture.request_token(&once, "okta.users.read okta.logs.read", None).await.ok();
    assert_oauth_error(
        &fixture.request_token(&once, "okta.users.read", None).await,
        401,
        "invalid_client",
        "already_used",
    );

    assert_oauth_error(
        &fixture.request_token(&fixture.assertion(&fixture.claims()), "okta.apps.read", None).await,
        400,
        "invalid_scope",
        "granted",
    );
    assert_oauth_error(
        &fixture.request_token(&fixture.assertion(&fixture.claims()), "", None).await,
        400,
        "invalid_scope",
        "scope",
    );
    let counters = fixture.org.oauth_counters();
    assert_eq!((counters.tokens_issued, counters.replayed_jti, counters.rejected_assertions), (1, 1, 12));
    assert_eq!(counters.reasons["client_assertion_expired"], 1);
}

#[tokio::test]
async fn token_endpoint_requires_form_body() {
    let fixture = Fixture::new(false).await;
    let response = fixture.http.post("/oauth2/v1/token", json!({"grant_type": "client_credentials"})).await;
    assert_oauth_error(&response, 400, "invalid_request", "form");
    fixture.http.get("/oauth2/v1/token").await.assert_error(405, "E0000022");
    let send = async |body: &'static str| {
        let request = http::Request::post(fixture.org.token_url());
        let request =
            request.header("content-type", "application/x-www-form-urlencoded").body(Full::from(body));
        fixture.http.send(request.unwrap()).await.unwrap()
    };
    assert_oauth_error(&send("grant_type=implicit").await, 400, "unsupported_grant_type", "grant");
    assert_oauth_error(
        &send("grant_type=client_credentials&client_secret=x").await,
        401,
        "invalid_client",
        "no_client_assertion",
    );
    assert_oauth_error(&send("scope=a&scope=b").await, 400, "invalid_request", "repeated");
    let keys = fixture.http.get("/oauth2/v1/keys").await.ok();
    assert_eq!(keys["keys"][0]["crv"], "P-256");
    let metadata = fixture.http.get("/.well-known/oauth-authorization-server").await.ok();
    assert_eq!(metadata["token_endpoint"], fixture.org.token_url());
}

#[tokio::test]
async fn log_actor_is_service_app() {
    let org = Org::builder().clock(Clock::frozen_at(NOW)).start().await.unwrap();
    let mut fixture = Fixture::with(org, false);
    let app =
        fixture.org.register_app(ServiceApp::new().scopes(["okta.users.manage", "okta.users.read"])).unwrap();
    (fixture.client_id, fixture.kid) = (app.client_id().to_owned(), app.kid().to_owned());
    fixture.assertion_key = Signer::from_key(&app.keys()[0], "ES256");
    let response =
        fixture.request_token(&fixture.assertion(&fixture.claims()), "okta.users.manage", None).await.ok();
    let token = response["access_token"].as_str().unwrap();
    let request = http::Request::post(format!("{}/api/v1/users", fixture.org.url()))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(Full::from(person("ada@example.com").to_string()));
    fixture.http.send(request.unwrap()).await.unwrap().ok();
    let log = fixture.http.get("/api/v1/logs").await.ok();
    assert_eq!(log[0]["actor"]["id"], fixture.client_id.as_str());
    // A service app has no user.
    fixture
        .call("GET", "/api/v1/users/me", &format!("Bearer {token}"), None)
        .await
        .assert_error(404, "E0000007");
}

#[tokio::test]
async fn token_endpoint_can_be_limited_and_scripted() {
    let limit = ("/oauth2/v1/token", 2, Duration::from_secs(60));
    let clock = Clock::frozen_at(NOW);
    let org =
        Org::builder().clock(clock.clone()).rate_limit(limit.0, limit.1, limit.2).start().await.unwrap();
    let fixture = Fixture::with(org, false);
    let request_token =
        async || fixture.request_token(&fixture.assertion(&fixture.claims()), "okta.users.read", None).await;
    // Scripted responses do not count against the rate limit.
    let busy = ResponseTemplate::new(429).json(json!({"error": "slow_down", "error_description": "later"}));
    fixture.org.when("/oauth2/v1/token").respond_with(busy);
    assert_oauth_error(&request_token().await, 429, "slow_down", "later");
    fixture.token(false).await;
    fixture.token(false).await;
    let rejected = request_token().await;
    rejected.assert_error(429, "E0000047");
    assert_eq!(rejected.headers["x-rate-limit-reset"], (NOW + 60).to_string().as_str());
    let counters = fixture.org.oauth_counters();
    assert_eq!((counters.token_requests, counters.tokens_issued), (2, 2));
}

#[tokio::test]
async fn snapshot_has_apps_and_tokens() {
    let fixture = Fixture::new(false).await;
    let (token, _) = fixture.token(false).await;
    let text = fixture.org.snapshot().to_string();
    let builder = Org::builder().clock(Clock::frozen_at(NOW)).snapshot(text.parse().unwrap());
    let copy = builder.start().await.unwrap();
    let apps = copy.service_apps();
    assert_eq!((apps.len(), apps[0].client_id()), (1, fixture.client_id.as_str()));
    let original = &fixture.org.service_apps()[0];
    assert_eq!(apps[0].private_key_pem(), original.private_key_pem());
    // The token of the first org is valid at the second, with the same key.
    let other = Fixture { http: Http::new(&copy), org: copy, ..Fixture::new(false).await };
    let keys = |http: &Http| http.client.get(format!("{}/oauth2/v1/keys", http.base).parse().unwrap());
    let body = async |http: &Http| {
        http_body_util::BodyExt::collect(keys(http).await.unwrap().into_body()).await.unwrap().to_bytes()
    };
    assert_eq!(body(&fixture.http).await, body(&other.http).await);
    assert_eq!(other.call("GET", "/api/v1/users", &format!("Bearer {token}"), None).await.status, 200);
    // New apps have new ids.
    let app = other.org.register_app(okta_testkit::ServiceApp::new()).unwrap();
    assert_ne!(app.client_id(), fixture.client_id);
    // An org returns to the apps of its snapshot.
    fixture.org.restore(&text.parse().unwrap());
    assert_eq!(fixture.call("GET", "/api/v1/users", &format!("Bearer {token}"), None).await.status, 200);
}
