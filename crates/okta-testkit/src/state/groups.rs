//! Groups and their members.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::SystemTime,
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::timestamp;

/// A group of users.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) id: String,
    /// Whether this is the built-in group of all users.
    pub(crate) built_in: bool,
    pub(crate) created: SystemTime,
    pub(crate) last_updated: SystemTime,
    pub(crate) membership_updated: SystemTime,
    pub(crate) profile: Map<String, Value>,
    members: BTreeSet<String>,
}

impl Group {
    pub(crate) fn new(id: String, profile: Map<String, Value>, built_in: bool, now: SystemTime) -> Self {
        Self {
            id,
            built_in,
            created: now,
            last_updated: now,
            membership_updated: now,
            profile,
            members: BTreeSet::new(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        self.profile.get("name").and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn contains(&self, user: &str) -> bool {
        self.built_in || self.members.contains(user)
    }

    /// Adds a member, and returns whether the user is a new one.
    pub(crate) fn add(&mut self, user: &str, now: SystemTime) -> bool {
        let added = self.members.insert(user.to_owned());
        if added {
            self.membership_updated = now;
        }
        added
    }

    /// Removes a member, and returns whether the user was one.
    pub(crate) fn remove(&mut self, user: &str, now: SystemTime) -> bool {
        let removed = self.members.remove(user);
        if removed {
            self.membership_updated = now;
        }
        removed
    }

    fn kind(&self) -> &'static str {
        if self.built_in { "BUILT_IN" } else { "OKTA_GROUP" }
    }

    /// Returns an attribute by its path in `search` and `filter`.
    pub(crate) fn attribute(&self, path: &str) -> Option<Value> {
        match path {
            "id" => Some(json!(self.id)),
            "type" => Some(json!(self.kind())),
            "created" => Some(json!(timestamp(self.created))),
            "lastUpdated" => Some(json!(timestamp(self.last_updated))),
            "lastMembershipUpdated" => Some(json!(timestamp(self.membership_updated))),
            _ => self.profile.get(path.strip_prefix("profile.")?).cloned(),
        }
    }

    pub(crate) fn view(&self, base: &str) -> Value {
        let mut profile = self.profile.clone();
        profile.entry("description").or_insert(Value::Null);
        let logo = |size: &str| {
            let href = format!("{base}/assets/img/logos/groups/okta-{size}.png");
            json!({ "name": size, "href": href, "type": "image/png" })
        };
        let at = format!("{base}/api/v1/groups/{}", self.id);
        json!({
            "id": self.id,
            "created": timestamp(self.created),
            "lastUpdated": timestamp(self.last_updated),
            "lastMembershipUpdated": timestamp(self.membership_updated),
            "objectClass": ["okta:user_group"],
            "type": self.kind(),
            "profile": profile,
            "_links": {
                "logo": [logo("medium"), logo("large")],
                "users": { "href": format!("{at}/users") },
                "apps": { "href": format!("{at}/apps") },
            },
        })
    }
}

/// All groups, in order of creation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Groups(BTreeMap<String, Group>);

impl Groups {
    pub(crate) fn all(&self) -> impl Iterator<Item = &Group> {
        self.0.values()
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Group> {
        self.0.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Group> {
        self.0.get_mut(id)
    }

    pub(crate) fn insert(&mut self, group: Group) {
        self.0.insert(group.id.clone(), group);
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Group> {
        self.0.remove(id)
    }

    pub(crate) fn is_name_taken(&self, name: &str, except: Option<&str>) -> bool {
        self.0.values().any(|group| group.name() == name && Some(group.id.as_str()) != except)
    }

    /// Removes a deleted user from all groups.
    pub(crate) fn remove_user(&mut self, user: &str, now: SystemTime) {
        for group in self.0.values_mut() {
            group.remove(user, now);
        }
    }
}
