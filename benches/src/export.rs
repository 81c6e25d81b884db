//! An export by several workers against latency and a rate limit.

use std::time::Duration;

use futures_util::TryStreamExt;
use okta_client::{
    Client,
    config::Sources,
    models::DateTime,
    okta_tower::clock::{Clock, SystemClock},
};
use okta_testkit::{Org, Window};
use tokio::{runtime::Runtime, time::Instant};

use crate::floor::BoxError;

/// Events of a page.
const PAGE: usize = 10;

/// An export of the System Log.
#[derive(Clone, Copy, Debug)]
pub struct Export {
    /// Its pages, without those that are requested in addition.
    pub pages: u32,
    /// The number of workers.
    pub workers: usize,
    /// The latency of each page.
    pub latency: Duration,
    /// Requests per window.
    pub limit: u32,
    /// The window.
    pub window: Duration,
}

/// The result of an export.
#[derive(Clone, Copy, Debug)]
pub struct Exported {
    /// The wall-clock time, relative to the time in which the rate limit allows the pages.
    pub time: f64,
    /// The requests, relative to the pages.
    pub requests: f64,
}

impl Export {
    /// Runs the export.
    ///
    /// # Errors
    ///
    /// Fails if a page cannot be fetched, or an event is missing.
    pub fn run(self, runtime: &Runtime) -> Result<Exported, BoxError> {
        runtime.block_on(async {
            let org = Org::builder()
                .bare()
                .without_journal()
                .latency(self.latency)
                .rate_limit("GET /api/v1/logs", u64::from(self.limit), self.window)
                .start()
                .await?;
            let events = PAGE * usize::try_from(self.pages)?;
            let start = SystemClock.now() - Duration::from_secs(86_400);
            for index in 0..u32::try_from(events)? {
                org.seed_event_at("user.session.start", start + Duration::from_secs(2) * index);
            }
            let okta = Client::builder()
                .sources(Sources::none())
                .org_url(org.url())
                .token(org.token())
                .disable_https_check(true)
                .build()?;
            let listing = okta
                .logs()
                .list()
                .since(DateTime::from(start))
                .filter(r#"eventType eq "user.session.start""#)
                .limit(i32::try_from(PAGE)?);
            let begin = Instant::now();
            let mut items = listing.parallel(self.workers).items();
            let mut found = 0;
            while items.try_next().await?.is_some() {
                found += 1;
            }
            let time = begin.elapsed();
            if found != events {
                return Err(format!("exported {found} of {events} events").into());
            }
            let requests: u64 = org.windows("GET /api/v1/logs").iter().map(Window::admitted).sum();
            let allowed = self.window * self.pages / self.limit;
            Ok(Exported {
                time: time.as_secs_f64() / allowed.as_secs_f64(),
                requests: requests as f64 / f64::from(self.pages),
            })
        })
    }
}
