//! Seed data: objects created and changed without a request.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::Org;
use crate::{
    clock::Clock,
    state::{
        State,
        apps::{App, Assignment},
        groups::Group,
        log::event_body,
        users::{Password, User, UserStatus},
    },
};

/// A user to add to the org.
///
/// Seed data is not validated, so that tests can use legacy data that Okta would reject today. Attributes that the user
/// schema lacks are added to it. Group rules apply to seeded users.
///
/// ```
/// use okta_testkit::{SeedUser, UserStatus};
///
/// let user = SeedUser::new("ada@example.com")
///     .name("Ada", "Lovelace")
///     .attribute("costCenter", 42)
///     .status(UserStatus::Suspended);
/// # let _ = user;
/// ```
#[derive(Clone, Debug)]
pub struct SeedUser {
    profile: Map<String, Value>,
    status: UserStatus,
    password: Option<String>,
}

impl SeedUser {
    /// Creates an active user with this login, which is also the e-mail address.
    #[must_use]
    pub fn new(login: &str) -> Self {
        let mut profile = Map::new();
        for (name, value) in
            [("login", login), ("email", login), ("firstName", "Seeded"), ("lastName", "User")]
        {
            profile.insert(name.to_owned(), Value::from(value));
        }
        Self { profile, status: UserStatus::Active, password: Some("Seeded-password-1".to_owned()) }
    }

    /// Sets first and last name.
    #[must_use]
    pub fn name(self, first: &str, last: &str) -> Self {
        self.attribute("firstName", first).attribute("lastName", last)
    }

    /// Sets a profile attribute; null removes it.
    #[must_use]
    pub fn attribute(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        if value.is_null() {
            self.profile.remove(name);
        } else {
            self.profile.insert(name.to_owned(), value);
        }
        self
    }

    /// Sets the status. The default is active.
    #[must_use]
    pub fn status(mut self, status: UserStatus) -> Self {
        self.status = status;
        self
    }

    /// Removes the password.
    #[must_use]
    pub fn without_password(mut self) -> Self {
        self.password = None;
        self
    }

    pub(crate) fn insert(self, state: &mut State, clock: &Clock) -> String {
        let now = clock.now();
        let id = state.ids.object("00u");
        for (name, value) in &self.profile {
            state.schema.define_for(name, value);
        }
        let mut user = User::new(id.clone(), self.profile, now);
        if let Some(password) = self.password {
            user.set_password(Password::Text(password), now);
        }
        if self.status != UserStatus::Staged {
            user.activated = Some(now);
            user.set_status(self.status, now);
        }
        state.users.insert(user);
        state.apply_rules(now);
        state.sync_app_assignments(now);
        id
    }
}

impl Org {
    /// Adds a user and returns its id.
    pub fn seed_user(&self, user: SeedUser) -> String {
        user.insert(&mut self.shared.state(), &self.shared.clock)
    }

    /// Adds `n` generated active users and returns their ids.
    pub fn seed_users(&self, n: usize) -> Vec<String> {
        let mut state = self.shared.state();
        let now = self.shared.clock.now();
        let State { ids, users, .. } = &mut *state;
        let first = users.all().count();
        let seeded = (first..first + n).map(|n| users.seed(ids, n, now)).collect();
        state.apply_rules(now);
        state.sync_app_assignments(now);
        seeded
    }

    /// Adds a group with these members (ids or logins; unknown ones are ignored) and returns its id.
    pub fn seed_group<'m>(&self, name: &str, members: impl IntoIterator<Item = &'m str>) -> String {
        let now = self.shared.clock.now();
        let mut state = self.shared.state();
        let mut profile = Map::new();
        profile.insert("name".to_owned(), Value::from(name));
        let mut group = Group::new(state.ids.object("00g"), profile, false, now);
        for member in members {
            if let Some(id) = state.users.resolve(member) {
                group.add(&id, now);
            }
        }
        let id = group.id.clone();
        state.groups.insert(group);
        state.apply_rules(now);
        state.sync_app_assignments(now);
        id
    }

    /// Adds an app from its JSON and returns its id. Read-only members such as `id` are replaced; nothing is validated,
    /// so unknown kinds of apps are accepted.
    ///
    /// ```
    /// let org = okta_testkit::Org::start_blocking()?;
    /// org.seed_app(serde_json::json!({ "name": "hologram", "label": "Lobby", "signOnMode": "TELEPATHY" }));
    /// # Ok::<_, std::io::Error>(())
    /// ```
    pub fn seed_app(&self, app: impl Into<Value>) -> String {
        let mut state = self.shared.state();
        let id = state.ids.object("0oa");
        let body = match app.into() {
            Value::Object(body) => body,
            _ => Map::new(),
        };
        let active = body.get("status").and_then(Value::as_str) != Some("INACTIVE");
        state.apps.0.insert(id.clone(), App::new(id.clone(), &body, active, self.shared.clock.now()));
        id
    }

    /// Assigns an app to a user, by id or login. Returns `false` if there is no such app or user.
    pub fn assign_app(&self, app: &str, user: &str) -> bool {
        let mut state = self.shared.state();
        let State { apps, users, .. } = &mut *state;
        let user = users.resolve(user).and_then(|id| users.get(&id));
        let (Some(app), Some(user)) = (apps.0.get_mut(app), user) else { return false };
        let now = self.shared.clock.now();
        let assignment = Assignment {
            created: now,
            last_updated: now,
            profile: Map::new(),
            user_name: Some(user.login().to_owned()),
            priority: 0,
            by_group: false,
        };
        app.users.insert(user.id.clone(), assignment);
        true
    }

    /// Adds an event of this type to the System Log, published now, and returns its `uuid`.
    pub fn seed_event(&self, event_type: &str) -> String {
        self.seed_event_at(event_type, self.shared.clock.now())
    }

    /// Adds an event to the System Log that is stored now but was published at another time: late events appear out of
    /// order in a poll. Returns its `uuid`.
    pub fn seed_event_at(&self, event_type: &str, published: SystemTime) -> String {
        let mut state = self.shared.state();
        let uuid = state.ids.uuid();
        state.log.push(published, event_body(&uuid, event_type, published));
        uuid
    }

    /// The number of events in the System Log.
    #[must_use]
    pub fn event_count(&self) -> usize {
        self.shared.state().log.all().len()
    }

    /// Whether the user with this id or login is a member of the group.
    #[must_use]
    pub fn is_member(&self, group_id: &str, user: &str) -> bool {
        let state = self.shared.state();
        let user = state.users.resolve(user);
        user.is_some_and(|user| state.groups.get(group_id).is_some_and(|group| group.contains(&user)))
    }

    /// The status of the user with this id or login.
    #[must_use]
    pub fn user_status(&self, id_or_login: &str) -> Option<UserStatus> {
        let state = self.shared.state();
        let id = state.users.resolve(id_or_login)?;
        state.users.get(&id).map(|user| user.status)
    }

    /// The number of users, deactivated ones included.
    #[must_use]
    pub fn user_count(&self) -> usize {
        self.shared.state().users.all().count()
    }

    /// Sets the status of a user, for example to `LockedOut`. Returns `false` if there is no such user.
    pub fn set_user_status(&self, id_or_login: &str, status: UserStatus) -> bool {
        let mut state = self.shared.state();
        let Some(id) = state.users.resolve(id_or_login) else { return false };
        let now = self.shared.clock.now();
        state.users.get_mut(&id).map(|user| user.set_status(status, now)).is_some()
    }
}
