//! Prints every figure that has a target beside it, and fails when one is missed.
//!
//! `cargo run --release --bin targets`. `--skip-footprint` leaves out the two cold builds, which take minutes.

use std::process::ExitCode;

use okta_benches::{
    floor::BoxError,
    footprint,
    heap::HeapUse,
    load::Version,
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
    for version in [Version::Http1, Version::Http2] {
        let calls = Calls::new(version)?;
        show(calls.stack(50)?.at_most(1.25));
        show(calls.typed(50)?.at_most(1.25));
        show(calls.allocations(count)?.at_most(12.0));
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
        show(footprint_ratio()?.at_most(1.5));
    }
    Ok(missed)
}

fn footprint_ratio() -> Result<Figure, BoxError> {
    for program in footprint::PROGRAMS {
        footprint::fetch(program)?;
    }
    let [floor, client] = footprint::PROGRAMS.map(footprint::build);
    footprint::clean();
    let (floor, client) = (floor?, client?);
    Ok(Figure {
        what: format!(
            "cold build of a program that lists users / the same over hyper, rustls and serde, CPU ({:.0} s / {:.0} s, {} / {} crates)",
            client.cpu.as_secs_f64(),
            floor.cpu.as_secs_f64(),
            client.crates,
            floor.crates
        ),
        value: client.cpu.as_secs_f64() / floor.cpu.as_secs_f64(),
        range: None,
        target: None,
    })
}

fn count(work: &mut dyn FnMut()) -> HeapUse {
    let seen = allocation_counter::measure(work);
    HeapUse { allocations: seen.count_total, peak_bytes: seen.bytes_max }
}
