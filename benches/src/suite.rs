//! What is measured, and what it may be.

use std::{future::IntoFuture, time::Duration};

use tokio::runtime::Runtime;

use crate::{
    burst, cpu,
    cpu::Ratio,
    floor::Version,
    floor::{BoxError, Floor},
    heap::{Count, counted},
    load, paging, payload,
    server::{PAGE, Server},
};

/// One measured figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What was measured, and against what.
    pub what: String,
    /// The figure.
    pub value: f64,
    /// The smallest and the largest of the rounds, where there were several.
    pub range: Option<(f64, f64)>,
    /// What it may be at most.
    pub target: Option<f64>,
}

impl Figure {
    /// A figure without a target.
    #[must_use]
    pub fn new(what: impl Into<String>, value: f64) -> Self {
        Self { what: what.into(), value, range: None, target: None }
    }

    fn ratio(what: impl Into<String>, ratio: Ratio) -> Self {
        Self { what: what.into(), value: ratio.median, range: Some((ratio.min, ratio.max)), target: None }
    }

    /// Sets what the figure may be at most.
    #[must_use]
    pub fn at_most(mut self, target: f64) -> Self {
        self.target = Some(target);
        self
    }

    /// What was measured, in few words: without what is the same for all figures of a kind.
    #[must_use]
    pub fn short(&self) -> String {
        self.what
            .replace(", CPU", "")
            .replace(", clock", "")
            .replace(" 2000 GETs,", "")
            .replace(", 40 pages", "")
            .replace(", 100 admitted in 2 s", "")
    }

    /// Whether the figure is what it may be.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.target.is_none_or(|target| self.value <= target)
    }
}

/// Server, runtime and both sides, for figures about calls.
#[derive(Debug)]
pub struct Calls {
    runtime: Runtime,
    server: Server,
    version: Version,
    /// How many calls a round makes.
    pub calls: usize,
    /// How many rounds there are.
    pub rounds: usize,
}

impl Calls {
    /// Both sides over one version of HTTP.
    ///
    /// # Errors
    ///
    /// When the server cannot listen.
    pub fn new(version: Version) -> Result<Self, BoxError> {
        let server = Server::start(100, Duration::ZERO)?;
        Ok(Self { runtime: load::runtime()?, server, version, calls: 2_000, rounds: 101 })
    }

