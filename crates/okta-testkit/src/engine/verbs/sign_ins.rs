//! What applications ask about a user who signed in: claims, and the end of the sign-in, of all sign-ins.

use std::collections::BTreeMap;

use http::{Method, StatusCode};
use serde_json::{Value, json};

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
    verb("oauth.logoutWithPost", &[], logout),
    verb("oauth.logoutCustomASWithPost", &[], logout),
    verb("oauth.globalTokenRevocation", &[], revoke_all),
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

/// Redirects to the application after the end of a sign-in (OpenID Connect RP-Initiated Logout §2), with the parameters of
/// the query, or of a form.
fn logout(call: &Call<'_>, _: &mut State) -> HandlerResult {
    let form: BTreeMap<String, String> = match *call.method {
        Method::POST => form_urlencoded::parse(call.body).into_owned().collect(),
        _ => call.query.clone(),
    };
    let param = |name: &str| form.get(name).map(String::as_str);
    if param("id_token_hint").is_none_or(|hint| hint.split('.').count() != 3) {
        return Err(OktaError::invalid("id_token_hint", "id_token_hint: must be an ID token"));
    }
    let Some(target) = param("post_logout_redirect_uri") else {
        return Ok(ResponseTemplate::from_status(StatusCode::OK));
    };
    let parameters = param("state").map(|state| {
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

/// Ends all sessions and tokens of a user, whom an identity provider may name (RFC 9493).
fn revoke_all(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    let member = |name: &str| body.pointer(&format!("/sub_id/{name}")).and_then(Value::as_str);
    let user = match (member("format"), member("id"), member("iss"), member("sub")) {
        (Some("opaque"), Some(id), _, _) => state.users.get(id).map(|user| user.id.clone()),
        (Some("iss_sub"), _, Some(issuer), Some(subject)) => linked_user(state, issuer, subject),
        _ => None,
    };
    let user = user.ok_or_else(|| OktaError::invalid("sub_id", "sub_id: does not name a user"))?;
    state.end_sessions(call, &user, true);
    Ok(ResponseTemplate::no_content())
}

/// The user whom an identity provider knows by a subject.
fn linked_user(state: &State, issuer: &str, subject: &str) -> Option<String> {
    const PROVIDERS: &str = "/api/v1/idps";
    let is_issuer = |provider: &Value| {
        ["/protocol/issuer/url", "/protocol/credentials/trust/issuer"]
            .iter()
            .any(|path| provider.pointer(path).is_some_and(|value| value == issuer))
    };
    let providers = state.objects.of(PROVIDERS).filter(|(_, provider)| is_issuer(provider));
    let mut links = providers.flat_map(|(id, _)| state.objects.of(&format!("{PROVIDERS}/{id}/users")));
    let link = links.find(|(_, link)| link.get("externalId").is_some_and(|id| id == subject));
    link.map(|(user, _)| user.clone())
}
