//! Prints the main measurements with their targets, and fails if one misses its target.
//!
//! Run with `cargo run --release --bin targets`. A target holds if the upper end of the interval does. Without
//! arguments all parts are measured, otherwise those that are named: `calls`, `listings`, `limits`, `footprint`.

use std::process::ExitCode;

use okta_benches::{
    check_cost,
    floor::{BoxError, Version},
    footprint::Footprints,
    heap_counter,
    instructions::InstructionCounter,
    suite::{self, CallSuite, Measurement},
};

/// The parts, in the order in which they are measured: a heap that has held listings slows calls down.
const PARTS: [&str; 4] = ["calls", "listings", "limits", "footprint"];

fn main() -> ExitCode {
    let parts: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = parts.iter().find(|part| !PARTS.contains(&part.as_str())) {
        eprintln!("unknown part `{unknown}`: expected {}", PARTS.join(", "));
        return ExitCode::FAILURE;
    }
    match run(|part| parts.is_empty() || parts.iter().any(|named| named == part)) {
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

fn run(measures: impl Fn(&str) -> bool) -> Result<usize, BoxError> {
    let mut missed = 0;
    let counter = heap_counter!();
    let mut show = |measurement: Measurement| {
        let interval =
            measurement.interval.map_or_else(String::new, |(low, high)| format!(" ({low:.3} to {high:.3})"));
        let target = measurement.target.map_or_else(String::new, |target| {
            format!(" target {target:.2}: {}", if measurement.meets_target() { "met" } else { "MISSED" })
        });
        println!("{:>7.3}{interval:<19}{target:<24} {}", measurement.value, measurement.label);
        missed += usize::from(!measurement.meets_target());
    };
    let counts_instructions = measures("calls") || measures("listings");
    let instructions = if counts_instructions { InstructionCounter::new()? } else { None };
    if counts_instructions && instructions.is_none() {
        println!("instruction counts skipped: valgrind is not installed");
    }
    if measures("calls") {
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
    }
    if measures("listings") {
        for version in [Version::Http1, Version::Http2] {
            let suite = CallSuite::new(version)?;
            show(suite.listing_over_brief()?);
            show(suite.listing()?);
            if let Some(counter) = &instructions {
                suite.listing_instructions(counter)?.into_iter().for_each(&mut show);
            }
            show(suite.streaming_memory(counter, 100)?.with_target(3.0));
        }
        show(suite::prefetch(50, 50)?.with_target(0.55));
    }
    if measures("limits") {
        let [windows, rejected] = suite::burst(300, 20)?;
        show(windows.with_target(1.0));
        show(rejected.with_target(0.0));
        let [time, requests] = suite::export(1200, 1)?;
        show(time.with_target(1.1));
        show(requests);
        // Simulated time makes reading the clock slower, so this is last.
        suite::waiting_buckets()?.into_iter().for_each(&mut show);
    }
    if measures("footprint") {
        let [cpu, crates, binary] = Footprints::measure()?.measurements();
        for measurement in [cpu.with_target(1.35), crates, binary] {
            show(measurement);
        }
        show(check_cost::measure()?);
    }
    Ok(missed)
}
