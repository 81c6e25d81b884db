//! Tokens that are bound to a key: proofs and nonces.

use std::time::Duration;

use okta_testkit::{Clock, Org};
use serde_json::{Value, json};

use super::{NOW, Rig, Signer, challenged, denied};

#[tokio::test]
async fn dpop_is_demanded_challenged_and_bound() {
    let rig = Rig::new(true).await;
    denied(
        &rig.ask(&rig.assertion(&rig.claims()), "okta.users.read", None).await,
        400,
        "invalid_dpop_proof",
        "missing",
    );
    let assertion = rig.assertion(&rig.claims());
    let first = rig.proof(&rig.proof_claims("POST", "/oauth2/v1/token", None, None));
    let challenge = rig.ask(&assertion, "okta.users.read", Some(&first)).await;
    denied(&challenge, 400, "use_dpop_nonce", "nonce");
    let nonce = challenge.headers["dpop-nonce"].to_str().unwrap().to_owned();

    // The challenge has used both the assertion and the proof up.
    let second = rig.proof(&rig.proof_claims("POST", "/oauth2/v1/token", Some(&nonce), None));
    denied(
        &rig.ask(&assertion, "okta.users.read", Some(&second)).await,
        401,
        "invalid_client",
        "already_used",
    );
    let replayed = rig.ask(&rig.assertion(&rig.claims()), "okta.users.read", Some(&first)).await;
    denied(&replayed, 400, "invalid_dpop_proof", "dpop_proof_already_used");

    let granted = rig.ask(&rig.assertion(&rig.claims()), "okta.users.read", Some(&second)).await;
    assert_eq!(granted.headers["dpop-nonce"], nonce.as_str());
    let body = granted.ok();
    assert_eq!(body["token_type"], "DPoP");
    let token = body["access_token"].as_str().unwrap();
    let authorization = format!("DPoP {token}");
    let proof = |claims| rig.proof(&claims);
    let good = proof(rig.proof_claims("GET", "/api/v1/users", None, Some(token)));
    let reply = rig.call("GET", "/api/v1/users?limit=1", &authorization, Some(&good)).await;
    assert!(!reply.headers.contains_key("dpop-nonce"));
    reply.ok();
    let again = rig.call("GET", "/api/v1/users?limit=1", &authorization, Some(&good)).await;
    challenged(&again, 400, &["DPoP", "invalid_dpop_proof", "dpop_proof_already_used"]);

    let missing = rig.call("GET", "/api/v1/users", &authorization, None).await;
    challenged(&missing, 400, &["dpop_proof_required_for_token"]);
    let bearer = rig.call("GET", "/api/v1/users", &format!("Bearer {token}"), None).await;
    challenged(&bearer, 400, &["DPoP ", "dpop_authentication_scheme_required"]);
    let (other, jwk) = Signer::p256();
    let claims = rig.proof_claims("GET", "/api/v1/users", None, Some(token));
    let stolen = other.sign(&json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": jwk}), &claims);
    let stolen = rig.call("GET", "/api/v1/users", &authorization, Some(&stolen)).await;
    challenged(&stolen, 400, &["invalid_access_token_dpop_binding"]);
    let counters = rig.org.oauth_counters();
    assert_eq!((counters.challenges, counters.replayed_jti, counters.tokens_issued), (1, 3, 1));
}

#[tokio::test]
async fn proofs_are_refused_for_every_fault() {
    let rig = Rig::new(true).await;
    let (token, _) = rig.token(true).await;
    let with = |name: &str, value: Value| {
        let mut claims = rig.proof_claims("GET", "/api/v1/users", None, Some(&token));
        claims[name] = value;
        rig.proof(&claims)
    };
    let header = |header: Value| {
        rig.proof_key.sign(&header, &rig.proof_claims("GET", "/api/v1/users", None, Some(&token)))
    };
    let mut private = rig.jwk.clone();
    private["d"] = json!("AAAA");
    let (_, foreign) = Signer::p256();
    for (proof, reason) in [
        (with("htm", json!("POST")), "htm"),
        (with("htu", json!(format!("{}/api/v1/users?limit=1", rig.org.url()))), "htu"),
        (with("htu", json!(format!("{}/api/v1/groups", rig.org.url()))), "htu"),
        (with("iat", json!(NOW + 1)), "issued_in_future"),
        (with("iat", json!(NOW - 301)), "too_old"),
        (with("iat", json!("now")), "iat"),
        (with("ath", json!("AAAA")), "ath"),
        (with("jti", json!("")), "jti"),
        (header(json!({"alg": "ES256", "typ": "JWT", "jwk": rig.jwk})), "typ"),
        (header(json!({"alg": "HS256", "typ": "dpop+jwt", "jwk": rig.jwk})), "algorithm"),
        (header(json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": private})), "public"),
        (header(json!({"alg": "ES256", "typ": "dpop+jwt"})), "public"),
        (header(json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": foreign})), "signature"),
        ("nonsense".to_owned(), "Web Token"),
    ] {
        let reply = rig.call("GET", "/api/v1/users", &format!("DPoP {token}"), Some(&proof)).await;
        challenged(&reply, 400, &["invalid_dpop_proof", reason]);
    }
    let upper = rig.org.url().replace("http://", "HTTP://") + "/api/v1/users";
    let reply =
        rig.call("GET", "/api/v1/users", &format!("DPoP {token}"), Some(&with("htu", json!(upper)))).await;
    reply.ok();
    assert_eq!(rig.org.oauth_counters().rejected_proofs, 14);
}

#[tokio::test]
async fn a_bearer_token_is_not_for_dpop() {
    let rig = Rig::new(false).await;
    let (token, _) = rig.token(false).await;
    let proof = rig.proof(&rig.proof_claims("GET", "/api/v1/users", None, Some(&token)));
    let reply = rig.call("GET", "/api/v1/users", &format!("DPoP {token}"), Some(&proof)).await;
    challenged(&reply, 401, &["access_token_not_dpop_bound"]);
    // An app that need not use DPoP may.
    let (bound, nonce) = rig.token(true).await;
    assert!(nonce.is_some());
    let proof = rig.proof(&rig.proof_claims("GET", "/api/v1/users", None, Some(&bound)));
    rig.call("GET", "/api/v1/users", &format!("DPoP {bound}"), Some(&proof)).await.ok();
}

#[tokio::test]
async fn nonces_rotate_and_resources_can_demand_them() {
    let org = Org::builder().clock(Clock::frozen_at(NOW)).resource_nonce(true).start().await.unwrap();
    let rig = Rig::with(org, true);
    let (token, nonce) = rig.token(true).await;
    let nonce = nonce.unwrap();
    let get = async |nonce: Option<&str>| {
        let proof = rig.proof(&rig.proof_claims("GET", "/api/v1/users", nonce, Some(&token)));
        rig.call("GET", "/api/v1/users", &format!("DPoP {token}"), Some(&proof)).await
    };
    let challenge = get(None).await;
    challenged(&challenge, 401, &["use_dpop_nonce"]);
    assert_eq!(challenge.headers["dpop-nonce"], nonce.as_str());
    get(Some(&nonce)).await.ok();

    rig.org.announce_nonce();
    let reply = get(Some(&nonce)).await;
    let announced = reply.headers["dpop-nonce"].to_str().unwrap().to_owned();
    assert_ne!(announced, nonce);
    reply.ok();
    rig.org.rotate_nonce();
    let challenge = get(Some(&announced)).await;
    challenged(&challenge, 401, &["use_dpop_nonce"]);
    get(challenge.headers["dpop-nonce"].to_str().ok()).await.ok();
    rig.org.set_resource_nonce(false);
    get(None).await.ok();
    assert_eq!(rig.org.oauth_counters().resource_challenges, 2);
}

#[tokio::test]
async fn nonces_have_a_lifetime() {
    let clock = Clock::frozen_at(NOW);
    let org =
        Org::builder().clock(clock.clone()).nonce_lifetime(Duration::from_secs(60)).resource_nonce(true);
    let rig = Rig::with(org.start().await.unwrap(), true);
    let (token, nonce) = rig.token(true).await;
    let get = async || {
        let proof = rig.proof(&rig.proof_claims("GET", "/api/v1/users", nonce.as_deref(), Some(&token)));
        rig.call("GET", "/api/v1/users", &format!("DPoP {token}"), Some(&proof)).await
    };
    clock.advance(Duration::from_secs(60));
    let reply = get().await;
    assert_ne!(reply.headers["dpop-nonce"].to_str().ok(), nonce.as_deref(), "a new one is announced");
    reply.ok();
    clock.advance(Duration::from_secs(60));
    challenged(&get().await, 401, &["use_dpop_nonce"]);
}
