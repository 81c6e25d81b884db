//! The user status machine, and credential changes.

use serde_json::{Value, json};

use super::{
    lookup::{missing, one_link},
    profile::{check_password, recovery_question},
    users::shown,
};
use crate::{
    call::Call,
    response::{Answer, Outcome, Refusal},
    state::{
        State,
        users::{User, UserStatus as S},
    },
};

/// `POST /api/v1/users/{id}/lifecycle/{action}`.
pub(super) fn run(call: &Call<'_>, state: &mut State, id: &str, action: &str) -> Outcome {
    let answer = act(call, state, id, action)?;
    let kind = match action {
        "unlock" => "user.account.unlock",
        "reset_password" => "user.account.reset_password",
        "expire_password" | "expire_password_with_temp_password" => "user.account.expire_password",
        "reset_factors" => "user.mfa.factor.reset_all",
        other => &format!("user.lifecycle.{other}"),
    };
    state.record(call, kind, &[state.user_target(id)]);
    Ok(answer)
}

fn act(call: &Call<'_>, state: &mut State, id: &str, action: &str) -> Outcome {
    let token = state.ids.object("tok");
    let mail = call.flag("sendEmail", true)?;
    let user = state.users.get_mut(id).ok_or_else(|| missing(id))?;
    let empty = || Answer::ok(json!({}));
    match action {
        "activate" => {
            match user.status {
                S::Staged | S::Deprovisioned | S::Provisioned => {}
                _ => return Err(Refusal::of_code("E0000016", "The user is active already.")),
            }
            let status = if user.password.is_some() { S::Active } else { S::Provisioned };
            user.activated = Some(call.now);
            change(call, user, status);
            Ok(mailed(call, mail, &token))
        }
        "reactivate" => {
            allow(user, &[S::Provisioned])?;
            user.touch(call.now);
            Ok(mailed(call, mail, &token))
        }
        "deactivate" => {
            let staged = user.status == S::Staged;
            if user.status == S::Deprovisioned {
                return Err(Refusal::wrong_status());
            }
            change(call, user, S::Deprovisioned);
            Ok(if staged { Answer::no_content() } else { empty() })
        }
        "suspend" => {
            if user.status != S::Active {
                return Err(Refusal::invalid("suspend", "suspend: only an active user can be suspended"));
            }
            change(call, user, S::Suspended);
            Ok(empty())
        }
        "unsuspend" => {
            if user.status != S::Suspended {
                return Err(Refusal::invalid("unsuspend", "unsuspend: the user is not suspended"));
            }
            change(call, user, S::Active);
            Ok(empty())
        }
        "unlock" => {
            if user.status != S::LockedOut {
                return Err(
                    Refusal::of_code("E0000032", "The user cannot be unlocked.").cause("not locked out")
                );
            }
            change(call, user, S::Active);
            Ok(empty())
        }
        "reset_password" => {
            allow(user, &[S::Active, S::Provisioned, S::Recovery, S::PasswordExpired, S::LockedOut])?;
            change(call, user, S::Recovery);
            if mail {
                return Ok(empty());
            }
            Ok(one_link("resetPasswordUrl", &call.url(&format!("/reset_password/{token}"))))
        }
        "expire_password" => {
            allow(user, &[S::Active, S::PasswordExpired])?;
            change(call, user, S::PasswordExpired);
            Ok(shown(call, user))
        }
        "expire_password_with_temp_password" => {
            allow(user, &[S::Active, S::PasswordExpired])?;
            let temporary = format!("Tk1{token}");
            user.set_password(temporary.clone(), call.now);
            change(call, user, S::PasswordExpired);
            Ok(Answer::ok(json!({ "tempPassword": temporary })))
        }
        "reset_factors" => {
            user.touch(call.now);
            state.factors.clear(id);
            Ok(empty())
        }
        _ => Err(Refusal::no_route(call.path)),
    }
}

/// `DELETE /api/v1/users/{id}`: deactivates first, deletes a deactivated user.
pub(super) fn delete(call: &Call<'_>, state: &mut State, id: &str) -> Outcome {
    call.flag("sendEmail", false)?;
    let user = state.users.get_mut(id).ok_or_else(|| missing(id))?;
    if user.status == S::Deprovisioned {
        state.record(call, "user.lifecycle.delete.initiated", &[state.user_target(id)]);
        state.forget_user(id, call.now);
    } else {
        change(call, user, S::Deprovisioned);
        state.record(call, "user.lifecycle.deactivate", &[state.user_target(id)]);
    }
    Ok(Answer::no_content())
}

/// `POST /api/v1/users/{id}/credentials/{action}`.
pub(super) fn credentials(call: &Call<'_>, state: &mut State, id: &str, action: &str) -> Outcome {
    let answer = act_on_credentials(call, state, id, action)?;
    let kind = match action {
        "change_recovery_question" => "user.credential.change_recovery_question",
        "forgot_password" => "user.account.reset_password",
        _ => "user.account.update_password",
    };
    state.record(call, kind, &[state.user_target(id)]);
    Ok(answer)
}

fn act_on_credentials(call: &Call<'_>, state: &mut State, id: &str, action: &str) -> Outcome {
    let token = state.ids.object("tok");
    let user = state.users.get_mut(id).ok_or_else(|| missing(id))?;
    let body = call.optional_object()?;
    let password = |name: &str| {
        body.get(name).and_then(|p| p.get("value")).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    match action {
        "change_password" => {
            let new = password("newPassword");
            if user.password.as_deref() != Some(password("oldPassword").as_str()) {
                return Err(Refusal::of_code("E0000014", "The old password is not correct."));
            }
            check_password(&new)?;
            user.set_password(new, call.now);
            if user.status == S::PasswordExpired {
                user.set_status(S::Active, call.now);
            }
            user.touch(call.now);
            Ok(Answer::ok(user.credentials()))
        }
        "change_recovery_question" => {
            if user.password.as_deref() != Some(password("password").as_str()) {
                return Err(Refusal::of_code("E0000014", "The password is not correct."));
            }
            user.recovery_question =
                Some(recovery_question(body.get("recovery_question").unwrap_or(&Value::Null))?);
            user.touch(call.now);
            Ok(Answer::ok(user.credentials()))
        }
        "forgot_password" => {
            let mail = call.flag("sendEmail", true)?;
            allow(user, &[S::Active, S::PasswordExpired, S::Recovery])?;
            change(call, user, S::Recovery);
            if mail {
                return Ok(Answer::ok(json!({})));
            }
            Ok(one_link("resetPasswordUrl", &call.url(&format!("/reset_password/{token}"))))
        }
        _ => Err(Refusal::no_route(call.path)),
    }
}

fn allow(user: &User, statuses: &[S]) -> Result<(), Refusal> {
    if statuses.contains(&user.status) { Ok(()) } else { Err(Refusal::wrong_status()) }
}

fn change(call: &Call<'_>, user: &mut User, status: S) {
    user.set_status(status, call.now);
}

/// The answer of an activation: the mail went out, or the link is shown instead.
fn mailed(call: &Call<'_>, mail: bool, token: &str) -> Answer {
    if mail {
        return Answer::ok(json!({}));
    }
    Answer::ok(json!({ "activationUrl": call.url(&format!("/welcome/{token}")), "activationToken": token }))
}
