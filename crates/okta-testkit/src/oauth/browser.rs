//! The endpoints at which the sign-in of a user begins: authorization, pushed authorization, device authorization.
//!
//! The org has no sign-in page: `login_hint` names the user who signs in, without a password.

use std::collections::BTreeMap;

use http::{HeaderValue, StatusCode, header::LOCATION};
use serde_json::json;

use super::{
    OAuth, authenticate,
    directory::Directory,
    endpoint::{Form, seconds},
    error::OAuthError,
    grants::{check_scopes, scopes},
    polled::{Decision, PolledSignIn},
    sessions::{CODE_LIFETIME, Code, Consent, DEVICE_LIFETIME, Device, Subject},
};
use crate::{call::Call, response::ResponseTemplate};

/// The prefix of the URI of pushed parameters (RFC 9126 §2.2).
const REQUEST_URI: &str = "urn:okta:";

pub(super) type Parameters = BTreeMap<String, String>;

impl OAuth {
    /// Redirects to the client with a code for the user of `login_hint` (RFC 6749 §4.1.2). The parameters are those of the
    /// query, or of a form.
    pub(super) fn authorize_user(
        &self,
        call: &Call<'_>,
        users: Directory<'_>,
        mut parameters: Parameters,
    ) -> ResponseTemplate {
        let mut state = self.lock();
        if let Some(uri) = parameters.get("request_uri") {
            // Pushed parameters are used once.
            match state.sessions.pushed.remove(uri) {
                Some(pushed) if pushed.get("client_id") == parameters.get("client_id") => parameters = pushed,
                _ => {
                    return page(OAuthError::request("invalid_request_uri", "The request URI is not valid."));
                }
            }
        }
        let value = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
        let client_id = value("client_id");
        let Some(app) = state.apps.get(client_id) else {
            return page(OAuthError::request("invalid_client", "There is no client with this client id."));
        };
        if !app.redirect_uris.iter().any(|uri| uri == value("redirect_uri")) {
            return page(OAuthError::request("invalid_request", "The redirect URI is not registered."));
        }
        let redirect = |name: &str, text: &str| {
            redirect(call, value("redirect_uri"), &[(name, text), ("state", value("state"))])
        };
        let is_pkce = value("code_challenge_method") == "S256" && !value("code_challenge").is_empty();
        if value("response_type") != "code" || value("state").is_empty() || !is_pkce {
            return redirect("error", "invalid_request");
        }
        let scopes = scopes(value("scope"));
        if scopes.is_empty() || check_scopes(&state, client_id, &scopes).is_err() {
            return redirect("error", "invalid_scope");
        }
        let Some(user) = parameters.get("login_hint").and_then(|login| users.find(login)) else {
            return redirect("error", "login_required");
        };
        let nonce = parameters.get("nonce").cloned();
        let subject = Subject { user, session: self.ids.object("ses"), nonce };
        let text = self.ids.request();
        let code = Code {
            consent: Consent { client_id: client_id.to_owned(), scopes, subject },
            redirect_uri: value("redirect_uri").to_owned(),
            challenge: value("code_challenge").to_owned(),
            expires: call.now + CODE_LIFETIME,
        };
        let response = redirect("code", &text);
        state.sessions.codes.insert(text, code);
        response
    }

    /// Keeps the parameters of an authorization request (RFC 9126).
    pub(super) fn push_parameters(
        &self,
        call: &Call<'_>,
        form: &Form,
    ) -> Result<ResponseTemplate, OAuthError> {
        let mut state = self.lock();
        let client_id = authenticate::client(&mut state, call, form, seconds(call.now))?;
        let mut parameters: Parameters =
            form.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        for name in ["client_secret", "client_assertion", "client_assertion_type"] {
            parameters.remove(name);
        }
        parameters.insert("client_id".to_owned(), client_id);
        let uri = format!("{REQUEST_URI}{}", self.ids.request());
        state.sessions.pushed.insert(uri.clone(), parameters);
        let body = json!({ "request_uri": uri, "expires_in": 300 });
        Ok(ResponseTemplate::from_status(StatusCode::CREATED).json(body))
    }

    /// Issues the codes of a device (RFC 8628 §3.2).
    pub(super) fn authorize_device(
        &self,
        call: &Call<'_>,
        form: &Form,
    ) -> Result<ResponseTemplate, OAuthError> {
        let mut state = self.lock();
        let client_id = authenticate::client(&mut state, call, form, seconds(call.now))?;
        let scopes = scopes(form.field("scope").unwrap_or_default());
        check_scopes(&state, &client_id, &scopes)?;
        let (device_code, number) = (self.ids.request(), state.sessions.devices.len());
        let user_code = format!("TEST{number:04}");
        let device = Device {
            user_code: user_code.clone(),
            sign_in: PolledSignIn::new(client_id, scopes, call.now + DEVICE_LIFETIME),
        };
        state.sessions.devices.insert(device_code.clone(), device);
        let activate = call.url("/activate");
        Ok(ResponseTemplate::ok(json!({
            "device_code": device_code,
            "user_code": user_code,
            "verification_uri": activate,
            "verification_uri_complete": format!("{activate}?user_code={user_code}"),
            "expires_in": DEVICE_LIFETIME.as_secs(),
            "interval": state.settings.poll_interval.as_secs(),
        })))
    }

    /// Records the decision of a user about a device. Returns whether the code is known.
    pub(crate) fn decide_device(&self, user_code: &str, user: Option<String>) -> bool {
        let mut state = self.lock();
        let device = state.sessions.devices.values_mut().find(|device| device.user_code == user_code);
        let Some(device) = device else { return false };
        device.sign_in.decision = user.map_or(Decision::Denied, Decision::Approved);
        true
    }
}

/// An error that is not sent to the client, as the redirect URI is not to be trusted.
fn page(error: OAuthError) -> ResponseTemplate {
    error.token_response(None)
}

fn redirect(call: &Call<'_>, uri: &str, parameters: &[(&str, &str)]) -> ResponseTemplate {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    let separator = if uri.contains('?') { '&' } else { '?' };
    let mut response = ResponseTemplate::from_status(StatusCode::FOUND);
    if let Ok(location) =
        HeaderValue::try_from(format!("{uri}{separator}{query}&iss={}", encoded(&call.base)))
    {
        response.headers.insert(LOCATION, location);
    }
    response
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
