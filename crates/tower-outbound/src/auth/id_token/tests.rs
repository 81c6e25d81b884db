//! An issuer for tests, and the claims and signatures of its ID tokens.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair as RsaKeyPair, KeySize},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256},
};
use serde_json::json;

use super::*;
use crate::auth::jws::base64url;

/// A key pair.
#[derive(Clone)]
pub(crate) struct TestKey {
    private: Arc<Private>,
    /// As a JSON Web Key, without an id.
    public: Value,
}

enum Private {
    Ec(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl TestKey {
    pub(crate) fn es256() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let point = pair.public_key().as_ref();
        let (x, y) = (base64url(&point[1..33]), base64url(&point[33..]));
        let public = json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "x": x, "y": y });
        Self { private: Arc::new(Private::Ec(pair)), public }
    }

    /// One key for all tests, as it takes time to generate.
    pub(crate) fn rs256() -> Self {
        static KEY: LazyLock<TestKey> = LazyLock::new(|| {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
            let (n, e) = (pair.public_key().modulus(), pair.public_key().exponent());
            let (n, e) = (
                base64url(n.big_endian_without_leading_zero()),
                base64url(e.big_endian_without_leading_zero()),
            );
            let public = json!({ "kty": "RSA", "alg": "RS256", "use": "sig", "n": n, "e": e });
            TestKey { private: Arc::new(Private::Rsa(pair)), public }
        });
        KEY.clone()
    }

    fn algorithm(&self) -> &str {
        self.public["alg"].as_str().unwrap()
    }

    fn sign(&self, message: &[u8]) -> String {
        let random = SystemRandom::new();
        match &*self.private {
            Private::Ec(pair) => base64url(pair.sign(&random, message).unwrap()),
            Private::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                base64url(signature)
            }
        }
    }

    fn jwk(&self, id: &str) -> Value {
        let mut key = self.public.clone();
        key["kid"] = json!(id);
        key
    }
}

/// An issuer whose documents and tokens tests can change.
#[derive(Clone)]
pub(crate) struct TestIssuer(Arc<Mutex<IssuerState>>);

pub(crate) struct IssuerState {
    pub(crate) id: String,
    pub(crate) key: TestKey,
    pub(crate) key_id: String,
    pub(crate) algorithms: Value,
    /// Claims that replace the valid ones; `null` removes one.
    pub(crate) claims: Value,
    /// Members that are added to the header.
    pub(crate) header: Value,
    /// Replaces the ID token.
    pub(crate) token: Option<String>,
    pub(crate) issues: bool,
    pub(crate) is_available: bool,
    /// The paths of the documents that were fetched.
    pub(crate) fetched: Vec<String>,
}

impl TestIssuer {
    pub(crate) fn new(id: &str) -> Self {
        Self(Arc::new(Mutex::new(IssuerState {
            id: id.to_owned(),
            key: TestKey::es256(),
            key_id: "k1".to_owned(),
            algorithms: json!(["RS256", "ES256"]),
            claims: json!({}),
            header: json!({}),
            token: None,
            issues: true,
            is_available: true,
            fetched: Vec::new(),
        })))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, IssuerState> {
        self.0.lock().unwrap()
    }

    /// The metadata, or the keys.
    pub(crate) fn document(&self, path: &str) -> Option<Value> {
        let mut state = self.state();
        let document = match path {
            "/.well-known/openid-configuration" => json!({
                "issuer": state.id, "jwks_uri": "https://example.com/keys?client_id=client",
                "id_token_signing_alg_values_supported": state.algorithms,
            }),
            // Keys of other kinds are for something else.
            "/keys" => json!({ "keys": [
                { "kty": "oct", "k": "c2VjcmV0" }, { "kty": "future" }, state.key.jwk(&state.key_id),
            ] }),
            _ => return None,
        };
        state.fetched.push(path.to_owned());
        Some(if state.is_available { document } else { json!("unavailable") })
    }

    /// Signs an ID token, which is valid unless a test changed something.
    pub(crate) fn id_token(&self, client: &str, access_token: Option<&str>, now: u64) -> Option<String> {
        let state = self.state();
        if !state.issues || state.token.is_some() {
            return state.token.clone();
        }
        let mut claims = json!({
            "iss": state.id, "aud": client, "sub": "00u1", "email": "ada@example.com", "iat": now, "exp": now + 3600,
            "at_hash": claims::access_token_hash(access_token.unwrap_or_default()),
        });
        for (name, value) in state.claims.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        let mut header = json!({ "alg": state.key.algorithm(), "kid": state.key_id });
        for (name, value) in state.header.as_object().unwrap() {
            match value {
                Value::Null => drop(header.as_object_mut().unwrap().remove(name)),
                value => header[name] = value.clone(),
            }
        }
        let signed = format!("{}.{}", base64url(header.to_string()), base64url(claims.to_string()));
        Some(format!("{signed}.{}", state.key.sign(signed.as_bytes())))
    }
}

#[test]
fn debug_output_has_no_claims() {
    let claims = json!({ "sub": "00u1" }).as_object().unwrap().clone();
    let token = IdToken { token: "e30.e30.e30".into(), claims };
    assert_eq!(format!("{token:?}"), "IdToken { .. }");
    assert_eq!((token.subject(), token.claims_json().as_str()), ("00u1", r#"{"sub":"00u1"}"#));
}
