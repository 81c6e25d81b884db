//! Measurements and their targets.

use std::{future::IntoFuture, time::Duration};

use tokio::runtime::Runtime;

use crate::{
    buckets, burst, cpu,
    cpu::Ratio,
    export::Export,
    floor::{BoxError, Floor, Version},
    heap::{self, HeapCounter},
    instructions::InstructionCounter,
    load, paging, payload,
    serde_types::{BriefUser, DerivedUser, ListedUser},
    server::{PAGE, Server},
};

/// Calls of the short and of the long run under callgrind.
const CALLS: [u32; 2] = [500, 2_500];
/// Listings of both runs.
const LISTINGS: [u32; 2] = [2, 12];

/// A measurement with an optional target.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// What was measured, with the baseline after a slash.
    pub label: String,
    /// The measured value; the median if there were several rounds.
    pub value: f64,
    /// The interval that contains the true median with a confidence of 95 %, if there were several rounds.
    pub interval: Option<(f64, f64)>,
    /// Upper limit of the value.
    pub target: Option<f64>,
}

impl Measurement {
    /// Creates a measurement without a target.
    #[must_use]
    pub fn new(label: impl Into<String>, value: f64) -> Self {
        Self { label: label.into(), value, interval: None, target: None }
    }

    fn from_ratio(label: impl Into<String>, ratio: Ratio) -> Self {
        Self { interval: Some(ratio.interval), ..Self::new(label, ratio.median) }
    }

    /// Sets the upper limit of the value.
    #[must_use]
    pub fn with_target(mut self, target: f64) -> Self {
        self.target = Some(target);
        self
    }

    /// Returns the label without the parts common to all measurements of a plot.
    #[must_use]
    pub fn short_label(&self) -> String {
        self.label
            .replace(", CPU", "")
            .replace(", wall clock", "")
            .replace(" 2000 GETs,", "")
            .replace(", 40 pages", "")
            .replace(", limit 100 per 2 s", "")
    }

    /// Returns whether the value, or the upper end of its interval, is within its target, or has none.
    #[must_use]
    pub fn meets_target(&self) -> bool {
        let upper = self.interval.map_or(self.value, |(_, high)| high);
        self.target.is_none_or(|target| upper <= target)
    }
}

/// Server and runtime for measurements of calls with both clients.
#[derive(Debug)]
pub struct CallSuite {
    runtime: Runtime,
    server: Server,
    version: Version,
    /// Calls per round.
    pub calls: usize,
    /// Number of rounds.
    pub rounds: usize,
}

impl CallSuite {
    /// Starts a server and a runtime for one HTTP version.
    ///
    /// # Errors
    ///
    /// Fails if the server cannot listen.
    pub fn new(version: Version) -> Result<Self, BoxError> {
        let server = Server::start(100, Duration::ZERO)?;
        Ok(Self { runtime: load::runtime()?, server, version, calls: 2_000, rounds: 101 })
    }