    fn name(&self) -> &'static str {
        match self.version {
            Version::Http1 => "HTTP/1.1",
            Version::Http2 => "HTTP/2",
        }
    }

    fn sides(&self) -> Result<(Floor, okta_client::Client), BoxError> {
        Ok((Floor::new(self.server.url(), self.version), load::client(&self.server, self.version)?))
    }

    fn compare(
        &self,
        floor: &load::Call,
        subject: &load::Call,
        concurrency: usize,
    ) -> Result<Ratio, BoxError> {
        let once = |call: &load::Call| load::calls(&self.runtime, call, self.calls, concurrency);
        cpu::compare(self.rounds, || once(floor), || once(subject))
    }

    /// The default stack, called as a service, against hyper alone.
    ///
    /// # Errors
    ///
    /// When a side cannot be built.
    pub fn stack(&self, concurrency: usize) -> Result<Figure, BoxError> {
        let (floor, client) = self.sides()?;
        let ratio =
            self.compare(&load::floor_bytes(&floor), &load::stack_bytes(&client, &self.server), concurrency)?;
        Ok(Figure::ratio(
            format!("stack / hyper, CPU, {} GETs, {}, {concurrency} at a time", self.calls, self.name()),
            ratio,
        ))
    }

    /// A typed call whose answer is decoded, against hyper and serde's derive.
    ///
    /// # Errors
    ///
    /// When a side cannot be built.
    pub fn typed(&self, concurrency: usize) -> Result<Figure, BoxError> {
        let (floor, client) = self.sides()?;
        let ratio = self.compare(&load::floor_user(&floor), &load::client_user(&client), concurrency)?;
        Ok(Figure::ratio(
            format!(
                "users().get() / hyper + serde derive, CPU, {} GETs, {}, {concurrency} at a time",
                self.calls,
                self.name()
            ),
            ratio,
        ))
    }

    /// Allocations of a call through the stack beyond those of hyper alone.
    ///
    /// # Errors
    ///
    /// When a side cannot be built.
    pub fn allocations(&self, count: Count) -> Result<Figure, BoxError> {
        let (floor, client) = self.sides()?;
        let each = |call: &load::Call| {
            let calls = 500_u32;
            let work = || load::calls(&self.runtime, call, calls as usize, 1).map(drop);
            work()?;
            Ok::<_, BoxError>(counted(count, work)?.allocations as f64 / f64::from(calls))
        };
        let beyond = each(&load::client_bytes(&client))? - each(&load::floor_bytes(&floor))?;
        Ok(Figure::new(format!("allocations a call in the stack beyond hyper's, {}", self.name()), beyond))
    }

    /// Listing and decoding 20,000 users, lossless, against hyper and serde's derive with `flatten`.
    ///
    /// # Errors
    ///
    /// When a side cannot be built.
    pub fn listing(&self) -> Result<Figure, BoxError> {
        let (floor, client) = self.sides()?;
        let ratio = cpu::compare(
            self.rounds / 4,
            || self.listed(load::floor_list(&floor)),
            || self.listed(load::client_list(&client)),
        )?;
        Ok(Figure::ratio(
            format!("20,000 users streamed / hyper + serde derive with flatten, CPU, {}", self.name()),
            ratio,
        ))
    }

    fn listed(&self, list: impl Future<Output = Result<usize, BoxError>>) -> Result<Duration, BoxError> {
        cpu::spent(|| {
            let users = self.runtime.block_on(list)?;
            if users == 100 * PAGE { Ok(()) } else { Err(format!("{users} users instead of all").into()) }
        })
    }

    /// The most memory that streaming a number of pages of users holds, in pages of JSON.
    ///
    /// # Errors
    ///
    /// When a side cannot be built.
    pub fn streaming_memory(&self, count: Count, pages: usize) -> Result<Figure, BoxError> {
        let server = Server::start(pages, Duration::ZERO)?;
        let client = load::client(&server, self.version)?;
        // Connections and what else is made once.
        self.runtime.block_on(client.users().get("00u1").into_future())?;
        let work = || self.runtime.block_on(load::client_list(&client)).map(drop);
        let peak = counted(count, work)?.peak_bytes as f64 / payload::users(PAGE).len() as f64;
        let users = pages * PAGE;
        Ok(Figure::new(format!("peak memory of streaming {users} users, in pages, {}", self.name()), peak))
    }
}

/// Pages asked for ahead, by the clock.
///
/// # Errors
///
/// When a page cannot be had.
pub fn prefetch(latency: u64, work: u64) -> Result<Figure, BoxError> {
    let wait = Duration::from_millis;
    let part = paging::prefetched(&load::runtime()?, 40, wait(latency), wait(work))?;
    Ok(Figure::new(
        format!("prefetch / serial, clock, 40 pages, {latency} ms latency, {work} ms of work a page"),
        part,
    ))
}

/// A burst against a limit: windows used against the fewest possible, and refusals.
///
/// # Errors
///
/// When a call is lost.
pub fn burst(calls: u64, concurrency: usize) -> Result<[Figure; 2], BoxError> {
    let burst = burst::paced(&load::runtime()?, calls, concurrency, 100, Duration::from_secs(2))?;
    let what = format!("{calls} calls, {concurrency} at a time, 100 admitted in 2 s");
    Ok([
        Figure::new(
            format!("windows used / fewest possible, {what}"),
            burst.windows as f64 / burst.least as f64,
        ),
        Figure::new(format!("refusals (429), {what}"), burst.refused as f64),
    ])
}
