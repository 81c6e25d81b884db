//! Identity assertions (ID-JAG): an app exchanges the ID token of a user at the org's server, and redeems the assertion for
//! an access token of a custom one, by the JWT bearer grant (RFC 7523)
//! (<https://developer.okta.com/docs/guides/ai-agent-token-exchange/authserver/main/>).

use serde_json::{Value, json};

use super::{
    OAuth, OAuthState,
    endpoint::{Form, issuer, seconds},
    error::OAuthError,
    grants::{Granted, Refresh, Sender, check_scopes, scopes},
    sessions::Subject,
};

/// The type of the requested token.
pub(super) const ID_JAG: &str = "urn:ietf:params:oauth:token-type:id-jag";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
/// The type in the header of the assertion.
const HEADER_TYPE: &str = "oauth-id-jag+jwt";
const LIFETIME: i64 = 300;

fn invalid_grant(description: &'static str) -> OAuthError {
    OAuthError::request("invalid_grant", description)
}

impl OAuth {
    /// Exchanges an ID token for an assertion. The org has no links between apps: the ID token may be that of any app.
    pub(super) fn issue_assertion(
        &self,
        state: &OAuthState,
        form: &Form,
        sender: Sender<'_>,
    ) -> Result<Value, OAuthError> {
        if form.field("subject_token_type") != Some(ID_TOKEN) {
            let description = "The type of the subject token must be id_token.";
            return Err(OAuthError::request("invalid_request", description));
        }
        let now = seconds(sender.now);
        let text = form.field("subject_token").unwrap_or_default();
        let token = self.own_id_token(text, |audience| state.apps.contains_key(audience));
        let token = token.filter(|token| token.seconds("exp").is_some_and(|exp| now < exp));
        let user = token.and_then(|token| sender.users.find(token.string("sub")?));
        let user = user.ok_or(invalid_grant("The subject token is not an ID token, or has expired."))?;
        let audience = form.field("audience").unwrap_or_default();
        let server = audience.strip_prefix(&sender.call.base).and_then(|path| path.strip_prefix("/oauth2/"));
        if server.is_none_or(|id| id.is_empty() || id.contains('/')) {
            let description = "The audience must be the issuer of a custom authorization server.";
            return Err(OAuthError::request("invalid_target", description));
        }
        let requested = scopes(form.field("scope").unwrap_or_default());
        check_scopes(state, sender.client_id, &requested)?;
        let scope = requested.join(" ");
        let assertion = self.signer.sign(
            Some(HEADER_TYPE),
            &json!({
                "iss": sender.call.base, "sub": user, "aud": audience, "client_id": sender.client_id,
                "jti": self.ids.object("IDJ."), "iat": now, "exp": now.saturating_add(LIFETIME), "scope": scope,
            }),
        );
        Ok(json!({
            "issued_token_type": ID_JAG, "access_token": assertion, "token_type": "N_A", "expires_in": LIFETIME,
            "scope": scope,
        }))
    }

    /// Redeems an assertion for the server that it was issued for.
    pub(super) fn redeem_assertion(&self, form: &Form, sender: Sender<'_>) -> Result<Granted, OAuthError> {
        let text = form
            .field("assertion")
            .ok_or(OAuthError::request("invalid_request", "The assertion is missing."))?;
        let assertion = self.own_token(text);
        let assertion = assertion
            .filter(|token| token.header.get("typ").is_some_and(|kind| kind == HEADER_TYPE))
            .ok_or(invalid_grant("The assertion is not one of this org."))?;
        if assertion.string("aud") != Some(&issuer(sender.call)) {
            return Err(invalid_grant("The audience of the assertion is another server."));
        }
        if assertion.string("client_id") != Some(sender.client_id) {
            return Err(invalid_grant("The assertion was issued to another client."));
        }
        if assertion.seconds("exp").is_none_or(|exp| exp <= seconds(sender.now)) {
            return Err(invalid_grant("The assertion has expired."));
        }
        let user = assertion.string("sub").and_then(|user| sender.users.find(user));
        let user = user.ok_or(invalid_grant("The user of the assertion does not exist."))?;
        let allowed = scopes(assertion.string("scope").unwrap_or_default());
        let scopes = form.field("scope").map_or_else(|| allowed.clone(), scopes);
        if scopes.iter().any(|scope| !allowed.contains(scope)) {
            return Err(OAuthError::request("invalid_scope", "The assertion lacks a requested scope."));
        }
        let subject = Subject { user, session: self.ids.object("ses"), nonce: None };
        Ok(Granted { scopes, subject: Some(subject), refresh: Refresh::No })
    }
}
