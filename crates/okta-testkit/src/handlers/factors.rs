//! `/api/v1/users/{id}/factors`: enrol, activate, verify, remove.
//!
//! No message is sent anywhere: [`PASS_CODE`] is the code of every factor.

use http::Method;
use serde_json::{Map, Value, json};

use super::only;
use crate::{
    call::Call,
    response::{Answer, Outcome, Refusal},
    state::{State, factors::Factor},
};

/// The code that activates and verifies every factor of an [`Org`](crate::Org).
pub const PASS_CODE: &str = "123456";

/// The types that can be enrolled, their provider, and the profile member that they need.
const TYPES: &[(&str, &str, &str)] = &[
    ("sms", "OKTA", "phoneNumber"),
    ("call", "OKTA", "phoneNumber"),
    ("email", "OKTA", "email"),
    ("question", "OKTA", "question"),
    ("push", "OKTA", ""),
    ("token:software:totp", "OKTA", ""),
    ("token:software:totp", "GOOGLE", ""),
    ("webauthn", "FIDO", ""),
];

/// Serves the path below the user with this id.
pub(super) fn route(call: &Call<'_>, state: &mut State, user: &str, rest: &[&str]) -> Outcome {
    match rest {
        [] => match *call.method {
            Method::GET => {
                let factors = state.factors.of(user).iter();
                Ok(Answer::ok(factors.map(|factor| factor.view(&call.base, user)).collect::<Vec<_>>()))
            }
            Method::POST => enroll(call, state, user),
            _ => Err(Refusal::method()),
        },
        ["catalog"] => {
            only(call, &Method::GET)?;
            let types = TYPES.iter().map(|(kind, provider, _)| {
                json!({ "factorType": kind, "provider": provider, "vendorName": provider, "status": "NOT_SETUP",
                        "enrollment": "OPTIONAL" })
            });
            Ok(Answer::ok(types.collect::<Vec<_>>()))
        }
        [id] => match *call.method {
            Method::GET => Ok(Answer::ok(find(state, user, id)?.view(&call.base, user))),
            Method::DELETE => {
                if !state.factors.remove(user, id) {
                    return Err(missing(id));
                }
                state.record(call, "user.mfa.factor.deactivate", &[state.user_target(user)]);
                Ok(Answer::no_content())
            }
            _ => Err(Refusal::method()),
        },
        [id, "lifecycle", "activate"] => {
            only(call, &Method::POST)?;
            let body = call.optional_object()?;
            let factor = find(state, user, id)?;
            if factor.active {
                return Err(Refusal::invalid("factor", "factor: is active already"));
            }
            pass(&body)?;
            factor.active = true;
            factor.last_updated = call.now;
            let answer = Answer::ok(factor.view(&call.base, user));
            state.record(call, "user.mfa.factor.activate", &[state.user_target(user)]);
            Ok(answer)
        }
        [id, "verify"] => {
            only(call, &Method::POST)?;
            verify(call, state, user, id)
        }
        _ => Err(Refusal::no_route(call.path)),
    }
}

fn missing(id: &str) -> Refusal {
    Refusal::not_found(id, "UserFactor")
}

fn find<'s>(state: &'s mut State, user: &str, id: &str) -> Result<&'s mut Factor, Refusal> {
    state.factors.get_mut(user, id).ok_or_else(|| missing(id))
}

fn pass(body: &Map<String, Value>) -> Result<(), Refusal> {
    if body.get("passCode").and_then(Value::as_str) == Some(PASS_CODE) {
        Ok(())
    } else {
        Err(Refusal::of_code("E0000068", "The pass code or answer is not correct."))
    }
}

fn enroll(call: &Call<'_>, state: &mut State, user: &str) -> Outcome {
    let activate = call.flag("activate", false)?;
    let body = call.object()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let kind = text("factorType");
    let provider = Some(text("provider")).filter(|provider| !provider.is_empty());
    let known =
        TYPES.iter().find(|(own, of, _)| *own == kind && provider.is_none_or(|provider| provider == *of));
    let Some((_, provider, needed)) = known else {
        return Err(Refusal::invalid("factorType", "factorType: not one that this org offers"));
    };
    let profile = body.get("profile").and_then(Value::as_object).cloned().unwrap_or_default();
    let given = |name: &str| profile.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    if !needed.is_empty() && !given(needed) {
        return Err(Refusal::invalid(needed, format!("{needed}: must not be empty")));
    }
    if kind == "question" && !given("answer") {
        return Err(Refusal::invalid("answer", "answer: must not be empty"));
    }
    if state.factors.of(user).iter().any(|factor| factor.kind == kind && factor.provider == *provider) {
        return Err(Refusal::invalid("factor", "factor: the user has enrolled one of this type"));
    }
    let factor = Factor {
        id: state.ids.object("mbl"),
        kind: kind.to_owned(),
        provider: (*provider).to_owned(),
        active: activate || kind == "question",
        created: call.now,
        last_updated: call.now,
        profile,
    };
    let answer = Answer::ok(factor.view(&call.base, user));
    state.factors.add(user, factor);
    state.record(call, "user.mfa.factor.enroll", &[state.user_target(user)]);
    Ok(answer)
}

fn verify(call: &Call<'_>, state: &mut State, user: &str, id: &str) -> Outcome {
    let body = call.optional_object()?;
    let factor = find(state, user, id)?;
    if !factor.active {
        return Err(Refusal::invalid("factor", "factor: is not active"));
    }
    if factor.kind == "question" {
        let answer = body.get("answer").and_then(Value::as_str);
        if answer.is_none() || answer != factor.profile.get("answer").and_then(Value::as_str) {
            return Err(Refusal::of_code("E0000068", "The pass code or answer is not correct."));
        }
    } else if body.contains_key("passCode") {
        pass(&body)?;
    } else {
        // Without a code the code is sent to the user.
        return Ok(Answer::ok(json!({ "factorResult": "CHALLENGE" })));
    }
    Ok(Answer::ok(json!({ "factorResult": "SUCCESS" })))
}
