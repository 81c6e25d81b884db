//! The endpoints of the authorization server: token, keys, metadata, and the forms of clients.

use std::{collections::HashMap, time::SystemTime};

use http::{Method, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::{
    IssuedToken, OAuth, OAuthState, authenticate,
    client::{ClientMethod, GRANTS, JWT_BEARER, TOKEN_EXCHANGE},
    directory::Directory,
    error::{OAuthError, set_nonce},
    grants::{self, Granted, Refresh, Sender},
    id_token::IdTokenContent,
    identity_assertion::ID_JAG,
    jose::ALGORITHMS,
    proof,
    sessions::Consent,
    signer::ACCESS_TOKEN,
};
use crate::{
    call::Call,
    clock::unix_seconds,
    response::{HandlerResult, OktaError, ResponseTemplate},
};

/// The fields of a form.
#[derive(Debug)]
pub(super) struct Form(HashMap<String, String>);

impl Form {
    /// Returns a field that is not empty.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter()
    }
}

/// The response of an endpoint to a form.
type FormResult = Result<ResponseTemplate, OAuthError>;

/// What serves a form.
type ServeForm<'s> = dyn Fn(&OAuth, &Call<'_>, &Form) -> FormResult + 's;

/// Seconds since the Unix epoch.
pub(super) fn seconds(time: SystemTime) -> i64 {
    i64::try_from(unix_seconds(time)).unwrap_or(i64::MAX)
}

/// The issuer identifier of the server that a call is for.
pub(super) fn issuer(call: &Call<'_>) -> String {
    match call.segments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["oauth2", server, "v1", ..] => format!("{}/oauth2/{server}", call.base),
        _ => call.base.clone(),
    }
}

impl OAuth {
    /// Serves a call to the authorization server; `None` for other paths.
    pub(crate) fn route(&self, call: &Call<'_>, users: Directory<'_>) -> Option<HandlerResult> {
        let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
        let form = |serve: &ServeForm<'_>| self.serve_form(call, serve);
        let (method, serve): (_, &dyn Fn() -> ResponseTemplate) = match segments.as_slice() {
            // Access Gateway takes the same request at a separate endpoint.
            ["api", "v2", "oauth", "token"] => (Method::POST, &|| self.token(call, users)),
            [".well-known", "openid-configuration" | "oauth-authorization-server"] => {
                (Method::GET, &|| ResponseTemplate::ok(metadata(call)))
            }
            ["oauth2", _, ".well-known", "openid-configuration" | "oauth-authorization-server"] => {
                (Method::GET, &|| ResponseTemplate::ok(metadata(call)))
            }
            // Custom authorization servers share keys, apps and users with that of the org.
            ["oauth2", "v1", endpoint @ ..] | ["oauth2", _, "v1", endpoint @ ..] => match endpoint {
                ["token"] => (Method::POST, &|| self.token(call, users)),
                ["keys"] => (Method::GET, &|| ResponseTemplate::ok(json!({ "keys": [self.signer.jwk()] }))),
                ["authorize"] if call.method == Method::POST => (Method::POST, &|| {
                    form(&|server, call, form| {
                        let parameters = form.iter().map(|(name, value)| (name.clone(), value.clone()));
                        Ok(server.authorize_user(call, users, parameters.collect()))
                    })
                }),
                ["authorize"] => (Method::GET, &|| self.authorize_user(call, users, call.query.clone())),
                ["par"] => (Method::POST, &|| form(&Self::push_parameters)),
                ["device", "authorize"] => (Method::POST, &|| form(&Self::authorize_device)),
                ["bc", "authorize"] => (Method::POST, &|| {
                    form(&|server, call, form| server.authenticate_user(call, form, users))
                }),
                ["oob-authenticate" | "primary-authenticate"] => (Method::POST, &|| {
                    form(&|server, call, form| server.authenticate_out_of_band(call, form, users))
                }),
                ["challenge"] => {
                    (Method::POST, &|| form(&|server, call, form| server.challenge(call, form, users)))
                }
                ["introspect"] => (Method::POST, &|| form(&Self::introspect)),
                ["revoke"] => (Method::POST, &|| form(&Self::revoke)),
                _ => return None,
            },
            _ => return None,
        };
        Some(if *call.method == method { Ok(serve()) } else { Err(OktaError::method_not_allowed()) })
    }

    fn serve_form(&self, call: &Call<'_>, serve: &ServeForm<'_>) -> ResponseTemplate {
        form(call).and_then(|form| serve(self, call, &form)).unwrap_or_else(|error| {
            self.lock().count(&error, false);
            error.token_response(None)
        })
    }

