//! Direct authentication: the app asks for password and factors itself
//! (<https://developer.okta.com/docs/guides/configure-direct-auth-grants/>).

use std::time::{Duration, SystemTime};

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    OAuth, OAuthState, authenticate,
    client::{MFA_OOB, MFA_OTP, OOB},
    directory::{Channel, Directory},
    endpoint::{Form, seconds},
    error::OAuthError,
    grants::{Granted, Sender, check_grant, check_scopes, scopes, signed_in},
    polled::Polling,
};
use crate::{call::Call, handlers::PASS_CODE, handlers::PasswordCheck, ids::Ids, response::ResponseTemplate};

/// How long a user can respond, in seconds.
const LIFETIME: u64 = 300;

/// A sign-in whose first factor was right.
#[derive(Debug)]
pub(super) struct Multifactor {
    client_id: String,
    user: String,
    expires: SystemTime,
}

/// A question through another channel.
#[derive(Debug)]
pub(super) struct OutOfBand {
    client_id: String,
    user: String,
    factor: String,
    /// The transaction of a push factor.
    transaction: Option<String>,
    /// The sign-in whose second factor it is.
    mfa_token: Option<String>,
    polling: Polling,
}

fn denied(description: &'static str) -> OAuthError {
    OAuthError::request("access_denied", description)
}

fn unusable() -> OAuthError {
    denied("The user has not enrolled a factor that the request allows.").with_status(StatusCode::FORBIDDEN)
}

fn expired() -> OAuthError {
    denied("The oob_code or the mfa_token is unknown or has expired.")
}

fn required<'f>(
    form: &'f Form,
    name: &'static str,
    description: &'static str,
) -> Result<&'f str, OAuthError> {
    form.field(name).ok_or(OAuthError::request("invalid_request", description))
}

fn channel(form: &Form) -> Result<Channel, OAuthError> {
    let name = required(form, "channel_hint", "The channel_hint is missing.")?;
    let unknown = OAuthError::request("invalid_request", "The channel_hint is not supported.");
    Channel::parse(name).ok_or(unknown)
}

impl OAuth {
    /// Asks a user through a channel, as the only factor.
    pub(super) fn authenticate_out_of_band(
        &self,
        call: &Call<'_>,
        form: &Form,
        users: Directory<'_>,
    ) -> Result<ResponseTemplate, OAuthError> {
        let mut state = self.lock();
        let client_id = authenticate::client(&mut state, call, form, seconds(call.now))?;
        check_grant(&state, &client_id, OOB)?;
        if required(form, "challenge_hint", "The challenge_hint is missing.")? != OOB {
            return Err(OAuthError::request("invalid_request", "The challenge_hint is not supported."));
        }
        let channel = channel(form)?;
        let user = users.find(required(form, "login_hint", "The login_hint is missing.")?);
        let user = user.ok_or_else(unusable)?;
        let body = self.ask(&mut state, call, users, (client_id, user), channel, None)?;
        Ok(ResponseTemplate::ok(body))
    }

    /// Chooses the second factor of a sign-in, and asks the user if it is out of band.
    pub(super) fn challenge(
        &self,
        call: &Call<'_>,
        form: &Form,
        users: Directory<'_>,
    ) -> Result<ResponseTemplate, OAuthError> {
        let mut state = self.lock();
        let client_id = authenticate::client(&mut state, call, form, seconds(call.now))?;
        let token = required(form, "mfa_token", "The mfa_token is missing.")?;
        let user = state.multifactor(token, &client_id, call.now)?.user.clone();
        let supported = form.field("challenge_types_supported").map_or(vec![MFA_OTP, MFA_OOB], |types| {
            types.split(' ').filter(|text| !text.is_empty()).collect()
        });
        if supported.iter().any(|kind| ![MFA_OTP, MFA_OOB].contains(kind)) {
            let error = denied("A challenge type is not supported.").with_status(StatusCode::FORBIDDEN);
            return Err(error);
        }
        let is_out_of_band = form.field("channel_hint").is_some() || !users.has_passcode_factor(&user);
        let kind = if is_out_of_band { MFA_OOB } else { MFA_OTP };
        if !supported.contains(&kind) {
            return Err(unusable());
        }
        check_grant(&state, &client_id, kind)?;
        if kind == MFA_OTP {
            return Ok(ResponseTemplate::ok(json!({ "challenge_type": MFA_OTP })));
        }
        let channel = channel(form)?;
        let asked = (client_id, user);
        let mut body = self.ask(&mut state, call, users, asked, channel, Some(token.to_owned()))?;
        body["challenge_type"] = json!(MFA_OOB);
        Ok(ResponseTemplate::ok(body))
    }

    fn ask(
        &self,
        state: &mut OAuthState,
        call: &Call<'_>,
        users: Directory<'_>,
        (client_id, user): (String, String),
        channel: Channel,
        mfa_token: Option<String>,
    ) -> Result<Value, OAuthError> {
        let factor = users.factor(&user, channel).ok_or_else(unusable)?;
        let code = self.ids.request();
        let mut body = json!({ "oob_code": code, "expires_in": LIFETIME, "channel": channel.name() });
        let mut transaction = None;
        if channel == Channel::Push {
            transaction = Some(users.ask(call, &user, &factor));
            body["binding_method"] = json!("none");
            body["interval"] = json!(state.settings.poll_interval.as_secs());
        } else {
            body["binding_method"] = json!("prompt");
        }
        let polling = Polling::until(call.now + Duration::from_secs(LIFETIME));
        let asked = OutOfBand { client_id, user, factor, transaction, mfa_token, polling };
        state.sessions.out_of_band.insert(code, asked);
        Ok(body)
    }
}

