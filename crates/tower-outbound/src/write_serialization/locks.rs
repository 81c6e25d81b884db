//! A lock for each key in use.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::OwnedMutexGuard;

type KeyLock = Arc<tokio::sync::Mutex<()>>;

#[derive(Clone, Debug, Default)]
pub(super) struct KeyedLocks(Arc<Mutex<HashMap<String, KeyLock>>>);

impl KeyedLocks {
    /// Returns the number of keys in use.
    pub(super) fn len(&self) -> usize {
        self.locks().len()
    }

    fn locks(&self) -> MutexGuard<'_, HashMap<String, KeyLock>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks a key, in order of arrival.
    pub(super) async fn lock(&self, key: String) -> KeyGuard {
        let lock = Arc::clone(self.locks().entry(key.clone()).or_default());
        // Created before waiting, so that a cancelled wait removes an unused key.
        let mut guard = KeyGuard { locks: self.clone(), key, held: None };
        guard.held = Some(lock.lock_owned().await);
        guard
    }
}

/// The lock of a key, held or waited for; released when dropped.
pub(super) struct KeyGuard {
    locks: KeyedLocks,
    key: String,
    held: Option<OwnedMutexGuard<()>>,
}

impl Drop for KeyGuard {
    fn drop(&mut self) {
        self.held = None;
        let mut locks = self.locks.locks();
        if locks.get(&self.key).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            locks.remove(&self.key);
        }
    }
}
