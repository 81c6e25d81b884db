//! Concurrent calls of a service app: OAuth 2.0 with a private key and DPoP, and tokens that expire.
//!
//! ```text
//! cargo run --example service_app -- --calls 1000 --concurrency 50 --seconds 12
//! ```
//!
//! The org and the app come from the configuration (`OKTA_CLIENT_*` or `okta.yaml`, with `authorizationMode:
//! PrivateKey`); `SSL_CERT_FILE` names a custom certificate authority. Without a configuration, the example
//! starts an org in this process with tokens that expire after three seconds.
//!
//! It lists users repeatedly. `--calls` sets the number of page requests (default 200) and `--concurrency`
//! the number of concurrent ones (default 10). `--seconds` spreads the calls over that time; without
//! `--calls`, calls are made continuously for that time. The last line of output is a JSON summary.

use std::{
    env,
    error::Error,
    process::ExitCode,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{TryStreamExt, future::join_all};
use http::Method;
use okta_client::{
    Client,
    config::{AuthorizationMode, DpopMode, Sources},
    transport::TlsOptions,
};
use okta_examples::error_chain;
use okta_models::Json;
use okta_testkit::{KeyKind, Org, ServiceApp};
use tokio::time::Instant;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let options = Options::parse(env::args().skip(1))?;
    // Dropping the org stops it.
    let (okta, _org) = connect().await?;
    let started = Instant::now();
    let schedule = Arc::new(Schedule::new(&options, started));
    let workers = (0..options.concurrency).map(|_| tokio::spawn(worker(okta.clone(), Arc::clone(&schedule))));
    for worker in join_all(workers).await {
        worker?;
    }

    let tokens = okta.access_tokens().map(|oauth| oauth.stats()).unwrap_or_default();
    let failed = schedule.failed.load(Ordering::Relaxed);
    let summary = serde_json::json!({
        "calls": schedule.made.load(Ordering::Relaxed),
        "failed": failed,
        "tokens": tokens.tokens,
        "challenges": tokens.challenges,
        "token_requests": tokens.requests,
        "api_challenges": tokens.api_challenges,
        "rejected_tokens": tokens.rejected,
        "seconds": (started.elapsed().as_secs_f64() * 10.0).round() / 10.0,
    });
    println!("{summary}");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns the configured client, or a client of an org in this process.
async fn connect() -> Result<(Client, Option<Org>), Box<dyn Error>> {
    if env::var_os("OKTA_CLIENT_ORGURL").is_some() || std::path::Path::new("okta.yaml").exists() {
        return Ok((Client::from_env()?, None));
    }
    let org = Org::builder()
        .tls()
        .users(20)
        .token_lifetime(Duration::from_secs(3))
        .resource_nonce(true)
        .nonce_lifetime(Duration::from_secs(2))
        .start()
        .await?;
    let app = ServiceApp::new().key(KeyKind::P256).scopes(["okta.users.read"]).require_dpop(true);
    let app = org.register_app(app)?;
    println!("no org configured; using an embedded org at {} with tokens of 3 s", org.url());
    let okta = Client::builder()
        .sources(Sources::none())
        .org_url(org.url())
        .authorization_mode(AuthorizationMode::PrivateKey)
        .client_id(app.client_id())
        .scopes(["okta.users.read"])
        .private_key(app.private_key_pem())
        .key_id(app.kid())
        .dpop(DpopMode::Always)
        .tls(TlsOptions::new().add_root_pem(org.ca_pem()))
        .build()?;
    Ok((okta, Some(org)))
}

/// Lists pages of users while the schedule allows calls.
async fn worker(okta: Client, schedule: Arc<Schedule>) {
    let listing = || okta.request(Method::GET, "/api/v1/users").query("limit", "3").pager::<Json>().pages();
    let mut pages = listing();
    let mut more = true;
    while schedule.next_call().await {
        if !more {
            pages = listing();
        }
        match pages.try_next().await {
            Ok(Some(page)) => more = page.next().is_some(),
            Ok(None) => more = false,
            Err(error) => {
                schedule.record_failure(&error);
                more = false;
            }
        }
    }
}

/// The number of calls and their times.
struct Schedule {
    calls: u64,
    concurrency: u64,
    started: Instant,
    /// The end, if only the time is limited.
    end: Option<Instant>,
    /// The interval between rounds of `concurrency` calls.
    interval: Duration,
    taken: AtomicU64,
    made: AtomicU64,
    failed: AtomicU64,
}

impl Schedule {
    fn new(options: &Options, started: Instant) -> Self {
        let time = options.seconds.map(Duration::from_secs_f64);
        let calls = match (options.calls, time) {
            (Some(calls), _) => calls,
            (None, Some(_)) => u64::MAX,
            (None, None) => 200,
        };
        let rounds = calls.div_ceil(options.concurrency);
        let spread = time.filter(|_| options.calls.is_some());
        Self {
            calls,
            concurrency: options.concurrency,
            started,
            end: time.filter(|_| options.calls.is_none()).map(|time| started + time),
            interval: spread.map_or(Duration::ZERO, |time| time.div_f64(rounds.max(1) as f64)),
            taken: AtomicU64::new(0),
            made: AtomicU64::new(0),
            failed: AtomicU64::new(0),
        }
    }

    /// Waits until the next call may be made. Returns `false` if no calls are left.
    async fn next_call(&self) -> bool {
        let number = self.taken.fetch_add(1, Ordering::Relaxed);
        if number >= self.calls || self.end.is_some_and(|end| Instant::now() >= end) {
            return false;
        }
        let round = u32::try_from(number / self.concurrency).unwrap_or(u32::MAX);
        if !self.interval.is_zero() {
            tokio::time::sleep_until(self.started + self.interval.saturating_mul(round)).await;
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        true
    }

    fn record_failure(&self, error: &okta_client::Error) {
        if self.failed.fetch_add(1, Ordering::Relaxed) < 10 {
            eprintln!("failed: {}", error_chain(error));
        }
    }
}

struct Options {
    calls: Option<u64>,
    concurrency: u64,
    seconds: Option<f64>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { calls: None, concurrency: 10, seconds: None };
        while let Some(name) = arguments.next() {
            let value = arguments.next();
            match name.as_str() {
                "--calls" => options.calls = Some(number(&name, value)?),
                "--concurrency" => options.concurrency = number(&name, value)?,
                "--seconds" => options.seconds = Some(number(&name, value)?),
                _ => {
                    return Err(format!(
                        "unknown option {name}; expected --calls, --concurrency or --seconds"
                    ));
                }
            }
        }
        let in_range = options.seconds.is_none_or(|seconds| (0.0..=1e6).contains(&seconds));
        if options.concurrency == 0 || options.concurrency > 10_000 || !in_range {
            return Err("--concurrency must be from 1 to 10000, --seconds from 0 to 1000000".into());
        }
        Ok(options)
    }
}

fn number<T: FromStr>(name: &str, value: Option<String>) -> Result<T, String> {
    let value = value.ok_or_else(|| format!("{name} requires a number"))?;
    value.parse().map_err(|_| format!("{name} requires a number, not {value:?}"))
}
