//! The org's authorization server.
//!
//! Service apps obtain tokens by `client_credentials` with `private_key_jwt` (RFC 7523). Users sign in by authorization
//! code with PKCE (RFC 7636), by device (RFC 8628) or through the backchannel (OpenID CIBA Core), and their sessions go on
//! by refresh tokens, with rotation. Apps that ask for password and factors themselves use direct authentication. All with
//! or without DPoP (RFC 9449).
//!
//! SAML assertions are not redeemed (`saml2-bearer`): their signatures are over canonical XML, which the org cannot verify.

mod app;
mod assertion;
mod authenticate;
mod backchannel;
mod browser;
mod client;
mod der;
mod direct;
mod directory;
mod endpoint;
mod error;
mod grants;
mod id_token;
mod identity_assertion;
mod inspect;
mod jose;
mod polled;
mod proof;
mod resource;
mod sessions;
mod signer;
mod stored;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt, io,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use app::OAuthApp;
pub use app::{KeyKind, PrivateKey, RegisteredApp, ServiceApp};
pub use backchannel::BackchannelRequest;
pub use client::{ClientMethod, OidcApp, RegisteredClient};
pub(crate) use directory::Directory;
use error::{OAuthError, OAuthErrorKind};
use serde::{Deserialize, Serialize};
use sessions::{Sessions, Subject};
use signer::Signer;
pub(crate) use stored::StoredOAuth;

use crate::ids::Ids;

/// Counters of the authorization server, returned by [`Org::oauth_counters`](crate::Org::oauth_counters).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OAuthCounters {
    /// Requests to the token endpoint.
    pub token_requests: u64,
    /// Tokens issued.
    pub tokens_issued: u64,
    /// Nonce challenges sent by the token endpoint.
    pub challenges: u64,
    /// Nonce challenges sent by API resources.
    pub resource_challenges: u64,
    /// Rejected client assertions, without replays.
    pub rejected_assertions: u64,
    /// Rejected DPoP proofs, without replays and nonce challenges.
    pub rejected_proofs: u64,
    /// Assertions and proofs with a `jti` that was already used.
    pub replayed_jti: u64,
    /// Access tokens rejected by API resources: expired, revoked, unknown, or with the wrong scheme or scope.
    pub rejected_tokens: u64,
    /// Tokens issued for a refresh token.
    pub refreshes: u64,
    /// Refresh tokens that were used after they had been replaced, each of which ended a session.
    pub reused_refresh_tokens: u64,
    /// The number of errors by reason, such as `client_assertion_expired`.
    pub reasons: BTreeMap<String, u64>,
}

/// An issued access token.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct IssuedToken {
    client_id: String,
    scopes: Vec<String>,
    expires: SystemTime,
    /// The thumbprint of the key that the token is bound to.
    jkt: Option<String>,
    /// The user who signed in.
    subject: Option<Subject>,
}

struct OAuthState {
    apps: HashMap<String, OAuthApp>,
    /// What tests got of the apps, with generated private keys.
    registered: BTreeMap<String, RegisteredApp>,
    tokens: HashMap<String, IssuedToken>,
    sessions: Sessions,
    /// Client id and `jti` of the used assertions.
    assertions: HashSet<(String, String)>,
    /// The `jti` of the used proofs.
    proofs: HashSet<String>,
    nonces: Nonces,
    counters: OAuthCounters,
    settings: OAuthSettings,
}

/// The settings of the authorization server.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OAuthSettings {
    pub(crate) lifetime: Duration,
    pub(crate) token_nonce: bool,
    pub(crate) resource_nonce: bool,
    pub(crate) nonce_lifetime: Option<Duration>,
    pub(crate) errors_without_body: bool,
    /// The time between two polls of a sign-in.
    pub(crate) poll_interval: Duration,
}

impl Default for OAuthSettings {
    fn default() -> Self {
        Self {
            lifetime: Duration::from_secs(3600),
            token_nonce: true,
            resource_nonce: false,
            nonce_lifetime: None,
            errors_without_body: false,
            poll_interval: Duration::from_secs(5),
        }
    }
}

