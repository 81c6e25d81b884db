//! `/api/v1/authn`: sign-in with a password, for a session token; `/api/v1/sessions`: sessions for such tokens.

use http::Method;
use serde_json::{Value, json};

use super::require_method;
use crate::{
    call::Call,
    clock::timestamp,
    engine,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{
        State,
        users::{User, UserStatus},
    },
};

/// How long a token is valid.
const VALIDITY: std::time::Duration = std::time::Duration::from_secs(300);

/// The collection of session tokens, with the user of each.
const TOKENS: &str = "/api/v1/authn/$tokens";

fn failed() -> OktaError {
    OktaError::new("E0000004", "The sign-in failed.")
}

pub(super) fn route(call: &Call<'_>, state: &mut State) -> HandlerResult {
    require_method(call, &Method::POST)?;
    let body = Value::Object(call.object()?);
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("username").is_empty() {
        return Err(OktaError::invalid("username", "username: is required"));
    }
    let id = state.users.resolve(text("username")).ok_or_else(failed)?;
    let user = state.users.get(&id).ok_or_else(failed)?;
    let expires = timestamp(call.now + VALIDITY);
    if user.status == UserStatus::LockedOut {
        return Ok(ResponseTemplate::ok(json!({ "status": "LOCKED_OUT", "_embedded": {} })));
    }
    if !user.has_password(text("password")) {
        return Err(failed());
    }
    let embedded = json!({ "user": embedded_user(user) });
    match user.status {
        UserStatus::Active => {}
        UserStatus::PasswordExpired => {
            let token = state.ids.object("00");
            let href = call.url("/api/v1/authn/credentials/change_password");
            let next = json!({ "name": "changePassword", "href": href, "hints": { "allow": ["POST"] } });
            return Ok(ResponseTemplate::ok(json!({
                "stateToken": token, "expiresAt": expires, "status": "PASSWORD_EXPIRED", "_embedded": embedded,
                "_links": { "next": next },
            })));
        }
        _ => return Err(failed()),
    }
    let token = format!("20111{}", state.ids.request());
    state.objects.insert(TOKENS, &token, json!({ "user": id }));
    state.record(call, "user.session.start", &[state.user_target(&id)]);
    Ok(ResponseTemplate::ok(json!({
        "expiresAt": expires, "status": "SUCCESS", "sessionToken": token, "_embedded": embedded,
        "_links": { "cancel": { "href": call.url("/api/v1/authn/cancel"), "hints": { "allow": ["POST"] } } },
    })))
}

fn embedded_user(user: &User) -> Value {
    json!({
        "id": user.id,
        "passwordChanged": user.password_changed.map(timestamp),
        "profile": {
            "login": user.login(), "firstName": user.text("firstName"), "lastName": user.text("lastName"),
            "locale": "en", "timeZone": "America/Los_Angeles",
        },
    })
}

/// Takes the user of a session token, which is valid once.
fn redeem(state: &mut State, token: &str) -> Result<String, OktaError> {
    let removed = state.objects.remove(TOKENS, token);
    let user = removed.and_then(|token| token.get("user").and_then(Value::as_str).map(str::to_owned));
    user.ok_or_else(failed)
}

/// `POST /api/v1/sessions`: a session for a session token.
pub(super) fn create_session(call: &Call<'_>, state: &mut State) -> HandlerResult {
    require_method(call, &Method::POST)?;
    let body = Value::Object(call.object()?);
    let user = redeem(state, body.get("sessionToken").and_then(Value::as_str).unwrap_or_default())?;
    let login = state.users.get(&user).map(|user| user.login().to_owned()).unwrap_or_default();
    let session = json!({ "userId": user, "login": login });
    let id = engine::seed(state, call.now, "/api/v1/sessions", &session).unwrap_or_default();
    let created = engine::contents(state, call.now, &call.base, "/api/v1/sessions");
    let view = created.into_iter().find(|session| session.get("id").is_some_and(|it| *it == id));
    Ok(ResponseTemplate::ok(view.unwrap_or_default()))
}
