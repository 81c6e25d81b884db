//! Applications and their assignments.
//!
//! An app is stored as the JSON it was created with, so that members unknown to this crate are kept: Okta has hundreds of
//! app types.

use std::{collections::BTreeMap, time::SystemTime};

use serde_json::{Map, Value, json};

use super::{
    groups::Groups,
    users::{User, Users},
};
use crate::clock::timestamp;

/// An application.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) active: bool,
    pub(crate) created: SystemTime,
    pub(crate) last_updated: SystemTime,
    /// The request body it was created or replaced with.
    pub(crate) body: Map<String, Value>,
    /// Assignments by user and by group id.
    pub(crate) users: BTreeMap<String, Assignment>,
    pub(crate) groups: BTreeMap<String, Assignment>,
}

/// The assignment of an app to a user or a group.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    pub(crate) created: SystemTime,
    pub(crate) last_updated: SystemTime,
    pub(crate) profile: Map<String, Value>,
    /// The user name in the app; `None` for groups.
    pub(crate) user_name: Option<String>,
    pub(crate) priority: u64,
    /// Whether the assignment comes from a group.
    pub(crate) by_group: bool,
}

impl Assignment {
    pub(crate) fn user_view(&self, base: &str, app: &str, user: &str) -> Value {
        json!({
            "id": user,
            "externalId": null,
            "created": timestamp(self.created),
            "lastUpdated": timestamp(self.last_updated),
            "scope": if self.by_group { "GROUP" } else { "USER" },
            "status": "ACTIVE",
            "statusChanged": timestamp(self.created),
            "passwordChanged": null,
            "syncState": "DISABLED",
            "credentials": { "userName": self.user_name },
            "profile": self.profile,
            "_links": {
                "app": { "href": format!("{base}/api/v1/apps/{app}") },
                "user": { "href": format!("{base}/api/v1/users/{user}") },
            },
        })
    }

    pub(crate) fn group_view(&self, base: &str, app: &str, group: &str) -> Value {
        json!({
            "id": group,
            "lastUpdated": timestamp(self.last_updated),
            "priority": self.priority,
            "profile": self.profile,
            "_links": {
                "app": { "href": format!("{base}/api/v1/apps/{app}") },
                "self": { "href": format!("{base}/api/v1/apps/{app}/groups/{group}") },
                "group": { "href": format!("{base}/api/v1/groups/{group}") },
            },
        })
    }
}

impl App {
    pub(crate) fn new(id: String, body: Map<String, Value>, active: bool, now: SystemTime) -> Self {
        let (users, groups) = (BTreeMap::new(), BTreeMap::new());
        Self { id, active, created: now, last_updated: now, body, users, groups }
    }

    pub(crate) fn text(&self, member: &str) -> &str {
        self.body.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn status(&self) -> &'static str {
        if self.active { "ACTIVE" } else { "INACTIVE" }
    }

    /// Returns an attribute by its path in `filter`.
    pub(crate) fn attribute(&self, path: &str) -> Option<Value> {
        match path {
            "id" => Some(json!(self.id)),
            "status" => Some(json!(self.status())),
            "name" | "label" | "signOnMode" => self.body.get(path).cloned(),
            "user.id" => Some(self.users.keys().cloned().collect()),
            "group.id" => Some(self.groups.keys().cloned().collect()),
            _ => None,
        }
    }

    pub(crate) fn view(&self, base: &str) -> Value {
        let at = format!("{base}/api/v1/apps/{}", self.id);
        let toggle = if self.active { "deactivate" } else { "activate" };
        let mut view = json!({
            "accessibility": { "selfService": false, "errorRedirectUrl": null, "loginRedirectUrl": null },
            "visibility": {
                "autoLaunch": false, "autoSubmitToolbar": false, "hide": { "iOS": false, "web": false },
                "appLinks": { "login": true },
            },
            "features": [],
            "credentials": {
                "userNameTemplate": { "template": "${source.login}", "type": "BUILT_IN" }, "signing": {},
            },
            "settings": { "app": {}, "notes": { "admin": null, "enduser": null } },
        });
        if let Value::Object(members) = &mut view {
            members.extend(self.body.clone());
            for (name, value) in [
                ("id", json!(self.id)),
                ("orn", json!(format!("orn:okta:idp:testkit:apps:{}:{}", self.text("name"), self.id))),
                ("status", json!(self.status())),
                ("created", json!(timestamp(self.created))),
                ("lastUpdated", json!(timestamp(self.last_updated))),
                (
                    "_links",
                    json!({
                        "self": { "href": at },
                        "users": { "href": format!("{at}/users") },
                        "groups": { "href": format!("{at}/groups") },
                        "appLinks": [{ "name": "login", "href": format!("{base}/home/{}", self.id), "type": "text/html" }],
                        toggle: { "href": format!("{at}/lifecycle/{toggle}") },
                    }),
                ),
            ] {
                members.insert(name.to_owned(), value);
            }
        }
        view
    }
}

impl App {
    /// Returns the assignment of a user through the group with the highest priority that contains the user.
    fn group_assignment(&self, groups: &Groups, user: &User, now: SystemTime) -> Option<Assignment> {
        let mut assigned: Vec<_> = self
            .groups
            .iter()
            .filter(|(id, _)| groups.get(id).is_some_and(|group| group.contains(&user.id)))
            .collect();
        assigned.sort_by_key(|(_, assignment)| assignment.priority);
        let (_, assignment) = assigned.first()?;
        Some(Assignment {
            created: now,
            last_updated: now,
            profile: assignment.profile.clone(),
            user_name: Some(user.login().to_owned()),
            priority: 0,
            by_group: true,
        })
    }
}

/// All applications, in order of creation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Apps(pub(crate) BTreeMap<String, App>);

impl Apps {
    /// Removes a deleted user from all apps.
    pub(crate) fn remove_user(&mut self, user: &str) {
        for app in self.0.values_mut() {
            app.users.remove(user);
        }
    }

    /// Assigns the apps of a group to its members, and removes them from former members. Direct assignments are kept.
    pub(crate) fn sync_groups(&mut self, groups: &Groups, users: &Users, now: SystemTime) {
        for app in self.0.values_mut() {
            for user in users.all() {
                let by_group = app.group_assignment(groups, user, now);
                match (app.users.get(&user.id), by_group) {
                    (None, Some(assignment)) => {
                        app.users.insert(user.id.clone(), assignment);
                    }
                    (Some(assignment), None) if assignment.by_group => {
                        app.users.remove(&user.id);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Removes a deleted group from all apps.
    pub(crate) fn remove_group(&mut self, group: &str) {
        for app in self.0.values_mut() {
            app.groups.remove(group);
        }
    }
}
