//! A service app at work: OAuth 2.0 with a private key and DPoP, many calls at a time, tokens that expire.
//!
//! ```text
//! cargo run --example service_app -- --calls 1000 --concurrency 50 --seconds 12
//! ```
//!
//! The org and the app come from the ordinary configuration (`OKTA_CLIENT_*` or `okta.yaml`, with
//! `authorizationMode: PrivateKey`); a certificate authority of the org's own is named by `SSL_CERT_FILE`.
//! With nothing configured an org is started in this process, with tokens of three seconds.
//!
//! It lists users, page by page and over again. `--calls` says how many requests for a page are made
//! (200 by default), `--concurrency` how many at a time; with `--seconds` they are spread over that time, or
//! made without a pause until it is over when `--calls` is not given. The last line is a summary in JSON.

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
use okta_models::Json;
use okta_testkit::{KeyKind, Org, ServiceApp};
use tokio::time::Instant;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let options = Options::parse(env::args().skip(1))?;
    // Dropping the org would end it.
    let (okta, _org) = connect().await?;
    let begun = Instant::now();
    let budget = Arc::new(Budget::new(&options, begun));
    let workers = (0..options.concurrency).map(|_| tokio::spawn(walk(okta.clone(), Arc::clone(&budget))));
    for worker in join_all(workers).await {
        worker?;
    }

    let tokens = okta.oauth().map(|oauth| oauth.stats()).unwrap_or_default();
    let failed = budget.failed.load(Ordering::Relaxed);
    let summary = serde_json::json!({
        "calls": budget.made.load(Ordering::Relaxed),
        "failed": failed,
        "tokens": tokens.tokens,
        "challenges": tokens.challenges,
        "token_requests": tokens.requests,
        "api_challenges": tokens.api_challenges,
        "refused_tokens": tokens.rejected,
        "seconds": (begun.elapsed().as_secs_f64() * 10.0).round() / 10.0,
    });
    println!("{summary}");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The configured client, or one of an org in this process.
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
    println!("nothing is configured: an org at {} with tokens of 3 s", org.url());
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

/// Walks through the pages of users until the budget is used up.
async fn walk(okta: Client, budget: Arc<Budget>) {
    let listing = || okta.request(Method::GET, "/api/v1/users").query("limit", "3").pager::<Json>().pages();
    let mut pages = listing();
    let mut more = true;
    while budget.take().await {
        if !more {
            pages = listing();
        }
        match pages.try_next().await {
            Ok(Some(page)) => more = page.next().is_some(),
            Ok(None) => more = false,
            Err(error) => {
                budget.fail(&error);
                more = false;
            }
        }
    }
}

/// How many calls may be made, and when.
struct Budget {
    calls: u64,
    concurrency: u64,
    begun: Instant,
    /// The end, where only the time is limited.
    end: Option<Instant>,
    /// The time between two rounds, each of as many calls as run at a time.
    interval: Duration,
    taken: AtomicU64,
    made: AtomicU64,
    failed: AtomicU64,
}

impl Budget {
    fn new(options: &Options, begun: Instant) -> Self {
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
            begun,
            end: time.filter(|_| options.calls.is_none()).map(|time| begun + time),
            interval: spread.map_or(Duration::ZERO, |time| time.div_f64(rounds.max(1) as f64)),
            taken: AtomicU64::new(0),
            made: AtomicU64::new(0),
            failed: AtomicU64::new(0),
        }
    }

    /// Waits for the next call's turn; `false` when there is none.
    async fn take(&self) -> bool {
        let number = self.taken.fetch_add(1, Ordering::Relaxed);
        if number >= self.calls || self.end.is_some_and(|end| Instant::now() >= end) {
            return false;
        }
        let round = u32::try_from(number / self.concurrency).unwrap_or(u32::MAX);
        if !self.interval.is_zero() {
            tokio::time::sleep_until(self.begun + self.interval.saturating_mul(round)).await;
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        true
    }

    fn fail(&self, error: &okta_client::Error) {
        if self.failed.fetch_add(1, Ordering::Relaxed) < 10 {
            let mut line = error.to_string();
            let mut cause = error.source();
            while let Some(error) = cause {
                line = format!("{line}: {error}");
                cause = error.source();
            }
            eprintln!("failed: {line}");
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
                _ => return Err(format!("unknown option {name}: use --calls, --concurrency, --seconds")),
            }
        }
        let in_range = options.seconds.is_none_or(|seconds| (0.0..=1e6).contains(&seconds));
        if options.concurrency == 0 || options.concurrency > 10_000 || !in_range {
            return Err("--concurrency is from 1 to 10000, --seconds from 0 to a million".into());
        }
        Ok(options)
    }
}

fn number<T: FromStr>(name: &str, value: Option<String>) -> Result<T, String> {
    let value = value.ok_or_else(|| format!("{name} needs a number"))?;
    value.parse().map_err(|_| format!("{name} needs a number, not {value:?}"))
}
