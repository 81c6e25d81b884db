//! Profile mappings: each app and each identity provider has one to the profile of users.

use serde_json::{Value, json};

use super::{families::Family, objects};
use crate::{
    call::Call,
    response::OktaError,
    state::{
        State,
        schema::{USER_SCHEMA, USER_TYPE},
    },
};

const MAPPINGS: &str = "/api/v1/mappings";

/// Creates the mappings of new sources, and removes those of deleted ones.
pub(super) fn update(call: &Call<'_>, state: &mut State, family: &'static Family) {
    if family.path != ["api", "v1", "mappings"] {
        return;
    }
    let apps = state.apps.0.values().map(|app| (app.id.clone(), app.text("name").to_owned()));
    let providers = state.objects.of("/api/v1/idps").map(|(id, provider)| {
        let kind = provider.get("type").and_then(Value::as_str).unwrap_or_default();
        (id.clone(), format!("{}_idp", kind.to_lowercase()))
    });
    let sources: Vec<(String, String)> = apps.chain(providers).collect();
    let source_of = |mapping: &Value| {
        mapping.pointer("/source/id").and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let existing: Vec<(String, String)> = state
        .objects
        .of(MAPPINGS)
        .filter(|(_, mapping)| !objects::is_system(mapping))
        .map(|(id, mapping)| (id.clone(), source_of(mapping)))
        .collect();
    for (id, source) in &existing {
        if !sources.iter().any(|(known, _)| known == source) {
            state.objects.remove(MAPPINGS, id);
        }
    }
    for (source, name) in sources {
        if existing.iter().any(|(_, known)| *known == source) {
            continue;
        }
        let link = |path: String| json!({ "href": format!("$base{path}") });
        let mapping = json!({
            "source": {
                "id": source, "name": name, "type": "appuser",
                "_links": {
                    "self": link(format!("/api/v1/apps/{source}")),
                    "schema": link(format!("/api/v1/meta/schemas/apps/{source}/default")),
                },
            },
            "target": {
                "id": USER_TYPE, "name": "user", "type": "user",
                "_links": {
                    "self": link(format!("/api/v1/meta/types/user/{USER_TYPE}")),
                    "schema": link(format!("/api/v1/meta/schemas/user/{USER_SCHEMA}")),
                },
            },
            "properties": {},
        });
        objects::create(state, call.now, family, MAPPINGS, None, &mapping, false);
    }
}

/// Rejects mappings to attributes that the target does not have.
pub(super) fn check(state: &State, family: &Family, id: &str, body: &Value) -> Result<(), OktaError> {
    let mapping = state.objects.get(MAPPINGS, id).filter(|_| family.path == ["api", "v1", "mappings"]);
    let to_users =
        mapping.is_some_and(|mapping| mapping.pointer("/target/type").is_some_and(|kind| kind == "user"));
    let properties = body.get("properties").and_then(Value::as_object).filter(|_| to_users);
    let mut names = properties.into_iter().flat_map(|properties| properties.keys());
    match names.find(|name| !state.schema.has(name)) {
        Some(name) => {
            Err(OktaError::invalid("properties", format!("{name}: not an attribute of the target")))
        }
        None => Ok(()),
    }
}
