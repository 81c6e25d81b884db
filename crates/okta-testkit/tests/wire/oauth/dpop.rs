//! DPoP-bound tokens: proofs and nonces.

use std::time::Duration;

use okta_testkit::{Clock, Org};
use serde_json::{Value, json};

use super::{Fixture, NOW, Signer, assert_challenge, assert_oauth_error};

#[tokio::test]
async fn dpop_token_requires_nonce_and_proof() {
    let fixture = Fixture::new(true).await;
    assert_oauth_error(
        &fixture.request_token(&fixture.assertion(&fixture.claims()), "okta.users.read", None).await,
        400,
        "invalid_dpop_proof",
        "missing",
    );
    let assertion = fixture.assertion(&fixture.claims());
    let first = fixture.proof(&fixture.proof_claims("POST", "/oauth2/v1/token", None, None));
    let challenge = fixture.request_token(&assertion, "okta.users.read", Some(&first)).await;
    assert_oauth_error(&challenge, 400, "use_dpop_nonce", "nonce");
    let nonce = challenge.headers["dpop-nonce"].to_str().unwrap().to_owned();

    // The challenge consumes the assertion and the proof.
    let second = fixture.proof(&fixture.proof_claims("POST", "/oauth2/v1/token", Some(&nonce), None));
    assert_oauth_error(
        &fixture.request_token(&assertion, "okta.users.read", Some(&second)).await,
        401,
        "invalid_client",
        "already_used",
    );
    let replayed =
        fixture.request_token(&fixture.assertion(&fixture.claims()), "okta.users.read", Some(&first)).await;
    assert_oauth_error(&replayed, 400, "invalid_dpop_proof", "dpop_proof_already_used");

    let granted =
        fixture.request_token(&fixture.assertion(&fixture.claims()), "okta.users.read", Some(&second)).await;
    assert_eq!(granted.headers["dpop-nonce"], nonce.as_str());
    let body = granted.ok();
    assert_eq!(body["token_type"], "DPoP");
    let token = body["access_token"].as_str().unwrap();
    let authorization = format!("DPoP {token}");
    let proof = |claims| fixture.proof(&claims);
    let good = proof(fixture.proof_claims("GET", "/api/v1/users", None, Some(token)));
    let response = fixture.call("GET", "/api/v1/users?limit=1", &authorization, Some(&good)).await;
    assert!(!response.headers.contains_key("dpop-nonce"));
    response.ok();
    let again = fixture.call("GET", "/api/v1/users?limit=1", &authorization, Some(&good)).await;
    assert_challenge(&again, 400, &["DPoP", "invalid_dpop_proof", "dpop_proof_already_used"]);

    let missing = fixture.call("GET", "/api/v1/users", &authorization, None).await;
    assert_challenge(&missing, 400, &["dpop_proof_required_for_token"]);
    let bearer = fixture.call("GET", "/api/v1/users", &format!("Bearer {token}"), None).await;
    assert_challenge(&bearer, 400, &["DPoP ", "dpop_authentication_scheme_required"]);
    let (other, jwk) = Signer::p256();
    let claims = fixture.proof_claims("GET", "/api/v1/users", None, Some(token));
    let stolen = other.sign(&json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": jwk}), &claims);
    let stolen = fixture.call("GET", "/api/v1/users", &authorization, Some(&stolen)).await;
    assert_challenge(&stolen, 400, &["invalid_access_token_dpop_binding"]);
    let counters = fixture.org.oauth_counters();
    assert_eq!((counters.challenges, counters.replayed_jti, counters.tokens_issued), (1, 3, 1));
}

#[tokio::test]
async fn invalid_proofs_are_rejected() {
    let fixture = Fixture::new(true).await;
    let (token, _) = fixture.token(true).await;
    let with = |name: &str, value: Value| {
        let mut claims = fixture.proof_claims("GET", "/api/v1/users", None, Some(&token));
        claims[name] = value;
        fixture.proof(&claims)
    };
    let header = |header: Value| {
        fixture.proof_key.sign(&header, &fixture.proof_claims("GET", "/api/v1/users", None, Some(&token)))
    };
    let mut private = fixture.jwk.clone();
    private["d"] = json!("AAAA");
    let (_, foreign) = Signer::p256();
    for (proof, reason) in [
        (with("htm", json!("POST")), "htm"),
        (with("htu", json!(format!("{}/api/v1/users?limit=1", fixture.org.url()))), "htu"),
        (with("htu", json!(format!("{}/api/v1/groups", fixture.org.url()))), "htu"),
        (with("iat", json!(NOW + 1)), "issued_in_future"),
        (with("iat", json!(NOW - 301)), "too_old"),
        (with("iat", json!("now")), "iat"),
        (with("ath", json!("AAAA")), "ath"),
        (with("jti", json!("")), "jti"),
        (header(json!({"alg": "ES256", "typ": "JWT", "jwk": fixture.jwk})), "typ"),
        (header(json!({"alg": "HS256", "typ": "dpop+jwt", "jwk": fixture.jwk})), "algorithm"),
        (header(json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": private})), "public"),
        (header(json!({"alg": "ES256", "typ": "dpop+jwt"})), "public"),
        (header(json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": foreign})), "signature"),
        ("nonsense".to_owned(), "Web Token"),
    ] {
        let response = fixture.call("GET", "/api/v1/users", &format!("DPoP {token}"), Some(&proof)).await;
        assert_challenge(&response, 400, &["invalid_dpop_proof", reason]);
    }
    let upper = fixture.org.url().replace("http://", "HTTP://") + "/api/v1/users";
    let response = fixture
        .call("GET", "/api/v1/users", &format!("DPoP {token}"), Some(&with("htu", json!(upper))))
        .await;
    response.ok();
    assert_eq!(fixture.org.oauth_counters().rejected_proofs, 14);
}

#[tokio::test]
async fn htu_has_the_decoded_path() {
    let fixture = Fixture::new(true).await;
    let (token, _) = fixture.token(true).await;
    let call = async |path: &str, target: &str| {
        let mut claims = fixture.proof_claims("GET", path, None, Some(&token));
        claims["htu"] = json!(format!("{}{target}", fixture.org.url()));
        fixture.call("GET", path, &format!("DPoP {token}"), Some(&fixture.proof(&claims))).await
    };
    for (id, target) in [
        ("jane%40example.com", "jane@example.com"),
        ("a%2Bb%27c%3A%2C%3D%26%24%21%28%29%2A", "a+b'c:,=&$!()*"),
        ("j%C3%BCrgen", "jürgen"),
        ("50%25%20%22%23", "50%25%20%22%23"),
        ("%2540", "%2540"),
        ("plain", "plain"),
    ] {
        let (path, target) = (format!("/api/v1/users/{id}"), format!("/api/v1/users/{target}"));
        assert_eq!(call(&path, &target).await.status, 404, "{id}");
        if path != target {
            let rejected = call(&path, &path).await;
            assert_challenge(
                &rejected,
                400,
                &[
                    "DPoP ",
                    r#"error="invalid_dpop_proof""#,
                    r#"error_description="'htu' claim in the DPoP proof JWT is invalid.""#,
                ],
            );
        }
    }
}

#[tokio::test]
async fn bearer_token_is_rejected_as_dpop() {
    let fixture = Fixture::new(false).await;
    let (token, _) = fixture.token(false).await;
    let proof = fixture.proof(&fixture.proof_claims("GET", "/api/v1/users", None, Some(&token)));
    let response = fixture.call("GET", "/api/v1/users", &format!("DPoP {token}"), Some(&proof)).await;
    assert_challenge(&response, 401, &["access_token_not_dpop_bound"]);
    // DPoP is optional for this app.
    let (bound, nonce) = fixture.token(true).await;
    assert!(nonce.is_some());
    let proof = fixture.proof(&fixture.proof_claims("GET", "/api/v1/users", None, Some(&bound)));
    fixture.call("GET", "/api/v1/users", &format!("DPoP {bound}"), Some(&proof)).await.ok();
}

#[tokio::test]
async fn nonces_rotate_and_resources_can_require_them() {
    let org = Org::builder().clock(Clock::frozen_at(NOW)).resource_nonce(true).start().await.unwrap();
    let fixture = Fixture::with(org, true);
    let (token, nonce) = fixture.token(true).await;
    let nonce = nonce.unwrap();
    let get = async |nonce: Option<&str>| {
        let proof = fixture.proof(&fixture.proof_claims("GET", "/api/v1/users", nonce, Some(&token)));
        fixture.call("GET", "/api/v1/users", &format!("DPoP {token}"), Some(&proof)).await
    };
    let challenge = get(None).await;
    assert_challenge(&challenge, 401, &["use_dpop_nonce"]);
    assert_eq!(challenge.headers["dpop-nonce"], nonce.as_str());
    get(Some(&nonce)).await.ok();

    fixture.org.announce_nonce();
    let response = get(Some(&nonce)).await;
    let announced = response.headers["dpop-nonce"].to_str().unwrap().to_owned();
    assert_ne!(announced, nonce);
    response.ok();
    fixture.org.rotate_nonce();
    let challenge = get(Some(&announced)).await;
    assert_challenge(&challenge, 401, &["use_dpop_nonce"]);
    get(challenge.headers["dpop-nonce"].to_str().ok()).await.ok();
    fixture.org.set_resource_nonce(false);
    get(None).await.ok();
    assert_eq!(fixture.org.oauth_counters().resource_challenges, 2);
}

#[tokio::test]
async fn nonces_expire() {
    let clock = Clock::frozen_at(NOW);
    let org =
        Org::builder().clock(clock.clone()).nonce_lifetime(Duration::from_secs(60)).resource_nonce(true);
    let fixture = Fixture::with(org.start().await.unwrap(), true);
    let (token, nonce) = fixture.token(true).await;
    let get = async || {
        let proof =
            fixture.proof(&fixture.proof_claims("GET", "/api/v1/users", nonce.as_deref(), Some(&token)));
        fixture.call("GET", "/api/v1/users", &format!("DPoP {token}"), Some(&proof)).await
    };
    clock.advance(Duration::from_secs(60));
    let response = get().await;
    assert_ne!(response.headers["dpop-nonce"].to_str().ok(), nonce.as_deref(), "a new nonce is announced");
    response.ok();
    clock.advance(Duration::from_secs(60));
    assert_challenge(&get().await, 401, &["use_dpop_nonce"]);
}
