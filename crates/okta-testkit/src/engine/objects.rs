//! The objects of families.

use std::{collections::BTreeMap, time::SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    families::{Family, family, key_of},
    filling::{READ_ONLY, filled},
    overlay::OVERLAY,
    priorities,
};
use crate::{clock::timestamp, search::attribute, state::State};

/// A member of stored objects that responses do not have: whether every org has the object.
pub(super) const SYSTEM: &str = "$system";

/// Objects by the path of their collection and their id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Objects(BTreeMap<String, BTreeMap<String, Value>>);

impl Objects {
    /// The objects of a collection, in order of creation.
    pub(crate) fn of<'o>(
        &'o self,
        collection: &str,
    ) -> impl Iterator<Item = (&'o String, &'o Value)> + use<'o> {
        self.0.get(collection).into_iter().flatten()
    }

    /// The ids of the objects of a collection.
    pub(crate) fn ids(&self, collection: &str) -> Vec<String> {
        self.of(collection).map(|(id, _)| id.clone()).collect()
    }

    /// The ids of the objects in the collections one level below a collection.
    pub(super) fn ids_below(&self, collection: &str) -> Vec<String> {
        let below = format!("{collection}/");
        let collections = self
            .0
            .iter()
            .filter(|(path, _)| path.strip_prefix(&below).is_some_and(|rest| !rest.contains('/')));
        collections.flat_map(|(_, objects)| objects.keys().cloned()).collect()
    }

    pub(crate) fn get(&self, collection: &str, id: &str) -> Option<&Value> {
        self.0.get(collection)?.get(id)
    }

    pub(crate) fn get_mut(&mut self, collection: &str, id: &str) -> Option<&mut Value> {
        self.0.get_mut(collection)?.get_mut(id)
    }

    pub(crate) fn insert(&mut self, collection: &str, id: &str, object: Value) {
        self.0.entry(collection.to_owned()).or_default().insert(id.to_owned(), object);
    }

    /// Removes an object and all below it.
    pub(crate) fn remove(&mut self, collection: &str, id: &str) -> Option<Value> {
        let removed = self.0.get_mut(collection).and_then(|objects| objects.remove(id));
        self.remove_below(&format!("{collection}/{id}"));
        removed
    }

    /// Removes all objects of a collection, and all below them.
    pub(super) fn clear(&mut self, collection: &str) {
        self.remove_below(collection);
        self.0.insert(collection.to_owned(), BTreeMap::new());
    }

    /// Removes all objects below an object.
    pub(crate) fn remove_below(&mut self, path: &str) {
        let below = format!("{path}/");
        self.0.retain(|collection, _| collection != path && !collection.starts_with(&below));
    }
}

pub(super) fn is_system(object: &Value) -> bool {
    object.get(SYSTEM).is_some()
}

/// Adds the objects that every org has.
pub(crate) fn add_system_objects(state: &mut State, now: SystemTime) {
    for (path, object) in &OVERLAY.objects {
        if let Some(family) = family(path) {
            create(state, now, family, path, None, object, true);
        }
    }
    let realm = state.objects.of("/api/v1/realms").next().map(|(id, _)| id.clone());
    if let Some(realm) = realm {
        state.users.set_realm(&realm);
    }
    let admin = state.users.all().next().map(|user| format!("/api/v1/users/{}/roles", user.id));
    if let Some((path, family)) = admin.and_then(|path| Some((path, family("/api/v1/users/{}/roles")?))) {
        create(state, now, family, &path, None, &json!({ "type": "SUPER_ADMIN" }), false);
    }
}

/// Creates an object with its children, and returns its id: the one of the path, one that the body chooses, or a new one.
pub(super) fn create(
    state: &mut State,
    now: SystemTime,
    family: &'static Family,
    collection: &str,
    id: Option<&str>,
    body: &Value,
    system: bool,
) -> String {
    let chosen = id.or(family.only).or_else(|| {
        let settable = system || family.key != "id" && !family.is_read_only(body, family.key);
        let sent = attribute(body, family.key).and_then(Value::as_str);
        sent.filter(|id| settable && !id.is_empty())
    });
    let id = chosen.map(str::to_owned).or_else(|| role_id(family, body));
    let id = id.unwrap_or_else(|| match family.facts {
        facts if facts.long => state.ids.key(),
        facts if facts.uuid => state.ids.uuid(),
        _ => state.ids.object(family.prefix()),
    });
    let mut object = filled(state, now, family, collection, &id, body, system);
    if let Value::Object(members) = &mut object {
        if family.shows_key() {
            members.insert(family.key.to_owned(), json!(id));
        }
        if system {
            members.insert(SYSTEM.to_owned(), json!(true));
        }
    }
    state.objects.insert(collection, &id, object);
    priorities::arrange(state, family, collection, &id);
    id
}