/// The valid nonces: the current one, and the previous one while it is still valid.
#[derive(Debug, Default)]
struct Nonces {
    valid: Vec<String>,
    rotated: Option<SystemTime>,
}

impl Nonces {
    /// Creates a new nonce; the current one stays valid if `keep_previous`.
    fn rotate(&mut self, ids: &Ids, now: SystemTime, keep_previous: bool) {
        self.valid.truncate(usize::from(keep_previous));
        self.valid.insert(0, ids.request());
        self.rotated = Some(now);
    }

    /// Rotates an expired nonce, which stays valid for one more lifetime.
    fn rotate_if_expired(&mut self, ids: &Ids, now: SystemTime, lifetime: Option<Duration>) {
        match (self.rotated, lifetime) {
            (None, _) => self.rotate(ids, now, false),
            (Some(rotated), Some(lifetime)) if now >= rotated + lifetime => {
                self.rotate(ids, now, now < rotated + 2 * lifetime);
            }
            _ => {}
        }
    }

    fn current(&self) -> Option<&str> {
        self.valid.first().map(String::as_str)
    }
}

/// The authorization server.
pub(crate) struct OAuth {
    state: Mutex<OAuthState>,
    signer: Signer,
    ids: Ids,
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth").field("counters", &self.lock().counters).finish_non_exhaustive()
    }
}

impl OAuth {
    pub(crate) fn new(settings: OAuthSettings) -> io::Result<Self> {
        let state = OAuthState {
            apps: HashMap::new(),
            registered: BTreeMap::new(),
            tokens: HashMap::new(),
            sessions: Sessions::default(),
            assertions: HashSet::new(),
            proofs: HashSet::new(),
            nonces: Nonces::default(),
            counters: OAuthCounters::default(),
            settings,
        };
        Ok(Self { state: Mutex::new(state), signer: Signer::new()?, ids: Ids::default() })
    }

    fn lock(&self) -> MutexGuard<'_, OAuthState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn register(&self, app: ServiceApp) -> io::Result<RegisteredApp> {
        let (app, registered) = app.build(self.ids.object("0oa"))?;
        let mut state = self.lock();
        state.apps.insert(registered.client_id().to_owned(), app);
        state.registered.insert(registered.client_id().to_owned(), registered.clone());
        Ok(registered)
    }

    pub(crate) fn register_client(&self, app: OidcApp) -> io::Result<RegisteredClient> {
        let (app, registered) = app.build(&self.ids)?;
        self.lock().apps.insert(registered.client_id().to_owned(), app);
        Ok(registered)
    }

    pub(crate) fn counters(&self) -> OAuthCounters {
        self.lock().counters.clone()
    }

    /// Changes the settings.
    pub(crate) fn configure(&self, change: impl FnOnce(&mut OAuthSettings)) {
        change(&mut self.lock().settings);
    }

    /// Revokes all tokens of a user.
    pub(crate) fn end_sessions_of(&self, user: &str) {
        self.lock().end_sessions_of(user);
    }

    pub(crate) fn revoke_all(&self) {
        self.lock().tokens.clear();
    }

    pub(crate) fn rotate_nonce(&self, now: SystemTime, keep_previous: bool) {
        self.lock().nonces.rotate(&self.ids, now, keep_previous);
    }
}

impl OAuthState {
    /// Counts an error of the token endpoint or of a resource.
    fn count(&mut self, error: &OAuthError, at_resource: bool) {
        let counters = &mut self.counters;
        match error.kind {
            OAuthErrorKind::Challenge if at_resource => counters.resource_challenges += 1,
            OAuthErrorKind::Challenge => counters.challenges += 1,
            OAuthErrorKind::Assertion => counters.rejected_assertions += 1,
            OAuthErrorKind::Proof => counters.rejected_proofs += 1,
            OAuthErrorKind::Replay => counters.replayed_jti += 1,
            OAuthErrorKind::Token => counters.rejected_tokens += 1,
            OAuthErrorKind::Request => {}
        }
        *counters.reasons.entry(error.reason.to_owned()).or_default() += 1;
    }
}
