//! Factors in transactions: verification and enrollment.

use serde_json::{Map, Value};

use super::transaction::{Status, Transaction};
use crate::{
    call::Call,
    handlers::{
        factors::{check_pass_code, enroll as enroll_factor},
        transactions,
    },
    operations,
    response::{HandlerResult, OktaError},
    state::State,
};

/// Handles a path below `/api/v1/authn/factors`.
pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> HandlerResult {
    let body = call.object()?;
    match rest {
        [] => enroll(call, state, &body),
        [id, "verify"] => verify(call, state, &body, id),
        [id, "verify", "resend"] => {
            let transaction = Transaction::at(call, state, &body, &[Status::MfaChallenge])?;
            check_factor(&transaction, id)?;
            transaction.respond(call, state)
        }
        [id, "lifecycle", "activate"] | [id, "lifecycle", "activate", "poll"] => {
            activate(call, state, &body, id)
        }
        [id, "lifecycle", "resend"] => {
            let transaction = Transaction::at(call, state, &body, &[Status::MfaEnrollActivate])?;
            check_factor(&transaction, id)?;
            transaction.respond(call, state)
        }
        _ => Err(operations::unsupported(call)),
    }
}

/// Rejects requests for another factor than that of the transaction.
fn check_factor(transaction: &Transaction, id: &str) -> Result<(), OktaError> {
    if transaction.factor.as_deref() == Some(id) {
        Ok(())
    } else {
        Err(OktaError::not_found(id, "UserFactor"))
    }
}

fn verify(call: &Call<'_>, state: &mut State, body: &Map<String, Value>, id: &str) -> HandlerResult {
    let mut transaction = Transaction::at(call, state, body, &[Status::MfaRequired, Status::MfaChallenge])?;
    let factors = state.factors.of_user(&transaction.user);
    let factor = factors.iter().find(|factor| factor.id == id && factor.active).cloned();
    let factor = factor.ok_or_else(|| OktaError::not_found(id, "UserFactor"))?;
    let challenged = transaction.status == Status::MfaChallenge && transaction.factor.as_deref() == Some(id);
    let challenge = |mut transaction: Transaction, state: &mut State, result: Option<&str>| {
        (transaction.status, transaction.factor) = (Status::MfaChallenge, Some(id.to_owned()));
        transaction.result = result.map(str::to_owned);
        transaction.respond(call, state)
    };
    match factor.kind.as_str() {
        "question" => {
            let answer = body.get("answer").filter(|answer| Some(*answer) == factor.profile.get("answer"));
            answer.ok_or_else(|| OktaError::new("E0000068", "The pass code or answer is not correct."))?;
        }
        "push" => {
            let place = (transaction.user.as_str(), id);
            let Some(push) = transaction.push.clone().filter(|_| challenged) else {
                transaction.push = Some(transactions::open(call, state, place));
                return challenge(transaction, state, Some("WAITING"));
            };
            match transactions::result(call, state, place, &push) {
                "SUCCESS" => {}
                result => return challenge(transaction, state, Some(result)),
            }
        }
        "webauthn" | "u2f" => {
            let signed = body.contains_key("clientData")
                && (body.contains_key("signatureData") || body.contains_key("authenticatorData"));
            if !signed {
                return challenge(transaction, state, Some("CHALLENGE"));
            }
        }
        _ if body.get("passCode").and_then(Value::as_str).is_some_and(|code| !code.is_empty()) => {
            check_pass_code(body)?;
        }
        "sms" | "call" | "email" => return challenge(transaction, state, Some("CHALLENGE")),
        _ => return challenge(transaction, state, None),
    }
    transaction.succeed(call, state)
}

fn enroll(call: &Call<'_>, state: &mut State, body: &Map<String, Value>) -> HandlerResult {
    let mut transaction = Transaction::at(call, state, body, &[Status::MfaEnroll])?;
    let response = enroll_factor(call, state, &transaction.user)?;
    let created: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let id = created.get("id").and_then(Value::as_str).unwrap_or_default();
    let immediate = created.get("status").is_some_and(|status| status == "ACTIVE");
    if immediate {
        return enrolled(call, state, transaction);
    }
    (transaction.status, transaction.factor) = (Status::MfaEnrollActivate, Some(id.to_owned()));
    if created.get("factorType").is_some_and(|kind| kind == "push") {
        transaction.result = Some("WAITING".to_owned());
    }
    transaction.respond(call, state)
}

fn activate(call: &Call<'_>, state: &mut State, body: &Map<String, Value>, id: &str) -> HandlerResult {
    let transaction = Transaction::at(call, state, body, &[Status::MfaEnrollActivate])?;
    check_factor(&transaction, id)?;
    let factor = state.factors.get_mut(&transaction.user, id);
    let factor = factor.ok_or_else(|| OktaError::not_found(id, "UserFactor"))?;
    match factor.kind.as_str() {
        // The app on the device activates the factor.
        "push" if !factor.active => return transaction.respond(call, state),
        "push" => {}
        "webauthn" | "u2f" => {
            if !body.contains_key("clientData") {
                return Err(OktaError::new("E0000068", "The registration is not complete."));
            }
        }
        _ => check_pass_code(body)?,
    }
    (factor.active, factor.last_updated) = (true, call.now);
    state.record(call, "user.mfa.factor.activate", &[state.user_target(&transaction.user)]);
    enrolled(call, state, transaction)
}

/// Goes on after an enrollment: to the next one if the user is asked for all factors, or to the end.
fn enrolled(call: &Call<'_>, state: &mut State, transaction: Transaction) -> HandlerResult {
    if transaction.all_factors {
        return Transaction { enrolled: true, ..transaction.enter(Status::MfaEnroll) }.respond(call, state);
    }
    transaction.succeed(call, state)
}
