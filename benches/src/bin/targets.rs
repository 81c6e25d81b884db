//! Prints the main measurements with their targets, and fails if one misses its target.
//!
//! Run with `cargo run --release --bin targets`. A target holds if the upper end of the interval does.
//! `--skip-footprint` skips the build cost, which takes minutes.

use std::process::ExitCode;

use okta_benches::{
    floor::{BoxError, Version},
    footprint::Footprints,
    heap_counter,
    instructions::InstructionCounter,
    suite::{self, CallSuite, Measurement},
};

fn main() -> ExitCode {
    let skip_footprint = std::env::args().any(|argument| argument == "--skip-footprint");
    match run(skip_footprint) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(missed) => {
            println!("{missed} targets missed");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(skip_footprint: bool) -> Result<usize, BoxError> {
    let mut missed = 0;
    let counter = heap_counter!();
    let instructions = InstructionCounter::new()?;
    if instructions.is_none() {
        println!("instruction counts skipped: valgrind is not installed");
    }
    let mut show = |measurement: Measurement| {
        let interval =
            measurement.interval.map_or_else(String::new, |(low, high)| format!(" ({low:.3} to {high:.3})"));
        let target = measurement.target.map_or_else(String::new, |target| {
            format!(" target {target:.2}: {}", if measurement.meets_target() { "met" } else { "MISSED" })
        });
        println!("{:>7.3}{interval:<19}{target:<24} {}", measurement.value, measurement.label);
        missed += usize::from(!measurement.meets_target());
    };
    // Calls first: a heap that has held listings slows down later measurements.
    for version in [Version::Http1, Version::Http2] {
        let suite = CallSuite::new(version)?;
        show(suite.stack(1)?);
        show(suite.stack(50)?.with_target(1.25));
        if version == Version::Http1 {
            // Over HTTP/2, 500 small responses at once count as a flood, with hyper alone as well.
            show(suite.stack(500)?);
        }
        show(suite.typed(50)?.with_target(1.25));
        if let Some(counter) = &instructions {
            suite.instructions(counter, 50)?.into_iter().for_each(&mut show);
        }
        show(suite.allocations(counter)?.with_target(12.0));
    }
    for version in [Version::Http1, Version::Http2] {
        let suite = CallSuite::new(version)?;
        show(suite.listing()?.with_target(0.68));
        show(suite.streaming_memory(counter, 100)?.with_target(3.0));
    }
    show(suite::prefetch(50, 50)?.with_target(0.55));
    let [windows, rejected] = suite::burst(300, 20)?;
    show(windows.with_target(1.0));
    show(rejected.with_target(0.0));
    let [time, requests] = suite::export(1800, 10)?;
    show(time.with_target(1.1));
    show(requests);
    if !skip_footprint {
        let [cpu, crates, binary] = Footprints::measure()?.measurements();
        for measurement in [cpu.with_target(1.5), crates, binary] {
            show(measurement);
        }
    }
    Ok(missed)
}
