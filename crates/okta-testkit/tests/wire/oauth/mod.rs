//! Tokens and proofs over HTTP. Signatures are created with aws-lc-rs, and verified by the org with ring and p521.

use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::{
    digest,
    rand::SystemRandom,
    rsa,
    signature::{self, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http_body_util::Full;
use okta_testkit::{Clock, Org, PrivateKey, RegisteredApp, ServiceApp};
use rustls_pki_types::{PrivatePkcs8KeyDer, pem::PemObject};
use serde_json::{Value, json};

use crate::common::{Http, Response};

mod assertions;
mod backchannel;
mod direct;
mod dpop;
mod revocation;
mod tokens;
mod users;

pub(crate) const NOW: u64 = 1_700_000_000;

fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn next_jti() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("jti-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

enum Signer {
    Ec(EcdsaKeyPair),
    Rsa(rsa::KeyPair, &'static signature::RsaSignatureEncoding),
}

impl Signer {
    fn from_key(key: &PrivateKey, algorithm: &str) -> Self {
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

/// A registered service app with a key for assertions and one for proofs.
struct Fixture {
    org: Org,
    http: Http,
    client_id: String,
    kid: String,
    assertion_key: Signer,
    proof_key: Signer,
    jwk: Value,
}

impl Fixture {
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
            assertion_key: Signer::from_key(&app.keys()[0], "ES256"),
            proof_key,
            jwk,
            org,
        }
    }

    fn claims(&self) -> Value {
        json!({
            "iss": self.client_id, "sub": self.client_id, "aud": self.org.token_url(), "jti": next_jti(),
            "iat": NOW, "exp": NOW + 300,
        })
    }

    fn assertion(&self, claims: &Value) -> String {
        self.assertion_key.sign(&json!({"alg": "ES256", "kid": self.kid}), claims)
    }

    fn proof_claims(&self, method: &str, path: &str, nonce: Option<&str>, token: Option<&str>) -> Value {
        let mut claims = json!({
            "htm": method, "htu": format!("{}{path}", self.org.url()), "jti": next_jti(), "iat": NOW,
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

    async fn request_token(&self, assertion: &str, scope: &str, proof: Option<&str>) -> Response {
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

    /// Requests a token, and returns it with the DPoP nonce of the challenge.
    async fn token(&self, dpop: bool) -> (String, Option<String>) {
        let proof = |nonce| self.proof(&self.proof_claims("POST", "/oauth2/v1/token", nonce, None));
        let first = dpop.then(|| proof(None));
        let response =
            self.request_token(&self.assertion(&self.claims()), "okta.users.read", first.as_deref()).await;
        let Some(nonce) = response.headers.get("dpop-nonce") else {
            return (response.ok()["access_token"].as_str().unwrap().to_owned(), None);
        };
        let nonce = nonce.to_str().unwrap();
        let second = proof(Some(nonce));
        let response =
            self.request_token(&self.assertion(&self.claims()), "okta.users.read", Some(&second)).await;
        (response.ok()["access_token"].as_str().unwrap().to_owned(), Some(nonce.to_owned()))
    }

    async fn call(&self, method: &str, path: &str, authorization: &str, proof: Option<&str>) -> Response {
        let request = http::Request::builder().method(method).uri(format!("{}{path}", self.org.url()));
        let mut request = request.header("authorization", authorization).body(Full::default()).unwrap();
        if let Some(proof) = proof {
            request.headers_mut().insert("dpop", proof.parse().unwrap());
        }
        self.http.send(request).await.unwrap()
    }
}

#[track_caller]
fn assert_oauth_error(response: &Response, status: u16, error: &str, reason: &str) {
    assert_eq!(response.status, status, "{:?}", response.body);
    let body = response.json();
    assert_eq!(body["error"], error, "{body}");
    assert!(body["error_description"].as_str().unwrap().contains(reason), "{body}");
}

#[track_caller]
fn assert_challenge(response: &Response, status: u16, parts: &[&str]) {
    assert_eq!(response.status, status, "{:?}", response.body);
    let challenge = response.headers["www-authenticate"].to_str().unwrap();
    assert!(parts.iter().all(|part| challenge.contains(part)), "{challenge}");
}

/// An access token for Access Gateway, from its own token endpoint; the clock of the org must be at [`NOW`].
pub(crate) async fn gateway_token(http: &Http, app: &RegisteredApp, scope: &str) -> String {
    service_token(http, app, "/api/v2/oauth/token", scope).await
}

/// An access token of a service app, from a token endpoint.
async fn service_token(http: &Http, app: &RegisteredApp, path: &str, scope: &str) -> String {
    let url = format!("{}{path}", http.base);
    let claims = json!({
        "iss": app.client_id(), "sub": app.client_id(), "aud": url, "jti": next_jti(), "iat": NOW, "exp": NOW + 300,
    });
    let key = Signer::from_key(&app.keys()[0], "ES256");
    let assertion = key.sign(&json!({"alg": "ES256", "kid": app.kid()}), &claims);
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("scope", scope)
        .append_pair("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        .append_pair("client_assertion", &assertion)
        .finish();
    let request = http::Request::post(url).header("content-type", "application/x-www-form-urlencoded");
    let response = http.send(request.body(Full::from(body)).unwrap()).await.unwrap();
    response.ok()["access_token"].as_str().unwrap().to_owned()
}
