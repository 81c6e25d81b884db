//! Collections that a test declares for what the org does not support: objects without rules.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::objects::{lay, lay_flat};
use crate::{
    call::Call,
    clock::timestamp,
    paging::{Limit, Order},
    pattern::segments,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

const PAGE: Limit = Limit { default: 20, max: 200 };

/// Handles a request to a declared collection; `None` if none has the path.
pub(crate) fn route(call: &Call<'_>, state: &mut State) -> Option<HandlerResult> {
    let path = &call.segments;
    let length = |pattern: &str| {
        let pattern = segments(pattern);
        let matches = pattern.len() <= path.len()
            && pattern.iter().zip(path).all(|(own, sent)| own.starts_with('{') || own == sent);
        matches.then_some(pattern.len())
    };
    // The longest path is that of a collection below an object of another one.
    let length = state.declared.iter().filter_map(|pattern| length(pattern)).max()?;
    let (collection, rest) = path.split_at_checked(length)?;
    let collection = format!("/{}", collection.join("/"));
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    Some(match (rest.as_slice(), call.method) {
        ([], &Method::GET) => list(call, state, &collection),
        ([], &Method::POST) => create(call, state, &collection),
        ([id], &Method::GET) => find(state, &collection, id).map(ResponseTemplate::ok),
        ([id], &Method::PUT) => write(call, state, &collection, id, true),
        ([id], &Method::POST | &Method::PATCH) => write(call, state, &collection, id, false),
        ([id], &Method::DELETE) => match state.objects.remove(&collection, id) {
            Some(_) => Ok(ResponseTemplate::no_content()),
            None => Err(not_found(&collection, id)),
        },
        ([id, "lifecycle", action @ ("activate" | "deactivate")], &Method::POST) => {
            let status = if *action == "activate" { "ACTIVE" } else { "INACTIVE" };
            set(call, state, &collection, id, &json!({ "status": status }), false)
        }
        ([] | [_], _) => Err(OktaError::method_not_allowed()),
        _ => return None,
    })
}

fn not_found(collection: &str, id: &str) -> OktaError {
    OktaError::not_found(id, collection.rsplit('/').next().unwrap_or_default())
}

fn find(state: &State, collection: &str, id: &str) -> Result<Value, OktaError> {
    state.objects.get(collection, id).cloned().ok_or_else(|| not_found(collection, id))
}

fn list(call: &Call<'_>, state: &mut State, collection: &str) -> HandlerResult {
    let objects: Vec<(String, Value)> =
        state.objects.of(collection).map(|(id, object)| (id.clone(), object.clone())).collect();
    state.cursors.list(call, objects, PAGE, Order::Ascending, |object| object)
}

/// Adds an object, with its id and times, and returns the id.
pub(crate) fn insert(
    state: &mut State,
    now: std::time::SystemTime,
    collection: &str,
    object: &Value,
) -> String {
    let sent = object.get("id").and_then(Value::as_str).map(str::to_owned);
    let id = sent.unwrap_or_else(|| state.ids.object("obj"));
    let mut whole = json!({ "id": id, "created": timestamp(now), "lastUpdated": timestamp(now) });
    lay(&mut whole, object.clone());
    state.objects.insert(collection, &id, whole);
    id
}

fn create(call: &Call<'_>, state: &mut State, collection: &str) -> HandlerResult {
    let mut body = call.object()?;
    body.remove("id");
    let id = insert(state, call.now, collection, &Value::Object(body));
    Ok(ResponseTemplate::from_status(StatusCode::CREATED).json(find(state, collection, &id)?))
}

fn write(call: &Call<'_>, state: &mut State, collection: &str, id: &str, replace: bool) -> HandlerResult {
    let body = Value::Object(call.object()?);
    set(call, state, collection, id, &body, replace)
}

fn set(
    call: &Call<'_>,
    state: &mut State,
    collection: &str,
    id: &str,
    body: &Value,
    replace: bool,
) -> HandlerResult {
    let old = find(state, collection, id)?;
    let mut object = if replace { json!({ "created": old.get("created") }) } else { old };
    lay_flat(&mut object, body.clone());
    object["id"] = json!(id);
    object["lastUpdated"] = json!(timestamp(call.now));
    state.objects.insert(collection, id, object.clone());
    Ok(ResponseTemplate::ok(object))
}
