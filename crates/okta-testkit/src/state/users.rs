//! Users: profiles, credentials and statuses.

mod all;

use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::schema::{USER_TYPE, schema_of};
pub(crate) use all::Users;

use crate::clock::timestamp;

/// The status of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UserStatus {
    /// Created, but not activated.
    Staged,
    /// Activated, but without a password.
    Provisioned,
    /// Active.
    Active,
    /// The password must be recovered.
    Recovery,
    /// The password must be changed.
    PasswordExpired,
    /// Locked after failed sign-ins.
    LockedOut,
    /// Suspended by an administrator.
    Suspended,
    /// Deactivated.
    Deprovisioned,
}

impl UserStatus {
    /// Returns the name in the API, such as `STAGED`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Staged => "STAGED",
            Self::Provisioned => "PROVISIONED",
            Self::Active => "ACTIVE",
            Self::Recovery => "RECOVERY",
            Self::PasswordExpired => "PASSWORD_EXPIRED",
            Self::LockedOut => "LOCKED_OUT",
            Self::Suspended => "SUSPENDED",
            Self::Deprovisioned => "DEPROVISIONED",
        }
    }
}

/// The password of a user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Password {
    Text(String),
    /// Imported as a hash, or verified by a hook: the org does not know it.
    Imported,
}

/// A user of the org.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) id: String,
    #[serde(with = "crate::snapshot::user_status")]
    pub(crate) status: UserStatus,
    pub(crate) created: SystemTime,
    pub(crate) activated: Option<SystemTime>,
    pub(crate) status_changed: Option<SystemTime>,
    pub(crate) last_updated: SystemTime,
    pub(crate) password_changed: Option<SystemTime>,
    pub(crate) profile: Map<String, Value>,
    pub(crate) password: Option<Password>,
    pub(crate) recovery_question: Option<(String, String)>,
    pub(crate) provider: (String, String),
    /// The id of the user type.
    pub(crate) kind: String,
    /// The id of the realm, if the org has realms.
    pub(crate) realm: Option<String>,
    /// Number of changes, for the entity tag.
    pub(crate) version: u64,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User").field("id", &self.id).field("status", &self.status).finish_non_exhaustive()
    }
}

/// Parts of a user to omit from a response, from the `okta-response` parameter of the request's content type.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Omit {
    pub(crate) credentials: bool,
    pub(crate) credentials_links: bool,
}

impl User {
    pub(crate) fn new(id: String, profile: Map<String, Value>, now: SystemTime) -> Self {
        Self {
            id,
            status: UserStatus::Staged,
            created: now,
            activated: None,
            status_changed: None,
            last_updated: now,
            password_changed: None,
            profile,
            password: None,
            recovery_question: None,
            provider: ("OKTA".to_owned(), "OKTA".to_owned()),
            kind: USER_TYPE.to_owned(),
            realm: None,
            version: 0,
        }
    }

    pub(crate) fn login(&self) -> &str {
        self.text("login")
    }

