//! Transactions of push factors: what the user decides on a device, which the caller polls.

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    call::Call,
    clock::{parse_timestamp, timestamp},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

/// How long a user can decide.
const VALIDITY: std::time::Duration = std::time::Duration::from_secs(300);

fn collection(user: &str, factor: &str) -> String {
    format!("/api/v1/users/{user}/factors/{factor}/transactions")
}

/// Asks the user to approve a sign-in.
pub(super) fn start(call: &Call<'_>, state: &mut State, (user, factor): (&str, &str)) -> HandlerResult {
    let id = open(call, state, (user, factor));
    let transaction = state.objects.get(&collection(user, factor), &id).cloned().unwrap_or_default();
    let view = view(call, (user, factor), &id, &transaction);
    Ok(ResponseTemplate::from_status(StatusCode::CREATED).json(view))
}

/// Opens a transaction that waits for the user, and returns its id.
pub(crate) fn open(call: &Call<'_>, state: &mut State, (user, factor): (&str, &str)) -> String {
    let id = format!("v2mst.{}", state.ids.request());
    let transaction = json!({ "result": "WAITING", "expiresAt": timestamp(call.now + VALIDITY) });
    state.objects.insert(&collection(user, factor), &id, transaction);
    id
}

/// The result of a transaction: `WAITING`, `SUCCESS`, `REJECTED` or `TIMEOUT`.
pub(crate) fn result(call: &Call<'_>, state: &State, (user, factor): (&str, &str), id: &str) -> &'static str {
    let transaction = state.objects.get(&collection(user, factor), id);
    transaction.map_or("TIMEOUT", |transaction| result_of(call, transaction))
}

fn result_of(call: &Call<'_>, transaction: &Value) -> &'static str {
    let member = |name: &str| transaction.get(name).and_then(Value::as_str).unwrap_or_default();
    let late = parse_timestamp(member("expiresAt")).is_some_and(|expires| call.now >= expires);
    match member("result") {
        "WAITING" if late => "TIMEOUT",
        "WAITING" => "WAITING",
        "REJECTED" => "REJECTED",
        _ => "SUCCESS",
    }
}

/// What the user decided.
pub(super) fn read(
    call: &Call<'_>,
    state: &mut State,
    (user, factor): (&str, &str),
    id: &str,
) -> HandlerResult {
    let found = state.objects.get(&collection(user, factor), id);
    let transaction = found.ok_or_else(|| OktaError::not_found(id, "FactorTransaction"))?;
    Ok(ResponseTemplate::ok(view(call, (user, factor), id, transaction)))
}

fn view(call: &Call<'_>, (user, factor): (&str, &str), id: &str, transaction: &Value) -> Value {
    let at = call.url(&format!("/api/v1/users/{user}/factors/{factor}"));
    let link =
        |path: &str, allow: Value| json!({ "href": format!("{at}{path}"), "hints": { "allow": allow } });
    let expires = transaction.get("expiresAt").and_then(Value::as_str).unwrap_or_default();
    let links =
        json!({ "verify": link("/verify", json!(["POST"])), "factor": link("", json!(["GET", "DELETE"])) });
    match result_of(call, transaction) {
        "WAITING" => {
            let poll = format!("/transactions/{id}");
            let links =
                json!({ "poll": link(&poll, json!(["GET"])), "cancel": link(&poll, json!(["DELETE"])) });
            json!({ "factorResult": "WAITING", "expiresAt": expires, "_links": links })
        }
        "SUCCESS" => json!({ "factorResult": "SUCCESS" }),
        result => json!({ "factorResult": result, "_links": links }),
    }
}

/// Decides all waiting transactions of a user; an approval also activates the push factors that wait for their device.
/// Returns how many were decided.
pub(crate) fn decide(state: &mut State, now: std::time::SystemTime, user: &str, approve: bool) -> usize {
    let factors: Vec<(String, bool)> = state
        .factors
        .of_user(user)
        .iter()
        .filter(|factor| factor.kind == "push")
        .map(|factor| (factor.id.clone(), factor.active))
        .collect();
    let mut decided = 0;
    for (factor, active) in factors {
        if !active
            && approve
            && let Some(factor) = state.factors.get_mut(user, &factor)
        {
            (factor.active, factor.last_updated) = (true, now);
            decided += 1;
        }
        let transactions = collection(user, &factor);
        let waiting = state.objects.ids(&transactions);
        for id in waiting {
            if let Some(transaction) = state.objects.get_mut(&transactions, &id)
                && transaction["result"] == "WAITING"
            {
                transaction["result"] = json!(if approve { "SUCCESS" } else { "REJECTED" });
                decided += 1;
            }
        }
    }
    decided
}
