//! Backchannel authentication: the client names a user, whom the org asks (OpenID CIBA Core, poll mode).

use std::time::Duration;

use serde_json::json;

use super::{
    OAuth, OAuthState, authenticate,
    client::ClientMethod,
    directory::Directory,
    endpoint::{Form, seconds},
    error::OAuthError,
    grants::{Granted, Sender, check_scopes, scopes, signed_in},
    polled::{Decision, PolledSignIn},
};
use crate::{call::Call, ids::Ids, response::ResponseTemplate};

/// The maximum, and the default, of how long a user can decide.
const LIFETIME: u64 = 300;

/// A request that the user has not decided yet, returned by
/// [`Org::backchannel_requests`](crate::Org::backchannel_requests).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackchannelRequest {
    /// The id of the user who is asked.
    pub user: String,
    /// The client that asks.
    pub client_id: String,
    /// The requested scopes.
    pub scopes: Vec<String>,
    /// The text that the user is shown.
    pub binding_message: Option<String>,
}

/// An authentication request.
#[derive(Debug)]
pub(super) struct Backchannel {
    id: String,
    user: String,
    binding_message: Option<String>,
    sign_in: PolledSignIn,
}

fn invalid_request(description: &'static str) -> OAuthError {
    OAuthError::request("invalid_request", description)
}

impl OAuth {
    /// Asks a user to sign in (CIBA Core §7.1).
    pub(super) fn authenticate_user(
        &self,
        call: &Call<'_>,
        form: &Form,
        users: Directory<'_>,
    ) -> Result<ResponseTemplate, OAuthError> {
        let mut state = self.lock();
        let client_id = authenticate::client(&mut state, call, form, seconds(call.now))?;
        if state.apps.get(&client_id).is_none_or(|app| app.method == ClientMethod::None) {
            return Err(OAuthError::client(
                "client_authentication_method",
                "A public client may not use backchannel authentication.",
            ));
        }
        if form.field("request").is_some() {
            return Err(OAuthError::request(
                "request_not_supported",
                "The client is not registered for signed authentication requests.",
            ));
        }
        let scopes = scopes(form.field("scope").unwrap_or_default());
        if !scopes.iter().any(|scope| scope == "openid") {
            return Err(OAuthError::request("invalid_scope", "The scope openid is required."));
        }
        check_scopes(&state, &client_id, &scopes)?;
        let user = match (form.field("login_hint"), form.field("id_token_hint")) {
            (Some(login), None) => users.find(login),
            (None, Some(token)) => {
                let token = self.own_id_token(token, |audience| audience == client_id);
                let token =
                    token.ok_or(invalid_request("The id_token_hint is not an ID token of the client."))?;
                users.find(token.string("sub").unwrap_or_default())
            }
            _ => return Err(invalid_request("Either login_hint or id_token_hint is required, not both.")),
        };
        let user = user.ok_or(OAuthError::request("unknown_user_id", "The hint names no user."))?;
        let lifetime = match form.field("request_expiry").map(str::parse) {
            None => LIFETIME,
            Some(Ok(seconds @ 1..=LIFETIME)) => seconds,
            Some(_) => return Err(invalid_request("request_expiry must be 1 to 300 seconds.")),
        };
        let id = self.ids.request();
        state.sessions.backchannel.push(Backchannel {
            id: id.clone(),
            user,
            binding_message: form.field("binding_message").map(str::to_owned),
            sign_in: PolledSignIn::new(client_id, scopes, call.now + Duration::from_secs(lifetime)),
        });
        let interval = state.settings.poll_interval.as_secs();
        let body = json!({ "auth_req_id": id, "expires_in": lifetime, "interval": interval });
        Ok(ResponseTemplate::ok(body))
    }

    /// The requests that wait for their user, in the order of arrival.
    pub(crate) fn backchannel_requests(&self, now: std::time::SystemTime) -> Vec<BackchannelRequest> {
        let state = self.lock();
        let waiting = state.sessions.backchannel.iter().filter(|request| request.sign_in.is_pending(now));
        waiting
            .map(|request| BackchannelRequest {
                user: request.user.clone(),
                client_id: request.sign_in.client_id.clone(),
                scopes: request.sign_in.scopes.clone(),
                binding_message: request.binding_message.clone(),
            })
            .collect()
    }

    /// Records the decision of a user about all requests that wait for it. Returns their number.
    pub(crate) fn decide_backchannel(&self, user: &str, approve: bool, now: std::time::SystemTime) -> usize {
        let mut state = self.lock();
        let requests = state.sessions.backchannel.iter_mut();
        let waiting = requests.filter(|request| request.user == user && request.sign_in.is_pending(now));
        waiting
            .map(|request| {
                let approved = || Decision::Approved(user.to_owned());
                request.sign_in.decision = if approve { approved() } else { Decision::Denied };
            })
            .count()
    }
}

/// CIBA Core §10.1 and §11.
pub(super) fn grant(
    state: &mut OAuthState,
    form: &Form,
    sender: Sender<'_>,
    ids: &Ids,
) -> Result<Granted, OAuthError> {
    let unknown = OAuthError::request("invalid_grant", "The authentication request is unknown.");
    let id = form.field("auth_req_id").ok_or(invalid_request("The auth_req_id is missing."))?;
    let interval = state.settings.poll_interval;
    let requests = &mut state.sessions.backchannel;
    let place = requests.iter().position(|request| request.id == id).ok_or_else(|| unknown.clone())?;
    let request = requests.get_mut(place).ok_or_else(|| unknown.clone())?;
    let user = request.sign_in.poll(sender, interval, unknown)?;
    let scopes = requests.remove(place).sign_in.scopes;
    Ok(signed_in(user, scopes, ids))
}
