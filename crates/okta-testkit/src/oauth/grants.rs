//! The grants of the token endpoint.

use std::time::SystemTime;

use super::{
    OAuthState, backchannel,
    client::{CIBA, DEVICE_CODE, MFA_OOB, MFA_OTP, OOB, OTP, TOKEN_EXCHANGE},
    direct,
    directory::Directory,
    endpoint::Form,
    error::OAuthError,
    jose::sha256,
    sessions::Subject,
};
use crate::{call::Call, ids::Ids};

/// What a token is issued for.
#[derive(Debug)]
pub(super) struct Granted {
    pub(super) scopes: Vec<String>,
    pub(super) subject: Option<Subject>,
    pub(super) refresh: Refresh,
}

/// Whether a refresh token is issued with an access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refresh {
    No,
    Issue,
}

/// The sender of a token request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sender<'a> {
    pub(super) client_id: &'a str,
    /// The thumbprint of the key of its proof.
    pub(super) jkt: Option<&'a str>,
    pub(super) now: SystemTime,
    pub(super) call: &'a Call<'a>,
    pub(super) users: Directory<'a>,
}

/// Returns what a request is granted.
pub(super) fn grant(
    state: &mut OAuthState,
    grant_type: &str,
    form: &Form,
    sender: Sender<'_>,
    ids: &Ids,
) -> Result<Granted, OAuthError> {
    match grant_type {
        "authorization_code" => authorization_code(state, form, sender),
        "refresh_token" => refresh_token(state, form, sender),
        DEVICE_CODE => device_code(state, form, sender, ids),
        "password" => direct::password(state, form, sender, ids),
        OTP => direct::passcode(state, form, sender, ids),
        MFA_OTP => direct::second_passcode(state, form, sender, ids),
        OOB => direct::out_of_band(state, form, sender, ids, false),
        MFA_OOB => direct::out_of_band(state, form, sender, ids, true),
        CIBA => backchannel::grant(state, form, sender, ids),
        TOKEN_EXCHANGE => token_exchange(state, form, sender),
        _ => client_credentials(state, form, sender),
    }
}

fn client_credentials(state: &OAuthState, form: &Form, sender: Sender<'_>) -> Result<Granted, OAuthError> {
    let scope =
        form.field("scope").ok_or(OAuthError::request("invalid_scope", "At least one scope is required."))?;
    let scopes = scopes(scope);
    check_scopes(state, sender.client_id, &scopes)?;
    Ok(Granted { scopes, subject: None, refresh: Refresh::No })
}

/// Fails if a client may not use a grant type.
pub(super) fn check_grant(state: &OAuthState, client_id: &str, grant: &str) -> Result<(), OAuthError> {
    let allowed = state.apps.get(client_id).is_some_and(|app| app.grants.iter().any(|other| other == grant));
    let error = OAuthError::request("unauthorized_client", "The client may not use the grant type.");
    if allowed { Ok(()) } else { Err(error) }
}

/// Fails if a client may not request these scopes.
pub(super) fn check_scopes(state: &OAuthState, client_id: &str, scopes: &[String]) -> Result<(), OAuthError> {
    let granted = state.apps.get(client_id).map(|app| app.scopes.as_slice()).unwrap_or_default();
    if scopes.iter().any(|scope| !granted.contains(scope)) {
        return Err(OAuthError::request("invalid_scope", "A requested scope is not granted to the client."));
    }
    Ok(())
}

pub(super) fn scopes(text: &str) -> Vec<String> {
    text.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}

/// A refresh token is issued for `offline_access` only.
fn with_refresh(scopes: Vec<String>, subject: Subject) -> Granted {
    let is_offline = scopes.iter().any(|scope| scope == "offline_access");
    let refresh = if is_offline { Refresh::Issue } else { Refresh::No };
    Granted { scopes, subject: Some(subject), refresh }
}

/// What is granted by a user who has signed in just now.
pub(super) fn signed_in(user: String, scopes: Vec<String>, ids: &Ids) -> Granted {
    with_refresh(scopes, Subject { user, session: ids.object("ses"), nonce: None })
}

