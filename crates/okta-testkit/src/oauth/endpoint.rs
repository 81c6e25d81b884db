//! The token endpoint, the keys and the metadata.

use std::collections::HashMap;

use http::{Method, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::{
    Inner, Issued, OAuth, assertion,
    jose::ALGORITHMS,
    proof,
    error::{Denial, announce},
};
use crate::{
    call::Call,
    clock::unix_seconds,
    response::{Answer, Outcome, Refusal},
};

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl OAuth {
    /// Serves the call if it is about the authorization server.
    pub(crate) fn route(&self, call: &Call<'_>) -> Option<Outcome> {
        let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
        let (method, outcome): (_, fn(&Self, &Call<'_>) -> Answer) = match segments.as_slice() {
            ["oauth2", "v1", "token"] => (Method::POST, Self::token),
            ["oauth2", "v1", "keys"] => {
                (Method::GET, |own, _| Answer::ok(json!({ "keys": [own.signer.jwk()] })))
            }
            [".well-known", "openid-configuration" | "oauth-authorization-server"] => {
                (Method::GET, |_, call| Answer::ok(metadata(call)))
            }
            _ => return None,
        };
        Some(if *call.method == method { Ok(outcome(self, call)) } else { Err(Refusal::method()) })
    }

    fn token(&self, call: &Call<'_>) -> Answer {
        let mut inner = self.lock();
        inner.counters.token_requests += 1;
        let lifetime = inner.settings.nonce_lifetime;
        inner.nonces.refresh(&self.ids, call.now, lifetime);
        let nonce = inner.nonces.current().map(str::to_owned).filter(|_| call.headers.contains_key("dpop"));
        match self.grant(&mut inner, call) {
            Ok(body) => {
                inner.counters.tokens_issued += 1;
                let mut answer = Answer::ok(body);
                announce(&mut answer, nonce.as_deref());
                answer
            }
            Err(denial) => {
                inner.count(&denial, false);
                denial.answer(nonce.as_deref())
            }
        }
    }

    fn grant(&self, inner: &mut Inner, call: &Call<'_>) -> Result<Value, Denial> {
        let form = form(call)?;
        let field = |name: &str| form.get(name).map(String::as_str).filter(|value| !value.is_empty());
        if field("grant_type") != Some("client_credentials") {
            return Err(Denial::request(
                "unsupported_grant_type",
                "The grant type must be client_credentials.",
            ));
        }
        if field("client_assertion_type") != Some(JWT_BEARER) {
            return Err(Denial::client(
                "no_client_assertion",
                "The client must authenticate with a signed assertion.",
            ));
        }
        let assertion = field("client_assertion")
            .ok_or(Denial::client("no_client_assertion", "There is no client assertion."))?;
        let now = i64::try_from(unix_seconds(call.now)).unwrap_or(i64::MAX);
        let audience = call.url(call.path);
        let Inner { apps, assertions, .. } = inner;
        let client_id = assertion::check(assertion, field("client_id"), apps, assertions, &audience, now)?;
        let (granted, require_dpop) =
            inner.apps.get(&client_id).map(|app| (app.scopes.clone(), app.require_dpop)).unwrap_or_default();

        let jkt = match proof::header(call.headers)? {
            None if require_dpop => {
                return Err(Denial::proof("invalid_dpop_proof", "The DPoP proof JWT header is missing."));
            }
            None => None,
            Some(text) => {
                let nonces = inner.settings.token_nonce.then_some(inner.nonces.good.as_slice());
                let challenge = StatusCode::BAD_REQUEST;
                let expected = proof::Expected { call, now, token: None, nonces, challenge };
                Some(proof::check(text, &expected, &mut inner.proofs)?)
            }
        };

        let scope = field("scope")
            .ok_or(Denial::request("invalid_scope", "At least one scope must be asked for."))?;
        let scopes: Vec<String> =
            scope.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
        if scopes.iter().any(|scope| !granted.contains(scope)) {
            return Err(Denial::request(
                "invalid_scope",
                "A scope that is asked for is not granted to the client.",
            ));
        }

        let lifetime = inner.settings.lifetime;
        let kind = if jkt.is_some() { "DPoP" } else { "Bearer" };
        let mut claims = json!({
            "ver": 1,
            "jti": self.ids.object("AT."),
            "iss": call.base,
            "aud": call.base,
            "iat": now,
            "exp": now.saturating_add(i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX)),
            "cid": client_id,
            "sub": client_id,
            "scp": scopes,
        });
        if let (Some(jkt), Value::Object(claims)) = (&jkt, &mut claims) {
            claims.insert("cnf".to_owned(), json!({ "jkt": jkt }));
        }
        let token = self.signer.sign(&claims);
        let body = json!({
            "token_type": kind,
            "expires_in": lifetime.as_secs(),
            "access_token": token,
            "scope": scopes.join(" "),
        });
        inner.tokens.insert(token, Issued { client_id, scopes, expires: call.now + lifetime, jkt });
        Ok(body)
    }
}

/// The fields of a form; each may be there once.
fn form(call: &Call<'_>) -> Result<HashMap<String, String>, Denial> {
    let content_type =
        call.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Denial::request("invalid_request", "The body must be an encoded form."));
    }
    let mut fields = HashMap::new();
    for (name, value) in form_urlencoded::parse(call.body).into_owned() {
        if fields.insert(name, value).is_some() {
            return Err(Denial::request("invalid_request", "A parameter is there more than once."));
        }
    }
    Ok(fields)
}

/// RFC 8414 metadata, as far as service apps need it.
fn metadata(call: &Call<'_>) -> Value {
    json!({
        "issuer": call.base,
        "token_endpoint": call.url("/oauth2/v1/token"),
        "jwks_uri": call.url("/oauth2/v1/keys"),
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "dpop_signing_alg_values_supported": ALGORITHMS,
    })
}
