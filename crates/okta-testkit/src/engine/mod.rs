//! Families of objects that need no code of their own: what they are is read from [`overlay`].
//!
//! Every family is a collection, such as `/api/v1/zones` or `/api/v1/policies/{policyId}/rules`: its objects are listed,
//! created, read, replaced or merged, deleted, activated and deactivated as far as these operations are documented.

mod objects;
mod overlay;

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    call::Call,
    handlers::resolve_user,
    operations::{self, Operation, Reply},
    paging::{Limit, Order},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};
pub(crate) use objects::{Objects, add_system_objects};
use overlay::{Family, OVERLAY};

const PAGE: Limit = Limit { default: 20, max: 200 };

/// What an operation does with a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    List,
    Create,
    Read,
    Replace,
    Merge,
    Delete,
    Activate,
    Deactivate,
}

/// The family and the action of a documented operation; `None` if no family has it.
fn find(operation: &Operation) -> Option<(&'static Family, Action)> {
    let path = operation.segments.as_slice();
    OVERLAY.families.iter().find_map(|family| {
        let rest = path.get(family.path.len()..)?;
        if !family.is_at(path) {
            return None;
        }
        let action = match (rest, operation.method) {
            ([], "GET") if operation.reply == Reply::List => Action::List,
            ([], "POST") => Action::Create,
            ([id], method) if id.starts_with('{') => match method {
                "GET" => Action::Read,
                "PUT" => Action::Replace,
                "POST" | "PATCH" => Action::Merge,
                "DELETE" => Action::Delete,
                _ => return None,
            },
            ([_, "lifecycle", "activate"], "POST") => Action::Activate,
            ([_, "lifecycle", "deactivate"], "POST") => Action::Deactivate,
            _ => return None,
        };
        Some((family, action))
    })
}

/// The query parameters that the engine carries out for an operation; `None` if it does not support the operation.
pub(crate) fn served(operation: &Operation) -> Option<Vec<&'static str>> {
    let (family, action) = find(operation)?;
    Some(match action {
        Action::List => ["after", "limit"].into_iter().chain(family.query.iter().copied()).collect(),
        Action::Create if family.toggles => vec!["activate"],
        _ => Vec::new(),
    })
}

/// Handles a request to a family.
pub(crate) fn route(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let operation = operations::find(call.method, &call.segments);
    let Some((operation, (family, action))) = operation.and_then(|it| Some((it, find(it)?))) else {
        return Err(operations::unsupported(call));
    };
    let collection = collection(call, state, family)?;
    let id = call.segments.get(family.path.len()).map(String::as_str).unwrap_or_default();
    let created_status = family.created_status.filter(|_| action == Action::Create);
    let status = StatusCode::from_u16(created_status.unwrap_or(operation.status)).unwrap_or(StatusCode::OK);
    let reply = |view: Value| {
        let response = ResponseTemplate::from_status(status);
        let empty = operation.reply == Reply::None && action != Action::Create;
        if empty { response } else { response.json(view) }
    };
    let not_found = || OktaError::not_found(id, family.name);
    match action {
        Action::List => list(call, state, family, &collection),
        Action::Create => {
            let mut body = call.object()?;
            if family.toggles {
                let active = if call.flag("activate", true)? { "ACTIVE" } else { "INACTIVE" };
                body.entry("status").or_insert_with(|| json!(active));
            }
            if let Some(unique) = family.unique
                && state.objects.of(&collection).any(|(_, object)| object.get(unique) == body.get(unique))
            {
                return Err(OktaError::invalid(
                    unique,
                    format!("{unique}: is already used by another object"),
                ));
            }
            let id = objects::create(state, call.now, family, &collection, &Value::Object(body), false);
            let object = state.objects.get(&collection, &id).ok_or_else(not_found)?;
            Ok(reply(objects::view(call, family, &collection, &id, object)))
        }
        Action::Read => {
            let object = state.objects.get(&collection, id).ok_or_else(not_found)?;
            Ok(reply(objects::view(call, family, &collection, id, object)))
        }
        Action::Replace | Action::Merge => {
            let body = Value::Object(call.object()?);
            let object = state.objects.get_mut(&collection, id).ok_or_else(not_found)?;
            objects::write(family, object, body, action == Action::Replace, call.now);
            Ok(reply(objects::view(call, family, &collection, id, object)))
        }
        Action::Delete => {
            let object = state.objects.get(&collection, id).ok_or_else(not_found)?;
            if objects::is_system(object) {
                let error = OktaError::new("E0000056", "The object cannot be deleted.");
                return Err(error.cause("it is one of those that every org has"));
            }
            state.objects.remove(&collection, id);
            Ok(ResponseTemplate::from_status(status))
        }
        Action::Activate | Action::Deactivate => {
            let object = state.objects.get_mut(&collection, id).ok_or_else(not_found)?;
            object["status"] = json!(if action == Action::Activate { "ACTIVE" } else { "INACTIVE" });
            Ok(reply(objects::view(call, family, &collection, id, object)))
        }
    }
}

