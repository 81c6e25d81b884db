//! Tokens and proofs on the wire. Signatures are made with aws-lc-rs, and checked by the org with ring and p521.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use aws_lc_rs::{
    digest,
    rand::SystemRandom,
    rsa,
    signature::{self, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http_body_util::Full;
use okta_testkit::{Answer, Clock, KeyKind, Org, PrivateKey, ServiceApp};
use rustls_pki_types::{PrivatePkcs8KeyDer, pem::PemObject};
use serde_json::{Value, json};

use crate::common::{Http, Reply, person};

const NOW: u64 = 1_700_000_000;

fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn fresh() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("jti-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

enum Signer {
    Ec(EcdsaKeyPair),
    Rsa(rsa::KeyPair, &'static signature::RsaSignatureEncoding),
}

impl Signer {
    fn of(key: &PrivateKey, algorithm: &str) -> Self {
        let der = PrivatePkcs8KeyDer::from_pem_slice(key.pem().as_bytes()).unwrap();
        let der = der.secret_pkcs8_der();
        match algorithm {
            "ES256" => {
                Self::Ec(EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_FIXED_SIGNING, der).unwrap())
            }
            "ES384" => {
                Self::Ec(EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P384_SHA384_FIXED_SIGNING, der).unwrap())
            }
            "ES512" => {
                Self::Ec(EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P521_SHA512_FIXED_SIGNING, der).unwrap())
            }
            "RS256" => Self::Rsa(rsa::KeyPair::from_pkcs8(der).unwrap(), &signature::RSA_PKCS1_SHA256),
            "RS384" => Self::Rsa(rsa::KeyPair::from_pkcs8(der).unwrap(), &signature::RSA_PKCS1_SHA384),
            _ => Self::Rsa(rsa::KeyPair::from_pkcs8(der).unwrap(), &signature::RSA_PKCS1_SHA512),
        }
    }

    fn p256() -> (Self, Value) {
        let key = EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let point = key.public_key().as_ref();
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": b64(&point[1..33]), "y": b64(&point[33..])});
        (Self::Ec(key), jwk)
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", b64(header.to_string()), b64(claims.to_string()));
        let random = SystemRandom::new();
        let signature = match self {
            Self::Ec(key) => key.sign(&random, signed.as_bytes()).unwrap().as_ref().to_vec(),
            Self::Rsa(key, encoding) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(*encoding, &random, signed.as_bytes(), &mut signature).unwrap();
                signature
            }
        };
        format!("{signed}.{}", b64(signature))
    }
}

/// A client with a key for assertions and one for proofs.
struct Rig {
    org: Org,
    http: Http,
    client_id: String,
    kid: String,
    assertion_key: Signer,
    proof_key: Signer,
    jwk: Value,
}

impl Rig {
    async fn new(dpop: bool) -> Self {
        Self::with(Org::builder().clock(Clock::frozen_at(NOW)).start().await.unwrap(), dpop)
    }

    fn with(org: Org, dpop: bool) -> Self {
        let app = ServiceApp::new().scopes(["okta.users.read", "okta.logs.read"]).require_dpop(dpop);
        let app = org.register_app(app).unwrap();
        let (proof_key, jwk) = Signer::p256();
        Self {
            http: Http::new(&org),
            client_id: app.client_id().to_owned(),
            kid: app.kid().to_owned(),
            assertion_key: Signer::of(&app.keys()[0], "ES256"),
            proof_key,
            jwk,
            org,
        }
    }

    fn claims(&self) -> Value {
        json!({
            "iss": self.client_id, "sub": self.client_id, "aud": self.org.token_url(), "jti": fresh(),
            "iat": NOW, "exp": NOW + 300,
        })
    }

    fn assertion(&self, claims: &Value) -> String {
        self.assertion_key.sign(&json!({"alg": "ES256", "kid": self.kid}), claims)
    }

    fn proof_claims(&self, method: &str, path: &str, nonce: Option<&str>, token: Option<&str>) -> Value {
        let mut claims = json!({
            "htm": method, "htu": format!("{}{path}", self.org.url()), "jti": fresh(), "iat": NOW,
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = json!(nonce);
        }
        if let Some(token) = token {
            claims["ath"] = json!(b64(digest::digest(&digest::SHA256, token.as_bytes())));
        }
        claims
    }

    fn proof(&self, claims: &Value) -> String {
        self.proof_key.sign(&json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": self.jwk}), claims)
    }

    async fn ask(&self, assertion: &str, scope: &str, proof: Option<&str>) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("scope", scope)
            .append_pair("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            .append_pair("client_assertion", assertion)
            .finish();
        let mut request = http::Request::post(self.org.token_url())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::from(body))
            .unwrap();
        if let Some(proof) = proof {
            request.headers_mut().insert("dpop", proof.parse().unwrap());
        }
        self.http.send(request).await.unwrap()
    }

    /// A token, with the nonce learnt on the way.
    async fn token(&self, dpop: bool) -> (String, Option<String>) {
        let proof = |nonce| self.proof(&self.proof_claims("POST", "/oauth2/v1/token", nonce, None));
        let first = dpop.then(|| proof(None));
        let reply = self.ask(&self.assertion(&self.claims()), "okta.users.read", first.as_deref()).await;
        let Some(nonce) = reply.headers.get("dpop-nonce") else {
            return (reply.ok()["access_token"].as_str().unwrap().to_owned(), None);
        };
        let nonce = nonce.to_str().unwrap();
        let second = proof(Some(nonce));
        let reply = self.ask(&self.assertion(&self.claims()), "okta.users.read", Some(&second)).await;
        (reply.ok()["access_token"].as_str().unwrap().to_owned(), Some(nonce.to_owned()))
    }

    async fn call(&self, method: &str, path: &str, authorization: &str, proof: Option<&str>) -> Reply {
        let request = http::Request::builder().method(method).uri(format!("{}{path}", self.org.url()));
        let mut request = request.header("authorization", authorization).body(Full::default()).unwrap();
        if let Some(proof) = proof {
            request.headers_mut().insert("dpop", proof.parse().unwrap());
        }
        self.http.send(request).await.unwrap()
    }
}

#[track_caller]
fn denied(reply: &Reply, status: u16, error: &str, reason: &str) {
    assert_eq!(reply.status, status, "{:?}", reply.body);
    let body = reply.json();
    assert_eq!(body["error"], error, "{body}");
    assert!(body["error_description"].as_str().unwrap().contains(reason), "{body}");
}

#[track_caller]
fn challenged(reply: &Reply, status: u16, parts: &[&str]) {
    assert_eq!(reply.status, status, "{:?}", reply.body);
    let challenge = reply.headers["www-authenticate"].to_str().unwrap();
    assert!(parts.iter().all(|part| challenge.contains(part)), "{challenge}");
}

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
