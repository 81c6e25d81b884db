//! User status transitions, and credential changes.

use serde_json::{Value, json};

use super::{
    lookup::{link_response, user_not_found},
    profile::{check_password, recovery_question},
    users::user_response,
};
use crate::{
    call::Call,
    operations,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{
        State,
        users::{Password, User, UserStatus as S},
    },
};

/// `POST /api/v1/users/{id}/lifecycle/{action}`.
pub(super) fn run(call: &Call<'_>, state: &mut State, id: &str, action: &str) -> HandlerResult {
    let response = apply(call, state, id, action)?;
    let kind = match action {
        "unlock" => "user.account.unlock",
        "reset_password" => "user.account.reset_password",
        "expire_password" | "expire_password_with_temp_password" => "user.account.expire_password",
        "reset_factors" => "user.mfa.factor.reset_all",
        other => &format!("user.lifecycle.{other}"),
    };
    state.record(call, kind, &[state.user_target(id)]);
    Ok(response)
}

fn apply(call: &Call<'_>, state: &mut State, id: &str, action: &str) -> HandlerResult {
    let token = state.ids.object("tok");
    let send_email = call.flag("sendEmail", true)?;
    let user = state.users.get_mut(id).ok_or_else(|| user_not_found(id))?;
    let empty = || ResponseTemplate::ok(json!({}));
    match action {
        "activate" => {
            match user.status {
                S::Staged | S::Deprovisioned | S::Provisioned => {}
                _ => return Err(OktaError::new("E0000016", "The user is already active.")),
            }
            let status = if user.password.is_some() { S::Active } else { S::Provisioned };
            user.activated = Some(call.now);
            set_status(call, user, status);
            Ok(activation_response(call, send_email, &token))
        }
        "reactivate" => {
            require_status(user, &[S::Provisioned])?;
            user.touch(call.now);
            Ok(activation_response(call, send_email, &token))
        }
        "deactivate" => {
            if user.status == S::Deprovisioned {
                return Err(OktaError::wrong_user_status());
            }
            set_status(call, user, S::Deprovisioned);
            Ok(empty())
        }
        "suspend" => {
            if user.status != S::Active {
                return Err(OktaError::invalid("suspend", "suspend: only an active user can be suspended"));
            }
            set_status(call, user, S::Suspended);
            Ok(empty())
        }
        "unsuspend" => {
            if user.status != S::Suspended {
                return Err(OktaError::invalid("unsuspend", "unsuspend: the user is not suspended"));
            }
            set_status(call, user, S::Active);
            Ok(empty())
        }
        "unlock" => {
            if user.status != S::LockedOut {
                return Err(
                    OktaError::new("E0000032", "The user cannot be unlocked.").cause("not locked out")
                );
            }
            set_status(call, user, S::Active);
            Ok(empty())
        }
        "reset_password" => {
            require_status(
                user,
                &[S::Active, S::Provisioned, S::Recovery, S::PasswordExpired, S::LockedOut],
            )?;
            set_status(call, user, S::Recovery);
            if send_email {
                return Ok(empty());
            }
            Ok(link_response("resetPasswordUrl", &call.url(&format!("/reset_password/{token}"))))
        }
        "expire_password" => {
            require_status(user, &[S::Active, S::PasswordExpired])?;
            set_status(call, user, S::PasswordExpired);
            Ok(user_response(call, user))
        }
        "expire_password_with_temp_password" => {
            require_status(user, &[S::Active, S::PasswordExpired])?;
            let temporary = format!("Tk1{token}");
            user.set_password(Password::Text(temporary.clone()), call.now);
            set_status(call, user, S::PasswordExpired);
            Ok(ResponseTemplate::ok(json!({ "tempPassword": temporary })))
        }
        "reset_factors" => {
            user.touch(call.now);
            state.factors.clear(id);
            Ok(empty())
        }
        _ => Err(operations::unsupported(call)),
    }
}

