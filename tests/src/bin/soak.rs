//! Clients through every kind of fault, for a while: `soak [--seconds N] [--seed N] [--calls N] [--sabotage KIND]`.
//!
//! Prints what happened as one object of JSON, with the seed that repeats the plan, and `ok` or what was violated; exit
//! status 1 where something was. See [`okta_tests::soak`].

use std::process::ExitCode;

use okta_tests::soak::{
    options::{Options, USAGE},
    referee, worker,
};

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.peek().is_some_and(|first| first == referee::WORKER) {
        return match worker::run().await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("soak: {error}");
                ExitCode::from(2)
            }
        };
    }
    let options = match Options::parse(arguments) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("soak: {error}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    eprintln!("soak: {} s with --seed {}", options.time.as_secs(), options.seed);
    let verdict = match referee::run(&options).await {
        Ok(verdict) => verdict,
        Err(error) => {
            eprintln!("soak: {error}");
            return ExitCode::from(2);
        }
    };
    let mut summary = verdict.summary;
    summary["violations"] = verdict.violations.clone().into();
    summary["verdict"] = if verdict.violations.is_empty() { "ok" } else { "violated" }.into();
    println!("{summary:#}");
    if verdict.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
