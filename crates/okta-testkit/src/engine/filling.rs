//! The members of objects: those of requests, and those that Okta adds.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::{
    families::Family,
    members::{Member, Schema},
    objects::{SYSTEM, lay},
    overlay::OVERLAY,
    placeholders::Values,
    priorities,
};
use crate::{clock::timestamp, state::State};

/// The values of placeholders for an object with this body.
fn values<'a>(
    state: &State,
    now: SystemTime,
    family: &Family,
    collection: &'a str,
    id: &'a str,
    body: &'a Value,
) -> Values<'a> {
    let text = |member: &str| body.get(member).and_then(Value::as_str);
    Values {
        id,
        parent: collection.rsplit('/').nth(1).unwrap_or_default(),
        now: timestamp(now),
        admin: state.users.all().next().map(|user| user.id.clone()).unwrap_or_default(),
        name: text("name").unwrap_or_default(),
        label: OVERLAY.label(text("type").unwrap_or_default()),
        priority: priorities::next(state, family, collection, body),
        up: collection.split('/').nth(4).unwrap_or_default(),
        domain: text("domain").unwrap_or_default(),
    }
}

/// Fills in the placeholders of an object that is not stored.
pub(super) fn fill(state: &State, now: SystemTime, object: &mut Value) {
    let values = Values {
        id: "testkit",
        parent: "",
        now: timestamp(now),
        admin: state.users.all().next().map(|user| user.id.clone()).unwrap_or_default(),
        name: "testkit",
        label: "",
        priority: 0,
        up: "",
        domain: "",
    };
    values.fill(object);
}

/// The members that the response to a write of an object has, and reads have not.
pub(super) fn written(
    state: &State,
    now: SystemTime,
    family: &Family,
    (collection, id): (&str, &str),
    view: &mut Value,
) {
    let object = state.objects.get(collection, id).cloned().unwrap_or_default();
    for mut members in family.facts.written(&object) {
        values(state, now, family, collection, id, &object).fill(&mut members);
        lay(view, members);
    }
}

/// The members of an object with this body, those that Okta adds included.
pub(super) fn filled(
    state: &State,
    now: SystemTime,
    family: &Family,
    collection: &str,
    id: &str,
    body: &Value,
    system: bool,
) -> Value {
    let values = values(state, now, family, collection, id, body);
    let mut object = family.added(body);
    lay(&mut object, family.accepted(body, system));
    if let Some(schema) = family.schema.filter(|_| family.by_document) {
        let lacking = schema.lacking(&object);
        lay(&mut object, lacking);
    }
    values.fill(&mut object);
    object
}

/// Members that requests cannot set.
pub(super) const READ_ONLY: [&str; 6] = ["created", "lastUpdated", "system", "_links", "_embedded", SYSTEM];

impl Family {
    pub(super) fn prefix(&self) -> &'static str {
        if self.facts.prefix.is_empty() { "obj" } else { self.facts.prefix }
    }

    /// Whether responses have the member that is the id.
    pub(super) fn shows_key(&self) -> bool {
        let documented = self.facts.key.is_some_and(|key| !key.contains('.'));
        self.only.is_none()
            && (documented || self.schema.is_none_or(|schema| schema.member(self.key).is_some()))
    }

    /// The members that Okta adds: those of the overlay, or else those of the document.
    pub(super) fn added(&self, body: &Value) -> Value {
        let document = || self.schema.map_or(json!({}), |schema| schema.added(body));
        self.facts.form(body).unwrap_or_else(document)
    }

    /// Whether requests cannot set a member: what the document says of requests counts before what it says of responses.
    pub(super) fn is_read_only(&self, body: &Value, name: &str) -> bool {
        let member = member_of(self.request, body, name).or_else(|| member_of(self.schema, body, name));
        READ_ONLY.contains(&name) || member.is_some_and(|member| member.read_only)
    }

    /// The members of a body that are stored: not those that the responses of the document do not have, which Okta ignores or
    /// uses otherwise.
    pub(super) fn accepted(&self, body: &Value, system: bool) -> Value {
        let Value::Object(members) = body else { return json!({}) };
        let secret = |name: &str| {
            let member = member_of(self.schema, body, name).or_else(|| member_of(self.request, body, name));
            member.is_some_and(|member| member.write_only)
        };
        let kept = members.iter().filter(|(name, _)| {
            let fixed = *name == "id" || self.is_read_only(body, name);
            let toggled = self.toggles && *name == "status";
            let known = toggled || self.facts.open || self.schema.is_none_or(|schema| schema.knows(name));
            (system || known && !fixed) && !secret(name) && !self.facts.hides(name, body)
        });
        let mut kept = Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect());
        for (outer, inner) in self.facts.hidden.iter().filter_map(|hidden| hidden.split_once('.')) {
            if let Some(Value::Object(members)) = kept.get_mut(outer) {
                members.remove(inner);
            }
        }
        kept
    }
}

/// A member of the variant of a schema that a body selects.
fn member_of(schema: Option<&'static Schema>, body: &Value, name: &str) -> Option<&'static Member> {
    schema?.of(body).member(name)
}
