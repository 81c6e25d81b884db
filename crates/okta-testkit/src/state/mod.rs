//! What the org holds.

pub(crate) mod apps;
pub(crate) mod factors;
pub(crate) mod groups;
pub(crate) mod log;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod users;

use std::{sync::Arc, time::SystemTime};

use serde_json::{Map, Value};

use crate::{call::Call, ids::Ids, paging::Cursors};
use apps::Apps;
use factors::Factors;
use groups::{Group, Groups};
use log::{Log, Target};
use rules::GroupRules;
use schema::Schema;
use users::Users;

/// Everything that requests read and change. One lock guards all of it: a request is applied as a whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) ids: Arc<Ids>,
    pub(crate) users: Users,
    pub(crate) groups: Groups,
    pub(crate) rules: GroupRules,
    pub(crate) apps: Apps,
    pub(crate) factors: Factors,
    pub(crate) log: Log,
    pub(crate) cursors: Cursors,
    pub(crate) schema: Schema,
}

impl State {
    /// A new org's state: no users yet, and the group of all users.
    pub(crate) fn new(now: SystemTime) -> Self {
        let mut state = Self { schema: Schema::new(now), ..Self::default() };
        let mut profile = Map::new();
        profile.insert("name".to_owned(), Value::from("Everyone"));
        profile.insert("description".to_owned(), Value::from("Every user of the org"));
        state.groups.insert(Group::new(state.ids.object("00g"), profile, true, now));
        state
    }

    /// Puts an event into the log.
    pub(crate) fn record(&mut self, call: &Call<'_>, kind: &str, targets: &[Target]) {
        self.log.record(call, &self.ids, &self.users, kind, targets);
    }

    /// Lets the active rules put users into groups, and take them out again who no longer fit.
    pub(crate) fn apply_rules(&mut self, now: SystemTime) {
        let Self { rules, groups, users, .. } = self;
        for rule in rules.0.values_mut().filter(|rule| rule.active) {
            for user in users.all() {
                let fits = rule.fits(user);
                for group_id in &rule.groups {
                    let Some(group) = groups.get_mut(group_id) else { continue };
                    let membership = (group_id.clone(), user.id.clone());
                    if fits && group.add(&user.id, now) {
                        rule.made.insert(membership);
                    } else if !fits && rule.made.remove(&membership) {
                        group.remove(&user.id, now);
                    }
                }
            }
        }
    }

    /// Lets the users of apps follow the groups that the apps are assigned to.
    pub(crate) fn follow_groups(&mut self, now: SystemTime) {
        let Self { apps, groups, users, .. } = self;
        apps.follow_groups(groups, users, now);
    }

    /// Takes the users out of their groups whom a rule has put there.
    pub(crate) fn undo_rule(&mut self, id: &str, now: SystemTime) {
        let Some(rule) = self.rules.0.get_mut(id) else { return };
        for (group, user) in std::mem::take(&mut rule.made) {
            if let Some(group) = self.groups.get_mut(&group) {
                group.remove(&user, now);
            }
        }
    }

    /// Takes everything about a deleted user out.
    pub(crate) fn forget_user(&mut self, user: &str, now: SystemTime) {
        self.users.remove(user);
        self.groups.forget_user(user, now);
        self.apps.forget_user(user);
        self.factors.clear(user);
    }

    /// A user as the target of an event.
    pub(crate) fn user_target(&self, id: &str) -> Target {
        let user = self.users.get(id);
        Target {
            id: id.to_owned(),
            kind: "User",
            alternate_id: user.map_or("unknown", |user| user.login()).to_owned(),
            display_name: user.map_or_else(|| "unknown".to_owned(), |user| user.display_name()),
        }
    }

    /// A group as the target of an event.
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