fn list(call: &Call<'_>, state: &mut State, family: &'static Family, collection: &str) -> HandlerResult {
    let matches = |object: &Value| {
        family.query.iter().all(|name| match (*name, call.param(name)) {
            (_, None) => true,
            ("q", Some(q)) => {
                let name = object.get("name").and_then(Value::as_str).unwrap_or_default();
                name.to_lowercase().starts_with(&q.to_lowercase())
            }
            (name, Some(value)) => object.get(name).and_then(Value::as_str) == Some(value),
        })
    };
    let State { objects, cursors, .. } = state;
    let items = objects.of(collection).filter(|(_, object)| matches(object));
    if family.paged {
        let items = items.map(|(id, object)| (id, (id, object)));
        return cursors.list(call, items, PAGE, Order::Ascending, |(id, object)| {
            objects::view(call, family, collection, id, object)
        });
    }
    let views = items.map(|(id, object)| objects::view(call, family, collection, id, object));
    Ok(ResponseTemplate::ok(views.collect::<Vec<_>>()))
}

/// The path of the collection, with the ids of its parents, which must exist.
fn collection(call: &Call<'_>, state: &State, family: &Family) -> Result<String, OktaError> {
    let mut path = String::new();
    for (own, sent) in family.path.iter().zip(&call.segments) {
        let id = match (own.starts_with('{'), path.as_str()) {
            (false, _) => (*own).to_owned(),
            (true, "/api/v1/users") => resolve_user(call, state, sent)?,
            (true, "/api/v1/groups") if state.groups.get(sent).is_some() => sent.clone(),
            (true, parent) if state.objects.get(parent, sent).is_some() => sent.clone(),
            (true, parent) => {
                let kind = parent.rsplit('/').next().unwrap_or_default();
                return Err(OktaError::not_found(sent, kind));
            }
        };
        path = format!("{path}/{id}");
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    #[test]
    fn every_family_has_documented_operations() {
        for family in &OVERLAY.families {
            let count =
                operations::all().filter(|operation| find(operation).is_some_and(|(it, _)| it == family));
            assert!(count.count() > 0, "{:?}", family.path);
        }
    }

    #[test]
    fn objects_and_children_belong_to_families() {
        for (path, _) in &OVERLAY.objects {
            assert!(OVERLAY.family(path).is_some(), "{path}");
        }
        for (path, child, _) in &OVERLAY.children {
            assert!(OVERLAY.family(path).is_some(), "{path}");
            assert!(OVERLAY.family(&format!("{path}/{{}}/{child}")).is_some(), "{path}: {child}");
        }
    }

    #[test]
    fn methods_of_families_are_found() {
        let find = |method: Method, path: &str| {
            let operation = operations::find(&method, &crate::pattern::segments(path))?;
            find(operation).map(|(_, action)| action)
        };
        assert_eq!(find(Method::GET, "/api/v1/zones"), Some(Action::List));
        assert_eq!(find(Method::PUT, "/api/v1/policies/p/rules/r"), Some(Action::Replace));
        assert_eq!(find(Method::POST, "/api/v1/zones/z/lifecycle/deactivate"), Some(Action::Deactivate));
        assert_eq!(find(Method::GET, "/api/v1/policies/p/mappings"), None);
    }
}