impl OAuthState {
    fn multifactor(&self, token: &str, client_id: &str, now: SystemTime) -> Result<&Multifactor, OAuthError> {
        let found = self.sessions.multifactor.get(token);
        found.filter(|it| it.client_id == client_id && now < it.expires).ok_or_else(expired)
    }
}

fn requested_scopes(state: &OAuthState, form: &Form, sender: Sender<'_>) -> Result<Vec<String>, OAuthError> {
    let scopes = scopes(form.field("scope").unwrap_or_default());
    if scopes.is_empty() {
        return Err(OAuthError::request("invalid_scope", "At least one scope is required."));
    }
    check_scopes(state, sender.client_id, &scopes)?;
    Ok(scopes)
}

/// RFC 6749 §4.3, and what the sign-on policy requires besides.
pub(super) fn password(
    state: &mut OAuthState,
    form: &Form,
    sender: Sender<'_>,
    ids: &Ids,
) -> Result<Granted, OAuthError> {
    let scopes = requested_scopes(state, form, sender)?;
    let name = required(form, "username", "The username is missing.")?;
    let password = required(form, "password", "The password is missing.")?;
    match sender.users.check_password(sender.call, name, password) {
        PasswordCheck::Rejected => {
            Err(OAuthError::request("invalid_grant", "The username or the password is not valid."))
        }
        PasswordCheck::Denied => Err(denied("A policy denies the sign-in.")),
        PasswordCheck::Complete(user) => Ok(signed_in(user, scopes, ids)),
        PasswordCheck::FactorRequired(user) => {
            let expires = sender.now + Duration::from_secs(LIFETIME);
            let client_id = sender.client_id.to_owned();
            let token = ids.request();
            state.sessions.multifactor.insert(token.clone(), Multifactor { client_id, user, expires });
            Err(OAuthError::mfa_required(token))
        }
    }
}

/// A code that the user reads, as the only factor.
pub(super) fn passcode(
    state: &OAuthState,
    form: &Form,
    sender: Sender<'_>,
    ids: &Ids,
) -> Result<Granted, OAuthError> {
    let scopes = requested_scopes(state, form, sender)?;
    let user = sender.users.find(required(form, "login_hint", "The login_hint is missing.")?);
    let code = required(form, "otp", "The otp is missing.")?;
    let user = user.filter(|user| sender.users.is_passcode(user, code)).ok_or_else(wrong_code)?;
    Ok(signed_in(user, scopes, ids))
}

fn wrong_code() -> OAuthError {
    OAuthError::request("invalid_grant", "The code is not valid.")
}

/// A code that the user reads, after another factor.
pub(super) fn second_passcode(
    state: &mut OAuthState,
    form: &Form,
    sender: Sender<'_>,
    ids: &Ids,
) -> Result<Granted, OAuthError> {
    let token = required(form, "mfa_token", "The mfa_token is missing.")?;
    let user = state.multifactor(token, sender.client_id, sender.now)?.user.clone();
    let scopes = requested_scopes(state, form, sender)?;
    if !sender.users.is_passcode(&user, required(form, "otp", "The otp is missing.")?) {
        return Err(wrong_code());
    }
    state.sessions.multifactor.remove(token);
    Ok(signed_in(user, scopes, ids))
}

/// The decision of a user who was asked out of band: as the only factor, or after another one.
pub(super) fn out_of_band(
    state: &mut OAuthState,
    form: &Form,
    sender: Sender<'_>,
    ids: &Ids,
    is_second: bool,
) -> Result<Granted, OAuthError> {
    let mfa_token = form.field("mfa_token").filter(|_| is_second);
    if is_second {
        state.multifactor(mfa_token.unwrap_or_default(), sender.client_id, sender.now)?;
    }
    let scopes = requested_scopes(state, form, sender)?;
    let code = required(form, "oob_code", "The oob_code is missing.")?;
    let interval = state.settings.poll_interval;
    let asked = state
        .sessions
        .out_of_band
        .get_mut(code)
        .filter(|asked| asked.client_id == sender.client_id && asked.mfa_token.as_deref() == mfa_token);
    let asked = asked.filter(|asked| sender.now < asked.polling.expires).ok_or_else(expired)?;
    if let Some(transaction) = &asked.transaction {
        asked.polling.poll(sender.now, interval)?;
        match sender.users.decision(sender.call, &asked.user, &asked.factor, transaction) {
            "SUCCESS" => {}
            "WAITING" => {
                return Err(OAuthError::request("authorization_pending", "The user has not decided yet."));
            }
            "REJECTED" => return Err(denied("The user denied access.")),
            _ => return Err(expired()),
        }
    } else if form.field("binding_code") != Some(PASS_CODE) {
        return Err(wrong_code());
    }
    let user = asked.user.clone();
    state.sessions.out_of_band.remove(code);
    if let Some(token) = mfa_token {
        state.sessions.multifactor.remove(token);
    }
    Ok(signed_in(user, scopes, ids))
}
