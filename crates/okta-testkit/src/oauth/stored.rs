//! What snapshots contain of the authorization server: apps, access tokens and the signing key.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{IssuedToken, OAuth, OAuthApp, RegisteredApp, sessions::RefreshToken};

/// The stored part of the authorization server.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct StoredOAuth {
    apps: BTreeMap<String, OAuthApp>,
    registered: BTreeMap<String, RegisteredApp>,
    tokens: BTreeMap<String, IssuedToken>,
    refresh_tokens: BTreeMap<String, RefreshToken>,
    /// The signing key as PKCS#8, in Base64; empty for a new one.
    signing_key: String,
    /// The number that the next id is made of.
    next_id: u64,
}

fn sorted<V: Clone>(map: &HashMap<String, V>) -> BTreeMap<String, V> {
    map.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

impl OAuth {
    /// The apps, tokens and the signing key.
    pub(crate) fn stored(&self) -> StoredOAuth {
        let state = self.lock();
        StoredOAuth {
            apps: sorted(&state.apps),
            registered: state.registered.clone(),
            tokens: sorted(&state.tokens),
            refresh_tokens: sorted(&state.sessions.refresh),
            signing_key: self.signer.stored(),
            next_id: self.ids.position(),
        }
    }

    /// Replaces apps, tokens and signing key; an invalid key is ignored.
    pub(crate) fn restore(&self, stored: StoredOAuth) {
        let mut state = self.lock();
        state.apps = stored.apps.into_iter().collect();
        state.registered = stored.registered;
        state.tokens = stored.tokens.into_iter().collect();
        state.sessions.refresh = stored.refresh_tokens.into_iter().collect();
        self.ids.skip_to(stored.next_id);
        self.signer.restore(&stored.signing_key);
    }

    /// The registered apps, by client id.
    pub(crate) fn registered(&self) -> Vec<RegisteredApp> {
        self.lock().registered.values().cloned().collect()
    }
}
