//! Objects of collections that the tables of the engine describe.

use serde_json::Value;

use super::Org;
use crate::engine;

impl Org {
    /// Adds an object to a collection and returns its id: for objects that no request creates, such as devices, agents or
    /// grants. Members that Okta computes, also `id`, may be given; missing ones get Okta's defaults.
    ///
    /// ```
    /// let org = okta_testkit::Org::start_blocking()?;
    /// let device = serde_json::json!({ "profile": { "displayName": "Laptop", "platform": "MACOS" } });
    /// let id = org.seed_object("/api/v1/devices", device);
    /// assert_eq!(org.objects("/api/v1/devices")[0]["id"], id);
    /// # Ok::<_, std::io::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the path is not that of a collection in `COVERAGE.md`. Users, groups and apps have other methods.
    #[track_caller]
    pub fn seed_object(&self, path: &str, object: impl Into<Value>) -> String {
        let mut state = self.shared.state();
        let id = engine::seed(&mut state, self.shared.clock.now(), path, &object.into());
        id.unwrap_or_else(|| panic!("{path}: not a collection that takes objects"))
    }

    /// Creates a key of a service user of a Privileged Access team, for `POST /v1/teams/{team}/service_token`; the service
    /// user is created if the team does not have it. Returns the key's id and secret.
    ///
    /// ```
    /// let org = okta_testkit::Org::start_blocking()?;
    /// let (key_id, key_secret) = org.service_user_key("engineering", "automation");
    /// assert!(!key_id.is_empty() && !key_secret.is_empty());
    /// # Ok::<_, std::io::Error>(())
    /// ```
    #[must_use]
    pub fn service_user_key(&self, team: &str, user: &str) -> (String, String) {
        let mut state = self.shared.state();
        engine::create_team_key(&mut state, self.shared.clock.now(), team, user).unwrap_or_default()
    }

    /// The objects of a collection in the API's JSON format, in order of creation; empty if there are none. Users, groups
    /// and apps have other methods.
    #[must_use]
    pub fn objects(&self, path: &str) -> Vec<Value> {
        engine::contents(&mut self.shared.state(), self.shared.clock.now(), self.url(), path)
    }
}
