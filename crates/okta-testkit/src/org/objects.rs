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

    /// The objects of a collection in the API's JSON format, in order of creation; empty if there are none. Users, groups
    /// and apps have other methods.
    #[must_use]
    pub fn objects(&self, path: &str) -> Vec<Value> {
        engine::contents(&mut self.shared.state(), self.shared.clock.now(), self.url(), path)
    }
}
