//! The handle of a running org.

mod builder;
mod contents;
#[cfg(feature = "oauth")]
mod oauth;
mod seed;

use std::{fmt, io, sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::{
    clock::Clock,
    faults::When,
    journal::Requests,
    limits::{BucketUsage, LimitRule, Window},
    paging::LinkStyle,
    server::Connection,
    shared::Shared,
};
pub use builder::OrgBuilder;
pub use seed::SeedUser;

/// A running Okta org on a loopback port of its own choosing.
///
/// Clones are handles of the same org; it stops when the last one is dropped, or at [`shutdown`](Self::shutdown).
#[derive(Clone)]
pub struct Org {
    shared: Arc<Shared>,
    token: Arc<str>,
    admin: Arc<str>,
    /// Dropping the last of these stops the server.
    stop: Arc<watch::Sender<bool>>,
}

impl fmt::Debug for Org {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Org").field("url", &self.shared.url).finish_non_exhaustive()
    }
}

impl Org {
    /// An org with defaults: plain HTTP, one administrator, an API token, no rate limits in reach.
    ///
    /// It runs on the caller's tokio runtime.
    ///
    /// # Errors
    ///
    /// When no loopback port can be bound.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with I/O enabled.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// The same on a thread and runtime of its own: for tests and programs that are not async, and for tests that pause
    /// tokio's time.
    ///
    /// # Errors
    ///
    /// When no loopback port can be bound or no thread started.
    pub fn start_blocking() -> io::Result<Self> {
        Self::builder().start_blocking()
    }

    /// Chooses how the org is made.
    #[must_use]
    pub fn builder() -> OrgBuilder {
        OrgBuilder::default()
    }