    fn version_name(&self) -> &'static str {
        match self.version {
            Version::Http1 => "HTTP/1.1",
            Version::Http2 => "HTTP/2",
        }
    }

    fn clients(&self) -> Result<(Floor, okta_client::Client), BoxError> {
        Ok((Floor::new(self.server.url(), self.version), load::client(&self.server, self.version)?))
    }

    fn compare(
        &self,
        floor: &load::Call,
        subject: &load::Call,
        concurrency: usize,
    ) -> Result<Ratio, BoxError> {
        let round = |call: &load::Call| load::run_calls(&self.runtime, call, self.calls, concurrency);
        cpu::compare(self.rounds, || round(floor), || round(subject))
    }

    /// Measures the default stack, called as a service, against hyper.
    ///
    /// # Errors
    ///
    /// Fails if a client cannot be built or a call fails.
    pub fn stack(&self, concurrency: usize) -> Result<Measurement, BoxError> {
        let (floor, client) = self.clients()?;
        let ratio =
            self.compare(&load::floor_bytes(&floor), &load::stack_bytes(&client, &self.server), concurrency)?;
        Ok(Measurement::from_ratio(
            format!(
                "stack / hyper, CPU, {} GETs, {}, concurrency {concurrency}",
                self.calls,
                self.version_name()
            ),
            ratio,
        ))
    }

    /// Measures a typed call with a decoded response against hyper and serde derive.
    ///
    /// # Errors
    ///
    /// Fails if a client cannot be built or a call fails.
    pub fn typed(&self, concurrency: usize) -> Result<Measurement, BoxError> {
        let (floor, client) = self.clients()?;
        let ratio = self.compare(&load::floor_user(&floor), &load::client_user(&client), concurrency)?;
        Ok(Measurement::from_ratio(
            format!(
                "users().get() / hyper + serde derive, CPU, {} GETs, {}, concurrency {concurrency}",
                self.calls,
                self.version_name()
            ),
            ratio,
        ))
    }

    /// Measures the instructions of the default stack against hyper, and of a typed call against hyper and serde derive.
    ///
    /// # Errors
    ///
    /// Fails if callgrind fails.
    pub fn instructions(
        &self,
        counter: &InstructionCounter,
        concurrency: usize,
    ) -> Result<[Measurement; 2], BoxError> {
        let measure = |label: &str, subject: &str, floor: &str| {
            let [subject, floor] =
                [subject, floor].map(|kind| counter.difference(kind, self.version, concurrency, CALLS));
            let (subject, floor) = (subject?, floor?);
            Ok::<_, BoxError>(Measurement::new(
                format!(
                    "{label}, instructions ({:.1}k / {:.1}k), {}, concurrency {concurrency}",
                    subject / 1e3,
                    floor / 1e3,
                    self.version_name()
                ),
                subject / floor,
            ))
        };
        Ok([
            measure("stack / hyper", "stack", "floor")?,
            measure("users().get() / hyper + serde derive", "typed", "floor-typed")?,
        ])
    }

    /// Measures the allocations of a call in the stack, minus those of hyper.
    ///
    /// # Errors
    ///
    /// Fails if a client cannot be built or a call fails.
    pub fn allocations(&self, counter: HeapCounter) -> Result<Measurement, BoxError> {
        let (floor, client) = self.clients()?;
        let per_call = |call: &load::Call| {
            let calls = 500_u32;
            let work = || load::run_calls(&self.runtime, call, calls as usize, 1).map(drop);
            work()?;
            Ok::<_, BoxError>(heap::measure(counter, work)?.allocations as f64 / f64::from(calls))
        };
        let difference = per_call(&load::client_bytes(&client))? - per_call(&load::floor_bytes(&floor))?;
        Ok(Measurement::new(
            format!("allocations per call beyond hyper's, {}", self.version_name()),
            difference,
        ))
    }

    /// Measures listing and decoding 20,000 users against hyper and serde derive with `flatten`.
    ///
    /// # Errors
    ///
    /// Fails if a client cannot be built or a call fails.
    pub fn listing(&self) -> Result<Measurement, BoxError> {
        Ok(self.listing_over::<DerivedUser>("serde derive with flatten")?.with_target(0.6))
    }

    /// Measures listing and decoding 20,000 users, without loss, against hyper and serde derive of three fields.
    ///
    /// # Errors
    ///
    /// Fails if a client cannot be built or a call fails.
    pub fn listing_over_brief(&self) -> Result<Measurement, BoxError> {
        Ok(self.listing_over::<BriefUser>("serde derive of three fields")?.with_target(1.6))
    }

    fn listing_over<U: ListedUser>(&self, floor_type: &str) -> Result<Measurement, BoxError> {
        let (floor, client) = self.clients()?;
        let ratio = cpu::compare(
            self.rounds / 4,
            || self.list(load::floor_list::<U>(&floor)),
            || self.list(load::client_list(&client)),
        )?;
        let version = self.version_name();
        Ok(Measurement::from_ratio(
            format!("20,000 users streamed / hyper + {floor_type}, CPU, {version}"),
            ratio,
        ))
    }

    /// Measures the instructions of listing and decoding a user against the same two baselines.
    ///
    /// # Errors
    ///
    /// Fails if callgrind fails.
    pub fn listing_instructions(&self, counter: &InstructionCounter) -> Result<[Measurement; 2], BoxError> {
        let per_user = |kind| {
            let listing = counter.difference(kind, self.version, 1, LISTINGS)?;
            Ok::<_, BoxError>(listing / (load::LISTING_PAGES * PAGE) as f64)
        };
        let (subject, version) = (per_user("list")?, self.version_name());
        let measure = |kind, floor_type| {
            let floor = per_user(kind)?;
            let label = format!(
                "a user streamed / hyper + {floor_type}, instructions ({:.2}k / {:.2}k), {version}",
                subject / 1e3,
                floor / 1e3,
            );
            Ok::<_, BoxError>(Measurement::new(label, subject / floor))
        };
        Ok([
            measure("floor-brief-list", "serde derive of three fields")?,
            measure("floor-list", "serde derive with flatten")?,
        ])
    }

    fn list(&self, list: impl Future<Output = Result<usize, BoxError>>) -> Result<Duration, BoxError> {
        cpu::measure(|| {
            let users = self.runtime.block_on(list)?;
            if users == 100 * PAGE {
                Ok(())
            } else {
                Err(format!("listed {users} users instead of {}", 100 * PAGE).into())
            }
        })
    }

    /// Measures the peak memory of streaming `pages` pages of users, in pages of JSON.
    ///
    /// # Errors
    ///
    /// Fails if a client cannot be built or a call fails.
    pub fn streaming_memory(&self, counter: HeapCounter, pages: usize) -> Result<Measurement, BoxError> {
        let server = Server::start(pages, Duration::ZERO)?;
        let client = load::client(&server, self.version)?;
        // Connects before the measurement.
        self.runtime.block_on(client.users().get("00u1").into_future())?;
        let work = || self.runtime.block_on(load::client_list(&client)).map(drop);
        let peak = heap::measure(counter, work)?.peak_bytes as f64 / payload::users(PAGE).len() as f64;
        let users = pages * PAGE;
        Ok(Measurement::new(
            format!("peak memory of streaming {users} users, in pages, {}", self.version_name()),
            peak,
        ))
    }
}

