//! Requests whose body is a list: several new objects, and changes by JSON Patch.

use serde_json::{Map, Value, json};

use super::{Place, check, families::Served, list, objects, status};
use crate::{
    call::Call,
    operations::Reply,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

/// The items of a body that is a list; `None` for other bodies.
pub(super) fn items(call: &Call<'_>) -> Option<Vec<Value>> {
    match serde_json::from_slice(call.body) {
        Ok(Value::Array(items)) => Some(items),
        _ => None,
    }
}

/// Creates an object for each item.
pub(super) fn create(
    call: &Call<'_>,
    state: &mut State,
    served: &Served,
    place: &Place,
    items: &[Value],
) -> HandlerResult {
    let family = served.family;
    for item in items {
        check(state, family, place, item)?;
    }
    let mut views = Vec::new();
    for item in items {
        let id = objects::create(state, call.now, family, &place.collection, None, item, false);
        let object = state.objects.get(&place.collection, &id).cloned().unwrap_or_default();
        views.push(list::item(call, state, family, &place.collection, &id, &object));
    }
    let response = ResponseTemplate::from_status(status(served));
    Ok(match served.operation.reply {
        Reply::ListIn(member) => response.json(json!({ member: views })),
        Reply::None => response,
        _ => response.json(views),
    })
}

/// The members that the operations of a JSON Patch (RFC 6902: add, replace, remove) change; letter case does not matter.
pub(super) fn patched(object: &Value, operations: &[Value]) -> Result<Map<String, Value>, OktaError> {
    let mut changed = object.clone();
    let mut names = Vec::new();
    for operation in operations {
        let text = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or_default();
        let path = text("path");
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let (Some((last, parents)), false) = (segments.split_last(), path.is_empty()) else {
            return Err(OktaError::invalid("path", "path: is required"));
        };
        let pointer = parents.iter().fold(String::new(), |pointer, segment| format!("{pointer}/{segment}"));
        let target = changed.pointer_mut(&pointer);
        let target = target.ok_or_else(|| OktaError::invalid("path", format!("{path}: does not exist")))?;
        let value = operation.get("value").cloned().unwrap_or_default();
        match (text("op").to_lowercase().as_str(), target) {
            ("add" | "replace", Value::Object(members)) => {
                members.insert((*last).to_owned(), value);
            }
            ("remove", Value::Object(members)) => {
                members.remove(*last);
            }
            ("add", Value::Array(items)) => items.push(value),
            (op @ ("replace" | "remove"), Value::Array(items)) => {
                let named = |item: &Value| {
                    let id = ["id", "labelValueId"].iter().find_map(|name| item.get(name));
                    id.is_some_and(|id| id == last)
                };
                let found = items.iter().position(named).or_else(|| last.parse().ok());
                let item = found.and_then(|index| items.get_mut(index));
                match (item, found) {
                    (Some(item), _) if op == "replace" => objects::lay(item, value),
                    (Some(_), Some(index)) => {
                        items.remove(index);
                    }
                    _ => return Err(OktaError::invalid("path", format!("{path}: does not exist"))),
                }
            }
            _ => return Err(OktaError::invalid("op", "op: must be ADD, REPLACE or REMOVE")),
        }
        names.push(segments.first().copied().unwrap_or_default().to_owned());
    }
    Ok(names
        .into_iter()
        .map(|name| (name.clone(), changed.get(&name).cloned().unwrap_or_default()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_change_members_and_items() {
        let object = json!({"name": "A", "values": [{"id": "v1", "name": "x"}, {"id": "v2"}]});
        let operations = json!([
            {"op": "REPLACE", "path": "/name", "value": "B"},
            {"op": "REPLACE", "path": "/values/v1", "value": {"name": "y"}},
            {"op": "remove", "path": "/values/v2"},
            {"op": "ADD", "path": "/values/-", "value": {"name": "z"}},
        ]);
        let changed = patched(&object, operations.as_array().unwrap()).unwrap();
        assert_eq!(
            Value::Object(changed),
            json!({"name": "B", "values": [{"id": "v1", "name": "y"}, {"name": "z"}]})
        );
        for invalid in [
            json!([{"op": "move", "path": "/name"}]),
            json!([{"op": "add"}]),
            json!([{"op": "add", "path": "/a/b"}]),
        ] {
            assert!(patched(&object, invalid.as_array().unwrap()).is_err(), "{invalid}");
        }
    }
}
