//! The connection, and its availability.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use ::redis::{
    ErrorKind, FromRedisValue, RedisError, ScriptInvocation, ServerErrorKind,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use tokio::time::Instant;

use crate::cache::fnv::fnv_128;

#[derive(Clone)]
pub(super) struct RedisSettings {
    pub(super) prefix: Arc<str>,
    pub(super) timeout: Duration,
    /// The first and the longest pause between retries of an unavailable server.
    pub(super) pause: (Duration, Duration),
}

impl Default for RedisSettings {
    fn default() -> Self {
        Self {
            prefix: "tower-outbound".into(),
            timeout: Duration::from_millis(500),
            pause: (Duration::from_secs(1), Duration::from_secs(10)),
        }
    }
}

/// A connection to a server, established on first use.
pub(super) struct RedisConnection {
    client: ::redis::Client,
    settings: RedisSettings,
    manager: OnceLock<ConnectionManager>,
    availability: Mutex<Availability>,
}

#[derive(Clone, Copy, Debug)]
enum Availability {
    Available,
    Unavailable { next_retry: Instant, pause: Duration },
}

impl RedisConnection {
    pub(super) fn new(client: ::redis::Client, settings: &RedisSettings) -> Self {
        let availability = Mutex::new(Availability::Available);
        Self { client, settings: settings.clone(), manager: OnceLock::new(), availability }
    }

    /// Returns a key with the prefix.
    pub(super) fn key(&self, name: &str) -> Vec<u8> {
        format!("{}:{name}", self.settings.prefix).into_bytes()
    }

    pub(super) fn is_available(&self) -> bool {
        matches!(*self.availability(), Availability::Available)
    }

    fn availability(&self) -> MutexGuard<'_, Availability> {
        self.availability.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a script, unless the server is unavailable and its next retry is not yet due.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        script: &mut ScriptInvocation<'_>,
    ) -> Result<T, Unavailable> {
        self.check_available()?;
        let mut manager = self.manager()?;
        match script.invoke_async(&mut manager).await {
            Ok(value) => {
                self.mark_available();
                Ok(value)
            }
            Err(error) => {
                if is_outage(&error) {
                    self.mark_unavailable();
                }
                Err(Unavailable(Some(error)))
            }
        }
    }

    fn manager(&self) -> Result<ConnectionManager, Unavailable> {
        if let Some(manager) = self.manager.get() {
            return Ok(manager.clone());
        }
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Unavailable(None));
        }
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(self.settings.timeout))
            .set_response_timeout(Some(self.settings.timeout));
        let manager = ConnectionManager::new_lazy_with_config(self.client.clone(), config)
            .map_err(|error| Unavailable(Some(error)))?;
        Ok(self.manager.get_or_init(|| manager).clone())
    }

    /// Permits one call at a time to retry an unavailable server.
    fn check_available(&self) -> Result<(), Unavailable> {
        if let Availability::Unavailable { next_retry, pause } = &mut *self.availability() {
            let now = Instant::now();
            if now < *next_retry {
                return Err(Unavailable(None));
            }
            // At least the duration of this call, so that no second one retries concurrently.
            *next_retry = now + (*pause).max(self.settings.timeout * 2).min(self.settings.pause.1);
        }
        Ok(())
    }

    fn mark_available(&self) {
        let previous = std::mem::replace(&mut *self.availability(), Availability::Available);
        if let Availability::Unavailable { .. } = previous {
            #[cfg(feature = "trace")]
            tracing::info!(prefix = %self.settings.prefix, "redis reconnected");
        }
    }

    fn mark_unavailable(&self) {
        let (first, longest) = self.settings.pause;
        let mut availability = self.availability();
        let now = Instant::now();
        match &mut *availability {
            Availability::Available => {
                *availability = Availability::Unavailable { next_retry: now + first, pause: first };
                #[cfg(feature = "trace")]
                tracing::warn!(prefix = %self.settings.prefix, "redis unavailable; using local state");
            }
            Availability::Unavailable { next_retry, pause } => {
                *pause = (*pause * 2).min(longest);
                *next_retry = now + *pause;
            }
        }
    }
}

impl fmt::Debug for RedisConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisConnection")
            .field("prefix", &self.settings.prefix)
            .field("availability", &*self.availability())
            .finish_non_exhaustive()
    }
}

/// Whether an error means that the server is unavailable, rather than that one command failed.
fn is_outage(error: &RedisError) -> bool {
    use ServerErrorKind::{BusyLoading, ClusterDown, MasterDown, ReadOnly};
    error.is_io_error()
        || error.is_timeout()
        || error.is_connection_refusal()
        || error.is_connection_dropped()
        || matches!(
            error.kind(),
            ErrorKind::AuthenticationFailed
                | ErrorKind::Server(BusyLoading | ClusterDown | MasterDown | ReadOnly)
        )
}

/// The error of an unavailable Redis server, or of a failed command.
#[derive(Debug)]
pub struct Unavailable(Option<RedisError>);

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(_) => "redis command failed",
            None => "redis unavailable",
        })
    }
}

impl std::error::Error for Unavailable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.as_ref().map(|error| error as _)
    }
}

/// Returns a duration in the unit of the scripts, microseconds.
pub(super) fn micros(duration: Duration) -> u64 {
    // At most a hundred years, which a Lua number holds exactly.
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX).min(3_155_760_000_000_000)
}

/// Returns the digest of a name in keys. Readers compare what was hashed in full.
pub(super) fn digest(bytes: &[u8]) -> u128 {
    fnv_128(bytes.iter().copied())
}
