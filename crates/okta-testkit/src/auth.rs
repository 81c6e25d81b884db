//! API tokens and their owners.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// API tokens and their owners.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Tokens(BTreeMap<String, TokenOwner>);

/// The owner of an API token.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct TokenOwner {
    pub(crate) user: String,
    pub(crate) read_only: bool,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("count", &self.0.len()).finish()
    }
}

impl Tokens {
    pub(crate) fn add(&mut self, token: String, user: String, read_only: bool) {
        self.0.insert(token, TokenOwner { user, read_only });
    }

    pub(crate) fn owner(&self, token: &str) -> Option<&TokenOwner> {
        self.0.get(token)
    }

    pub(crate) fn revoke(&mut self, token: &str) -> bool {
        self.0.remove(token).is_some()
    }
}
