//! The org's authorization server and the tokens it has issued.
//!
//! One grant, as Okta has for service apps: `client_credentials` with `private_key_jwt` (RFC 7523), with or without
//! DPoP (RFC 9449).

mod app;
mod assertion;
mod der;
mod endpoint;
mod jose;
mod proof;
mod error;
mod resource;
mod signer;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt, io,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

pub use app::{KeyKind, PrivateKey, RegisteredApp, ServiceApp};
use error::{Denial, Kind};
use signer::Signer;

use crate::ids::Ids;

/// What the authorization server has done so far: [`Org::oauth_counters`](crate::Org::oauth_counters).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OAuthCounters {
    /// Requests to the token endpoint.
    pub token_requests: u64,
    /// Tokens issued.
    pub tokens_issued: u64,
    /// Nonce challenges of the token endpoint.
    pub challenges: u64,
    /// Nonce challenges of resources.
    pub resource_challenges: u64,
    /// Assertions that were not accepted, replays aside.
    pub rejected_assertions: u64,
    /// Proofs that were not accepted, replays and challenges aside.
    pub rejected_proofs: u64,
    /// Assertions and proofs that were sent a second time.
    pub replayed_jti: u64,
    /// Access tokens that resources did not accept: expired, revoked, unknown, of the wrong scheme or scope.
    pub rejected_tokens: u64,
    /// Every refusal by its reason, such as `client_assertion_expired`.
    pub reasons: BTreeMap<String, u64>,
}

/// A token that has been issued.
#[derive(Clone, Debug)]
struct Issued {
    client_id: String,
    scopes: Vec<String>,
    expires: SystemTime,
    /// The thumbprint of the key that it is bound to.
    jkt: Option<String>,
}

struct Inner {
    apps: HashMap<String, App>,
    tokens: HashMap<String, Issued>,
    assertions: HashSet<(String, String)>,
    proofs: HashSet<String>,
    nonces: Nonces,
    counters: OAuthCounters,
    settings: OAuthSettings,
}

use app::App;

/// How the authorization server behaves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OAuthSettings {
    pub(crate) lifetime: Duration,
    pub(crate) token_nonce: bool,
    pub(crate) resource_nonce: bool,
    pub(crate) nonce_lifetime: Option<Duration>,
    pub(crate) bare_errors: bool,
}

impl Default for OAuthSettings {
    fn default() -> Self {
        Self {
            lifetime: Duration::from_secs(3600),
            token_nonce: true,
            resource_nonce: false,
            nonce_lifetime: None,
            bare_errors: false,
        }
    }
}

/// The nonces that are good: the current one first.
#[derive(Debug, Default)]
struct Nonces {
    good: Vec<String>,
    made: Option<SystemTime>,
}

impl Nonces {
    /// Makes a new nonce; the current one stays good when `keep` says so.
    fn renew(&mut self, ids: &Ids, now: SystemTime, keep: bool) {
        self.good.truncate(usize::from(keep));
        self.good.insert(0, ids.request());
        self.made = Some(now);
    }

    /// Rotates when it is time: the previous nonce stays good for one more lifetime.
    fn refresh(&mut self, ids: &Ids, now: SystemTime, lifetime: Option<Duration>) {
        match (self.made, lifetime) {
            (None, _) => self.renew(ids, now, false),
            (Some(made), Some(lifetime)) if now >= made + lifetime => {
                self.renew(ids, now, now < made + 2 * lifetime);
            }
            _ => {}
        }
    }

    fn current(&self) -> Option<&str> {
        self.good.first().map(String::as_str)
    }
}

/// The authorization server.
pub(crate) struct OAuth {
    inner: Mutex<Inner>,
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
        let inner = Inner {
            apps: HashMap::new(),
            tokens: HashMap::new(),
            assertions: HashSet::new(),
            proofs: HashSet::new(),
            nonces: Nonces::default(),
            counters: OAuthCounters::default(),
            settings,
        };
        Ok(Self { inner: Mutex::new(inner), signer: Signer::new()?, ids: Ids::default() })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn register(&self, app: ServiceApp) -> io::Result<RegisteredApp> {
        let (app, registered) = app.build(self.ids.object("0oa"))?;
        self.lock().apps.insert(registered.client_id().to_owned(), app);
        Ok(registered)
    }

    pub(crate) fn counters(&self) -> OAuthCounters {
        self.lock().counters.clone()
    }

    /// Changes how it behaves from now on.
    pub(crate) fn configure(&self, change: impl FnOnce(&mut OAuthSettings)) {
        change(&mut self.lock().settings);
    }

    pub(crate) fn revoke_all(&self) {
        self.lock().tokens.clear();
    }

    pub(crate) fn rotate_nonce(&self, now: SystemTime, keep: bool) {
        self.lock().nonces.renew(&self.ids, now, keep);
    }
}

impl Inner {
    /// Files a refusal.
    fn count(&mut self, denial: &Denial, at_resource: bool) {
        let counters = &mut self.counters;
        match denial.kind {
            Kind::Challenge if at_resource => counters.resource_challenges += 1,
            Kind::Challenge => counters.challenges += 1,
            Kind::Assertion => counters.rejected_assertions += 1,
            Kind::Proof => counters.rejected_proofs += 1,
            Kind::Replay => counters.replayed_jti += 1,
            Kind::Token => counters.rejected_tokens += 1,
            Kind::Request => {}
        }
        *counters.reasons.entry(denial.reason.to_owned()).or_default() += 1;
    }
}
