//! Enrolled factors.

use std::{collections::BTreeMap, time::SystemTime};

use serde_json::{Map, Value, json};

use crate::clock::timestamp;

/// A factor of a user.
#[derive(Clone, Debug)]
pub(crate) struct Factor {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) provider: String,
    pub(crate) active: bool,
    pub(crate) created: SystemTime,
    pub(crate) last_updated: SystemTime,
    pub(crate) profile: Map<String, Value>,
}

impl Factor {
    pub(crate) fn view(&self, base: &str, user: &str) -> Value {
        let at = format!("{base}/api/v1/users/{user}/factors/{}", self.id);
        let link = |href: String, method: &str| json!({ "href": href, "hints": { "allow": [method] } });
        let mut links = json!({
            "self": link(at.clone(), "GET"),
            "user": link(format!("{base}/api/v1/users/{user}"), "GET"),
        });
        if let Value::Object(links) = &mut links {
            if self.active {
                links.insert("verify".to_owned(), link(format!("{at}/verify"), "POST"));
            } else {
                links.insert("activate".to_owned(), link(format!("{at}/lifecycle/activate"), "POST"));
                // An array, as in Okta's responses.
                let mut resend = link(format!("{at}/resend"), "POST");
                resend["name"] = json!(self.kind);
                links.insert("resend".to_owned(), json!([resend]));
            }
        }
        let mut profile = self.profile.clone();
        // Secrets are write-only.
        profile.remove("answer");
        json!({
            "id": self.id,
            "factorType": self.kind,
            "provider": self.provider,
            "vendorName": self.provider,
            "status": if self.active { "ACTIVE" } else { "PENDING_ACTIVATION" },
            "created": timestamp(self.created),
            "lastUpdated": timestamp(self.last_updated),
            "profile": profile,
            "_links": links,
        })
    }
}

/// Factors by user id, in order of enrollment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Factors(BTreeMap<String, Vec<Factor>>);

impl Factors {
    pub(crate) fn of_user(&self, user: &str) -> &[Factor] {
        self.0.get(user).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn get_mut(&mut self, user: &str, id: &str) -> Option<&mut Factor> {
        self.0.get_mut(user)?.iter_mut().find(|factor| factor.id == id)
    }

    pub(crate) fn add(&mut self, user: &str, factor: Factor) {
        self.0.entry(user.to_owned()).or_default().push(factor);
    }

    /// Removes a factor, and returns whether it existed.
    pub(crate) fn remove(&mut self, user: &str, id: &str) -> bool {
        let Some(factors) = self.0.get_mut(user) else { return false };
        let before = factors.len();
        factors.retain(|factor| factor.id != id);
        factors.len() < before
    }

    /// Removes all factors of a user.
    pub(crate) fn clear(&mut self, user: &str) {
        self.0.remove(user);
    }
}
