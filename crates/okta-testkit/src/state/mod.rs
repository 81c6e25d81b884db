//! The state of an org: users, groups, rules, apps, factors and the System Log.

pub(crate) mod app_members;
pub(crate) mod apps;
pub(crate) mod expression;
pub(crate) mod factors;
pub(crate) mod groups;
pub(crate) mod log;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod users;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::SystemTime,
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    call::Call,
    edition::{Edition, Feature},
    engine::Objects,
    ids::Ids,
    paging::Cursors,
};
use apps::Apps;
use expression::Condition;
use factors::Factors;
use groups::{Group, Groups};
use log::{Log, Target};
use rules::GroupRules;
use schema::Schema;
use users::Users;

/// The objects of an org. One lock guards all of them, so that requests are applied atomically.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    #[serde(skip)]
    pub(crate) ids: Arc<Ids>,
    pub(crate) users: Users,
    pub(crate) groups: Groups,
    pub(crate) rules: GroupRules,
    pub(crate) apps: Apps,
    pub(crate) factors: Factors,
    pub(crate) log: Log,
    pub(crate) cursors: Cursors,
    pub(crate) schema: Schema,
    /// The schemas of user types other than the default one.
    pub(crate) more_schemas: BTreeMap<String, Schema>,
    pub(crate) objects: Objects,
    /// The ids of the registered service apps.
    #[serde(default)]
    pub(crate) clients: BTreeSet<String>,
    /// The month whose members responses have; those that most recorded orgs have without one.
    #[serde(default)]
    pub(crate) edition: Option<Edition>,
    /// The features that the org does not have.
    #[serde(default)]
    pub(crate) without: BTreeSet<Feature>,
    /// The paths of the collections that tests declared.
    #[serde(default)]
    pub(crate) declared: BTreeSet<String>,
}

impl State {
    /// Creates the state of a new org: no users, and the built-in group of all users.
    pub(crate) fn new(now: SystemTime) -> Self {
        let mut state = Self { schema: Schema::new(now), ..Self::default() };
        let mut profile = Map::new();
        profile.insert("name".to_owned(), Value::from("Everyone"));
        profile.insert("description".to_owned(), Value::from("Every user of the org"));
        state.groups.insert(Group::new(state.ids.object("00g"), profile, true, now));
        state
    }

    /// Computes what snapshots do not contain.
    pub(crate) fn complete(&mut self) {
        self.users.index();
        for rule in self.rules.0.values_mut() {
            rule.condition = Condition::parse(&rule.expression).ok();
        }
    }

    /// Records an event in the System Log.
    pub(crate) fn record(&mut self, call: &Call<'_>, kind: &str, targets: &[Target]) {
        self.log.record(call, &self.ids, &self.users, kind, targets);
    }

    /// Applies the active group rules: adds matching users to groups, and removes the users added by a rule that no longer
    /// match.
    pub(crate) fn apply_rules(&mut self, now: SystemTime) {
        let Self { rules, groups, users, .. } = self;
        for rule in rules.0.values_mut().filter(|rule| rule.active) {
            for user in users.all() {
                let matches = rule.matches(user, groups);
                for group_id in &rule.groups {
                    let Some(group) = groups.get_mut(group_id) else { continue };
                    let membership = (group_id.clone(), user.id.clone());
                    if matches && group.add(&user.id, now) {
                        rule.memberships.insert(membership);
                    } else if !matches && rule.memberships.remove(&membership) {
                        group.remove(&user.id, now);
                    }
                }
            }
        }
    }

    /// Applies the group assignments of apps to the members of the groups.
    pub(crate) fn sync_app_assignments(&mut self, now: SystemTime) {
        let Self { apps, groups, users, .. } = self;
        apps.sync_groups(groups, users, now);
    }

    /// Removes the memberships added by a rule.
    pub(crate) fn remove_rule_memberships(&mut self, id: &str, now: SystemTime) {
        let Some(rule) = self.rules.0.get_mut(id) else { return };
        for (group, user) in std::mem::take(&mut rule.memberships) {
            if let Some(group) = self.groups.get_mut(&group) {
                group.remove(&user, now);
            }
        }
    }

    /// Removes a user with all memberships, assignments and factors.
    /// Ends the sessions of a user, and the tokens if `with_tokens`.
    pub(crate) fn end_sessions(&mut self, call: &Call<'_>, user: &str, with_tokens: bool) {
        const SESSIONS: &str = "/api/v1/sessions";
        let is_own = |(_, session): &(&String, &Value)| session.get("userId").is_some_and(|id| id == user);
        let own: Vec<String> = self.objects.of(SESSIONS).filter(is_own).map(|(id, _)| id.clone()).collect();
        for id in own {
            self.objects.remove(SESSIONS, &id);
        }
        if with_tokens {
            call.without_tokens.get_or_init(|| user.to_owned());
        }
        self.record(call, "user.session.clear", &[self.user_target(user)]);
    }

    pub(crate) fn remove_user(&mut self, user: &str, now: SystemTime) {
        self.users.remove(user);
        self.groups.remove_user(user, now);
        self.apps.remove_user(user);
        self.factors.clear(user);
        self.objects.remove_below(&format!("/api/v1/users/{user}"));
    }

    /// Returns a user as the target of an event.
    pub(crate) fn user_target(&self, id: &str) -> Target {
        let user = self.users.get(id);
        Target {
            id: id.to_owned(),
            kind: "User",
            alternate_id: user.map_or("unknown", |user| user.login()).to_owned(),
            display_name: user.map_or_else(|| "unknown".to_owned(), |user| user.display_name()),
        }
    }

    /// Returns a group as the target of an event.
    pub(crate) fn group_target(&self, id: &str) -> Target {
        let name = self.groups.get(id).map_or("unknown", |group| group.name()).to_owned();
        Target {
            id: id.to_owned(),
            kind: "UserGroup",
            alternate_id: "unknown".to_owned(),
            display_name: name,
        }
    }
}
