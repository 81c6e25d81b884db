//! New objects from requests.

use serde_json::{Value, json};

use super::{
    Place,
    checks::{check, check_new},
    customizations, email_domains,
    families::{self, Family},
    objects,
};
use crate::{call::Call, response::OktaError, state::State};

/// Creates an object from the body of a request, and returns its id.
pub(super) fn create(
    call: &Call<'_>,
    state: &mut State,
    family: &'static Family,
    place: &Place,
) -> Result<String, OktaError> {
    let needs_body = family.request.is_some() && !family.facts.bodiless;
    let mut body = if needs_body { call.object()? } else { call.optional_object()? };
    if family.toggles {
        let active = if call.flag("activate", true)? { "ACTIVE" } else { "INACTIVE" };
        body.entry("status").or_insert_with(|| json!(active));
    }
    let body = Value::Object(body);
    check(state, family, place, &body)?;
    check_new(call, state, family, place, &body)?;
    let body = customizations::complete(state, family, place, body)?;
    let id = objects::create(state, call.now, family, &place.collection, None, &body, false);
    create_parts(call, state, family, &format!("{}/{id}", place.collection), &body);
    email_domains::set(state, family, &body, json!(id));
    Ok(id)
}

/// Creates the objects that the body of another one lists: the permissions of a role, the resources of a set.
fn create_parts(call: &Call<'_>, state: &mut State, family: &Family, path: &str, body: &Value) {
    let (name, member) = match family.path.as_slice() {
        ["api", "v1", "iam", "roles"] => ("permissions", "label"),
        ["api", "v1", "iam", "resource-sets"] => ("resources", "orn"),
        ["governance", "api", "v1", "entitlements"] => ("values", "externalValue"),
        _ => return,
    };
    let parts = body.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let collection = format!("{path}/{name}");
    let Some(family) = families::family(&format!("{}/{{}}/{name}", families::key_of(&family.path))) else {
        return;
    };
    for part in parts {
        let body = if part.is_string() { json!({ member: part }) } else { part };
        // A permission has no id but its label.
        let id = if member == "label" { body.get(member).and_then(Value::as_str) } else { None };
        objects::create(state, call.now, family, &collection, id, &body, false);
    }
}
