//! The objects of families.

use std::{collections::BTreeMap, time::SystemTime};

use serde_json::{Map, Value, json};

use super::overlay::{Family, OVERLAY};
use crate::{call::Call, clock::timestamp, state::State};

/// A member of stored objects that responses do not have: whether every org has the object.
const SYSTEM: &str = "$system";

/// Objects by the path of their collection and their id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Objects(BTreeMap<String, BTreeMap<String, Value>>);

impl Objects {
    /// The objects of a collection, in order of creation.
    pub(super) fn of<'o>(
        &'o self,
        collection: &str,
    ) -> impl Iterator<Item = (&'o String, &'o Value)> + use<'o> {
        self.0.get(collection).into_iter().flatten()
    }

    pub(crate) fn get(&self, collection: &str, id: &str) -> Option<&Value> {
        self.0.get(collection)?.get(id)
    }

    pub(super) fn get_mut(&mut self, collection: &str, id: &str) -> Option<&mut Value> {
        self.0.get_mut(collection)?.get_mut(id)
    }

    /// Removes an object and all below it.
    pub(super) fn remove(&mut self, collection: &str, id: &str) {
        if let Some(objects) = self.0.get_mut(collection) {
            objects.remove(id);
        }
        self.remove_below(&format!("{collection}/{id}"));
    }

    /// Removes all objects below an object.
    pub(crate) fn remove_below(&mut self, path: &str) {
        let below = format!("{path}/");
        self.0.retain(|collection, _| !collection.starts_with(&below));
    }
}

pub(super) fn is_system(object: &Value) -> bool {
    object.get(SYSTEM).is_some()
}

/// Adds the objects that every org has.
pub(crate) fn add_system_objects(state: &mut State, now: SystemTime) {
    for (path, object) in &OVERLAY.objects {
        if let Some(family) = OVERLAY.family(path) {
            create(state, now, family, path, object, true);
        }
    }
    let admin = state.users.all().next().map(|user| format!("/api/v1/users/{}/roles", user.id));
    if let Some((path, family)) =
        admin.and_then(|path| Some((path, OVERLAY.family("/api/v1/users/{}/roles")?)))
    {
        create(state, now, family, &path, &json!({ "type": "SUPER_ADMIN" }), false);
    }
}

/// Creates an object with its children, and returns its id.
pub(super) fn create(
    state: &mut State,
    now: SystemTime,
    family: &Family,
    collection: &str,
    body: &Value,
    system: bool,
) -> String {
    let text = |member: &str| body.get(member).and_then(Value::as_str);
    let given = if system { text("id") } else { None };
    let id = given.map_or_else(|| state.ids.object(family.prefix), str::to_owned);
    let siblings = state.objects.of(collection).filter(|(_, object)| object.get("type") == body.get("type"));
    let highest = siblings
        .filter(|(_, object)| !is_system(object))
        .filter_map(|(_, object)| object.get("priority")?.as_u64());
    let values = Values {
        id: &id,
        now: timestamp(now),
        admin: state.users.all().next().map(|user| user.id.clone()).unwrap_or_default(),
        name: text("name").unwrap_or_default(),
        label: OVERLAY.label(text("type").unwrap_or_default()),
        priority: highest.max().unwrap_or_default() + 1,
    };
    let mut object = family.members.clone();
    values.fill(&mut object);
    lay(&mut object, body.clone(), if system { &[] } else { &READ_ONLY });
    values.fill(&mut object);
    if let Value::Object(members) = &mut object {
        members.insert("id".to_owned(), json!(id));
        if system {
            members.insert(SYSTEM.to_owned(), json!(true));
        }
    }
    state.objects.0.entry(collection.to_owned()).or_default().insert(id.clone(), object);
    let parent: Vec<&str> = family.path.clone();
    let children =
        OVERLAY.children.iter().filter(|(path, ..)| OVERLAY.family(path).is_some_and(|it| it.path == parent));
    for (path, child, object) in children {
        if let Some(child_family) = OVERLAY.family(&format!("{path}/{{}}/{child}")) {
            create(state, now, child_family, &format!("{collection}/{id}/{child}"), object, true);
        }
    }
    id
}

/// Members that requests cannot set.
const READ_ONLY: [&str; 7] = ["id", "created", "lastUpdated", "system", "_links", "_embedded", SYSTEM];

/// Changes an object: replaces it, or merges the body into it.
pub(super) fn write(family: &Family, object: &mut Value, body: Value, replace: bool, now: SystemTime) {
    if let (true, Value::Object(members)) = (replace, &mut *object) {
        let stays = |name: &str| READ_ONLY.contains(&name) || family.members.get(name).is_some();
        members.retain(|name, _| stays(name));
    }
    lay(object, body, &READ_ONLY);
    if let (Value::Object(members), Some(defaults)) = (object, family.members.as_object()) {
        for (name, _) in defaults.iter().filter(|(_, value)| **value == "$updated") {
            members.insert(name.clone(), json!(timestamp(now)));
        }
    }
}

/// Sets the members of an object that are in the body.
fn lay(object: &mut Value, body: Value, except: &[&str]) {
    if let (Value::Object(members), Value::Object(body)) = (object, body) {
        members.extend(body.into_iter().filter(|(name, _)| !except.contains(&name.as_str())));
    }
}

/// The values of placeholders.
struct Values<'a> {
    id: &'a str,
    now: String,
    admin: String,
    name: &'a str,
    label: &'a str,
    priority: u64,
}

impl Values<'_> {
    fn fill(&self, value: &mut Value) {
        match value {
            Value::String(text) => match text.as_str() {
                "$now" | "$updated" => *value = json!(self.now),
                "$admin" => *value = json!(self.admin),
                "$name" => *value = json!(self.name),
                "$label" => *value = json!(self.label),
                "$priority" => *value = json!(self.priority),
                _ if text.contains("$id") => *text = text.replace("$id", self.id),
                _ => {}
            },
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.fill(member)),
            _ => {}
        }
    }
}

/// The object as in responses, with its links.
pub(super) fn view(call: &Call<'_>, family: &Family, collection: &str, id: &str, object: &Value) -> Value {
    let at = format!("{}{collection}/{id}", call.base);
    let link =
        |path: &str, allow: &[&str]| json!({ "href": format!("{at}{path}"), "hints": { "allow": allow } });
    let mut links = Map::new();
    links.insert("self".to_owned(), link("", &["GET", "PUT", "DELETE"]));
    if family.toggles {
        let toggle = if object.get("status").is_some_and(|status| status == "ACTIVE") {
            "deactivate"
        } else {
            "activate"
        };
        links.insert(toggle.to_owned(), link(&format!("/lifecycle/{toggle}"), &["POST"]));
    }
    for name in &family.links {
        links.insert((*name).to_owned(), link(&format!("/{name}"), &["GET"]));
    }
    let mut view = object.clone();
    absolute(&mut view, &call.base);
    if let Value::Object(members) = &mut view {
        members.remove(SYSTEM);
        members.insert("_links".to_owned(), Value::Object(links));
    }
    view
}

/// Replaces `$base` by the URL of the org.
fn absolute(value: &mut Value, base: &str) {
    match value {
        Value::String(text) if text.starts_with("$base") => *text = text.replacen("$base", base, 1),
        Value::Array(items) => items.iter_mut().for_each(|item| absolute(item, base)),
        Value::Object(members) => members.values_mut().for_each(|member| absolute(member, base)),
        _ => {}
    }
}
