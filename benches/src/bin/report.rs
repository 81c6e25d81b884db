//! Measures and writes the tables in `benches/README.md` and the plots in `benches/plots/`.
//!
//! Run `cargo run --release --bin report` on an idle machine. Each section is written as soon as it is measured. Without
//! arguments all sections are measured, otherwise those that are named: `calls`, `listing`, `memory`, `clock`, `buckets`,
//! `footprint`.

use std::fmt::Write;

use okta_benches::{
    check_cost,
    floor::{BoxError, Version},
    footprint::Footprints,
    heap_counter, page, plot,
    suite::{self, CallSuite, Measurement},
};

type MeasureSection = fn() -> Result<Section, BoxError>;

/// The sections by name. Simulated time makes reading the clock slower, so `buckets` comes after the calls.
const SECTIONS: [(&str, MeasureSection); 6] = [
    ("calls", calls),
    ("listing", listings),
    ("memory", memory),
    ("clock", clock),
    ("buckets", buckets),
    ("footprint", footprint),
];

fn main() -> Result<(), BoxError> {
    let named: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = named.iter().find(|name| !SECTIONS.iter().any(|(section, _)| section == name)) {
        return Err(format!("unknown section `{unknown}`").into());
    }
    for (name, measure) in SECTIONS {
        if named.is_empty() || named.iter().any(|named| named == name) {
            measure()?.write()?;
        }
    }
    Ok(())
}

/// A section of the README, between markers with its name, and its plot.
struct Section {
    name: &'static str,
    title: &'static str,
    unit: &'static str,
    /// Whether all measurements are ratios, so that the plot shows the floor at 1.
    ratios: bool,
    measurements: Vec<Measurement>,
    /// Text after the table.
    notes: String,
}

impl Section {
    fn write(&self) -> Result<(), BoxError> {
        let body = table(&self.measurements) + &self.notes;
        let svg = plot::bars(self.title, self.unit, &self.measurements, self.ratios);
        page::write_section(self.name, &body, &svg)
    }
}

fn calls() -> Result<Section, BoxError> {
    let mut measurements = Vec::new();
    for version in [Version::Http1, Version::Http2] {
        let suite = CallSuite::new(version)?;
        // h2 treats 500 concurrent small responses as a flood and closes the connection, on both sides.
        let concurrencies: &[usize] = if version == Version::Http1 { &[1, 50, 500] } else { &[1, 50] };
        for &concurrency in concurrencies {
            let stack = suite.stack(concurrency)?;
            measurements.push(if concurrency == 50 { stack.with_target(1.25) } else { stack });
        }
        measurements.push(suite.typed(50)?.with_target(1.25));
    }
    Ok(Section {
        name: "calls",
        title: "Calls",
        unit: "ratio to the CPU time of hyper, or of hyper and serde derive",
        ratios: true,
        measurements,
        notes: String::new(),
    })
}

fn listings() -> Result<Section, BoxError> {
    let mut measurements = Vec::new();
    for version in [Version::Http1, Version::Http2] {
        let suite = CallSuite::new(version)?;
        measurements.push(suite.listing_over_brief()?);
        measurements.push(suite.listing()?);
    }
    Ok(Section {
        name: "listing",
        title: "Listings",
        unit: "ratio to the CPU time of hyper and serde derive",
        ratios: true,
        measurements,
        notes: String::new(),
    })
}

fn memory() -> Result<Section, BoxError> {
    let counter = heap_counter!();
    let mut measurements = Vec::new();
    for version in [Version::Http1, Version::Http2] {
        let suite = CallSuite::new(version)?;
        measurements.push(suite.allocations(counter)?.with_target(12.0));
        measurements.push(suite.streaming_memory(counter, 100)?.with_target(3.0));
    }
    measurements.push(CallSuite::new(Version::Http1)?.streaming_memory(counter, 5_000)?.with_target(3.0));
    Ok(Section {
        name: "memory",
        title: "Memory",
        unit: "allocations per call beyond hyper's; peak memory of streaming in pages of JSON",
        ratios: false,
        measurements,
        notes: String::new(),
    })
}

fn clock() -> Result<Section, BoxError> {
    let mut measurements = Vec::new();
    for (latency, work) in [(0, 0), (5, 0), (50, 0), (50, 50)] {
        let measurement = suite::prefetch(latency, work)?;
        measurements.push(if work > 0 { measurement.with_target(0.55) } else { measurement });
    }
    let [windows, rejected] = suite::burst(300, 20)?;
    measurements.extend([windows.with_target(1.0), rejected.with_target(0.0)]);
    measurements.extend(suite::burst(500, 500)?);
    let [time, requests] = suite::export(1200, 1)?;
    measurements.extend([time.with_target(1.1), requests]);
    Ok(Section {
        name: "clock",
        title: "Prefetch, bursts and exports",
        unit: "ratio to the sequential time; ratio to what the rate limit allows; rejected requests",
        ratios: true,
        measurements,
        notes: String::new(),
    })
}

fn buckets() -> Result<Section, BoxError> {
    Ok(Section {
        name: "buckets",
        title: "Waiting calls by buckets",
        unit: "ratio to the CPU time of the rate limit layer with one bucket",
        ratios: true,
        measurements: suite::waiting_buckets()?.into(),
        notes: String::new(),
    })
}

fn footprint() -> Result<Section, BoxError> {
    let footprints = Footprints::measure()?;
    let [cpu, crates, binary] = footprints.measurements();
    Ok(Section {
        name: "footprint",
        title: "Build cost",
        unit: "ratio to the same program with hyper, rustls and serde",
        ratios: true,
        measurements: vec![cpu.with_target(1.35), crates, binary, check_cost::measure()?],
        notes: added_crates(&footprints.added_crates()),
    })
}

fn added_crates(crates: &[(&str, f64)]) -> String {
    let (slowest, rest) = crates.split_at(crates.len().min(15));
    let mut text =
        "\nCrates added by okta-client, slowest first (wall-clock seconds: compare the order only):\n\n\
                    | crate | s |\n|---|---|\n"
            .to_owned();
    for (name, seconds) in slowest {
        let _ = writeln!(text, "| {name} | {seconds:.1} |");
    }
    let seconds: f64 = rest.iter().map(|(_, seconds)| seconds).sum();
    let _ = writeln!(text, "| {} others | {seconds:.1} |", rest.len());
    text
}

fn table(measurements: &[Measurement]) -> String {
    let mut text = "| measurement | value | 95 % interval | target |\n|---|---|---|---|\n".to_owned();
    for measurement in measurements {
        let interval =
            measurement.interval.map_or_else(String::new, |(low, high)| format!("{low:.2} to {high:.2}"));
        let target = match measurement.target {
            Some(target) if measurement.meets_target() => format!("{target:.2}"),
            Some(target) => format!("{target:.2}, missed"),
            None => String::new(),
        };
        let _ =
            writeln!(text, "| {} | {:.2} | {interval} | {target} |", measurement.label, measurement.value);
    }
    text
}
