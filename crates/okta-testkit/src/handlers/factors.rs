//! `/api/v1/users/{id}/factors`: enroll, activate, verify, remove.
//!
//! No messages are sent; [`PASS_CODE`] is the code of every factor.

use http::Method;
use serde_json::{Map, Value, json};

use super::{require_method, transactions};
use crate::{
    call::Call,
    operations,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{State, factors::Factor},
};

/// The pass code that activates and verifies every factor of an [`Org`](crate::Org).
pub const PASS_CODE: &str = "123456";

/// Supported factor types, their provider, and their required profile attribute.
const TYPES: &[(&str, &str, &str)] = &[
    ("sms", "OKTA", "phoneNumber"),
    ("call", "OKTA", "phoneNumber"),
    ("email", "OKTA", "email"),
    ("question", "OKTA", "question"),
    ("push", "OKTA", ""),
    ("token:software:totp", "OKTA", ""),
    ("token:software:totp", "GOOGLE", ""),
    ("webauthn", "FIDO", ""),
    ("u2f", "FIDO", ""),
    ("token", "RSA", "credentialId"),
    ("token", "SYMANTEC", "credentialId"),
    ("token:hardware", "YUBICO", ""),
    ("token:hotp", "CUSTOM", ""),
    ("web", "DUO", ""),
];

/// The supported types of factors, with their provider.
pub(super) fn types() -> impl Iterator<Item = (&'static str, &'static str)> {
    TYPES.iter().map(|(kind, provider, _)| (*kind, *provider))
}

/// Handles a path below `/api/v1/users/{id}/factors`.
pub(super) fn route(call: &Call<'_>, state: &mut State, user: &str, rest: &[&str]) -> HandlerResult {
    match rest {
        [] => match *call.method {
            Method::GET => {
                let factors = state.factors.of_user(user).iter();
                Ok(ResponseTemplate::ok(
                    factors.map(|factor| factor.view(&call.base, user)).collect::<Vec<_>>(),
                ))
            }
            Method::POST => enroll(call, state, user),
            _ => Err(OktaError::method_not_allowed()),
        },
        ["catalog"] => {
            require_method(call, &Method::GET)?;
            let types = TYPES.iter().map(|(kind, provider, _)| {
                json!({ "factorType": kind, "provider": provider, "vendorName": provider, "status": "NOT_SETUP",
                        "enrollment": "OPTIONAL" })
            });
            Ok(ResponseTemplate::ok(types.collect::<Vec<_>>()))
        }
        [id] => match *call.method {
            Method::GET => Ok(ResponseTemplate::ok(find_factor(state, user, id)?.view(&call.base, user))),
            Method::DELETE => {
                if !state.factors.remove(user, id) {
                    return Err(factor_not_found(id));
                }
                state.record(call, "user.mfa.factor.deactivate", &[state.user_target(user)]);
                Ok(ResponseTemplate::no_content())
            }
            _ => Err(OktaError::method_not_allowed()),
        },
        [id, "lifecycle", "activate"] => {
            require_method(call, &Method::POST)?;
            let body = call.optional_object()?;
            let factor = find_factor(state, user, id)?;
            if factor.active {
                return Err(OktaError::invalid("factor", "factor: is already active"));
            }
            if factor.kind == "push" {
                // The app activates the factor; until then the request asks for the state.
                return Ok(ResponseTemplate::ok(factor.waiting_activation(&call.base, user)));
            }
            check_pass_code(&body)?;
            factor.active = true;
            factor.last_updated = call.now;
            let response = ResponseTemplate::ok(factor.view(&call.base, user));
            state.record(call, "user.mfa.factor.activate", &[state.user_target(user)]);
            Ok(response)
        }
        [id, "verify"] => {
            require_method(call, &Method::POST)?;
            verify(call, state, user, id)
        }
        [id, "resend"] => {
            require_method(call, &Method::POST)?;
            let kind = call.object()?.get("factorType").cloned();
            let factor = find_factor(state, user, id)?;
            if factor.active || !["sms", "call", "email"].contains(&factor.kind.as_str()) {
                return Err(OktaError::invalid("factor", "factor: no code is sent to activate it"));
            }
            if kind.is_some_and(|kind| kind != factor.kind.as_str()) {
                return Err(OktaError::invalid("factorType", "factorType: the factor is of another type"));
            }
            Ok(ResponseTemplate::ok(factor.view(&call.base, user)))
        }
        [id, "transactions", transaction] => {
            require_method(call, &Method::GET)?;
            transactions::read(call, state, (user, id), transaction)
        }
        _ => Err(operations::unsupported(call)),
    }
}

