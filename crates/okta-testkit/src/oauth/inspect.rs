//! Introspection (RFC 7662) and revocation (RFC 7009).

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    OAuth, OAuthState, authenticate,
    endpoint::{Form, seconds},
    error::OAuthError,
};
use crate::{call::Call, response::ResponseTemplate};

impl OAuth {
    /// Describes a token of the client.
    pub(super) fn introspect(&self, call: &Call<'_>, form: &Form) -> Result<ResponseTemplate, OAuthError> {
        let mut state = self.lock();
        let client_id = authenticate::client(&mut state, call, form, seconds(call.now))?;
        Ok(ResponseTemplate::ok(describe(&state, call, form, &client_id)))
    }

    /// Revokes a token of the client: a refresh token with the session, an access token alone. An unknown token is no
    /// error (RFC 7009 §2.2).
    pub(super) fn revoke(&self, call: &Call<'_>, form: &Form) -> Result<ResponseTemplate, OAuthError> {
        let mut state = self.lock();
        let client_id = authenticate::client(&mut state, call, form, seconds(call.now))?;
        let token = token(form)?;
        let session = state.refresh_token(token).filter(|consent| consent.client_id == client_id);
        match session.map(|consent| consent.subject.session.clone()) {
            Some(session) => state.end_session(&session),
            None => state.tokens.retain(|text, issued| text != token || issued.client_id != client_id),
        }
        Ok(ResponseTemplate::from_status(StatusCode::OK))
    }
}

fn token(form: &Form) -> Result<&str, OAuthError> {
    form.field("token").ok_or(OAuthError::request("invalid_request", "The token is missing."))
}

fn describe(state: &OAuthState, call: &Call<'_>, form: &Form, client_id: &str) -> Value {
    let inactive = || json!({ "active": false });
    let Some(text) = form.field("token") else { return inactive() };
    if let Some(consent) = state.refresh_token(text).filter(|consent| consent.client_id == client_id) {
        return json!({
            "active": true, "client_id": client_id, "scope": consent.scopes.join(" "), "uid": consent.subject.user,
        });
    }
    let Some(issued) = state.tokens.get(text).filter(|issued| call.now < issued.expires) else {
        return inactive();
    };
    let mut body = json!({
        "active": true,
        "client_id": issued.client_id,
        "exp": seconds(issued.expires),
        "iss": call.base,
        "scope": issued.scopes.join(" "),
        "token_type": if issued.jkt.is_some() { "DPoP" } else { "Bearer" },
    });
    if let Some(subject) = &issued.subject {
        body["uid"] = json!(subject.user);
    }
    body
}
