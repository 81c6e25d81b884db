//! Transactions as in responses.

use serde_json::{Value, json};

use super::transaction::{Status, Transaction};
use crate::{
    call::Call,
    clock::timestamp,
    handlers::factors,
    state::{State, factors::Factor},
};

pub(super) fn link(call: &Call<'_>, path: &str) -> Value {
    json!({ "href": call.url(path), "hints": { "allow": ["POST"] } })
}

fn named(call: &Call<'_>, name: &str, path: &str) -> Value {
    let mut link = link(call, path);
    link["name"] = json!(name);
    link
}

/// The user of a transaction.
pub(super) fn user(state: &State, id: &str) -> Value {
    let Some(user) = state.users.get(id) else { return Value::Null };
    json!({
        "id": user.id,
        "passwordChanged": user.password_changed.map(timestamp),
        "profile": {
            "login": user.login(), "firstName": user.text("firstName"), "lastName": user.text("lastName"),
            "locale": "en", "timeZone": "America/Los_Angeles",
        },
    })
}

/// The factor of a transaction, without what only its owner may see.
fn factor(call: &Call<'_>, factor: &Factor, link_name: Option<&str>) -> Value {
    let mut view = factor.view(&call.base, "me");
    if let Value::Object(members) = &mut view {
        for name in ["created", "lastUpdated", "status", "_links"] {
            members.remove(name);
        }
        if factor.active {
            members.remove("_embedded");
        }
        if let Some(name) = link_name {
            let verify = link(call, &format!("/api/v1/authn/factors/{}/verify", factor.id));
            members.insert("_links".to_owned(), json!({ name: verify }));
        }
    }
    view
}

/// The types of factors that the user can enroll.
fn enrollable(call: &Call<'_>, state: &State, user: &str) -> Vec<Value> {
    let enrolled = state.factors.of_user(user);
    let types = factors::types().filter(|(kind, _)| *kind != "web" && *kind != "token:hotp");
    types
        .map(|(kind, provider)| {
            let active = enrolled.iter().any(|it| it.active && it.kind == kind && it.provider == provider);
            json!({
                "factorType": kind, "provider": provider, "vendorName": provider,
                "status": if active { "ACTIVE" } else { "NOT_SETUP" }, "enrollment": "OPTIONAL",
                "_links": { "enroll": link(call, "/api/v1/authn/factors") },
            })
        })
        .collect()
}

pub(super) fn transaction(call: &Call<'_>, state: &State, transaction: &Transaction) -> Value {
    let Transaction { user: id, status, .. } = transaction;
    let cancel = link(call, "/api/v1/authn/cancel");
    let previous = link(call, "/api/v1/authn/previous");
    let mut embedded = json!({ "user": user(state, id) });
    let mut links = json!({ "cancel": cancel });
    let chosen = transaction.factor.as_deref();
    let chosen = chosen.and_then(|factor| state.factors.of_user(id).iter().find(|it| it.id == factor));
    match status {
        Status::MfaRequired => {
            let active = state.factors.of_user(id).iter().filter(|factor| factor.active);
            embedded["factors"] = active.map(|it| factor(call, it, Some("verify"))).collect();
            embedded["policy"] = json!({
                "allowRememberDevice": false, "rememberDeviceLifetimeInMinutes": 0,
                "rememberDeviceByDefault": false, "factorsPolicyInfo": {},
            });
        }
        Status::MfaEnroll => {
            embedded["factors"] = enrollable(call, state, id).into();
            if transaction.enrolled {
                links["skip"] = named(call, "skip", "/api/v1/authn/skip");
            }
        }
        Status::MfaChallenge | Status::MfaEnrollActivate => {
            let Some(chosen) = chosen else { return Value::Null };
            embedded["factor"] = factor(call, chosen, None);
            let enrolls = *status == Status::MfaEnrollActivate;
            let at = format!("/api/v1/authn/factors/{}", chosen.id);
            let is_push = chosen.kind == "push";
            let (name, path) = match (enrolls, is_push) {
                (true, false) => ("activate", format!("{at}/lifecycle/activate")),
                (true, true) => ("poll", format!("{at}/lifecycle/activate/poll")),
                (false, false) => ("verify", format!("{at}/verify")),
                (false, true) => ("poll", format!("{at}/verify")),
            };
            links["next"] = named(call, name, &path);
            links["prev"] = previous;
            if ["sms", "call", "email", "push"].contains(&chosen.kind.as_str()) {
                let resend =
                    if enrolls { format!("{at}/lifecycle/resend") } else { format!("{at}/verify/resend") };
                links["resend"] = json!([named(call, &chosen.kind, &resend)]);
            }
            if chosen.kind == "webauthn" && !enrolls {
                embedded["challenge"] =
                    json!({ "challenge": format!("challenge{}", chosen.id), "extensions": {} });
            }
        }
        Status::PasswordExpired => {
            embedded["policy"] = complexity();
            links["next"] = named(call, "changePassword", "/api/v1/authn/credentials/change_password");
        }
        Status::Recovery => {
            let question = state.users.get(id).and_then(|user| user.recovery_question.as_ref());
            if let Some((question, _)) = question {
                embedded["user"]["recovery_question"] = json!({ "question": question });
            }
            links["next"] = named(call, "answer", "/api/v1/authn/recovery/answer");
        }
        Status::RecoveryChallenge => {
            links["next"] = named(call, "verify", "/api/v1/authn/recovery/factors/sms/verify");
            links["resend"] = named(call, "sms", "/api/v1/authn/recovery/factors/sms/resend");
        }
        Status::PasswordReset => {
            embedded["policy"] = complexity();
            links["next"] = named(call, "resetPassword", "/api/v1/authn/credentials/reset_password");
        }
    }
    let mut view = json!({
        "stateToken": transaction.token, "expiresAt": transaction.expires, "status": status,
        "_embedded": embedded, "_links": links,
    });
    for (name, value) in [
        ("factorResult", transaction.result.as_ref().map(|result| json!(result))),
        ("recoveryType", transaction.recovery.as_ref().map(|kind| json!(kind))),
        ("relayState", transaction.relay_state.clone()),
    ] {
        if let Some(value) = value {
            view[name] = value;
        }
    }
    view
}

/// What the password policy requires.
fn complexity() -> Value {
    json!({
        "complexity": {
            "minLength": 8, "minLowerCase": 1, "minUpperCase": 1, "minNumber": 1, "minSymbol": 0, "excludeUsername": true,
        },
        "age": { "minAgeMinutes": 0, "historyCount": 0 },
    })
}
