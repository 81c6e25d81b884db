//! The token in use, and when it is to be renewed.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::{sync::watch, time::Instant};

use super::{
    super::{
        AuthError, AuthErrorKind,
        dpop::{DpopMode, ProofKey, token_hash},
    },
    DynTokenSource, DynTokenStore, Shared, StoredToken, Token,
    store::StoredKey,
};

/// How long after an unsuccessful renewal of a token that is still valid the next one is tried.
const QUIET: Duration = Duration::from_secs(5);

/// A token that replaced a refused one, and was refused before any request succeeded with it, is not replaced
/// before this age. The pause doubles with each such token, to [`MAX_REFUSAL_PAUSE`].
const REFUSAL_PAUSE: Duration = Duration::from_secs(1);
const MAX_REFUSAL_PAUSE: Duration = Duration::from_secs(60);

/// A waiter whose flight ended without a word starts another one, so often.
const MAX_LOST_FLIGHTS: usize = 3;

pub(crate) struct Settings {
    /// How long before its expiry a token is renewed, at most.
    pub(crate) renewal_offset: Duration,
    /// How long a renewal may take.
    pub(crate) timeout: Duration,
    pub(crate) store: Option<Arc<dyn DynTokenStore>>,
}

/// A token in use, with its key if it is bound. The two are never exchanged apart from each other.
pub(crate) struct Live {
    pub(super) token: SecretString,
    pub(crate) authorization: HeaderValue,
    pub(crate) proof: Option<LiveProof>,
    pub(crate) scope: Option<String>,
    issued: SystemTime,
    pub(super) expires: SystemTime,
    renew: SystemTime,
    /// How many tokens were refused in a row before it.
    refused_before: u32,
    accepted: AtomicBool,
}

pub(crate) struct LiveProof {
    pub(crate) key: Arc<ProofKey>,
    /// The hash of the token.
    pub(crate) ath: String,
}

impl Live {
    /// Notes that a server took the token.
    pub(crate) fn accept(&self) {
        if !self.accepted.load(Ordering::Relaxed) {
            self.accepted.store(true, Ordering::Relaxed);
        }
    }

    /// How many tokens were refused in a row, if this one is now.
    fn refused_in_a_row(&self) -> u32 {
        if self.accepted.load(Ordering::Relaxed) { 1 } else { self.refused_before.saturating_add(1) }
    }
}

/// Holds the token and has it renewed. Clones share it.
#[derive(Clone)]
pub(crate) struct TokenManager(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) source: Box<dyn DynTokenSource>,
    pub(super) settings: Settings,
    pub(super) shared: Arc<Shared>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    live: Option<Arc<Live>>,
    flight: Option<Outcome>,
    /// No renewal of a valid token before this moment.
    quiet_until: Option<Instant>,
    /// No token request at all before this moment: the server's rate limit is used up.
    blocked: Option<(Instant, AuthError)>,
    /// The token that was refused last, so that a store does not bring it back.
    refused: Option<SecretString>,
    /// How many tokens in a row were refused before the next one.
    refused_in_a_row: u32,
}

/// What a flight ends with; nothing yet while it is under way.
pub(super) type Outcome = watch::Receiver<Option<Result<Arc<Live>, AuthError>>>;

enum Lookup {
    Ready(Arc<Live>),
    Wait(Outcome),
}

impl TokenManager {
    pub(crate) fn new(source: Box<dyn DynTokenSource>, settings: Settings, shared: Arc<Shared>) -> Self {
        Self(Arc::new(Inner { source, settings, shared, state: Mutex::default() }))
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0.shared
    }

    /// The token in use, if nothing has to be waited for.
    pub(crate) fn at_hand(&self) -> Option<Arc<Live>> {
        match self.lookup() {
            Ok(Lookup::Ready(live)) => Some(live),
            Ok(Lookup::Wait(_)) | Err(_) => None,
        }
    }

