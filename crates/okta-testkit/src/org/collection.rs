//! Collections that a test declares.

use serde_json::Value;

use super::Org;
use crate::engine::declared;

/// A collection of objects without rules, from [`Org::collection`].
#[derive(Clone, Debug)]
pub struct Collection {
    org: Org,
    path: String,
}

impl Org {
    /// Declares a collection for what the org does not support: `GET` and `POST` on the path, `GET`, `PUT`, `POST`, `PATCH`
    /// and `DELETE` on its objects, `lifecycle/activate` and `lifecycle/deactivate` below them. Objects have an id and
    /// times; nothing else is added or validated. In the path, `{…}` stands for any id: a collection for each parent.
    ///
    /// It replaces what the org supports at the path.
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let org = okta_testkit::Org::start_blocking()?;
    /// let reports = org.collection("/api/v1/reports");
    /// let id = reports.seed(json!({ "name": "Sign-ins of the week" }));
    /// // … run the program under test …
    /// assert_eq!(reports.objects()[0]["id"], id);
    /// # Ok::<_, std::io::Error>(())
    /// ```
    pub fn collection(&self, path: &str) -> Collection {
        self.shared.state().declared.insert(path.to_owned());
        Collection { org: self.clone(), path: path.trim_end_matches('/').to_owned() }
    }
}

impl Collection {
    /// Adds an object and returns its id: its member `id`, or a new one.
    pub fn seed(&self, object: impl Into<Value>) -> String {
        let shared = &self.org.shared;
        declared::insert(&mut shared.state(), shared.clock.now(), &self.path, &object.into())
    }

    /// The objects as in responses, in the order of their ids.
    #[must_use]
    pub fn objects(&self) -> Vec<Value> {
        self.org.shared.state().objects.of(&self.path).map(|(_, object)| object.clone()).collect()
    }
}
