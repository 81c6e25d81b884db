//! The objects of the org, read without a request.

use serde_json::Value;

use super::Org;
use crate::{handlers::transactions, state::users::Omit};

impl Org {
    /// All users in the API's JSON format, in order of creation, deactivated ones included.
    ///
    /// ```
    /// let org = okta_testkit::Org::builder().users(3).start_blocking()?;
    /// assert_eq!(org.users()[0]["profile"]["login"], "admin@example.com");
    /// # Ok::<_, std::io::Error>(())
    /// ```
    #[must_use]
    pub fn users(&self) -> Vec<Value> {
        let state = self.shared.state();
        state.users.all().map(|user| user.full_view(self.url(), Omit::default())).collect()
    }

    /// All groups in the API's JSON format, in order of creation, the built-in one included.
    #[must_use]
    pub fn groups(&self) -> Vec<Value> {
        self.shared.state().groups.all().map(|group| group.view(self.url())).collect()
    }

    /// All apps in the API's JSON format, in order of creation.
    #[must_use]
    pub fn apps(&self) -> Vec<Value> {
        self.shared.state().apps.0.values().map(|app| app.view(self.url())).collect()
    }

    /// The ids of a group's members; empty if there is no such group.
    #[must_use]
    pub fn members(&self, group_id: &str) -> Vec<String> {
        let state = self.shared.state();
        let Some(group) = state.groups.get(group_id) else { return Vec::new() };
        state.users.all().filter(|user| group.contains(&user.id)).map(|user| user.id.clone()).collect()
    }

    /// Decides for a user what the device shows: approves or rejects all push verifications that wait, and with an
    /// approval also activates push factors that wait for their device. Returns how many were decided.
    ///
    /// Until then their transactions are `WAITING`, and after five minutes of the org's clock `TIMEOUT`.
    pub fn decide_push(&self, user_id: &str, approve: bool) -> usize {
        transactions::decide(&mut self.shared.state(), self.shared.clock.now(), user_id, approve)
    }
}
