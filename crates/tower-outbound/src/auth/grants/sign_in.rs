//! The grant of a user who signs in, and the schedule in which it is polled.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    task::JoinHandle,
    time::{Instant, sleep_until},
};

use super::super::{
    AuthError, AuthErrorKind, IdToken,
    id_token::ExpectedIdToken,
    token::CachedToken,
    token_endpoint::grant::{Access, Members},
};

/// By how much `slow_down` extends the interval ([RFC 8628 §3.5](https://www.rfc-editor.org/rfc/rfc8628#section-3.5)).
const SLOW_DOWN: Duration = Duration::from_secs(5);
/// The longest interval after failures of the connection.
const MAX_INTERVAL: Duration = Duration::from_secs(60);
/// The interval of a response without one ([RFC 8628 §3.2](https://www.rfc-editor.org/rfc/rfc8628#section-3.2)).
const DEFAULT_INTERVAL: u64 = 5;
/// A day exceeds the lifetime of any code and cannot overflow.
const MAX_SECONDS: u64 = 86_400;

/// What a user's sign-in gives the client, to be exchanged for tokens by
/// [`OAuth::sign_in`](super::super::OAuth::sign_in): an authorization code, the code of a device, or the id of a backchannel
/// authentication request.
pub struct SignInGrant {
    form: SignInForm,
    polling: Option<Mutex<Polling>>,
    /// The token request that was sent, which goes on if its caller is dropped.
    exchange: ExchangeSlot,
}

/// What a sign-in sends, and what it expects.
#[derive(Clone)]
pub(crate) struct SignInForm {
    pub(crate) members: Members,
    pub(crate) id_token: ExpectedIdToken,
}

/// The task of a token request, for the next caller if the last one was dropped.
pub(in super::super) type ExchangeSlot =
    tokio::sync::Mutex<Option<JoinHandle<Result<Arc<CachedToken>, AuthError>>>>;

/// The polling that a server's response asks for.
#[derive(Debug)]
pub(super) struct PollSchedule {
    /// What expires, for messages.
    subject: &'static str,
    interval: Duration,
    pub(super) lifetime: Duration,
}

impl PollSchedule {
    /// `interval` and `lifetime` are in seconds.
    pub(super) fn new(subject: &'static str, interval: Option<u64>, lifetime: u64) -> Self {
        let seconds = |seconds: u64| Duration::from_secs(seconds.min(MAX_SECONDS));
        let interval = seconds(interval.unwrap_or(DEFAULT_INTERVAL));
        Self { subject, interval, lifetime: seconds(lifetime) }
    }
}

#[derive(Debug)]
struct Polling {
    subject: &'static str,
    interval: Duration,
    next: Instant,
    expires: Instant,
}

/// What follows a token request that failed.
#[derive(Debug)]
pub(in super::super) enum Next {
    Poll,
    Fail(AuthError),
}

impl SignInGrant {
    pub(super) fn new(members: Members, id_token: ExpectedIdToken) -> Self {
        Self { form: SignInForm { members, id_token }, polling: None, exchange: ExchangeSlot::default() }
    }

    /// Creates a grant that is polled.
    pub(super) fn polled(members: Members, access: &Access, schedule: PollSchedule) -> Self {
        let now = Instant::now();
        let PollSchedule { subject, interval, lifetime } = schedule;
        let polling = Polling { subject, interval, next: now + interval, expires: now + lifetime };
        // There is no authorization request that had a nonce.
        let id_token = ExpectedIdToken { is_requested: access.requests_openid(), nonce: None };
        Self { polling: Some(Mutex::new(polling)), ..Self::new(members, id_token) }
    }

    pub(in super::super) fn form(&self) -> SignInForm {
        self.form.clone()
    }

    pub(in super::super) const fn exchange(&self) -> &ExchangeSlot {
        &self.exchange
    }

    fn polling(&self) -> Option<MutexGuard<'_, Polling>> {
        self.polling.as_ref().map(|polling| polling.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until the next token request may be sent.
    pub(in super::super) async fn wait_for_turn(&self) -> Result<(), AuthError> {
        let times = self.polling().map(|polling| (polling.subject, polling.next, polling.expires));
        let Some((subject, next, expires)) = times else { return Ok(()) };
        sleep_until(next.min(expires)).await;
        if Instant::now() >= expires { Err(expired(subject)) } else { Ok(()) }
    }

    /// Evaluates the error of a token request.
    pub(in super::super) fn after(&self, error: AuthError) -> Next {
        let Some(mut polling) = self.polling() else { return Next::Fail(error) };
        match error.oauth_error().map_or("", |response| response.code.as_str()) {
            "authorization_pending" => {}
            "slow_down" => polling.interval += SLOW_DOWN,
            "expired_token" => return Next::Fail(expired_with(polling.subject, error)),
            _ if error.is_transient() => {
                // RFC 8628 §3.5 recommends an exponential backoff.
                polling.interval = (polling.interval * 2).min(MAX_INTERVAL.max(polling.interval));
            }
            _ => return Next::Fail(error),
        }
        polling.next = Instant::now() + polling.interval;
        Next::Poll
    }
}

fn expired(subject: &str) -> AuthError {
    let message = format!("the {subject} expired before the user signed in");
    AuthError::new(AuthErrorKind::SignInRequired, message).with_hint("start the sign-in again")
}

fn expired_with(subject: &str, error: AuthError) -> AuthError {
    match error.oauth_error().cloned() {
        Some(response) => expired(subject).with_oauth_error(response),
        None => expired(subject),
    }
}

impl AsRef<Self> for SignInGrant {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for SignInGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInGrant").field("polling", &self.polling).finish_non_exhaustive()
    }
}

/// What a sign-in returned beside the tokens that the credential keeps.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignedIn {
    /// The validated ID token, if the scope `openid` was requested and granted, and
    /// [`TokenEndpoint::discard_id_tokens`](super::super::TokenEndpoint::discard_id_tokens) is not set.
    pub id_token: Option<IdToken>,
    /// The granted scopes, separated by spaces, if the server returned them.
    pub scope: Option<String>,
    /// Whether the server issued a refresh token. Without one, the user signs in again when the access token expires:
    /// request the scope `offline_access`.
    pub has_refresh_token: bool,
}
