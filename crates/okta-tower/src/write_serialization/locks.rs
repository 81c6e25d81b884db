//! A lock for each key that is in use.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::OwnedMutexGuard;

type Lock = Arc<tokio::sync::Mutex<()>>;

#[derive(Clone, Debug, Default)]
pub(super) struct Locks(Arc<Mutex<HashMap<String, Lock>>>);

impl Locks {
    /// How many keys are in use.
    pub(super) fn len(&self) -> usize {
        self.all().len()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Lock>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn of a key, first come first served.
    pub(super) async fn turn(&self, key: String) -> Turn {
        let lock = Arc::clone(self.all().entry(key.clone()).or_default());
        // Made before waiting, so that the key is dropped with the last of those who wait.
        let mut turn = Turn { locks: self.clone(), key, held: None };
        turn.held = Some(lock.lock_owned().await);
        turn
    }
}

/// A key's turn, or a place in line for it; given up when dropped.
pub(super) struct Turn {
    locks: Locks,
    key: String,
    held: Option<OwnedMutexGuard<()>>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.held = None;
        let mut all = self.locks.all();
        if all.get(&self.key).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            all.remove(&self.key);
        }
    }
}
