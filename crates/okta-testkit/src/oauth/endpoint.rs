//! The endpoints of the authorization server: token, keys, metadata.

use std::collections::HashMap;

use http::{Method, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::{
    IssuedToken, OAuth, OAuthState, assertion,
    error::{OAuthError, set_nonce},
    jose::ALGORITHMS,
    proof,
};
use crate::{
    call::Call,
    clock::unix_seconds,
    response::{HandlerResult, OktaError, ResponseTemplate},
};

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl OAuth {
    /// Serves a call to the authorization server; `None` for other paths.
    pub(crate) fn route(&self, call: &Call<'_>) -> Option<HandlerResult> {
        let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
        let (method, handler): (_, fn(&Self, &Call<'_>) -> ResponseTemplate) = match segments.as_slice() {
            // Access Gateway takes the same request at a separate endpoint.
            ["oauth2", "v1", "token"] | ["api", "v2", "oauth", "token"] => (Method::POST, Self::token),
            ["oauth2", "v1", "keys"] => {
                (Method::GET, |oauth, _| ResponseTemplate::ok(json!({ "keys": [oauth.signer.jwk()] })))
            }
            [".well-known", "openid-configuration" | "oauth-authorization-server"] => {
                (Method::GET, |_, call| ResponseTemplate::ok(metadata(call)))
            }
            _ => return None,
        };
        Some(if *call.method == method {
            Ok(handler(self, call))
        } else {
            Err(OktaError::method_not_allowed())
        })
    }

    fn token(&self, call: &Call<'_>) -> ResponseTemplate {
        let mut state = self.lock();
        state.counters.token_requests += 1;
        let lifetime = state.settings.nonce_lifetime;
        state.nonces.rotate_if_expired(&self.ids, call.now, lifetime);
        let nonce = state.nonces.current().map(str::to_owned).filter(|_| call.headers.contains_key("dpop"));
        match self.grant(&mut state, call) {
            Ok(body) => {
                state.counters.tokens_issued += 1;
                let mut response = ResponseTemplate::ok(body);
                set_nonce(&mut response, nonce.as_deref());
                response
            }
            Err(error) => {
                state.count(&error, false);
                error.token_response(nonce.as_deref())
            }
        }
    }

    fn grant(&self, state: &mut OAuthState, call: &Call<'_>) -> Result<Value, OAuthError> {
        let form = form(call)?;
        let field = |name: &str| form.get(name).map(String::as_str).filter(|value| !value.is_empty());
        if field("grant_type") != Some("client_credentials") {
            return Err(OAuthError::request(
                "unsupported_grant_type",
                "The grant type must be client_credentials.",
            ));
        }
        if field("client_assertion_type") != Some(JWT_BEARER) {
            return Err(OAuthError::client(
                "no_client_assertion",
                "The client must authenticate with a signed assertion.",
            ));
        }
        let assertion = field("client_assertion")
            .ok_or(OAuthError::client("no_client_assertion", "The client assertion is missing."))?;
        let now = i64::try_from(unix_seconds(call.now)).unwrap_or(i64::MAX);
        let audience = call.url(call.path);
        let OAuthState { apps, assertions, .. } = state;
        let client_id = assertion::verify(assertion, field("client_id"), apps, assertions, &audience, now)?;
        let (granted, require_dpop) =
            state.apps.get(&client_id).map(|app| (app.scopes.clone(), app.require_dpop)).unwrap_or_default();

        let jkt = match proof::header(call.headers)? {
            None if require_dpop => {
                return Err(OAuthError::proof("invalid_dpop_proof", "The DPoP proof JWT header is missing."));
            }
            None => None,
            Some(text) => {
                let nonces = state.settings.token_nonce.then_some(state.nonces.valid.as_slice());
                let challenge_status = StatusCode::BAD_REQUEST;
                let expected = proof::ExpectedProof { call, now, token: None, nonces, challenge_status };
                Some(proof::verify(text, &expected, &mut state.proofs)?)
            }
        };

        let scope =
            field("scope").ok_or(OAuthError::request("invalid_scope", "At least one scope is required."))?;
        let scopes: Vec<String> =
            scope.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
        if scopes.iter().any(|scope| !granted.contains(scope)) {
            return Err(OAuthError::request(
                "invalid_scope",
                "A requested scope is not granted to the client.",
            ));
        }

        let lifetime = state.settings.lifetime;
        let token_type = if jkt.is_some() { "DPoP" } else { "Bearer" };
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
            "token_type": token_type,
            "expires_in": lifetime.as_secs(),
            "access_token": token,
            "scope": scopes.join(" "),
        });
        state.tokens.insert(token, IssuedToken { client_id, scopes, expires: call.now + lifetime, jkt });
        Ok(body)
    }
}

/// The fields of the form body, which must be distinct.
fn form(call: &Call<'_>) -> Result<HashMap<String, String>, OAuthError> {
    let content_type =
        call.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(OAuthError::request("invalid_request", "The body must be an encoded form."));
    }
    let mut fields = HashMap::new();
    for (name, value) in form_urlencoded::parse(call.body).into_owned() {
        if fields.insert(name, value).is_some() {
            return Err(OAuthError::request("invalid_request", "A parameter is repeated."));
        }
    }
    Ok(fields)
}

/// The RFC 8414 metadata that service apps need.
/// The metadata of the server, with the members of Okta's: also of endpoints that this crate does not support.
fn metadata(call: &Call<'_>) -> Value {
    let methods =
        ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"];
    let mut metadata = json!({
        "issuer": call.base,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["client_credentials"],
        "subject_types_supported": ["public"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone", "offline_access", "groups"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "claims_supported": ["ver", "jti", "iss", "aud", "iat", "exp", "cid", "uid", "scp", "sub"],
        "code_challenge_methods_supported": ["S256"],
        "introspection_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "request_parameter_supported": true,
        "request_object_signing_alg_values_supported": ALGORITHMS,
        "dpop_signing_alg_values_supported": ALGORITHMS,
    });
    for (name, path) in [
        ("authorization_endpoint", "authorize"),
        ("token_endpoint", "token"),
        ("registration_endpoint", "clients"),
        ("jwks_uri", "keys"),
        ("introspection_endpoint", "introspect"),
        ("revocation_endpoint", "revoke"),
        ("end_session_endpoint", "logout"),
        ("device_authorization_endpoint", "device/authorize"),
        ("pushed_authorization_request_endpoint", "par"),
    ] {
        metadata[name] = json!(call.url(&format!("/oauth2/v1/{path}")));
    }
    if call.segments.last().is_some_and(|last| last == "openid-configuration") {
        metadata["userinfo_endpoint"] = json!(call.url("/oauth2/v1/userinfo"));
        metadata["id_token_signing_alg_values_supported"] = json!(["RS256"]);
    }
    metadata
}