fn factor_not_found(id: &str) -> OktaError {
    OktaError::not_found(id, "UserFactor")
}

fn find_factor<'s>(state: &'s mut State, user: &str, id: &str) -> Result<&'s mut Factor, OktaError> {
    state.factors.get_mut(user, id).ok_or_else(|| factor_not_found(id))
}

pub(super) fn check_pass_code(body: &Map<String, Value>) -> Result<(), OktaError> {
    if body.get("passCode").and_then(Value::as_str) == Some(PASS_CODE) {
        Ok(())
    } else {
        Err(OktaError::new("E0000068", "The pass code or answer is not correct."))
    }
}

/// Whether this is a phone number, with or without separators.
fn is_phone_number(number: Option<&Value>) -> bool {
    let number = number.and_then(Value::as_str).unwrap_or_default();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let allowed = number.chars().all(|c| c.is_ascii_digit() || "+-() .".contains(c));
    allowed && (7..=15).contains(&digits)
}

pub(super) fn enroll(call: &Call<'_>, state: &mut State, user: &str) -> HandlerResult {
    let activate = call.flag("activate", false)?;
    let body = call.object()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let kind = text("factorType");
    let provider = Some(text("provider")).filter(|provider| !provider.is_empty());
    let supported = TYPES.iter().find(|(supported, supported_provider, _)| {
        *supported == kind && provider.is_none_or(|provider| provider == *supported_provider)
    });
    let Some((_, provider, required)) = supported else {
        return Err(OktaError::invalid("factorType", "factorType: unknown or unsupported"));
    };
    let profile = body.get("profile").and_then(Value::as_object).cloned().unwrap_or_default();
    let is_set = |name: &str| profile.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    if !required.is_empty() && !is_set(required) {
        return Err(OktaError::invalid(required, format!("{required}: must not be empty")));
    }
    if *required == "phoneNumber" && !is_phone_number(profile.get("phoneNumber")) {
        return Err(OktaError::invalid("phoneNumber", "phoneNumber: must be a number in E.164 format"));
    }
    if kind == "question" && !is_set("answer") {
        return Err(OktaError::invalid("answer", "answer: must not be empty"));
    }
    if state.factors.of_user(user).iter().any(|factor| factor.kind == kind && factor.provider == *provider) {
        return Err(OktaError::invalid("factor", "factor: a factor of this type is already enrolled"));
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
    let response = ResponseTemplate::ok(factor.view(&call.base, user));
    state.factors.add(user, factor);
    state.record(call, "user.mfa.factor.enroll", &[state.user_target(user)]);
    Ok(response)
}

fn verify(call: &Call<'_>, state: &mut State, user: &str, id: &str) -> HandlerResult {
    let body = call.optional_object()?;
    let factor = find_factor(state, user, id)?;
    if !factor.active {
        return Err(OktaError::invalid("factor", "factor: is not active"));
    }
    if factor.kind == "question" {
        let answer = body.get("answer").and_then(Value::as_str);
        if answer.is_none() || answer != factor.profile.get("answer").and_then(Value::as_str) {
            return Err(OktaError::new("E0000068", "The pass code or answer is not correct."));
        }
    } else if factor.kind == "push" {
        return transactions::start(call, state, (user, id));
    } else if body.contains_key("passCode") {
        check_pass_code(&body)?;
    } else {
        // A request without a code asks for one to be sent to the user.
        return Ok(ResponseTemplate::ok(json!({ "factorResult": "CHALLENGE" })));
    }
    Ok(ResponseTemplate::ok(json!({ "factorResult": "SUCCESS" })))
}
