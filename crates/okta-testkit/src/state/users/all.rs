//! All users of an org.

use std::{
    collections::{BTreeMap, HashMap},
    time::SystemTime,
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Password, User, UserStatus};
use crate::ids::Ids;

/// All users, in order of creation, with an index of their logins.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Users {
    by_id: BTreeMap<String, User>,
    #[serde(skip)]
    by_login: HashMap<String, String>,
    /// The realm of new users, if the org has realms.
    realm: Option<String>,
}

impl Users {
    pub(crate) fn all(&self) -> impl Iterator<Item = &User> {
        self.by_id.values()
    }

    pub(crate) fn get(&self, id: &str) -> Option<&User> {
        self.by_id.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut User> {
        self.by_id.get_mut(id)
    }

    /// Resolves an id, login, or unambiguous short login (the part before `@`) to the id of a user.
    pub(crate) fn resolve(&self, key: &str) -> Option<String> {
        if self.by_id.contains_key(key) {
            return Some(key.to_owned());
        }
        let login = key.to_lowercase();
        if let Some(id) = self.by_login.get(&login) {
            return Some(id.clone());
        }
        if login.contains('@') {
            return None;
        }
        let mut short = self.by_login.iter().filter(|(other, _)| other.split('@').next() == Some(&login));
        match (short.next(), short.next()) {
            (Some((_, id)), None) => Some(id.clone()),
            _ => None,
        }
    }

    pub(crate) fn is_login_taken(&self, login: &str, except: Option<&str>) -> bool {
        self.by_login.get(&login.to_lowercase()).is_some_and(|id| Some(id.as_str()) != except)
    }

    /// The realm of new users.
    pub(crate) fn realm(&self) -> Option<String> {
        self.realm.clone()
    }

    /// Sets the realm of all users and of new ones.
    pub(crate) fn set_realm(&mut self, realm: &str) {
        self.realm = Some(realm.to_owned());
        self.by_id.values_mut().for_each(|user| user.realm = self.realm.clone());
    }

    /// Builds the index of logins, which snapshots do not contain.
    pub(crate) fn index(&mut self) {
        self.by_login =
            self.by_id.values().map(|user| (user.login().to_lowercase(), user.id.clone())).collect();
    }

    pub(crate) fn insert(&mut self, mut user: User) {
        user.realm = user.realm.or_else(|| self.realm());
        self.by_login.insert(user.login().to_lowercase(), user.id.clone());
        self.by_id.insert(user.id.clone(), user);
    }

    /// Replaces a user's profile, and updates the login index.
    pub(crate) fn set_profile(&mut self, id: &str, profile: Map<String, Value>) {
        if let Some(user) = self.by_id.get_mut(id) {
            self.by_login.remove(&user.login().to_lowercase());
            user.profile = profile;
            self.by_login.insert(user.login().to_lowercase(), id.to_owned());
        }
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<User> {
        let user = self.by_id.remove(id)?;
        self.by_login.remove(&user.login().to_lowercase());
        Some(user)
    }

    /// Adds the `n`-th seeded user, active and with a password.
    pub(crate) fn seed(&mut self, ids: &Ids, n: usize, now: SystemTime) -> String {
        let mut profile = Map::new();
        for (name, value) in [
            ("login", format!("user{n}@example.com")),
            ("email", format!("user{n}@example.com")),
            ("firstName", "User".to_owned()),
            ("lastName", format!("{n:04}")),
        ] {
            profile.insert(name.to_owned(), Value::String(value));
        }
        let id = ids.object("00u");
        let mut user = User::new(id.clone(), profile, now);
        user.set_password(Password::Text(format!("Seeded-password-{n}")), now);
        user.set_status(UserStatus::Active, now);
        self.insert(user);
        id
    }
}
