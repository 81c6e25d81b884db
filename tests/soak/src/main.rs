//! Soak test: clients read and write under injected faults, and a checker compares what they reported with what the
//! orgs hold at the end.
//!
//! ```text
//! soak [--seconds N] [--seed N] [--calls N] [--inject repeat|swallow|leak]
//! ```
//!
//! The program is two processes. The *checker* runs two orgs (plain HTTP and TLS), injects faults ([`faults`]) and
//! tracks the [`expected`] states; the *worker* runs the clients, so that memory, tasks and connections of its process
//! are theirs alone. The worker reports the outcome of each write on its standard output ([`protocol`]).
//!
//! The plan (the calls of each task, the faults) follows from the seed; the interleaving does not, since sockets and
//! timers are real.
//!
//! Prints a summary as one JSON object, with the seed and the violations. Exits with 1 if there are violations, with 2
//! if the test could not run.

mod checker;
mod expected;
mod faults;
mod options;
mod protocol;
mod usage;
mod worker;

use std::process::ExitCode;

use okta_tower::BoxError;

use self::options::{Options, USAGE};

#[tokio::main]
async fn main() -> ExitCode {
    run().await.unwrap_or_else(|error| {
        eprintln!("soak: {error}");
        ExitCode::from(2)
    })
}

async fn run() -> Result<ExitCode, BoxError> {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.peek().is_some_and(|first| first == checker::WORKER) {
        worker::run().await?;
        return Ok(ExitCode::SUCCESS);
    }
    let options = Options::parse(arguments).map_err(|error| format!("{error}\n{USAGE}"))?;
    eprintln!("soak: {} s with --seed {}", options.time.as_secs(), options.seed);
    let report = checker::run(&options).await?;
    let passed = report.violations.is_empty();
    let mut summary = report.summary;
    summary["violations"] = report.violations.into();
    summary["result"] = if passed { "ok" } else { "failed" }.into();
    println!("{summary:#}");
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
