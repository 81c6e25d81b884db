//! What applications ask about a user who signed in: claims, and the end of the sign-in.

use http::StatusCode;
use serde_json::json;

use super::{Verb, verb};
use crate::{
    call::{Call, Principal},
    clock::unix_seconds,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

pub(super) const VERBS: &[Verb] = &[
    verb("oauth.userinfo", &[], claims),
    verb("oauth.userinfoCustomAS", &[], claims),
    verb("oauth.logout", &["id_token_hint", "post_logout_redirect_uri", "state"], logout),
    verb("oauth.logoutCustomAS", &["id_token_hint", "post_logout_redirect_uri", "state"], logout),
];

/// The claims of the user of an access token (OpenID Connect Core §5.3).
fn claims(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let Principal::User { id, .. } = &call.principal else { return Err(OktaError::invalid_token()) };
    let user = state.users.get(id).ok_or_else(OktaError::invalid_token)?;
    Ok(ResponseTemplate::ok(json!({
        "sub": user.id, "name": user.display_name(), "given_name": user.text("firstName"),
        "family_name": user.text("lastName"), "preferred_username": user.login(), "email": user.text("email"),
        "email_verified": true, "locale": "en_US", "zoneinfo": "America/Los_Angeles",
        "updated_at": unix_seconds(user.last_updated),
    })))
}

/// Redirects to the application after the end of a sign-in (OpenID Connect RP-Initiated Logout §2).
fn logout(call: &Call<'_>, _: &mut State) -> HandlerResult {
    if call.param("id_token_hint").is_none_or(|hint| hint.split('.').count() != 3) {
        return Err(OktaError::invalid("id_token_hint", "id_token_hint: must be an ID token"));
    }
    let Some(target) = call.param("post_logout_redirect_uri") else {
        return Ok(ResponseTemplate::from_status(StatusCode::OK));
    };
    let parameters = call.param("state").map(|state| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("state", state).finish()
    });
    let separator = if target.contains('?') { '&' } else { '?' };
    let location = parameters.map_or(target.to_owned(), |query| format!("{target}{separator}{query}"));
    if http::HeaderValue::try_from(&location).is_err() {
        return Err(OktaError::invalid("post_logout_redirect_uri", "post_logout_redirect_uri: not a URL"));
    }
    Ok(ResponseTemplate::redirect(&location))
}
