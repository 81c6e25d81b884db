//! OAuth clients: their secrets, which responses to reads do not have.

use serde_json::{Value, json};

use super::{Verb, collection, place, shown, text, verb};
use crate::{
    call::Call,
    engine::{Place, objects},
    response::{HandlerResult, ResponseTemplate},
    state::State,
};

pub(super) const VERBS: &[Verb] =
    &[verb("oauth.createClient", &[], create), verb("oauth.generateNewClientSecret", &[], new_secret)];

const CLIENTS: &str = "/oauth2/v1/clients";

/// The client with a new secret, unless it authenticates without one.
fn with_secret(call: &Call<'_>, state: &mut State, client: &Place) -> Option<Value> {
    let family = crate::engine::families::family(CLIENTS)?;
    let mut view = shown(call, state, family, client);
    let method = view.get("token_endpoint_auth_method").and_then(Value::as_str).unwrap_or_default();
    if method.starts_with("client_secret") {
        view["client_secret"] = json!(state.ids.key());
    }
    Some(view)
}

fn create(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (family, collection) = collection(call, state, CLIENTS)?;
    let body = Value::Object(call.object()?);
    text(&body, "client_name")?;
    let id = objects::create(state, call.now, family, &collection, None, &body, false);
    if let Some(client) = state.objects.get_mut(&collection, &id) {
        client["client_id_issued_at"] = json!(crate::clock::unix_seconds(call.now));
    }
    let view = with_secret(call, state, &Place { collection, id }).unwrap_or_default();
    Ok(ResponseTemplate::from_status(http::StatusCode::CREATED).json(view))
}

fn new_secret(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, client) = place(call, state, CLIENTS)?;
    Ok(ResponseTemplate::ok(with_secret(call, state, &client).unwrap_or_default()))
}