/// Measures the wall-clock time of prefetching against sequential paging. Times are in milliseconds.
///
/// # Errors
///
/// Fails if a page cannot be fetched.
pub fn prefetch(latency: u64, work: u64) -> Result<Measurement, BoxError> {
    let millis = Duration::from_millis;
    let ratio = paging::prefetch_ratio(&load::runtime()?, 40, millis(latency), millis(work))?;
    Ok(Measurement::new(
        format!(
            "prefetch / sequential, wall clock, 40 pages, {latency} ms latency, {work} ms of work per page"
        ),
        ratio,
    ))
}

/// Measures a burst against a rate limit: windows used relative to the minimum, and rejected requests.
///
/// # Errors
///
/// Fails if a call fails.
pub fn burst(calls: u64, concurrency: usize) -> Result<[Measurement; 2], BoxError> {
    let burst = burst::run(&load::runtime()?, calls, concurrency, 100, Duration::from_secs(2))?;
    let setup = format!("{calls} calls, concurrency {concurrency}, limit 100 per 2 s");
    Ok([
        Measurement::new(
            format!("windows used / minimum, {setup}"),
            burst.windows as f64 / burst.min_windows as f64,
        ),
        Measurement::new(format!("rejected (429), {setup}"), burst.rejected as f64),
    ])
}

/// Measures the rate limit layer with 2,000 calls that wait in 16, 100 and 500 buckets against the same in one bucket.
///
/// # Errors
///
/// Fails if the layer fails.
pub fn waiting_buckets() -> Result<[Measurement; 3], BoxError> {
    let calls = 2_000;
    let measure = |buckets| {
        let wait = |buckets| buckets::wait(calls, buckets);
        let ratio = cpu::compare(25, || wait(1), || wait(buckets))?;
        let label = format!("rate limit layer, {calls} waiting calls in {buckets} buckets / in one, CPU");
        Ok::<_, BoxError>(Measurement::from_ratio(label, ratio))
    };
    Ok([measure(16)?, measure(100)?, measure(500)?.with_target(2.0)])
}

/// Measures an export by eight workers: wall-clock time relative to what the rate limit allows, and requests relative to
/// the pages. `scale` divides a latency of 500 ms and a limit of 600 per minute.
///
/// # Errors
///
/// Fails if a page cannot be fetched.
pub fn export(pages: u32, scale: u32) -> Result<[Measurement; 2], BoxError> {
    let (latency, window) = (Duration::from_millis(500) / scale, Duration::from_secs(60) / scale);
    let exported = Export { pages, workers: 8, latency, limit: 600, window }.run(&load::runtime()?)?;
    let setup =
        format!("export of {pages} pages by 8 workers, {latency:?} latency, limit 600 per {window:?}");
    Ok([
        Measurement::new(format!("wall clock / time of the rate limit, {setup}"), exported.time),
        Measurement::new(format!("requests / pages, {setup}"), exported.requests),
    ])
}
