//! What the pages of a user show: blocks and links to apps.

use serde_json::{Value, json};

use super::{Verb, collection, verb};
use crate::{
    call::Call,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{State, users::UserStatus},
};

pub(super) const VERBS: &[Verb] =
    &[verb("listUserBlocks", &[], blocks), verb("listAppLinks", &[], app_links)];

/// The id of the user that the path names.
fn user(call: &Call<'_>, state: &mut State) -> Result<String, OktaError> {
    let (_, roles) = collection(call, state, "/api/v1/users/{}/roles")?;
    Ok(roles.rsplit('/').nth(1).unwrap_or_default().to_owned())
}

/// Users are locked out on all devices.
fn blocks(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let id = user(call, state)?;
    let locked = state.users.get(&id).is_some_and(|user| user.status == UserStatus::LockedOut);
    let blocks =
        if locked { json!([{ "type": "DEVICE_BASED", "appliesTo": "ANY_DEVICES" }]) } else { json!([]) };
    Ok(ResponseTemplate::ok(blocks))
}

/// The links of the active apps that the user is assigned to.
fn app_links(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let id = user(call, state)?;
    let apps = state.apps.0.values().filter(|app| app.active && app.users.contains_key(&id));
    let mut links: Vec<Value> = Vec::new();
    for app in apps {
        let view = app.view(&call.base);
        let visible = view.pointer("/_links/appLinks").and_then(Value::as_array).into_iter().flatten();
        for link in visible.filter(|_| view.pointer("/visibility/hide/web") != Some(&json!(true))) {
            links.push(json!({
                "id": id,
                "label": app.text("label"),
                "linkUrl": link.get("href"),
                "logoUrl": view.pointer("/_links/logo/0/href"),
                "appName": app.text("name"),
                "appInstanceId": app.id,
                "appAssignmentId": format!("0ua{}", app.id.get(3..).unwrap_or_default()),
                "credentialsSetup": false,
                "hidden": false,
                "sortOrder": links.len(),
            }));
        }
    }
    Ok(ResponseTemplate::ok(links))
}
