//! Group rules, which add users to groups by an expression.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::SystemTime,
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    expression::Condition,
    groups::Groups,
    users::{User, UserStatus},
};
use crate::clock::timestamp;

/// A group rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct GroupRule {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) active: bool,
    pub(crate) created: SystemTime,
    pub(crate) last_updated: SystemTime,
    pub(crate) expression: String,
    /// `None` for expressions that this crate does not evaluate. Parsed again when a snapshot is loaded.
    #[serde(skip)]
    pub(crate) condition: Option<Condition>,
    pub(crate) groups: Vec<String>,
    /// Ids of users excluded from the rule.
    pub(crate) excluded: Vec<String>,
    /// Memberships added by the rule, as group and user id. The rule removes no others.
    pub(crate) memberships: BTreeSet<(String, String)>,
}

impl GroupRule {
    /// Whether the rule adds this user to its groups.
    pub(crate) fn matches(&self, user: &User, groups: &Groups) -> bool {
        let is_member = |id: &str| groups.get(id).is_some_and(|group| group.contains(&user.id));
        user.status != UserStatus::Deprovisioned
            && !self.excluded.contains(&user.id)
            && self.condition.as_ref().is_some_and(|condition| condition.matches(user, &is_member))
    }

    pub(crate) fn view(&self) -> Value {
        json!({
            "type": "group_rule",
            "id": self.id,
            "status": if self.active { "ACTIVE" } else { "INACTIVE" },
            "name": self.name,
            "allGroupsValid": true,
            "created": timestamp(self.created),
            "lastUpdated": timestamp(self.last_updated),
            "conditions": {
                "people": { "users": { "exclude": self.excluded }, "groups": { "exclude": [] } },
                "expression": { "value": self.expression, "type": "urn:okta:expression:1.0" },
            },
            "actions": { "assignUserToGroups": { "groupIds": self.groups } },
        })
    }
}

/// All rules, in order of creation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct GroupRules(pub(crate) BTreeMap<String, GroupRule>);
