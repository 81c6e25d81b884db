//! Taking and restoring snapshots.

use std::sync::Arc;

use super::Org;
use crate::snapshot::{Contents, Snapshot};

impl Org {
    /// The objects of the org at this moment; see [`Snapshot`].
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let state = self.shared.state().clone();
        Snapshot(Arc::new(Contents {
            token: self.token.to_string(),
            admin: self.admin.to_string(),
            next_id: state.ids.position(),
            tokens: self.shared.tokens().clone(),
            state,
            #[cfg(feature = "oauth")]
            oauth: self.shared.oauth.stored(),
        }))
    }

    /// Returns the org to a snapshot: all objects are replaced at once, between two requests. The org's URL and
    /// [`token`](Self::token) stay valid, and ids that were in use since are not used again.
    pub fn restore(&self, snapshot: &Snapshot) {
        let contents = (*snapshot.0).clone();
        #[cfg(feature = "oauth")]
        self.shared.oauth.restore(contents.oauth);
        let Contents { next_id, mut tokens, state: mut restored, admin, .. } = contents;
        tokens.add(self.token.to_string(), admin, false);
        let mut state = self.shared.state();
        restored.ids = state.ids.clone();
        restored.ids.skip_to(next_id);
        restored.cursors.style = state.cursors.style.clone();
        *state = restored;
        *self.shared.tokens() = tokens;
    }
}
