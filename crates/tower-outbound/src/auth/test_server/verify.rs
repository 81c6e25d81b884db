//! Checks of assertions and proofs.

use std::collections::HashMap;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::Jwk};
use serde_json::Value;

use super::{super::dpop::token_hash, ENDPOINT, TestServer};

impl TestServer {
    pub(super) fn check_assertion(&self, form: &HashMap<String, String>) -> Result<(), String> {
        let expected = [
            ("grant_type", "client_credentials"),
            ("scope", "users.read groups.read"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ];
        for (name, value) in expected {
            if form.get(name).map(String::as_str) != Some(value) {
                return Err(self.violation(format!("{name} is {:?}", form.get(name))));
            }
        }
        let assertion = form.get("client_assertion").ok_or_else(|| self.violation("no assertion".into()))?;
        let public = Jwk { common: Default::default(), algorithm: self.client_key.public().unwrap() };
        let header = jsonwebtoken::decode_header(assertion).unwrap();
        if header.kid.as_deref() != Some("k1") || header.typ.as_deref() != Some("JWT") {
            return Err(self.violation(format!("header {header:?}")));
        }
        let claims = decode(assertion, &public, Algorithm::ES256).map_err(|error| self.violation(error))?;
        for (name, value) in [("iss", "client"), ("sub", "client"), ("aud", ENDPOINT)] {
            if claims[name] != value {
                return Err(self.violation(format!("{name} is {}", claims[name])));
            }
        }
        self.use_id(&claims)?;
        let (now, iat, exp) = (self.now(), claims["iat"].as_u64().unwrap(), claims["exp"].as_u64().unwrap());
        match () {
            () if iat > now => Err("The client_assertion token was issued in the future.".into()),
            () if exp <= now => Err("The client_assertion token is expired.".into()),
            () if exp > now + 3600 => Err("expires too far in the future".into()),
            () => Ok(()),
        }
    }

    /// Returns the thumbprint of the proof's key, and its nonce.
    pub(super) fn check_proof(
        &self,
        proof: &str,
        htm: &str,
        htu: &str,
        token: Option<&str>,
    ) -> Result<(String, Option<String>), String> {
        let header = jsonwebtoken::decode_header(proof).unwrap();
        let jwk = header.jwk.ok_or_else(|| self.violation("no jwk".into()))?;
        if header.typ.as_deref() != Some("dpop+jwt") {
            return Err(self.violation(format!("typ {:?}", header.typ)));
        }
        let claims = decode(proof, &jwk, header.alg).map_err(|error| self.violation(error))?;
        let ath = token.map(token_hash);
        if claims["htm"] != htm
            || claims["htu"] != htu
            || claims.get("ath").and_then(Value::as_str) != ath.as_deref()
        {
            return Err(self.violation(format!("claims {claims}")));
        }
        self.use_id(&claims)?;
        let (now, iat) = (self.now(), claims["iat"].as_u64().unwrap());
        if iat > now {
            return Err("The DPoP proof was issued in the future".into());
        }
        if iat + 300 < now {
            return Err("The DPoP proof is expired".into());
        }
        let nonce = claims.get("nonce").and_then(Value::as_str).map(str::to_owned);
        Ok((jwk.thumbprint(jsonwebtoken::jwk::ThumbprintHash::SHA256).unwrap(), nonce))
    }

    /// Records an id; a second use is a violation.
    fn use_id(&self, claims: &Value) -> Result<(), String> {
        let id = claims["jti"].as_str().unwrap().to_owned();
        if self.state().ids.insert(id) { Ok(()) } else { Err(self.violation("id used twice".into())) }
    }
}

fn decode(text: &str, public: &Jwk, algorithm: Algorithm) -> Result<Value, String> {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let key = DecodingKey::from_jwk(public).map_err(|error| error.to_string())?;
    let token = jsonwebtoken::decode::<Value>(text, &key, &validation).map_err(|error| error.to_string())?;
    Ok(token.claims)
}
