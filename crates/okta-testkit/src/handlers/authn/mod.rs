//! `/api/v1/authn`: sign-in with a password and factors, recovery; `/api/v1/sessions`: sessions for session tokens.
//!
//! Okta's Authentication API: <https://developer.okta.com/docs/reference/api/authn/>.

mod factors;
mod policy;
mod recovery;
mod transaction;
mod views;

use http::{Method, header::AUTHORIZATION};
use serde_json::{Map, Value, json};

use super::require_method;
use crate::{
    call::Call,
    engine, operations,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{State, users::UserStatus},
};
use policy::Requirement;
use transaction::{Status, TOKENS, Transaction};

/// The collection of the numbers of wrong passwords since the last right one, by user.
const FAILURES: &str = "/api/v1/authn/$failures";

/// Whether the caller has an API token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    Public,
    Trusted,
}

fn failed() -> OktaError {
    OktaError::new("E0000004", "The sign-in failed.")
}

/// Handles a path at or below `/api/v1/authn`.
pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> HandlerResult {
    require_method(call, &Method::POST)?;
    let trust = if call.headers.contains_key(AUTHORIZATION) { Trust::Trusted } else { Trust::Public };
    match rest {
        [] => sign_in(call, state),
        ["cancel"] => {
            let body = call.object()?;
            Ok(Transaction::of(call, state, &body)?.end(state))
        }
        ["previous"] => previous(call, state),
        ["skip"] => {
            let transaction = Transaction::at(call, state, &call.object()?, &[Status::MfaEnroll])?;
            if !transaction.enrolled {
                return Err(OktaError::new("E0000079", "The enrollment of a factor is required."));
            }
            transaction.succeed(call, state)
        }
        ["credentials", "change_password"] => recovery::set_password(call, state, true),
        ["credentials", "reset_password"] => recovery::set_password(call, state, false),
        ["factors", rest @ ..] => factors::route(call, state, rest),
        ["recovery", rest @ ..] => recovery::route(call, state, rest, trust),
        _ => Err(operations::unsupported(call)),
    }
}

/// Starts a transaction with a password, or returns the state of one.
fn sign_in(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = call.object()?;
    if body.contains_key("stateToken") {
        return Transaction::of(call, state, &body)?.respond(call, state);
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("username").is_empty() {
        return Err(OktaError::invalid("username", "username: is required"));
    }
    let id = state.users.resolve(text("username")).ok_or_else(failed)?;
    let user = state.users.get(&id).ok_or_else(failed)?;
    if user.status == UserStatus::LockedOut {
        return Ok(locked_out(call));
    }
    if !user.has_password(text("password")) {
        count_failure(call, state, &id);
        return Err(failed());
    }
    let status = user.status;
    state.objects.remove(FAILURES, &id);
    let transaction = Transaction::new(call, state, &id, Status::PasswordExpired, &body);
    match status {
        UserStatus::Active => proceed(call, state, transaction),
        UserStatus::PasswordExpired => transaction.respond(call, state),
        _ => Err(failed()),
    }
}

/// Goes on after the password: to a factor if the sign-on policy requires one, or to the end.
fn proceed(call: &Call<'_>, state: &mut State, transaction: Transaction) -> HandlerResult {
    match policy::requirement(state, &transaction.user) {
        Requirement::Nothing => transaction.succeed(call, state),
        Requirement::Denied => {
            transaction.end(state);
            Err(OktaError::new("E0000085", "A policy denies the sign-in."))
        }
        Requirement::Factor => {
            let enrolled = state.factors.of_user(&transaction.user).iter().any(|factor| factor.active);
            let status = if enrolled { Status::MfaRequired } else { Status::MfaEnroll };
            transaction.enter(status).respond(call, state)
        }
    }
}

/// Counts a wrong password; after as many as the password policy allows, the user is locked out.
fn count_failure(call: &Call<'_>, state: &mut State, id: &str) {
    let failures = state.objects.get(FAILURES, id).and_then(Value::as_u64).unwrap_or_default() + 1;
    state.objects.insert(FAILURES, id, json!(failures));
    if policy::attempts(state).is_none_or(|most| failures < most) {
        return;
    }
    if let Some(user) = state.users.get_mut(id).filter(|user| user.status == UserStatus::Active) {
        user.set_status(UserStatus::LockedOut, call.now);
        state.record(call, "user.account.lock", &[state.user_target(id)]);
    }
    state.objects.remove(FAILURES, id);
}

/// The result of the check of a password, outside of a transaction.
#[cfg(feature = "oauth")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PasswordCheck {
    Rejected,
    /// A policy denies the sign-in.
    Denied,
    /// The user with this id signed in.
    Complete(String),
    /// A policy requires a factor of the user with this id.
    FactorRequired(String),
}

/// Checks the password of a user who is active.
#[cfg(feature = "oauth")]
pub(crate) fn check_password(
    call: &Call<'_>,
    state: &mut State,
    name: &str,
    password: &str,
) -> PasswordCheck {
    let Some(id) = state.users.resolve(name) else { return PasswordCheck::Rejected };
    let found = state.users.get(&id).filter(|user| user.status == UserStatus::Active);
    let Some(user) = found else { return PasswordCheck::Rejected };
    if !user.has_password(password) {
        count_failure(call, state, &id);
        return PasswordCheck::Rejected;
    }
    state.objects.remove(FAILURES, &id);
    match policy::requirement(state, &id) {
        Requirement::Nothing => PasswordCheck::Complete(id),
        Requirement::Factor => PasswordCheck::FactorRequired(id),
        Requirement::Denied => PasswordCheck::Denied,
    }
}

fn locked_out(call: &Call<'_>) -> ResponseTemplate {
    let mut next = views::link(call, "/api/v1/authn/recovery/unlock");
    next["name"] = json!("unlock");
    ResponseTemplate::ok(json!({ "status": "LOCKED_OUT", "_embedded": {}, "_links": { "next": next } }))
}

/// Returns to the choice of a factor; an enrollment that is not complete ends.
fn previous(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = call.object()?;
    let statuses = [Status::MfaChallenge, Status::MfaEnrollActivate];
    let transaction = Transaction::at(call, state, &body, &statuses)?;
    let status = match transaction.status {
        Status::MfaEnrollActivate => {
            if let Some(factor) = &transaction.factor {
                state.factors.remove(&transaction.user, factor);
            }
            Status::MfaEnroll
        }
        _ => Status::MfaRequired,
    };
    transaction.enter(status).respond(call, state)
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
    let body: Map<String, Value> = call.object()?;
    let user = redeem(state, body.get("sessionToken").and_then(Value::as_str).unwrap_or_default())?;
    let login = state.users.get(&user).map(|user| user.login().to_owned()).unwrap_or_default();
    let session = json!({ "userId": user, "login": login });
    let id = engine::seed(state, call.now, "/api/v1/sessions", &session).unwrap_or_default();
    let created = engine::contents(state, call.now, &call.base, "/api/v1/sessions");
    let view = created.into_iter().find(|session| session.get("id").is_some_and(|it| *it == id));
    Ok(ResponseTemplate::ok(view.unwrap_or_default()))
}
