//! Measures everything and writes it down: the tables in `benches/README.md`, the plots in `benches/plots/`.
//!
//! `cargo run --release --bin report`, on a machine that does nothing else. `--skip-footprint` keeps the table of
//! what a build costs as it is.

use std::{fmt::Write, fs, path::Path};

use okta_benches::{
    floor::BoxError,
    footprint::{self, Footprint, PROGRAMS},
    heap::HeapUse,
    load::Version,
    plot,
    suite::{self, Calls, Figure},
};

fn main() -> Result<(), BoxError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = folder.join("README.md");
    let mut text = fs::read_to_string(&page)?;
    let sections = [
        (
            "calls",
            "Calls",
            "times the processor time of hyper alone, or of hyper and serde's derive",
            calls()?,
        ),
        (
            "listing",
            "Listings",
            "times the processor time of hyper and serde's derive with flatten",
            listings()?,
        ),
        (
            "memory",
            "Memory",
            "allocations a call beyond hyper's; pages of JSON held while streaming",
            memory()?,
        ),
        (
            "clock",
            "Pages ahead, and bursts",
            "times the serial time; times the fewest windows; refusals",
            clock()?,
        ),
    ];
    for (name, title, unit, figures) in &sections {
        text = replaced(&text, name, &table(figures))?;
        let svg = plot::bars(title, unit, figures, matches!(*name, "calls" | "listing" | "clock"));
        fs::write(folder.join("plots").join(format!("{name}.svg")), svg)?;
    }
    if !std::env::args().any(|argument| argument == "--skip-footprint") {
        text = replaced(&text, "footprint", &footprints()?)?;
    }
    fs::write(page, text)?;
    Ok(())
}

fn calls() -> Result<Vec<Figure>, BoxError> {
    let mut figures = Vec::new();
    for version in [Version::Http1, Version::Http2] {
        let calls = Calls::new(version)?;
        // Of 500 small answers at once over HTTP/2 h2 suspects a flood, and ends the connection; the floor's as well.
        let concurrencies: &[usize] = if version == Version::Http1 { &[1, 50, 500] } else { &[1, 50] };
        for &concurrency in concurrencies {
            let stack = calls.stack(concurrency)?;
            figures.push(if concurrency == 50 { stack.at_most(1.25) } else { stack });
        }
        figures.push(calls.typed(50)?.at_most(1.25));
    }
    Ok(figures)
}

fn listings() -> Result<Vec<Figure>, BoxError> {
    [Version::Http1, Version::Http2]
        .into_iter()
        .map(|version| Ok(Calls::new(version)?.listing()?.at_most(1.0)))
        .collect()
}

fn memory() -> Result<Vec<Figure>, BoxError> {
    let mut figures = Vec::new();
    for version in [Version::Http1, Version::Http2] {
        let calls = Calls::new(version)?;
        figures.push(calls.allocations(count)?.at_most(12.0));
        figures.push(calls.streaming_memory(count, 100)?.at_most(3.0));
    }
    figures.push(Calls::new(Version::Http1)?.streaming_memory(count, 5_000)?.at_most(3.0));
    Ok(figures)
}

fn clock() -> Result<Vec<Figure>, BoxError> {
    let mut figures = Vec::new();
    for (latency, work) in [(0, 0), (5, 0), (50, 0), (50, 50)] {
        let figure = suite::prefetch(latency, work)?;
        figures.push(if work > 0 { figure.at_most(0.55) } else { figure });
    }
    let [windows, refusals] = suite::burst(300, 20)?;
    figures.extend([windows.at_most(1.0), refusals.at_most(0.0)]);
    figures.extend(suite::burst(500, 500)?);
    Ok(figures)
}

fn footprints() -> Result<String, BoxError> {
    for program in PROGRAMS {
        footprint::fetch(program)?;
    }
    let mut built: Vec<(Footprint, u64)> = Vec::new();
    for program in PROGRAMS {
        built.push((footprint::build(program)?, footprint::release_size(program)?));
    }
    footprint::clean();
    let [(floor, floor_size), (client, client_size)] = &built[..] else { return Err("two programs".into()) };
    let mut text = "| | hyper, rustls, serde | okta-client | ratio |\n|---|---|---|---|\n".to_owned();
    let mut row = |what: &str, floor: f64, client: f64, unit: &str| {
        let _ = writeln!(text, "| {what} | {floor:.1}{unit} | {client:.1}{unit} | {:.2} |", client / floor);
    };
    row("processor time of a cold `cargo build`", floor.cpu.as_secs_f64(), client.cpu.as_secs_f64(), " s");
    row("crates", floor.crates as f64, client.crates as f64, "");
    row("stripped release binary", *floor_size as f64 / 1e6, *client_size as f64 / 1e6, " MB");
    text.push_str("\nWhat okta-client adds, the dearest first (seconds by the clock, so only their order counts):\n\n| crate | s |\n|---|---|\n");
    let mut added: Vec<_> =
        client.units.iter().filter(|(name, _)| !floor.units.contains_key(*name)).collect();
    added.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    for (name, seconds) in added.iter().take(15) {
        let _ = writeln!(text, "| {name} | {seconds:.1} |");
    }
    let rest: f64 = added.iter().skip(15).map(|(_, seconds)| **seconds).sum();
    let _ = writeln!(text, "| {} others | {rest:.1} |", added.len().saturating_sub(15));
    Ok(text)
}

fn table(figures: &[Figure]) -> String {
    let mut text = "| what | figure | rounds | at most |\n|---|---|---|---|\n".to_owned();
    for figure in figures {
        let range = figure.range.map_or_else(String::new, |(min, max)| format!("{min:.2} to {max:.2}"));
        let target = match figure.target {
            Some(target) if figure.holds() => format!("{target:.2}"),
            Some(target) => format!("{target:.2}, missed"),
            None => String::new(),
        };
        let _ = writeln!(text, "| {} | {:.2} | {range} | {target} |", figure.what, figure.value);
    }
    text
}

/// The text with another section between its marks.
fn replaced(text: &str, name: &str, section: &str) -> Result<String, BoxError> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let parts = text.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("README.md has no place for {name}"))?;
    Ok(format!("{before}{begin}{section}{end}{after}"))
}

fn count(work: &mut dyn FnMut()) -> HeapUse {
    let seen = allocation_counter::measure(work);
    HeapUse { allocations: seen.count_total, peak_bytes: seen.bytes_max }
}