/// `DELETE /api/v1/users/{id}`: deactivates a user, and deletes a deactivated one.
pub(super) fn delete(call: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    call.flag("sendEmail", false)?;
    let user = state.users.get_mut(id).ok_or_else(|| user_not_found(id))?;
    if user.status == S::Deprovisioned {
        state.record(call, "user.lifecycle.delete.initiated", &[state.user_target(id)]);
        state.remove_user(id, call.now);
    } else {
        set_status(call, user, S::Deprovisioned);
        state.record(call, "user.lifecycle.deactivate", &[state.user_target(id)]);
    }
    Ok(ResponseTemplate::no_content())
}

/// `POST /api/v1/users/{id}/credentials/{action}`.
pub(super) fn credentials(call: &Call<'_>, state: &mut State, id: &str, action: &str) -> HandlerResult {
    let response = change_credentials(call, state, id, action)?;
    let kind = match action {
        "change_recovery_question" => "user.credential.change_recovery_question",
        "forgot_password" => "user.account.reset_password",
        _ => "user.account.update_password",
    };
    state.record(call, kind, &[state.user_target(id)]);
    Ok(response)
}

fn change_credentials(call: &Call<'_>, state: &mut State, id: &str, action: &str) -> HandlerResult {
    let token = state.ids.object("tok");
    let user = state.users.get_mut(id).ok_or_else(|| user_not_found(id))?;
    let body = call.optional_object()?;
    let password = |name: &str| {
        body.get(name).and_then(|p| p.get("value")).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    match action {
        "change_password" => {
            let new = password("newPassword");
            if !user.has_password(&password("oldPassword")) {
                return Err(OktaError::new("E0000014", "The old password is not correct."));
            }
            check_password(&new)?;
            user.set_password(Password::Text(new), call.now);
            if user.status == S::PasswordExpired {
                user.set_status(S::Active, call.now);
            }
            user.touch(call.now);
            Ok(ResponseTemplate::ok(changed_credentials(user)))
        }
        "forgot_password_recovery_question" => {
            let new = password("password");
            let answer =
                body.get("recovery_question").and_then(|it| it.get("answer")).and_then(Value::as_str);
            let answer = answer.unwrap_or_default();
            if user.recovery_question.as_ref().is_none_or(|(_, expected)| *expected != answer) {
                return Err(OktaError::new(
                    "E0000087",
                    "The recovery question or its answer is not correct.",
                ));
            }
            check_password(&new)?;
            user.set_password(Password::Text(new), call.now);
            set_status(call, user, S::Active);
            Ok(ResponseTemplate::ok(changed_credentials(user)))
        }
        "change_recovery_question" => {
            if !user.has_password(&password("password")) {
                return Err(OktaError::new("E0000014", "The password is not correct."));
            }
            user.recovery_question =
                Some(recovery_question(body.get("recovery_question").unwrap_or(&Value::Null))?);
            user.touch(call.now);
            Ok(ResponseTemplate::ok(changed_credentials(user)))
        }
        "forgot_password" => {
            let send_email = call.flag("sendEmail", true)?;
            require_status(user, &[S::Active, S::PasswordExpired, S::Recovery])?;
            set_status(call, user, S::Recovery);
            if send_email {
                return Ok(ResponseTemplate::ok(json!({})));
            }
            Ok(link_response("resetPasswordUrl", &call.url(&format!("/reset_password/{token}"))))
        }
        _ => Err(operations::unsupported(call)),
    }
}

/// The credentials as in responses to their change, which have no addresses.
fn changed_credentials(user: &User) -> Value {
    let mut credentials = user.credentials();
    if let Value::Object(members) = &mut credentials {
        members.remove("emails");
    }
    credentials
}

fn require_status(user: &User, statuses: &[S]) -> Result<(), OktaError> {
    if statuses.contains(&user.status) { Ok(()) } else { Err(OktaError::wrong_user_status()) }
}

fn set_status(call: &Call<'_>, user: &mut User, status: S) {
    user.set_status(status, call.now);
}

/// Returns the response of an activation: empty if an email is sent, otherwise with the activation link.
fn activation_response(call: &Call<'_>, send_email: bool, token: &str) -> ResponseTemplate {
    if send_email {
        return ResponseTemplate::ok(json!({}));
    }
    ResponseTemplate::ok(
        json!({ "activationUrl": call.url(&format!("/welcome/{token}")), "activationToken": token }),
    )
}
