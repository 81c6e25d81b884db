//! A token store in memory.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{super::AuthError, StoredToken, TokenStore};

/// Maximum number of identities; those without a lease and with the earliest expiry are removed first.
const CAPACITY: usize = 1024;

/// A [`TokenStore`] in memory, with leases: several credentials of one process share a token. Clones share it.
///
/// ```
/// use std::time::Duration;
/// use tower_outbound::auth::{AuthError, MemoryTokenStore, OAuth, Token, TokenRequest, TokenSource};
///
/// # struct Broker;
/// # impl TokenSource for Broker {
/// #     async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
/// #         Token::bearer("from-the-broker", Duration::from_secs(600))
/// #     }
/// # }
/// let store = MemoryTokenStore::new();
/// let first = OAuth::builder(Broker).store(store.clone()).build();
/// let second = OAuth::builder(Broker).store(store).build();
/// ```
#[derive(Clone, Default)]
pub struct MemoryTokenStore(Arc<Mutex<HashMap<String, Record>>>);

#[derive(Default)]
struct Record {
    token: Option<StoredToken>,
    lease: Option<(String, Instant)>,
}

impl Record {
    fn has_lease(&self) -> bool {
        self.lease.as_ref().is_some_and(|(_, until)| Instant::now() < *until)
    }
}

impl MemoryTokenStore {
    /// Creates an empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Record>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `change` on the record of an identity, which is created if there is none.
    fn with_record<T>(&self, identity: &str, change: impl FnOnce(&mut Record) -> T) -> T {
        let mut records = self.lock();
        if records.len() >= CAPACITY && !records.contains_key(identity) {
            let expiry = |record: &Record| record.token.as_ref().map(|token| token.expires);
            let first = records.iter().filter(|(_, record)| !record.has_lease());
            let first = first.min_by_key(|(_, record)| expiry(record)).map(|(name, _)| name.clone());
            first.and_then(|name| records.remove(&name));
        }
        change(records.entry(identity.to_owned()).or_default())
    }
}

impl TokenStore for MemoryTokenStore {
    async fn load(&self, identity: &str) -> Result<Option<StoredToken>, AuthError> {
        Ok(self.lock().get(identity).and_then(|record| record.token.clone()))
    }

    async fn save(&self, identity: &str, token: &StoredToken) -> Result<(), AuthError> {
        self.with_record(identity, |record| record.token = Some(token.clone()));
        Ok(())
    }

    async fn acquire(&self, identity: &str, holder: &str, duration: Duration) -> Result<bool, AuthError> {
        Ok(self.with_record(identity, |record| {
            if record.has_lease() && record.lease.as_ref().is_some_and(|(other, _)| other != holder) {
                return false;
            }
            record.lease = Instant::now().checked_add(duration).map(|until| (holder.to_owned(), until));
            true
        }))
    }

    async fn release(&self, identity: &str, holder: &str) -> Result<(), AuthError> {
        if let Some(record) = self.lock().get_mut(identity)
            && record.lease.as_ref().is_some_and(|(other, _)| other == holder)
        {
            record.lease = None;
        }
        Ok(())
    }
}

impl fmt::Debug for MemoryTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTokenStore").field("identities", &self.lock().len()).finish()
    }
}
