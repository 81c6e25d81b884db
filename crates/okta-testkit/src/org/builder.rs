//! Making an org.

use std::{
    io,
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
    faults::Faults,
    journal::Journal,
    lag::Lag,
    limits::{self, LimitRule, Limits},
    paging::LinkStyle,
    server::{
        self, Connections,
        tls::{ServerCertificate, Tls, TlsChoice},
    },
    shared::Shared,
    state::State,
};

/// Chooses how an [`Org`] is made.
#[derive(Clone, Debug, Default)]
pub struct OrgBuilder {
    users: usize,
    seeds: Vec<SeedUser>,
    clock: Clock,
    links: LinkStyle,
    latency: Duration,
    port: u16,
    charset: bool,
    no_gzip: bool,
    no_journal: bool,
    tls: Option<TlsChoice>,
    #[cfg(feature = "oauth")]
    pub(super) oauth: crate::oauth::OAuthSettings,
    limits: Vec<LimitRule>,
    lag: Vec<(String, Duration)>,
    max_in_flight: Option<usize>,
    custom_attributes: Option<Vec<String>>,
}

impl OrgBuilder {
    /// How many active users the org holds, the administrator included (so at least one). Their logins are
    /// `user1@example.com` and so on; the administrator's is `admin@example.com`.
    #[must_use]
    pub fn users(mut self, n: usize) -> Self {
        self.users = n;
        self
    }

    /// A user that the org holds besides those of [`users`](Self::users).
    #[must_use]
    pub fn user(mut self, user: SeedUser) -> Self {
        self.seeds.push(user);
        self
    }

    /// The clock that the org lives by; real time when not given.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// How links between pages are written.
    #[must_use]
    pub fn link_style(mut self, style: LinkStyle) -> Self {
        self.links = style;
        self
    }

    /// Makes every request wait this long before it is applied.
    #[must_use]
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// A fixed port; a free one is chosen when not given.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Answers with `application/json;charset=UTF-8`, as a quarter of Okta's real answers do.
    #[must_use]
    pub fn charset(mut self, on: bool) -> Self {
        self.charset = on;
        self
    }

    /// Serves HTTPS, with HTTP/2 and HTTP/1.1 by ALPN, under a certificate authority made for this org:
    /// [`Org::ca_pem`] is what clients must trust.
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

    /// Serves HTTPS with this certificate: for tests of what a client says about bad ones.
    #[must_use]
    pub fn certificate(mut self, certificate: ServerCertificate) -> Self {
        self.tls.get_or_insert_default().certificate = certificate;
        self
    }

    /// Serves HTTPS and asks clients for a certificate: only [`Org::client_certificate_pem`] and others that the org's
    /// authority signed get through the handshake.
    #[must_use]
    pub fn require_client_certificate(mut self) -> Self {
        self.tls.get_or_insert_default().client_certificate = true;
        self
    }

    /// Whether answers are compressed for callers that send `Accept-Encoding: gzip`; they are unless this says no.
    #[must_use]
    pub fn gzip(mut self, on: bool) -> Self {
        self.no_gzip = !on;
        self
    }

    /// Keeps no journal: [`Org::requests`] stays empty. For runs of millions of requests.
    #[must_use]
    pub fn without_journal(mut self) -> Self {
        self.no_journal = true;
        self
    }

    /// Lets `limit` requests a window through and answers the others with 429. `pattern` is a family such as `users`
    /// (everything at or below `/api/v1/users`), or a path with or without a method: `GET /api/v1/users/{id}`.
    ///
    /// A bucket that is not named has a limit out of reach, and answers with the headers all the same.
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

    /// Limits of the size that Okta grants: a few hundred requests a minute and bucket.
    #[must_use]
    pub fn okta_rate_limits(mut self) -> Self {
        let minute = Duration::from_secs(60);
        self.limits
            .extend(limits::OKTA.iter().map(|(pattern, limit)| LimitRule::new(pattern, *limit, minute)));
        self
    }

    /// Makes reads that fit `pattern` see the org as it was this long ago, by its clock; see [`Org::set_lag`].
    #[must_use]
    pub fn lag(mut self, pattern: &str, by: Duration) -> Self {
        self.lag.push((pattern.to_owned(), by));
        self
    }

    /// Answers requests beyond `n` simultaneous ones with Okta's concurrency refusal: 429 with a limit and a remainder
    /// of zero.
    #[must_use]
    pub fn max_in_flight(mut self, n: usize) -> Self {
        self.max_in_flight = Some(n);
        self
    }

    /// The custom profile attributes that the user schema knows: others are refused. Any are taken when not given.
    #[must_use]
    pub fn custom_attributes<I>(mut self, names: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.custom_attributes = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Starts the org on the caller's tokio runtime.
    ///
    /// # Errors
    ///
    /// When the port cannot be bound or no certificate made.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with I/O enabled.
    pub async fn start(self) -> io::Result<Org> {
        let listener = TcpListener::bind(self.address()).await?;
        let (org, stop) = self.make(listener.local_addr()?)?;
        tokio::spawn(server::accept(listener, org.shared.clone(), stop));
        Ok(org)
    }

    /// Starts the org on a thread and runtime of its own. Works anywhere, inside a runtime too.
    ///
    /// # Errors
    ///
    /// When the port cannot be bound, no certificate made or the thread not started.
    pub fn start_blocking(self) -> io::Result<Org> {
        let listener = std::net::TcpListener::bind(self.address())?;
        listener.set_nonblocking(true)?;
        let (org, stop) = self.make(listener.local_addr()?)?;
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

    fn make(self, address: SocketAddr) -> io::Result<(Org, watch::Receiver<bool>)> {
        let tls = self.tls.map(Tls::new).transpose()?;
        let mut state = State::new(self.clock.now());
        state.cursors.style = self.links;
        state.schema.strict = self.custom_attributes.is_some();
        for name in self.custom_attributes.into_iter().flatten() {
            state.schema.define(name);
        }
        let admin = SeedUser::new("admin@example.com").name("Org", "Admin").put(&mut state, &self.clock);
        for n in 1..self.users {
            state.users.seed(&state.ids, n, self.clock.now());
        }
        for seed in self.seeds {
            seed.put(&mut state, &self.clock);
        }
        let token = format!("00{}", state.ids.object("Admin"));
        let mut tokens = Tokens::default();
        tokens.add(token.clone(), admin.clone(), false);
        let lag = Lag::default();
        for (pattern, by) in self.lag {
            lag.set(&pattern, by);
        }
        let faults = Faults::default();
        faults.set_latency(self.latency);
        let shared = Shared {
            url: match tls {
                None => format!("http://{address}"),
                Some(_) => format!("https://localhost:{}", address.port()),
            },
            clock: self.clock,
            state: Mutex::new(state),
            tokens: Mutex::new(tokens),
            journal: Journal::new(self.no_journal),
            faults,
            lag,
            limits: Limits::new(self.limits, self.max_in_flight),
            connections: Connections::default(),
            #[cfg(feature = "oauth")]
            oauth: crate::oauth::OAuth::new(self.oauth)?,
            tls,
            charset: self.charset,
            gzip: !self.no_gzip,
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
