//! Prints the figures that matter, beside their targets, and fails when one is missed.
//!
//! `cargo run --release --bin targets`. `--skip-footprint` leaves out what a build costs, which takes minutes.

use std::process::ExitCode;

use okta_benches::{
    floor::{BoxError, Version},
    footprint::Footprints,
    heap::HeapUse,
    suite::{self, Calls, Figure},
};

fn main() -> ExitCode {
    let skip_footprint = std::env::args().any(|argument| argument == "--skip-footprint");
    match run(skip_footprint) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(missed) => {
            println!("{missed} missed");
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
    let mut show = |figure: Figure| {
        let range = figure.range.map_or_else(String::new, |(min, max)| format!(" ({min:.2} to {max:.2})"));
        let target = figure.target.map_or_else(String::new, |target| {
            format!(" at most {target:.2}: {}", if figure.holds() { "holds" } else { "MISSED" })
        });
        println!("{:>7.2}{range:<17}{target:<24} {}", figure.value, figure.what);
        missed += usize::from(!figure.holds());
    };
    // Calls first: a heap that has held listings makes what comes after it dearer.
    for version in [Version::Http1, Version::Http2] {
        let calls = Calls::new(version)?;
        show(calls.stack(50)?.at_most(1.25));
        show(calls.typed(50)?.at_most(1.25));
        show(calls.allocations(count)?.at_most(12.0));
    }
    for version in [Version::Http1, Version::Http2] {
        let calls = Calls::new(version)?;
        show(calls.listing()?.at_most(1.0));
        show(calls.streaming_memory(count, 100)?.at_most(3.0));
    }
    show(suite::prefetch(50, 50)?.at_most(0.55));
    for figure in suite::burst(300, 20)? {
        // Both windows and refusals: none more than must be.
        let target = if figure.what.starts_with("windows") { 1.0 } else { 0.0 };
        show(figure.at_most(target));
    }
    if !skip_footprint {
        let [cpu, crates, binary] = Footprints::measure()?.figures();
        for figure in [cpu.at_most(1.5), crates, binary] {
            show(figure);
        }
    }
    Ok(missed)
}

fn count(work: &mut dyn FnMut()) -> HeapUse {
    let seen = allocation_counter::measure(work);
    HeapUse { allocations: seen.count_total, peak_bytes: seen.bytes_max }
}
