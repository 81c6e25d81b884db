//! Recovery transactions: forgotten passwords and locked accounts; changes of expired passwords.

use serde_json::{Map, Value, json};

use super::{
    Trust, proceed,
    transaction::{Status, Transaction, VALIDITY},
    views,
};
use crate::{
    call::Call,
    clock::{parse_timestamp, timestamp},
    handlers::{factors::check_pass_code, profile::check_password},
    operations,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{
        State,
        users::{Password, UserStatus},
    },
};

/// The collection of recovery tokens, with the user and the kind of recovery.
const RECOVERIES: &str = "/api/v1/authn/$recoveries";

fn text<'b>(body: &'b Map<String, Value>, name: &str) -> &'b str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Handles a path below `/api/v1/authn/recovery`.
pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str], trust: Trust) -> HandlerResult {
    let body = call.object()?;
    match rest {
        ["password"] => start(call, state, &body, "PASSWORD", trust),
        ["unlock"] => start(call, state, &body, "UNLOCK", trust),
        ["token"] => redeem(call, state, &body),
        ["answer"] => answer(call, state, &body),
        ["factors", kind, "verify"] if is_message(kind) => {
            let transaction = Transaction::at(call, state, &body, &[Status::RecoveryChallenge])?;
            check_pass_code(&body)?;
            transaction.enter(Status::Recovery).respond(call, state)
        }
        ["factors", kind, "resend"] if is_message(kind) => {
            Transaction::at(call, state, &body, &[Status::RecoveryChallenge])?.respond(call, state)
        }
        _ => Err(operations::unsupported(call)),
    }
}

fn is_message(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("sms") || kind.eq_ignore_ascii_case("call")
}

/// Starts a recovery: by a message, or for trusted apps with a token in the response.
fn start(
    call: &Call<'_>,
    state: &mut State,
    body: &Map<String, Value>,
    kind: &str,
    trust: Trust,
) -> HandlerResult {
    let name = text(body, "username");
    if name.is_empty() {
        return Err(OktaError::invalid("username", "username: is required"));
    }
    let recoverable =
        [UserStatus::Active, UserStatus::PasswordExpired, UserStatus::Recovery, UserStatus::LockedOut];
    let user = state.users.resolve(name);
    let user = user.filter(|id| state.users.get(id).is_some_and(|user| recoverable.contains(&user.status)));
    let factor = text(body, "factorType").to_uppercase();
    match factor.as_str() {
        "" if trust == Trust::Trusted => {
            let user = user.ok_or_else(|| OktaError::not_found(name, "User"))?;
            let token = state.ids.object("rec");
            let expires = timestamp(call.now + VALIDITY);
            let recovery = json!({ "user": user, "kind": kind, "expires": expires });
            state.objects.insert(RECOVERIES, &token, recovery);
            let mut next = views::link(call, "/api/v1/authn/recovery/token");
            next["name"] = json!("recovery");
            Ok(ResponseTemplate::ok(json!({
                "expiresAt": expires, "status": "RECOVERY", "recoveryType": kind, "recoveryToken": token,
                "_embedded": { "user": views::user(state, &user) },
                "_links": { "next": next, "cancel": views::link(call, "/api/v1/authn/cancel") },
            })))
        }
        "" => Err(OktaError::invalid("factorType", "factorType: is required without an API token")),
        // The same for unknown users: the response must not show who exists.
        "EMAIL" => Ok(ResponseTemplate::ok(json!({
            "status": "RECOVERY_CHALLENGE", "factorResult": "WAITING", "factorType": factor, "recoveryType": kind,
            "relayState": body.get("relayState"),
        }))),
        "SMS" | "CALL" => {
            let user = user.ok_or_else(|| OktaError::new("E0000095", "The recovery is not available."))?;
            let mut transaction = Transaction::new(call, state, &user, Status::RecoveryChallenge, body);
            transaction.recovery = Some(kind.to_owned());
            transaction.respond(call, state)
        }
        _ => Err(OktaError::invalid("factorType", "factorType: must be EMAIL, SMS or CALL")),
    }
}

/// Redeems a recovery token, which is valid once.
fn redeem(call: &Call<'_>, state: &mut State, body: &Map<String, Value>) -> HandlerResult {
    let recovery = state.objects.remove(RECOVERIES, text(body, "recoveryToken")).unwrap_or_default();
    let member = |name: &str| recovery.get(name).and_then(Value::as_str).unwrap_or_default();
    if parse_timestamp(member("expires")).is_none_or(|expires| call.now >= expires) {
        return Err(OktaError::invalid_token());
    }
    let mut transaction = Transaction::new(call, state, member("user"), Status::Recovery, body);
    transaction.recovery = Some(member("kind").to_owned());
    transaction.respond(call, state)
}

fn answer(call: &Call<'_>, state: &mut State, body: &Map<String, Value>) -> HandlerResult {
    let transaction = Transaction::at(call, state, body, &[Status::Recovery])?;
    let user = state.users.get_mut(&transaction.user).ok_or_else(OktaError::invalid_token)?;
    let expected = user.recovery_question.as_ref().map(|(_, answer)| answer.as_str());
    if expected.is_some_and(|expected| expected != text(body, "answer")) {
        return Err(OktaError::new("E0000087", "The answer is not correct."));
    }
    if transaction.recovery.as_deref() == Some("UNLOCK") {
        user.set_status(UserStatus::Active, call.now);
        return transaction.succeed(call, state);
    }
    transaction.enter(Status::PasswordReset).respond(call, state)
}

/// `credentials/change_password`, for an expired one, and `credentials/reset_password`.
pub(super) fn set_password(call: &Call<'_>, state: &mut State, change: bool) -> HandlerResult {
    let body = call.object()?;
    let status = if change { Status::PasswordExpired } else { Status::PasswordReset };
    let transaction = Transaction::at(call, state, &body, &[status])?;
    let user = state.users.get_mut(&transaction.user).ok_or_else(OktaError::invalid_token)?;
    if change && !user.has_password(text(&body, "oldPassword")) {
        return Err(OktaError::new("E0000014", "The old password is not correct."));
    }
    let new = text(&body, "newPassword");
    check_password(new).map_err(|_| {
        OktaError::new("E0000080", "The password does not meet the requirements of its policy.")
    })?;
    user.set_password(Password::Text(new.to_owned()), call.now);
    user.set_status(UserStatus::Active, call.now);
    state.record(call, "user.account.update_password", &[state.user_target(&transaction.user)]);
    proceed(call, state, transaction)
}