    /// The org's URL, without a trailing slash: `http://127.0.0.1:PORT`, or `https://localhost:PORT` with TLS.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.shared.url
    }

    /// The certificate authority that clients must trust, as PEM; empty without TLS.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        self.shared.tls.as_ref().map_or("", |tls| &tls.ca_pem)
    }

    /// The same as DER.
    #[must_use]
    pub fn ca_der(&self) -> &[u8] {
        self.shared.tls.as_ref().map_or(&[], |tls| &tls.ca_der)
    }

    /// A certificate for clients of an org that asks for one, as PEM; empty without TLS.
    #[must_use]
    pub fn client_certificate_pem(&self) -> &str {
        self.shared.tls.as_ref().map_or("", |tls| &tls.client_pem)
    }

    /// The private key of [`client_certificate_pem`](Self::client_certificate_pem), PKCS#8 as PEM; empty without TLS.
    #[must_use]
    pub fn client_key_pem(&self) -> &str {
        self.shared.tls.as_ref().map_or("", |tls| &tls.client_key_pem)
    }

    /// An API token that may do everything: sent as `Authorization: SSWS <token>`.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Environment variables that configure a program for this org: the ones that Okta's SDKs read, and the one that
    /// allows plain HTTP.
    ///
    /// ```
    /// let org = okta_testkit::Org::start_blocking()?;
    /// let status = std::process::Command::new("true").envs(org.environment()).status()?;
    /// assert!(status.success());
    /// # Ok::<_, std::io::Error>(())
    /// ```
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let mut variables = vec![
            ("OKTA_CLIENT_ORGURL", self.url().to_owned()),
            ("OKTA_CLIENT_TOKEN", self.token().to_owned()),
        ];
        if self.shared.tls.is_none() {
            variables.push(("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "true".to_owned()));
        }
        variables
    }

    /// The id of the administrator who owns [`token`](Self::token).
    #[must_use]
    pub fn admin_id(&self) -> &str {
        &self.admin
    }

    /// A further API token that may only read: other methods are refused with 403 `E0000006`.
    #[must_use]
    pub fn read_only_token(&self) -> String {
        let token = format!("00{}", self.shared.state().ids.object("RO"));
        self.shared.tokens().add(token.clone(), self.admin.to_string(), true);
        token
    }

    /// Revokes an API token: requests with it are refused with 401 `E0000011`. False when there was no such token.
    pub fn revoke_token(&self, token: &str) -> bool {
        self.shared.tokens().revoke(token)
    }

    /// The org's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// All requests so far, in order of arrival.
    #[must_use]
    pub fn requests(&self) -> Requests {
        self.shared.journal.snapshot()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.shared.journal.clear();
    }

    /// All connections so far, in order of arrival.
    #[must_use]
    pub fn connections(&self) -> Vec<Connection> {
        self.shared.connections.snapshot()
    }

    /// Drops every open connection, whatever it is doing.
    pub fn drop_connections(&self) {
        self.shared.connections.end_all(true);
    }

    /// Tells every open connection to take no further requests: GOAWAY on HTTP/2.
    pub fn drain_connections(&self) {
        self.shared.connections.end_all(false);
    }

    /// Starts a rule for requests that fit `pattern`: `GET /api/v1/users/{id}`, `/api/v1/groups/*`, a family such as
    /// `users` (everything at or below `/api/v1/users`), or `*`.
    pub fn when(&self, pattern: &str) -> When<'_> {
        When::new(&self.shared.faults, pattern)
    }

    /// Makes every request wait this long before it is applied.
    pub fn set_latency(&self, latency: Duration) {
        self.shared.faults.set_latency(latency);
    }

    /// Closes the next `n` connections as soon as they are accepted, without reading a byte.
    pub fn reject_connections(&self, n: u64) {
        self.shared.faults.reject_connections(n);
    }

    /// Accepts the next `n` connections and then ignores them: no handshake, no answer.
    pub fn stall_connections(&self, n: u64) {
        self.shared.faults.stall_connections(n);
    }

    /// Lets each connection carry `n` requests before it is told to go away; 0 takes the limit off.
    pub fn set_requests_per_connection(&self, n: u64) {
        self.shared.faults.set_requests_per_connection(n);
    }

    /// Sets the limit of a bucket, which starts afresh; [`OrgBuilder::rate_limit`] explains the pattern.
    pub fn set_rate_limit(&self, pattern: &str, limit: u64, window: Duration) {
        self.shared.limits.set(LimitRule::new(pattern, limit, window));
    }

    /// Sets or lifts the cap on simultaneous requests; those beyond it get 429 with a limit and a remainder of zero.
    pub fn set_max_in_flight(&self, max: Option<usize>) {
        self.shared.limits.set_max_in_flight(max);
    }

    /// Forgets what the buckets have counted.
    pub fn reset_rate_limits(&self) {
        self.shared.limits.reset();
    }

    /// What every bucket has let through and refused, window by window; the narrowest patterns first.
    #[must_use]
    pub fn rate_limit_usage(&self) -> Vec<BucketUsage> {
        self.shared.limits.usage()
    }

    /// What the bucket of this pattern has let through and refused; empty when there is none.
    #[must_use]
    pub fn windows(&self, pattern: &str) -> Vec<Window> {
        let bucket = self.rate_limit_usage().into_iter().find(|bucket| bucket.pattern() == pattern);
        bucket.map(|bucket| bucket.windows().to_vec()).unwrap_or_default()
    }

    /// Makes reads that fit `pattern` see the org as it was `by` ago, by its clock: a user who was just created is not
    /// found, a status has not changed yet. Writes take effect at once. Zero ends it.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// use std::time::Duration;
    ///
    /// let org = okta_testkit::Org::start().await?;
    /// org.set_lag("GET /api/v1/groups/*", Duration::from_millis(300));
    /// # Ok::<_, std::io::Error>(()) })?;
    /// # Ok::<_, std::io::Error>(())
    /// ```
    pub fn set_lag(&self, pattern: &str, by: Duration) {
        self.shared.lag.set(pattern, by);
    }

    /// Removes all rules, latency and connection limits.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Changes how links between pages are written.
    pub fn set_link_style(&self, style: LinkStyle) {
        self.shared.state().cursors.style = style;
    }

    /// Stops the org: its port is closed and its connections dropped when this returns.
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        self.stop.closed().await;
    }
}
