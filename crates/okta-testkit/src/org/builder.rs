//! The builder of an org.

use std::{
    io, mem,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use tokio::{net::TcpListener, runtime, sync::watch};

use super::{Org, SeedUser};
use crate::{
    auth::Tokens,
    clock::Clock,
    edition::{Edition, Feature},
    engine,
    faults::Faults,
    journal::Journal,
    lag::Lag,
    limits::{self, LimitRule, Limits},
    paging::LinkStyle,
    server::{
        self, Connections,
        tls::{ServerCertificate, Tls, TlsOptions},
    },
    shared::OrgShared,
    snapshot::{Contents, Snapshot},
    state::State,
};

/// Configures and starts an [`Org`].
#[derive(Clone, Debug, Default)]
pub struct OrgBuilder {
    users: usize,
    seeds: Vec<SeedUser>,
    clock: Clock,
    links: LinkStyle,
    latency: Duration,
    port: u16,
    charset: bool,
    disable_gzip: bool,
    lenient: bool,
    pub(super) bare: bool,
    disable_journal: bool,
    tls: Option<TlsOptions>,
    #[cfg(feature = "oauth")]
    pub(super) oauth: crate::oauth::OAuthSettings,
    limits: Vec<LimitRule>,
    lags: Vec<(String, Duration)>,
    max_in_flight: Option<usize>,
    pub(super) custom_attributes: Vec<String>,
    pub(super) snapshot: Option<Snapshot>,
    pub(super) edition: Option<Edition>,
    pub(super) without: Vec<Feature>,
}

impl OrgBuilder {
    /// Sets the number of active users, including the administrator; at least one. Their logins are
    /// `user1@example.com` and so on; the administrator's is `admin@example.com`.
    #[must_use]
    pub fn users(mut self, n: usize) -> Self {
        self.users = n;
        self
    }

    /// Adds a user to those of [`users`](Self::users).
    #[must_use]
    pub fn user(mut self, user: SeedUser) -> Self {
        self.seeds.push(user);
        self
    }

    /// Sets the clock of the org. The default is [`Clock::real`].
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets the format of pagination links.
    #[must_use]
    pub fn link_style(mut self, style: LinkStyle) -> Self {
        self.links = style;
        self
    }

    /// Delays every request by this long before it is handled. The default is no delay.
    #[must_use]
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Sets the port. The default is a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sends `application/json;charset=UTF-8`, as a quarter of Okta's responses do. The default is `false`.
    #[must_use]
    pub fn charset(mut self, charset: bool) -> Self {
        self.charset = charset;
        self
    }

    /// Serves HTTPS, with HTTP/2 and HTTP/1.1 by ALPN. Clients must trust the certificate authority generated for this
    /// org: [`Org::ca_pem`].
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// use okta_testkit::Org;
    ///
    /// let org = Org::builder().tls().start().await?;
    /// assert!(org.url().starts_with("https://localhost:"));
    /// assert!(org.ca_pem().starts_with("-----BEGIN CERTIFICATE-----"));
    /// # Ok::<_, std::io::Error>(()) })?;
    /// # Ok::<_, std::io::Error>(())
    /// ```
    #[must_use]
    pub fn tls(mut self) -> Self {
        self.tls.get_or_insert_default();
        self
    }

    /// Serves HTTPS with this certificate, for tests of invalid ones.
    #[must_use]
    pub fn certificate(mut self, certificate: ServerCertificate) -> Self {
        self.tls.get_or_insert_default().certificate = certificate;
        self
    }

    /// Serves HTTPS and requires a client certificate signed by the org's certificate authority, such as
    /// [`Org::client_certificate_pem`].
    #[must_use]
    pub fn require_client_certificate(mut self) -> Self {
        self.tls.get_or_insert_default().client_certificate = true;
        self
    }

    /// Whether responses are compressed for clients that send `Accept-Encoding: gzip`. The default is `true`.
    #[must_use]
    pub fn gzip(mut self, enabled: bool) -> Self {
        self.disable_gzip = !enabled;
        self
    }

    /// Disables the request journal: [`Org::requests`] stays empty. Saves memory in runs of millions of requests.
    #[must_use]
    pub fn without_journal(mut self) -> Self {
        self.disable_journal = true;
        self
    }

    /// Admits `limit` requests per window and rejects the others with 429. `pattern` is a family such as `users`
    /// (everything at or below `/api/v1/users`), or a path with or without a method: `GET /api/v1/users/{id}`.
    ///
    /// Requests that match no pattern get the rate-limit headers with a limit that is practically never reached.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// use std::time::Duration;
    /// use okta_testkit::Org;
    ///
    /// let org = Org::builder().rate_limit("users", 100, Duration::from_secs(2)).start().await?;
    /// # Ok::<_, std::io::Error>(()) })?;
    /// # Ok::<_, std::io::Error>(())
    /// ```
    #[must_use]
    pub fn rate_limit(mut self, pattern: &str, limit: u64, window: Duration) -> Self {
        self.limits.push(LimitRule::new(pattern, limit, window));
        self
    }

    /// Sets limits similar to Okta's: a few hundred requests per minute and bucket.
    #[must_use]
    pub fn okta_rate_limits(mut self) -> Self {
        let minute = Duration::from_secs(60);
        self.limits.extend(
            limits::OKTA_LIMITS.iter().map(|(pattern, limit)| LimitRule::new(pattern, *limit, minute)),
        );
        self
    }

    /// Sets the replication lag of reads that match `pattern`; see [`Org::set_lag`].
    #[must_use]
    pub fn lag(mut self, pattern: &str, lag: Duration) -> Self {
        self.lags.push((pattern.to_owned(), lag));
        self
    }

    /// Sets the concurrency limit: requests beyond `n` simultaneous ones are rejected with 429 and, as with Okta, a
    /// limit and a remainder of zero.
    #[must_use]
    pub fn max_in_flight(mut self, n: usize) -> Self {
        self.max_in_flight = Some(n);
        self
    }

    /// Ignores documented parameters that the org does not carry out; by default, they are rejected with 501 `TESTKIT`.
    /// [`Requests::unsupported`](crate::Requests::unsupported) lists the requests in both cases.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// Starts the org on the caller's tokio runtime.
    ///
    /// # Errors
    ///
    /// If the port cannot be bound or the certificate cannot be generated.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with I/O enabled.
    pub async fn start(self) -> io::Result<Org> {
        let listener = TcpListener::bind(self.address()).await?;
        let (org, stop) = self.build(listener.local_addr()?)?;
        tokio::spawn(server::accept(listener, org.shared.clone(), stop));
        Ok(org)
    }

    /// Starts the org on a separate thread with its own runtime. Works inside and outside of a runtime.
    ///
    /// # Errors
    ///
    /// If the port cannot be bound, the certificate cannot be generated or the thread cannot be started.
    pub fn start_blocking(self) -> io::Result<Org> {
        let listener = std::net::TcpListener::bind(self.address())?;
        listener.set_nonblocking(true)?;
        let (org, stop) = self.build(listener.local_addr()?)?;
        let shared = org.shared.clone();
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name("okta-testkit".to_owned()).spawn(move || {
            runtime.block_on(async {
                if let Ok(listener) = TcpListener::from_std(listener) {
                    server::accept(listener, shared, stop).await;
                }
            });
        })?;
        Ok(org)
    }

    fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Creates the objects of a new org.
    fn contents(&mut self) -> Contents {
        let mut state = State::new(self.clock.now());
        for name in mem::take(&mut self.custom_attributes) {
            state.schema.define(name);
        }
        let admin = SeedUser::new("admin@example.com").name("Org", "Admin").insert(&mut state, &self.clock);
        for n in 1..self.users {
            state.users.seed(&state.ids, n, self.clock.now());
        }
        if !self.bare {
            engine::add_system_objects(&mut state, self.clock.now());
        }
        for seed in mem::take(&mut self.seeds) {
            seed.insert(&mut state, &self.clock);
        }
        let token = format!("00{}", state.ids.object("Admin"));
        let mut tokens = Tokens::default();
        tokens.add(token.clone(), admin.clone(), false);
        Contents {
            token,
            admin,
            next_id: state.ids.position(),
            tokens,
            state,
            #[cfg(feature = "oauth")]
            oauth: crate::oauth::StoredOAuth::default(),
        }
    }

    fn build(mut self, address: SocketAddr) -> io::Result<(Org, watch::Receiver<bool>)> {
        let tls = self.tls.take().map(Tls::new).transpose()?;
        let contents = match self.snapshot.take() {
            Some(snapshot) => snapshot.contents(),
            None => self.contents(),
        };
        #[cfg(feature = "oauth")]
        let oauth = {
            let oauth = crate::oauth::OAuth::new(self.oauth)?;
            oauth.restore(contents.oauth);
            oauth
        };
        let Contents { token, admin, tokens, mut state, .. } = contents;
        state.cursors.style = self.links;
        state.edition = self.edition.or(state.edition);
        state.without.extend(self.without);
        let lag = Lag::default();
        for (pattern, duration) in self.lags {
            lag.set(&pattern, duration);
        }
        let faults = Faults::default();
        faults.set_latency(self.latency);
        let shared = OrgShared {
            url: match tls {
                None => format!("http://{address}"),
                Some(_) => format!("https://localhost:{}", address.port()),
            },
            clock: self.clock,
            state: Mutex::new(state),
            tokens: Mutex::new(tokens),
            journal: Journal::new(self.disable_journal),
            faults,
            lag,
            limits: Limits::new(self.limits, self.max_in_flight),
            connections: Connections::default(),
            #[cfg(feature = "oauth")]
            oauth,
            tls,
            charset: self.charset,
            gzip: !self.disable_gzip,
            lenient: self.lenient,
        };
        let (sender, receiver) = watch::channel(false);
        let org = Org {
            shared: Arc::new(shared),
            token: token.into(),
            admin: admin.into(),
            stop: Arc::new(sender),
        };
        Ok((org, receiver))
    }
}
