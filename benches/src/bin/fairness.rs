//! Latencies of many calls at a time, by layer: where the slow ones wait.
//!
//! `cargo run --release -p okta-benches --bin fairness [CALLS AT A TIME] [CALLS OF EACH]`, 2,000 and 10 by default. Each
//! needs two file descriptors over HTTP/1.1.

use std::{error::Error, time::Duration};

use okta_benches::{
    floor::{Floor, Version},
    load::{self, Call},
    server::Server,
};
use okta_client::{Client, config::Sources, transport::HttpVersion};
use tokio::time::Instant;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<usize>());
    let tasks = arguments.next().transpose()?.unwrap_or(2_000);
    let calls = arguments.next().transpose()?.unwrap_or(10);
    println!("{tasks} calls at a time, {calls} each; latency of a call in ms");
    println!("{:28}{:>9}{:>9}{:>9}{:>9}{:>11}", "", "p50", "p90", "p99", "max", "calls/s");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    for version in [Version::Http1, Version::Http2] {
        let server = Server::start(1, Duration::ZERO)?;
        let subjects: [(&str, Call); 3] = [
            ("hyper", load::floor_bytes(&Floor::new(server.url(), version))),
            ("without rate limits", load::client_bytes(&client(&server, version, false)?)),
            ("default stack", load::client_bytes(&client(&server, version, true)?)),
        ];
        for (name, call) in subjects {
            let start = Instant::now();
            let mut latencies = runtime.block_on(run(tasks, calls, call))?;
            let elapsed = start.elapsed().as_secs_f64();
            latencies.sort_unstable();
            let at = |share: f64| {
                let index = ((latencies.len() as f64 - 1.0) * share) as usize;
                latencies.get(index).copied().unwrap_or_default().as_secs_f64() * 1e3
            };
            println!(
                "{:28}{:>9.1}{:>9.1}{:>9.1}{:>9.1}{:>11.0}",
                format!("{version:?}, {name}"),
                at(0.5),
                at(0.9),
                at(0.99),
                at(1.0),
                latencies.len() as f64 / elapsed
            );
        }
    }
    Ok(())
}

fn client(server: &Server, version: Version, limits: bool) -> Result<Client, okta_client::Error> {
    let builder = Client::builder()
        .sources(Sources::none())
        .org_url(server.url())
        .token("00example")
        .disable_metrics()
        .disable_https_check(true)
        .http_version(match version {
            Version::Http1 => HttpVersion::Http1,
            Version::Http2 => HttpVersion::Http2,
        });
    if limits { builder.build() } else { builder.disable_rate_limit().build() }
}

/// Runs the calls of all tasks and returns their latencies.
async fn run(tasks: usize, calls: usize, call: Call) -> Result<Vec<Duration>, Box<dyn Error + Send + Sync>> {
    let tasks: Vec<_> = (0..tasks)
        .map(|_| {
            let call = call.clone();
            tokio::spawn(async move {
                let mut latencies = Vec::with_capacity(calls);
                for _ in 0..calls {
                    let start = Instant::now();
                    call().await?;
                    latencies.push(start.elapsed());
                }
                Ok::<_, Box<dyn Error + Send + Sync>>(latencies)
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await??);
    }
    Ok(latencies)
}
