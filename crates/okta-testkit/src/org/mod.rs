//! The handle to a running org.

mod builder;
mod collection;
mod contents;
#[cfg(feature = "oauth")]
mod oauth;
mod objects;
mod seed;
mod snapshot;
mod start;

use std::{fmt, io, sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::{
    clock::Clock,
    faults::When,
    journal::Requests,
    limits::{BucketUsage, LimitRule, Window},
    paging::LinkStyle,
    server::Connection,
    shared::OrgShared,
};
pub use builder::OrgBuilder;
pub use collection::Collection;
pub use seed::SeedUser;

/// A running Okta org on a loopback port.
///
/// Clones are handles to the same org; it stops when the last one is dropped, or at [`shutdown`](Self::shutdown).
#[derive(Clone)]
pub struct Org {
    shared: Arc<OrgShared>,
    token: Arc<str>,
    admin: Arc<str>,
    /// Dropping the last sender stops the server.
    stop: Arc<watch::Sender<bool>>,
}

impl fmt::Debug for Org {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Org").field("url", &self.shared.url).finish_non_exhaustive()
    }
}

impl Org {
    /// Starts an org with defaults: plain HTTP, one administrator, an API token, no effective rate limits.
    ///
    /// It runs on the caller's tokio runtime.
    ///
    /// # Errors
    ///
    /// If no loopback port can be bound.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with I/O enabled.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts an org with defaults on a separate thread with its own runtime: for blocking tests and programs, and for
    /// tests that pause tokio's time.
    ///
    /// # Errors
    ///
    /// If no loopback port can be bound or no thread can be started.
    pub fn start_blocking() -> io::Result<Self> {
        Self::builder().start_blocking()
    }

    /// Returns a builder to configure the org.
    #[must_use]
    pub fn builder() -> OrgBuilder {
        OrgBuilder::default()
    }

    /// The org's URL, without a trailing slash: `http://127.0.0.1:PORT`, or `https://localhost:PORT` with TLS.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.shared.url
    }

    /// The certificate authority to trust, as PEM; empty without TLS.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        self.shared.tls.as_ref().map_or("", |tls| &tls.ca_pem)
    }

    /// The certificate authority to trust, as DER; empty without TLS.
    #[must_use]
    pub fn ca_der(&self) -> &[u8] {
        self.shared.tls.as_ref().map_or(&[], |tls| &tls.ca_der)
    }

    /// A client certificate for [`OrgBuilder::require_client_certificate`], as PEM; empty without TLS.
    #[must_use]
    pub fn client_certificate_pem(&self) -> &str {
        self.shared.tls.as_ref().map_or("", |tls| &tls.client_pem)
    }

    /// The private key of [`client_certificate_pem`](Self::client_certificate_pem) as PKCS#8 PEM; empty without TLS.
    #[must_use]
    pub fn client_key_pem(&self) -> &str {
        self.shared.tls.as_ref().map_or("", |tls| &tls.client_key_pem)
    }

    /// An API token with full access, sent as `Authorization: SSWS <token>`.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The environment variables of Okta's SDKs, set for this org: URL, token and, without TLS, the one that allows
    /// plain HTTP.
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

    /// Creates a read-only API token: methods other than GET and HEAD are rejected with 403 `E0000006`.
    #[must_use]
    pub fn read_only_token(&self) -> String {
        let token = format!("00{}", self.shared.state().ids.object("RO"));
        self.shared.tokens().add(token.clone(), self.admin.to_string(), true);
        token
    }

    /// Revokes an API token: requests with it are rejected with 401 `E0000011`. Returns `false` if there is no such
    /// token.
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

    /// Removes all requests so far from the journal and returns them, in order of arrival.
    #[must_use]
    pub fn take_requests(&self) -> Requests {
        self.shared.journal.take()
    }

    /// Clears the request journal.
    pub fn clear_requests(&self) {
        self.shared.journal.clear();
    }

    /// All connections so far, in order of arrival.
    #[must_use]
    pub fn connections(&self) -> Vec<Connection> {
        self.shared.connections.snapshot()
    }

    /// Drops all open connections immediately, requests in flight included.
    pub fn drop_connections(&self) {
        self.shared.connections.abort_all();
    }

    /// Shuts all open connections down gracefully: they accept no further requests (GOAWAY on HTTP/2).
    pub fn drain_connections(&self) {
        self.shared.connections.drain_all();
    }

    /// Starts a rule for requests that match `pattern`: `GET /api/v1/users/{id}`, `/api/v1/groups/*`, a family such as
    /// `users` (everything at or below `/api/v1/users`), or `*`.
    pub fn when(&self, pattern: &str) -> When<'_> {
        When::new(&self.shared.faults, pattern)
    }

    /// Delays every request by this long before it is handled.
    pub fn set_latency(&self, latency: Duration) {
        self.shared.faults.set_latency(latency);
    }

    /// Closes the next `n` connections as soon as they are accepted, without reading from them.
    pub fn reject_connections(&self, n: u64) {
        self.shared.faults.reject_connections(n);
    }

    /// Accepts the next `n` connections and then ignores them: no handshake, no response.
    pub fn stall_connections(&self, n: u64) {
        self.shared.faults.stall_connections(n);
    }

    /// Limits the number of requests per connection: after `n`, it is shut down gracefully. 0 removes the limit.
    pub fn set_requests_per_connection(&self, n: u64) {
        self.shared.faults.set_requests_per_connection(n);
    }

    /// Sets the limit of a bucket and clears its counts; see [`OrgBuilder::rate_limit`] for the pattern.
    pub fn set_rate_limit(&self, pattern: &str, limit: u64, window: Duration) {
        self.shared.limits.set(LimitRule::new(pattern, limit, window));
    }

    /// Sets or removes the concurrency limit; see [`OrgBuilder::max_in_flight`].
    pub fn set_max_in_flight(&self, max: Option<usize>) {
        self.shared.limits.set_max_in_flight(max);
    }

    /// Clears the counts of all rate-limit buckets.
    pub fn reset_rate_limits(&self) {
        self.shared.limits.reset();
    }

    /// The admitted and rejected requests of all buckets, by window; the most specific patterns first.
    #[must_use]
    pub fn rate_limit_usage(&self) -> Vec<BucketUsage> {
        self.shared.limits.usage()
    }

    /// The admitted and rejected requests of the bucket with this pattern, by window; empty if there is none.
    #[must_use]
    pub fn windows(&self, pattern: &str) -> Vec<Window> {
        let bucket = self.rate_limit_usage().into_iter().find(|bucket| bucket.pattern() == pattern);
        bucket.map(|bucket| bucket.windows().to_vec()).unwrap_or_default()
    }

    /// Sets the replication lag of reads that match `pattern`: they see the org as it was `lag` ago, by its clock.
    ///
    /// A new user is not found yet, a status has not changed yet. Writes take effect immediately. Zero removes the lag.
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
    pub fn set_lag(&self, pattern: &str, lag: Duration) {
        self.shared.lag.set(pattern, lag);
    }

    /// Removes all rules, latency and connection limits.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Sets the format of pagination links.
    pub fn set_link_style(&self, style: LinkStyle) {
        self.shared.state().cursors.style = style;
    }

    /// Stops the org; when this returns, its port is closed and its connections are dropped.
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        self.stop.closed().await;
    }
}
