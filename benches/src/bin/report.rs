//! Measures everything and writes it down: the tables in `benches/README.md`, the plots in `benches/plots/`.
//!
//! `cargo run --release --bin report`, on a machine that does nothing else. Each section is written as soon as it is
//! measured. `--skip-footprint` leaves what a build costs as it is; `--only-footprint` measures nothing else.

use std::{fmt::Write, fs, path::Path};

use okta_benches::{
    floor::{BoxError, Version},
    footprint::Footprints,
    heap::HeapUse,
    plot,
    suite::{self, Calls, Figure},
};

fn main() -> Result<(), BoxError> {
    let told = |option: &str| std::env::args().any(|argument| argument == option);
    if !told("--only-footprint") {
        calls()?.write()?;
        listings()?.write()?;
        memory()?.write()?;
        clock()?.write()?;
    }
    if !told("--skip-footprint") {
        footprint()?.write()?;
    }
    Ok(())
}

/// A part of the page, between marks that have its name, with its plot.
struct Section {
    name: &'static str,
    title: &'static str,
    unit: &'static str,
    /// Whether all figures are ratios, so that there is a floor at 1.
    ratios: bool,
    figures: Vec<Figure>,
    /// What follows the table of the figures.
    notes: String,
}

impl Section {
    fn write(&self) -> Result<(), BoxError> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let page = folder.join("README.md");
        let body = table(&self.figures) + &self.notes;
        fs::write(&page, replaced(&fs::read_to_string(&page)?, self.name, &body)?)?;
        let svg = plot::bars(self.title, self.unit, &self.figures, self.ratios);
        fs::write(folder.join("plots").join(format!("{}.svg", self.name)), svg)?;
        Ok(())
    }
}

fn calls() -> Result<Section, BoxError> {
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
    Ok(Section {
        name: "calls",
        title: "Calls",
        unit: "times the processor time of hyper alone, or of hyper and serde's derive",
        ratios: true,
        figures,
        notes: String::new(),
    })
}

fn listings() -> Result<Section, BoxError> {
    let listing = |version| Ok::<_, BoxError>(Calls::new(version)?.listing()?.at_most(1.0));
    Ok(Section {
        name: "listing",
        title: "Listings",
        unit: "times the processor time of hyper and serde's derive with flatten",
        ratios: true,
        figures: vec![listing(Version::Http1)?, listing(Version::Http2)?],
        notes: String::new(),
    })
}

fn memory() -> Result<Section, BoxError> {
    let mut figures = Vec::new();
    for version in [Version::Http1, Version::Http2] {
        let calls = Calls::new(version)?;
        figures.push(calls.allocations(count)?.at_most(12.0));
        figures.push(calls.streaming_memory(count, 100)?.at_most(3.0));
    }
    figures.push(Calls::new(Version::Http1)?.streaming_memory(count, 5_000)?.at_most(3.0));
    Ok(Section {
        name: "memory",
        title: "Memory",
        unit: "allocations a call beyond hyper's; pages of JSON held while streaming",
        ratios: false,
        figures,
        notes: String::new(),
    })
}

fn clock() -> Result<Section, BoxError> {
    let mut figures = Vec::new();
    for (latency, work) in [(0, 0), (5, 0), (50, 0), (50, 50)] {
        let figure = suite::prefetch(latency, work)?;
        figures.push(if work > 0 { figure.at_most(0.55) } else { figure });
    }
    let [windows, refusals] = suite::burst(300, 20)?;
    figures.extend([windows.at_most(1.0), refusals.at_most(0.0)]);
    figures.extend(suite::burst(500, 500)?);
    Ok(Section {
        name: "clock",
        title: "Pages ahead, and bursts",
        unit: "times the serial time; times the fewest windows; refusals",
        ratios: true,
        figures,
        notes: String::new(),
    })
}

fn footprint() -> Result<Section, BoxError> {
    let built = Footprints::measure()?;
    let [cpu, crates, binary] = built.figures();
    Ok(Section {
        name: "footprint",
        title: "What a build costs",
        unit: "times what the same program over hyper, rustls and serde costs",
        ratios: true,
        figures: vec![cpu.at_most(1.5), crates, binary],
        notes: added(&built.added()),
    })
}

fn added(crates: &[(&str, f64)]) -> String {
    let (dearest, rest) = crates.split_at(crates.len().min(15));
    let mut text =
        "\nWhat okta-client adds, the dearest first (seconds by the clock, so only their order counts):\n\n\
                    | crate | s |\n|---|---|\n"
            .to_owned();
    for (name, seconds) in dearest {
        let _ = writeln!(text, "| {name} | {seconds:.1} |");
    }
    let seconds: f64 = rest.iter().map(|(_, seconds)| seconds).sum();
    let _ = writeln!(text, "| {} others | {seconds:.1} |", rest.len());
    text
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
