//! Owners of groups: users and groups.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Verb, collection, text, verb};
use crate::{
    call::Call,
    clock::timestamp,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

pub(super) const VERBS: &[Verb] = &[verb("assignGroupOwner", &[], assign)];

/// Makes a user or a group an owner.
fn assign(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, owners) = collection(call, state, "/api/v1/groups/{}/owners")?;
    let body = Value::Object(call.object()?);
    let id = text(&body, "id")?;
    let (kind, name) = match text(&body, "type")? {
        "USER" => ("USER", state.users.get(id).map(crate::state::users::User::display_name)),
        "GROUP" => ("GROUP", state.groups.get(id).map(|group| group.name().to_owned())),
        _ => return Err(OktaError::invalid("type", "type: must be USER or GROUP")),
    };
    let name = name.ok_or_else(|| OktaError::not_found(id, "GroupOwner"))?;
    if state.objects.get(&owners, id).is_some() {
        return Err(OktaError::invalid("id", "id: is already an owner of the group"));
    }
    let owner = json!({
        "id": id, "type": kind, "resolved": true, "originId": null, "originType": "OKTA_DIRECTORY",
        "displayName": name, "lastUpdated": timestamp(call.now),
    });
    state.objects.insert(&owners, id, owner.clone());
    Ok(ResponseTemplate::from_status(StatusCode::CREATED).json(owner))
}
