//! Applications and their assignments.
//!
//! An app is stored as the JSON it was created with, laid over Okta's defaults, so that members unknown to this crate are
//! kept: Okta has hundreds of app types.

use std::{collections::BTreeMap, time::SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    app_members,
    groups::Groups,
    users::{User, Users},
};
use crate::clock::timestamp;

/// The id of the default access policy of apps.
const ACCESS_POLICY: &str = "rsttkaccess000000000";
/// The id of the default profile enrollment policy.
const ENROLLMENT_POLICY: &str = "rsttkenrollment00000";

/// An application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) active: bool,
    pub(crate) created: SystemTime,
    pub(crate) last_updated: SystemTime,
    /// The request body it was created or replaced with, with Okta's defaults and without secrets.
    pub(crate) body: Map<String, Value>,
    /// The ids of the assigned policies, by type.
    pub(crate) policies: BTreeMap<String, String>,
    /// Assignments by user and by group id.
    pub(crate) users: BTreeMap<String, Assignment>,
    pub(crate) groups: BTreeMap<String, Assignment>,
}

/// The assignment of an app to a user or a group.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    pub(crate) fn new(id: String, body: &Map<String, Value>, active: bool, now: SystemTime) -> Self {
        let (users, groups) = (BTreeMap::new(), BTreeMap::new());
        let body = app_members::complete(body, &id);
        Self { id, active, created: now, last_updated: now, body, policies: BTreeMap::new(), users, groups }
    }

    /// Replaces the members. The name and the OAuth client of an app stay.
    pub(crate) fn replace(&mut self, mut body: Map<String, Value>, now: SystemTime) {
        body.insert("name".to_owned(), json!(self.text("name")));
        let client_id = self.client_id().map(str::to_owned);
        self.body = app_members::complete(&body, &self.id);
        if let (Some(id), Some(Value::Object(credentials))) = (client_id, self.body.get_mut("credentials")) {
            let client = credentials.entry("oauthClient").or_insert(json!({}));
            app_members::overlay(client, json!({ "client_id": id }));
        }
        self.last_updated = now;
    }

    fn client_id(&self) -> Option<&str> {
        self.body.get("credentials")?.get("oauthClient")?.get("client_id")?.as_str()
    }

    /// Whether the OAuth client authenticates with a secret.
    pub(crate) fn has_client_secret(&self) -> bool {
        let method =
            || self.body.get("credentials")?.get("oauthClient")?.get("token_endpoint_auth_method")?.as_str();
        method().is_some_and(|method| method.starts_with("client_secret_"))
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
            "credentials.signing.kid" => self.body.get("credentials")?.get("signing")?.get("kid").cloned(),
            "user.id" => Some(self.users.keys().cloned().collect()),
            "group.id" => Some(self.groups.keys().cloned().collect()),
            _ => None,
        }
    }

    pub(crate) fn view(&self, base: &str) -> Value {
        let mut view = Value::Object(self.body.clone());
        if let Value::Object(members) = &mut view {
            for (name, value) in [
                ("id", json!(self.id)),
                ("orn", json!(format!("orn:okta:idp:testkit:apps:{}:{}", self.text("name"), self.id))),
                ("status", json!(self.status())),
                ("created", json!(timestamp(self.created))),
                ("lastUpdated", json!(timestamp(self.last_updated))),
                ("_links", self.links(base)),
            ] {
                members.insert(name.to_owned(), value);
            }
        }
        view
    }
}

impl App {
    /// The links of an app: never `self`.
    fn links(&self, base: &str) -> Value {
        let at = format!("{base}/api/v1/apps/{}", self.id);
        let toggle = if self.active { "deactivate" } else { "activate" };
        let visible = self.body.get("visibility").and_then(|visibility| visibility.get("appLinks"));
        let app_links: Vec<Value> = visible
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::keys)
            .map(|name| {
                let href = format!("{base}/home/{}/{}/{name}", self.text("name"), self.id);
                json!({ "name": name, "href": href, "type": "text/html" })
            })
            .collect();
        let policy = |kind: &str, default: &str| {
            let id = self.policies.get(kind).map_or(default, String::as_str);
            json!({ "href": format!("{base}/api/v1/policies/{id}") })
        };
        let logo = format!("{base}/assets/img/logos/default.png");
        let mut links = json!({
            "users": { "href": format!("{at}/users") },
            "groups": { "href": format!("{at}/groups") },
            "appLinks": app_links,
            "logo": [{ "name": "medium", "href": logo, "type": "image/png" }],
            "uploadLogo": { "href": format!("{at}/logo"), "hints": { "allow": ["POST"] } },
            "accessPolicy": policy("ACCESS_POLICY", ACCESS_POLICY),
            "policies": { "href": format!("{at}/policies"), "hints": { "allow": ["PUT"] } },
            "profileEnrollment": policy("PROFILE_ENROLLMENT", ENROLLMENT_POLICY),
            toggle: { "href": format!("{at}/lifecycle/{toggle}") },
        });
        match self.text("signOnMode") {
            "OPENID_CONNECT" => {
                let href = format!("{at}/credentials/secrets");
                links["clientCredentials"] = json!([{ "name": "secrets", "href": href }]);
            }
            "SAML_2_0" => {
                let (metadata, help) = (format!("{at}/sso/saml/metadata"), format!("{base}/help/SAML_2_0"));
                links["metadata"] = json!({ "href": metadata, "type": "application/xml" });
                links["help"] = json!({ "href": help, "type": "text/html" });
            }
            _ => {}
        }
        links
    }

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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
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