    fn token(&self, call: &Call<'_>, users: Directory<'_>) -> ResponseTemplate {
        let mut state = self.lock();
        state.counters.token_requests += 1;
        let lifetime = state.settings.nonce_lifetime;
        state.nonces.rotate_if_expired(&self.ids, call.now, lifetime);
        let nonce = state.nonces.current().map(str::to_owned).filter(|_| call.headers.contains_key("dpop"));
        match self.grant(&mut state, call, users) {
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

    fn grant(
        &self,
        state: &mut OAuthState,
        call: &Call<'_>,
        users: Directory<'_>,
    ) -> Result<Value, OAuthError> {
        let form = form(call)?;
        let grant_type = form.field("grant_type").unwrap_or_default();
        // The org's server issues assertions and redeems none.
        let is_org = issuer(call) == call.base;
        if !GRANTS.contains(&grant_type) || (is_org && grant_type == JWT_BEARER) {
            return Err(OAuthError::request("unsupported_grant_type", "The grant type is not supported."));
        }
        let now = seconds(call.now);
        let client_id = authenticate::client(state, call, &form, now)?;
        grants::check_grant(state, &client_id, grant_type)?;
        let require_dpop = state.apps.get(&client_id).is_some_and(|app| app.require_dpop);
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
        let sender = Sender { client_id: &client_id, jkt: jkt.as_deref(), now: call.now, call, users };
        if is_org && grant_type == TOKEN_EXCHANGE && form.field("requested_token_type") == Some(ID_JAG) {
            return self.issue_assertion(state, &form, sender);
        }
        let granted = match grant_type {
            JWT_BEARER => self.redeem_assertion(&form, sender)?,
            _ => grants::grant(state, grant_type, &form, sender, &self.ids)?,
        };
        Ok(self.issue(state, call, sender, granted))
    }

    /// Issues the tokens of a grant.
    fn issue(&self, state: &mut OAuthState, call: &Call<'_>, sender: Sender<'_>, granted: Granted) -> Value {
        let Granted { scopes, subject, refresh } = granted;
        let (lifetime, now) = (state.settings.lifetime, seconds(call.now));
        let issuer = issuer(call);
        let expires = now.saturating_add(i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX));
        let mut claims = json!({
            "ver": 1,
            "jti": self.ids.object("AT."),
            "iss": issuer,
            "aud": issuer,
            "iat": now,
            "exp": expires,
            "cid": sender.client_id,
            "sub": subject.as_ref().map_or(sender.client_id, |subject| &subject.user),
            "scp": scopes,
        });
        if let Some(subject) = &subject {
            claims["uid"] = json!(subject.user);
        }
        if let Some(jkt) = sender.jkt {
            claims["cnf"] = json!({ "jkt": jkt });
        }
        let token = self.signer.sign(Some(ACCESS_TOKEN), &claims);
        let mut body = json!({
            "token_type": if sender.jkt.is_some() { "DPoP" } else { "Bearer" },
            "expires_in": lifetime.as_secs(),
            "access_token": token,
            "scope": scopes.join(" "),
        });
        if let Some(subject) = subject.as_ref().filter(|_| scopes.iter().any(|scope| scope == "openid")) {
            let content = IdTokenContent {
                issuer: &issuer,
                client_id: sender.client_id,
                subject,
                access_token: &token,
                issued: now,
            };
            body["id_token"] = json!(self.id_token(&content));
        }
        if let (Refresh::Issue, Some(subject)) = (refresh, &subject) {
            let refresh_token = self.ids.request();
            let client_id = sender.client_id.to_owned();
            let consent = Consent { client_id, scopes: scopes.clone(), subject: subject.clone() };
            // Only a public client needs the proof of a key (RFC 9449 §5).
            let is_public =
                state.apps.get(sender.client_id).is_some_and(|app| app.method == ClientMethod::None);
            let jkt = sender.jkt.filter(|_| is_public).map(str::to_owned);
            state.add_refresh_token(refresh_token.clone(), consent, jkt);
            body["refresh_token"] = json!(refresh_token);
        }
        let issued = IssuedToken {
            client_id: sender.client_id.to_owned(),
            scopes,
            expires: call.now + lifetime,
            jkt: sender.jkt.map(str::to_owned),
            subject,
        };
        state.tokens.insert(token, issued);
        body
    }
}

/// The fields of the form body, which must be distinct.
fn form(call: &Call<'_>) -> Result<Form, OAuthError> {
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
    Ok(Form(fields))
}

/// The metadata of the server, with the members of Okta's: also of endpoints that this crate does not support.
fn metadata(call: &Call<'_>) -> Value {
    let methods =
        ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"];
    let custom = call.segments.get(1).filter(|_| call.segments.len() == 4);
    let (issuer, at) = match custom {
        Some(id) => (call.url(&format!("/oauth2/{id}")), call.url(&format!("/oauth2/{id}/v1"))),
        None => (call.base.clone(), call.url("/oauth2/v1")),
    };
    let grants: Vec<&str> =
        GRANTS.into_iter().filter(|grant| custom.is_some() || *grant != JWT_BEARER).collect();
    let mut metadata = json!({
        "issuer": issuer,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": grants,
        "subject_types_supported": ["public"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone", "offline_access", "groups"],
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "claims_supported": ["ver", "jti", "iss", "aud", "iat", "exp", "cid", "uid", "scp", "sub"],
        "code_challenge_methods_supported": ["S256"],
        "introspection_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "request_parameter_supported": true,
        "request_object_signing_alg_values_supported": ALGORITHMS,
        "dpop_signing_alg_values_supported": ALGORITHMS,
        "backchannel_token_delivery_modes_supported": ["poll"],
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
        ("backchannel_authentication_endpoint", "bc/authorize"),
        ("pushed_authorization_request_endpoint", "par"),
    ] {
        metadata[name] = json!(format!("{at}/{path}"));
    }
    if call.segments.last().is_some_and(|last| last == "openid-configuration") {
        metadata["userinfo_endpoint"] = json!(format!("{at}/userinfo"));
        metadata["id_token_signing_alg_values_supported"] = json!(["ES256"]);
    }
    metadata
}