/// RFC 6749 §4.1.3 and RFC 7636 §4.6.
fn authorization_code(
    state: &mut OAuthState,
    form: &Form,
    sender: Sender<'_>,
) -> Result<Granted, OAuthError> {
    let invalid = OAuthError::request("invalid_grant", "The authorization code is not valid or has expired.");
    let text = form.field("code").ok_or(OAuthError::request("invalid_request", "The code is missing."))?;
    // A code is valid once, whether or not the request succeeds.
    let code = state.sessions.codes.remove(text).ok_or_else(|| invalid.clone())?;
    if code.consent.client_id != sender.client_id || sender.now >= code.expires {
        return Err(invalid);
    }
    if form.field("redirect_uri") != Some(&code.redirect_uri) {
        return Err(OAuthError::request(
            "invalid_grant",
            "The redirect URI is not that of the authorization request.",
        ));
    }
    let verifier = form.field("code_verifier").unwrap_or_default();
    let valid = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&verifier.len())
        || !verifier.bytes().all(valid)
        || sha256(verifier.as_bytes()) != code.challenge
    {
        return Err(OAuthError::request("invalid_grant", "The PKCE verifier does not match the challenge."));
    }
    Ok(with_refresh(code.consent.scopes, code.consent.subject))
}

/// RFC 6749 §6.
fn refresh_token(state: &mut OAuthState, form: &Form, sender: Sender<'_>) -> Result<Granted, OAuthError> {
    let token = form
        .field("refresh_token")
        .ok_or(OAuthError::request("invalid_request", "The refresh token is missing."))?;
    let (consent, replace) = state.use_refresh_token(token, sender.client_id, sender.jkt, sender.now)?;
    let narrowed = form.field("scope").map(scopes);
    if narrowed.iter().flatten().any(|scope| !consent.scopes.contains(scope)) {
        return Err(OAuthError::request("invalid_scope", "A requested scope was not granted by the user."));
    }
    state.counters.refreshes += 1;
    let scopes = narrowed.unwrap_or(consent.scopes);
    let refresh = if replace { Refresh::Issue } else { Refresh::No };
    Ok(Granted { scopes, subject: Some(consent.subject), refresh })
}

/// RFC 8628 §3.4 and §3.5.
fn device_code(
    state: &mut OAuthState,
    form: &Form,
    sender: Sender<'_>,
    ids: &Ids,
) -> Result<Granted, OAuthError> {
    let invalid = OAuthError::request("invalid_grant", "The device code is not valid.");
    let text = form
        .field("device_code")
        .ok_or(OAuthError::request("invalid_request", "The device code is missing."))?;
    let interval = state.settings.poll_interval;
    let device = state.sessions.devices.get_mut(text).ok_or_else(|| invalid.clone())?;
    let user = device.sign_in.poll(sender, interval, invalid)?;
    let scopes = std::mem::take(&mut device.sign_in.scopes);
    state.sessions.devices.remove(text);
    Ok(signed_in(user, scopes, ids))
}

/// RFC 8693 §2.1, with an access token of this server as the subject.
fn token_exchange(state: &OAuthState, form: &Form, sender: Sender<'_>) -> Result<Granted, OAuthError> {
    if form.field("subject_token_type") != Some("urn:ietf:params:oauth:token-type:access_token") {
        return Err(OAuthError::request("invalid_request", "The type of the subject token is unsupported."));
    }
    let token = form.field("subject_token").unwrap_or_default();
    let subject = state.tokens.get(token).filter(|issued| sender.now < issued.expires);
    let subject = subject
        .ok_or(OAuthError::request("invalid_grant", "The subject token is not valid or has expired."))?;
    let scopes = form.field("scope").map_or_else(|| subject.scopes.clone(), scopes);
    check_scopes(state, sender.client_id, &scopes)?;
    Ok(Granted { scopes, subject: subject.subject.clone(), refresh: Refresh::No })
}