    /// A valid token: the one in use, or a new one. Whoever waits may stop waiting; the renewal goes on.
    pub(crate) async fn current(&self, deadline: Option<Instant>) -> Result<Arc<Live>, AuthError> {
        for _ in 0..MAX_LOST_FLIGHTS {
            let mut outcome = match self.lookup()? {
                Lookup::Ready(live) => return Ok(live),
                Lookup::Wait(outcome) => outcome,
            };
            if let (Some(hold), Some(deadline)) = (self.0.shared.hold(), deadline)
                && hold > deadline
            {
                return Err(AuthError::new(
                    AuthErrorKind::RateLimited,
                    "the token endpoint's rate limit lasts beyond the call's deadline",
                ));
            }
            // An error here means that the flight's runtime was shut down under it.
            if let Ok(ended) = outcome.wait_for(Option::is_some).await
                && let Some(result) = &*ended
            {
                return result.clone();
            }
        }
        Err(AuthError::new(AuthErrorKind::Source, "the task that obtains tokens ended without a result"))
    }

    /// Discards a token that a server refused, unless a newer one is in use already. Returns whether a
    /// request is worth another try.
    pub(crate) fn refuse(&self, refused: &Arc<Live>) -> bool {
        let mut state = self.0.lock();
        let Some(live) = &state.live else { return true };
        if !Arc::ptr_eq(live, refused) {
            return true;
        }
        let in_a_row = refused.refused_in_a_row();
        let age = self.0.shared.clock.local().duration_since(refused.issued).unwrap_or_default();
        if age < refusal_pause(in_a_row) {
            return false;
        }
        state.refused = Some(refused.token.clone());
        state.refused_in_a_row = in_a_row;
        state.live = None;
        true
    }

    /// Discards the token in use, whichever it is; the next request obtains another one.
    pub(crate) fn clear(&self) {
        let mut state = self.0.lock();
        if let Some(live) = state.live.take() {
            state.refused = Some(live.token.clone());
        }
        state.blocked = None;
        state.quiet_until = None;
    }

    fn lookup(&self) -> Result<Lookup, AuthError> {
        let now = self.0.shared.clock.local();
        let mut state = self.0.lock();
        let valid = state.live.as_ref().filter(|live| now < live.expires).map(Arc::clone);
        if let Some(live) = &valid
            && !self.0.is_due(live, now)
        {
            return Ok(Lookup::Ready(Arc::clone(live)));
        }
        if let Some(outcome) = state.flight.as_ref().filter(|flight| under_way(flight)) {
            return Ok(valid.map_or_else(|| Lookup::Wait(outcome.clone()), Lookup::Ready));
        }
        let wait = Instant::now();
        if let Some((until, error)) = &state.blocked
            && wait < *until
        {
            return valid.map(Lookup::Ready).ok_or_else(|| error.clone());
        }
        if let Some(live) = &valid
            && state.quiet_until.is_some_and(|until| wait < until)
        {
            return Ok(Lookup::Ready(Arc::clone(live)));
        }
        let outcome = self.spawn()?;
        state.flight = Some(outcome.clone());
        Ok(valid.map_or(Lookup::Wait(outcome), Lookup::Ready))
    }
}

/// How old the last of so many refused tokens must be for another one to be asked for.
fn refusal_pause(in_a_row: u32) -> Duration {
    match in_a_row.checked_sub(2) {
        None => Duration::ZERO,
        Some(doublings) => {
            REFUSAL_PAUSE.saturating_mul(2_u32.saturating_pow(doublings)).min(MAX_REFUSAL_PAUSE)
        }
    }
}

