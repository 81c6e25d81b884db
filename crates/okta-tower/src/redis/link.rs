//! The connection, and whether there is one.

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

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) prefix: Arc<str>,
    pub(super) timeout: Duration,
    /// How long a server that is away is left alone: at first, at most.
    pub(super) pause: (Duration, Duration),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            prefix: "okta".into(),
            timeout: Duration::from_millis(500),
            pause: (Duration::from_secs(1), Duration::from_secs(10)),
        }
    }
}

/// A connection to one server, made on first use.
pub(super) struct Link {
    client: ::redis::Client,
    settings: Settings,
    manager: OnceLock<ConnectionManager>,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Up,
    /// Away; to be asked again at a time, and after a further pause if it is still away then.
    Away {
        next: Instant,
        pause: Duration,
    },
}

impl Link {
    pub(super) fn new(client: ::redis::Client, settings: &Settings) -> Self {
        let (settings, manager, state) = (settings.clone(), OnceLock::new(), Mutex::new(State::Up));
        Self { client, settings, manager, state }
    }

    /// A key under the prefix.
    pub(super) fn key(&self, rest: &str) -> Vec<u8> {
        format!("{}:{rest}", self.settings.prefix).into_bytes()
    }

    pub(super) fn is_up(&self) -> bool {
        matches!(*self.state(), State::Up)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a script, unless the server is away and it is not yet time to ask again.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        script: &mut ScriptInvocation<'_>,
    ) -> Result<T, Unavailable> {
        self.may_ask()?;
        let mut manager = self.manager()?;
        match script.invoke_async(&mut manager).await {
            Ok(value) => {
                self.note_up();
                Ok(value)
            }
            Err(error) => {
                if is_absence(&error) {
                    self.note_away();
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

    /// Lets one call at a time through to a server that is away.
    fn may_ask(&self) -> Result<(), Unavailable> {
        let mut state = self.state();
        if let State::Away { next, pause } = &mut *state {
            let now = Instant::now();
            if now < *next {
                return Err(Unavailable(None));
            }
            // At least the time that the call may take, so that no second one goes with it.
            *next = now + (*pause).max(self.settings.timeout * 2).min(self.settings.pause.1);
        }
        Ok(())
    }

    fn note_up(&self) {
        let was = std::mem::replace(&mut *self.state(), State::Up);
        if let State::Away { .. } = was {
            #[cfg(feature = "trace")]
            tracing::info!(prefix = %self.settings.prefix, "the redis server is back: shared state is used again");
        }
    }

    fn note_away(&self) {
        let (first, longest) = self.settings.pause;
        let mut state = self.state();
        let now = Instant::now();
        match &mut *state {
            State::Up => {
                *state = State::Away { next: now + first, pause: first };
                #[cfg(feature = "trace")]
                tracing::warn!(
                    prefix = %self.settings.prefix,
                    "the redis server is away: this process goes on with state of its own"
                );
            }
            State::Away { next, pause } => {
                *pause = (*pause * 2).min(longest);
                *next = now + *pause;
            }
        }
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("prefix", &self.settings.prefix)
            .field("state", &*self.state())
            .finish_non_exhaustive()
    }
}

/// Whether an error says that the server cannot serve at all at present, rather than this one command.
fn is_absence(error: &RedisError) -> bool {
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

/// The Redis server could not be asked, or could not answer.
#[derive(Debug)]
pub struct Unavailable(Option<RedisError>);

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(_) => "the redis server did not do what it was asked",
            None => "the redis server is away",
        })
    }
}

impl std::error::Error for Unavailable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.as_ref().map(|error| error as _)
    }
}

/// A duration as the scripts count it.
pub(super) fn micros(duration: Duration) -> u64 {
    // Lua counts in doubles; a hundred years is enough.
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX).min(3_155_760_000_000_000)
}

/// FNV-1a in 128 bits, for names of keys. What must not be mixed up is compared in full when it is read.
pub(super) fn digest(bytes: &[u8]) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    bytes.iter().fold(OFFSET, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME))
}