    pub(crate) fn text(&self, attribute: &str) -> &str {
        self.profile.get(attribute).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn display_name(&self) -> String {
        format!("{} {}", self.text("firstName"), self.text("lastName")).trim().to_owned()
    }

    pub(crate) fn set_status(&mut self, status: UserStatus, now: SystemTime) {
        self.status = status;
        self.status_changed = Some(now);
        if status == UserStatus::Active && self.activated.is_none() {
            self.activated = Some(now);
        }
        self.touch(now);
    }

    pub(crate) fn touch(&mut self, now: SystemTime) {
        self.last_updated = now;
        self.version += 1;
    }

    pub(crate) fn set_password(&mut self, password: Password, now: SystemTime) {
        self.password = Some(password);
        self.password_changed = Some(now);
        if self.status == UserStatus::Staged {
            self.status_changed = Some(now);
        }
    }

    pub(crate) fn has_password(&self, text: &str) -> bool {
        matches!(&self.password, Some(Password::Text(password)) if password == text)
    }

    /// Returns the weak entity tag of the current version.
    pub(crate) fn etag(&self) -> String {
        format!("W/\"{}{:08x}\"", self.id, self.version)
    }

    /// Returns an attribute by its path in `search` and `filter`.
    pub(crate) fn attribute(&self, path: &str) -> Option<Value> {
        let time = |time: Option<SystemTime>| time.map(|time| Value::String(timestamp(time)));
        match path {
            "id" => Some(json!(self.id)),
            "status" => Some(json!(self.status.as_str())),
            "created" => time(Some(self.created)),
            "activated" => time(self.activated),
            "statusChanged" => time(self.status_changed),
            "lastUpdated" => time(Some(self.last_updated)),
            "passwordChanged" => time(self.password_changed),
            "lastLogin" | "classification.type" => None,
            "type.id" => Some(json!(self.kind)),
            "realmId" => self.realm.as_ref().map(|realm| json!(realm)),
            _ => self.profile.get(path.strip_prefix("profile.")?).cloned(),
        }
    }

    /// Returns the user as in lists, with a `self` link only.
    pub(crate) fn list_view(&self, base: &str, omit: Omit) -> Value {
        self.view(omit, json!({ "self": { "href": self.href(base, "") } }))
    }

    /// Returns the user as in single reads and writes, with the links allowed by its status.
    pub(crate) fn full_view(&self, base: &str, omit: Omit) -> Value {
        let mut links = Map::new();
        let get = |path: String| json!({ "href": format!("{base}{path}") });
        links.insert("self".to_owned(), json!({ "href": self.href(base, "") }));
        links
            .insert("schema".to_owned(), get(format!("/api/v1/meta/schemas/user/{}", schema_of(&self.kind))));
        links.insert("type".to_owned(), get(format!("/api/v1/meta/types/user/{}", self.kind)));
        for (name, path) in self.actions() {
            if !(omit.credentials_links && path.starts_with("/credentials")) {
                let method = if path.is_empty() { "DELETE" } else { "POST" };
                links.insert(name.to_owned(), json!({ "href": self.href(base, path), "method": method }));
            }
        }
        self.view(omit, Value::Object(links))
    }

    fn href(&self, base: &str, path: &str) -> String {
        format!("{base}/api/v1/users/{}{path}", self.id)
    }

    fn actions(&self) -> Vec<(&'static str, &'static str)> {
        use UserStatus as S;
        let mut actions = vec![("resetFactors", "/lifecycle/reset_factors")];
        match self.status {
            S::Staged => actions.push(("activate", "/lifecycle/activate")),
            S::Deprovisioned => actions.extend([("activate", "/lifecycle/activate"), ("delete", "")]),
            S::Suspended => actions.push(("unsuspend", "/lifecycle/unsuspend")),
            S::LockedOut => actions.push(("unlock", "/lifecycle/unlock")),
            S::Provisioned => actions.extend([
                ("reactivate", "/lifecycle/reactivate"),
                ("suspend", "/lifecycle/suspend"),
                ("resetPassword", "/lifecycle/reset_password"),
            ]),
            S::Active | S::Recovery | S::PasswordExpired => {}
        }
        if matches!(self.status, S::Active | S::Recovery | S::PasswordExpired) {
            actions.extend([
                ("suspend", "/lifecycle/suspend"),
                ("resetPassword", "/lifecycle/reset_password"),
                ("expirePassword", "/lifecycle/expire_password"),
                ("forgotPassword", "/credentials/forgot_password"),
                ("changeRecoveryQuestion", "/credentials/change_recovery_question"),
                ("changePassword", "/credentials/change_password"),
            ]);
        }
        if !matches!(self.status, S::Staged | S::Deprovisioned) {
            actions.push(("deactivate", "/lifecycle/deactivate"));
        }
        actions
    }

    fn view(&self, omit: Omit, links: Value) -> Value {
        let time = |time: Option<SystemTime>| time.map(timestamp);
        let mut profile = self.profile.clone();
        for nullable in ["mobilePhone", "secondEmail"] {
            profile.entry(nullable).or_insert(Value::Null);
        }
        let mut view = json!({
            "id": self.id,
            "status": self.status.as_str(),
            "created": timestamp(self.created),
            "activated": time(self.activated),
            "statusChanged": time(self.status_changed),
            "lastLogin": null,
            "lastUpdated": timestamp(self.last_updated),
            "passwordChanged": time(self.password_changed),
            "type": { "id": self.kind },
            "profile": profile,
            "_links": links,
        });
        if let Value::Object(view) = &mut view {
            if let Some(realm) = &self.realm {
                view.insert("realmId".to_owned(), json!(realm));
            }
            if !omit.credentials {
                view.insert("credentials".to_owned(), self.credentials());
            }
        }
        view
    }

    /// Returns the credentials without secrets.
    pub(crate) fn credentials(&self) -> Value {
        let mut credentials = json!({
            "emails": [{ "value": self.text("email"), "status": "VERIFIED", "type": "PRIMARY" }],
            "provider": { "type": self.provider.0, "name": self.provider.1 },
        });
        if let Value::Object(members) = &mut credentials {
            if self.password.is_some() {
                members.insert("password".to_owned(), json!({}));
            }
            if let Some((question, _)) = &self.recovery_question {
                members.insert("recovery_question".to_owned(), json!({ "question": question }));
            }
        }
        credentials
    }
}