/// Whether a flight has neither ended nor been lost.
fn under_way(flight: &Outcome) -> bool {
    flight.borrow().is_none() && flight.has_changed().is_ok()
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_due(&self, live: &Live, now: SystemTime) -> bool {
        let keys = &self.shared.keys;
        now >= live.renew
            || live.proof.as_ref().is_some_and(|proof| keys.is_due(&proof.key, now))
            // A server began to demand proofs.
            || (live.proof.is_none() && keys.configured_mode() == DpopMode::Auto && keys.mode() == DpopMode::Always)
    }

    /// Takes note of how a flight ended.
    pub(super) fn land(&self, result: &Result<Arc<Live>, AuthError>) {
        let mut state = self.lock();
        state.flight = None;
        match result {
            Ok(live) => {
                state.live = Some(Arc::clone(live));
                state.quiet_until = None;
                state.blocked = None;
                state.refused_in_a_row = 0;
            }
            Err(error) => {
                state.quiet_until = Instant::now().checked_add(QUIET);
                let pause = error.oauth_error().and_then(|refusal| refusal.retry_after);
                if let (AuthErrorKind::RateLimited, Some(pause)) = (error.kind(), pause) {
                    state.blocked = Instant::now().checked_add(pause).map(|until| (until, error.clone()));
                }
            }
        }
    }

    /// The token of the store, if it has one that is neither due nor refused.
    pub(super) fn adopt(&self, stored: &StoredToken) -> Option<Arc<Live>> {
        let now = self.shared.clock.local();
        let same = |other: &SecretString| other.expose_secret() == stored.access_token.expose_secret();
        let (refused, current) = {
            let state = self.lock();
            (
                state.refused.as_ref().is_some_and(same),
                state.live.as_ref().is_some_and(|live| same(&live.token)),
            )
        };
        if refused || current || now >= stored.expires {
            return None;
        }
        let key = match &stored.proof_key {
            Some(key) => Some(key.restore().ok()?),
            None => None,
        };
        if key.is_none() && self.shared.keys.mode() == DpopMode::Always {
            return None;
        }
        let token = Token {
            secret: stored.access_token.clone(),
            lifetime: stored.expires.duration_since(stored.issued).unwrap_or_default(),
            requested: Some(stored.issued),
            expires: Some(stored.expires),
            scope: stored.scope.clone(),
            key,
        };
        let live = self.live(token).ok().filter(|live| !self.is_due(live, now))?;
        if let Some(proof) = &live.proof {
            self.shared.keys.adopt();
            self.shared.keys.restore(&proof.key);
        }
        Some(live)
    }

    /// Makes a token ready for use.
    pub(super) fn live(&self, token: Token) -> Result<Arc<Live>, AuthError> {
        let authorization = token.header()?;
        let issued = token.requested.unwrap_or_else(|| self.shared.clock.local());
        let counted = issued.checked_add(token.lifetime).unwrap_or(issued);
        let expires = token.expires.map_or(counted, |expires| expires.min(counted));
        let renew = expires.checked_sub(self.offset(token.lifetime)).unwrap_or(issued);
        let proof = token.key.map(|key| LiveProof { key, ath: token_hash(token.secret.expose_secret()) });
        Ok(Arc::new(Live {
            refused_before: self.lock().refused_in_a_row,
            token: token.secret,
            authorization,
            proof,
            scope: token.scope,
            issued,
            expires,
            renew,
            accepted: AtomicBool::new(false),
        }))
    }

    /// How long before its expiry a token is renewed: as configured, but not more than a tenth of its
    /// lifetime. Lifetimes have whole seconds and so has this, so that a token of a few seconds is used to
    /// its end.
    fn offset(&self, lifetime: Duration) -> Duration {
        self.settings.renewal_offset.min(Duration::from_secs(lifetime.as_secs() / 10))
    }
}

impl Live {
    pub(super) fn stored(&self) -> Result<StoredToken, AuthError> {
        let proof_key = match &self.proof {
            Some(proof) => Some(StoredKey::of(&proof.key)?),
            None => None,
        };
        Ok(StoredToken {
            access_token: self.token.clone(),
            issued: self.issued,
            expires: self.expires,
            scope: self.scope.clone(),
            proof_key,
        })
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live")
            .field("expires", &self.expires)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