/// The id of the assignment of a standard role that can have targets: the type in base 32, the same for all assignees.
fn role_id(family: &Family, body: &Value) -> Option<String> {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let kind = body.get("type")?.as_str()?;
    let is_assignment = matches!(family.path.as_slice(), ["api", "v1", "users" | "groups", _, "roles"]);
    if !is_assignment
        || !["APP_ADMIN", "GROUP_MEMBERSHIP_ADMIN", "HELP_DESK_ADMIN", "USER_ADMIN"].contains(&kind)
    {
        return None;
    }
    let bits: String = kind.bytes().map(|byte| format!("{byte:08b}")).collect();
    let digits = bits.as_bytes().chunks(5).map(|chunk| {
        let digit = chunk.iter().fold(0, |digit, bit| digit * 2 + usize::from(*bit == b'1'));
        ALPHABET.get(digit << (5 - chunk.len())).copied().map_or('A', char::from)
    });
    Some(digits.collect())
}

/// Creates the objects that come with the object above a collection, when the collection is first used.
pub(super) fn add_children(state: &mut State, now: SystemTime, family: &'static Family, collection: &str) {
    let Some(children) = OVERLAY.children.get(&key_of(&family.path)) else { return };
    if state.objects.0.contains_key(collection) {
        return;
    }
    let parent = super::parents::above(state, collection);
    for child in children.iter().filter(|child| child.comes_with(&parent)) {
        let mut object = child.object.clone();
        name_after_parent(&mut object, collection);
        create(state, now, family, collection, None, &object, true);
    }
}

/// Fills in the id of the object above a collection where it is part of the id of a child.
fn name_after_parent(child: &mut Value, collection: &str) {
    let parent = collection.split('/').nth(4).unwrap_or_default();
    if let Some(Value::String(kid)) = child.get_mut("kid") {
        *kid = kid.replace("$parent", parent);
    }
}

/// Changes an object: replaces it, or merges the body into it.
pub(super) fn write(
    state: &mut State,
    now: SystemTime,
    family: &'static Family,
    (collection, id): (&str, &str),
    body: &Value,
    replace: bool,
) {
    let Some(old) = state.objects.get(collection, id) else { return };
    // The discriminator of the object selects the variant of a body without one.
    let mut whole = old.clone();
    lay_flat(&mut whole, body.clone());
    let accepted = family.accepted(&restrict(&whole, body), false);
    let mut object = old.clone();
    if replace {
        let added = family.added(&whole);
        object = filled(state, now, family, collection, id, &restrict(&whole, body), false);
        let computed = |name: &str| {
            let placeholder =
                added.get(name).and_then(Value::as_str).is_some_and(|text| text.starts_with('$'));
            placeholder
                || READ_ONLY.contains(&name)
                || name == family.key
                || name == "status"
                || name == "type"
        };
        if let (Value::Object(members), Value::Object(old)) = (&mut object, old) {
            for (name, value) in old.iter().filter(|(name, _)| computed(name) && accepted.get(name).is_none())
            {
                members.insert(name.clone(), value.clone());
            }
        }
    } else {
        lay(&mut object, accepted);
    }
    if family.facts.nulls {
        remove_nulls(&mut object);
    }
    if let (Value::Object(members), Some(added)) = (&mut object, family.added(&whole).as_object()) {
        for (name, _) in added.iter().filter(|(_, value)| **value == "$updated") {
            members.insert(name.clone(), json!(timestamp(now)));
        }
    }
    state.objects.insert(collection, id, object);
    priorities::arrange(state, family, collection, id);
}

/// Sets members of an object, whether or not requests can set them.
pub(super) fn set(
    state: &mut State,
    now: SystemTime,
    family: &'static Family,
    (collection, id): (&str, &str),
    members: &Value,
) {
    let Some(mut object) = state.objects.get(collection, id).cloned() else { return };
    let values = filled(state, now, family, collection, id, members, true);
    if let (Value::Object(object), Value::Object(members)) = (&mut object, members) {
        for name in members.keys() {
            object.insert(name.clone(), values.get(name).cloned().unwrap_or_default());
        }
    }
    state.objects.insert(collection, id, object);
}

/// The body, with the discriminators of the object.
fn restrict(whole: &Value, body: &Value) -> Value {
    let mut body = body.clone();
    if let Value::Object(members) = &mut body {
        for name in ["type", "name"] {
            if let Some(value) = whole.get(name).filter(|_| !members.contains_key(name)) {
                members.insert(name.to_owned(), value.clone());
            }
        }
    }
    body
}

/// Removes members that are null, at every depth.
fn remove_nulls(value: &mut Value) {
    if let Value::Object(members) = value {
        members.retain(|_, member| !member.is_null());
        members.values_mut().for_each(remove_nulls);
    }
}

pub(super) fn lay_flat(object: &mut Value, body: Value) {
    if let (Value::Object(members), Value::Object(body)) = (object, body) {
        members.extend(body);
    }
}

/// Lays `changes` over `value`, at every depth of objects.
pub(super) fn lay(value: &mut Value, changes: Value) {
    match (value, changes) {
        (Value::Object(members), Value::Object(changes)) => {
            for (name, change) in changes {
                match members.get_mut(&name) {
                    Some(member) => lay(member, change),
                    None => {
                        members.insert(name, change);
                    }
                }
            }
        }
        (value, change) => *value = change,
    }
}
