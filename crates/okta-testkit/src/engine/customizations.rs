//! Customizations of email templates: one for each language, and exactly one default as long as there are any.

use serde_json::{Value, json};

use super::{Place, families::Family};
use crate::{response::OktaError, state::State};

fn applies(family: &Family) -> bool {
    family.path.starts_with(&["api", "v1", "brands"]) && family.name == "customizations"
}

fn is_default(customization: &Value) -> bool {
    customization.get("isDefault") == Some(&Value::Bool(true))
}

/// The body of a new or replaced customization, with its default; rejects a second default and a second of a language.
pub(super) fn complete(
    state: &State,
    family: &Family,
    place: &Place,
    mut body: Value,
) -> Result<Value, OktaError> {
    if !applies(family) {
        return Ok(body);
    }
    let own = state.objects.get(&place.collection, &place.id);
    let others: Vec<&Value> = state
        .objects
        .of(&place.collection)
        .filter(|(id, _)| **id != place.id)
        .map(|(_, other)| other)
        .collect();
    if others.iter().any(|other| other.get("language") == body.get("language")) {
        return Err(OktaError::new("E0000183", "Another customization has this language."));
    }
    if is_default(&body) && own.is_none() && others.iter().any(|other| is_default(other)) {
        return Err(OktaError::new("E0000182", "Another customization is the default one."));
    }
    if own.is_some_and(is_default) && body.get("isDefault") == Some(&Value::Bool(false)) {
        return Err(OktaError::new("E0000185", "The default customization stays the default one."));
    }
    // The first one is the default one, whatever the request says.
    if others.is_empty() {
        body["isDefault"] = json!(true);
    }
    Ok(body)
}

/// Rejects the deletion of the default customization while there are others.
pub(super) fn check_deletion(state: &State, family: &Family, place: &Place) -> Result<(), OktaError> {
    let default = state.objects.get(&place.collection, &place.id).is_some_and(is_default);
    if applies(family) && default && state.objects.of(&place.collection).count() > 1 {
        return Err(OktaError::new("E0000184", "The default customization cannot be deleted."));
    }
    Ok(())
}
