//! Build cost of a program: CPU time of a cold build, number of crates, binary size.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use serde::Deserialize;

use crate::{cpu, floor::BoxError, suite::Measurement};

/// Build costs of `footprint/floor` and `footprint/client`.
#[derive(Clone, Debug)]
pub struct Footprints {
    /// The program that lists users with hyper and serde.
    pub floor: Footprint,
    /// The program that lists users with okta-client.
    pub client: Footprint,
}

/// Build cost of one program.
#[derive(Clone, Debug)]
pub struct Footprint {
    /// CPU time of a cold `cargo build`, including C compilers.
    pub cpu: Duration,
    /// Number of crates, including the program.
    pub crates: usize,
    /// Size of the stripped release binary, in bytes.
    pub release_bytes: u64,
    /// Wall-clock build time per crate in the cold build, in seconds, summed over its units.
    pub crate_seconds: BTreeMap<String, f64>,
}

impl Footprints {
    /// Builds both programs from scratch with cargo's defaults and the workspace's dependency versions. Takes
    /// minutes.
    ///
    /// # Errors
    ///
    /// Fails if the registry is unreachable or a build fails.
    pub fn measure() -> Result<Self, BoxError> {
        // Downloads must not be part of the measurement.
        for program in ["floor", "client"] {
            fetch(program)?;
        }
        let targets = tempfile::tempdir()?;
        Ok(Self {
            floor: build("floor", &targets.path().join("floor"))?,
            client: build("client", &targets.path().join("client"))?,
        })
    }

    /// Returns the ratios of the client's costs to the floor's, with both numbers in parentheses.
    #[must_use]
    pub fn measurements(&self) -> [Measurement; 3] {
        let Self { floor, client } = self;
        let seconds = |footprint: &Footprint| footprint.cpu.as_secs_f64();
        let megabytes = |footprint: &Footprint| footprint.release_bytes as f64 / 1e6;
        let ratio = |label: &str, value: &dyn Fn(&Footprint) -> f64, decimals: usize, unit: &str| {
            let (floor, client) = (value(floor), value(client));
            let label = format!("{label} ({client:.decimals$}{unit} / {floor:.decimals$}{unit})");
            Measurement::new(label, client / floor)
        };
        [
            ratio("cold build of a program that lists users, CPU", &seconds, 0, " s"),
            ratio("crates", &|footprint| footprint.crates as f64, 0, ""),
            ratio("stripped release binary", &megabytes, 1, " MB"),
        ]
    }

    /// Returns the crates only the client's program has with their build times in seconds, slowest first.
    #[must_use]
    pub fn added_crates(&self) -> Vec<(&str, f64)> {
        let mut added: Vec<_> = self
            .client
            .crate_seconds
            .iter()
            .filter(|(name, _)| !self.floor.crate_seconds.contains_key(*name))
            .map(|(name, seconds)| (name.as_str(), *seconds))
            .collect();
        added.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        added
    }
}

fn build(program: &str, target: &Path) -> Result<Footprint, BoxError> {
    let dir = program_dir(program);
    let start = children_cpu_time()?;
    run(cargo(&dir).args(["build", "--timings", "--offline", "--target-dir"]).arg(target))?;
    let cpu = children_cpu_time()?.saturating_sub(start);
    let crate_seconds = crate_seconds(&target.join("cargo-timings/cargo-timing.html"))?;
    run(cargo(&dir).args(["build", "--release", "--offline", "--target-dir"]).arg(target))?;
    let release_bytes = fs::metadata(target.join("release").join(format!("footprint-{program}")))?.len();
    Ok(Footprint { cpu, crates: crates(&dir)?, release_bytes, crate_seconds })
}

/// Downloads a program's dependencies in the workspace's versions.
fn fetch(program: &str) -> Result<(), BoxError> {
    let dir = program_dir(program);
    fs::copy(workspace().join("Cargo.lock"), dir.join("Cargo.lock"))?;
    run(cargo(&dir).arg("fetch"))
}

pub(crate) fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn program_dir(program: &str) -> PathBuf {
    workspace().join("benches/footprint").join(program)
}

pub(crate) fn cargo(dir: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(dir).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    // Variables set by the outer cargo would change the build.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PROFILE")
            || text.starts_with("CARGO_PKG")
            || text == "CARGO_TARGET_DIR"
            || text == "RUSTFLAGS"
        {
            command.env_remove(&name);
        }
    }
    command.env("CARGO_INCREMENTAL", "0");
    command
}

pub(crate) fn run(command: &mut Command) -> Result<(), BoxError> {
    let output = command.output()?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

fn crates(dir: &Path) -> Result<usize, BoxError> {
    let mut command = cargo(dir);
    command.args(["tree", "--offline", "--prefix", "none", "--edges", "normal,build", "--format", "{p}"]);
    let output = command.stdout(Stdio::piped()).output()?;
    let text = String::from_utf8(output.stdout)?;
    let names: std::collections::BTreeSet<_> =
        text.lines().map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ")).collect();
    Ok(names.len())
}

#[derive(Deserialize)]
struct Unit {
    name: String,
    duration: f64,
}

/// Reads the build times from cargo's HTML report, which embeds them as JSON.
fn crate_seconds(page: &Path) -> Result<BTreeMap<String, f64>, BoxError> {
    let text = fs::read_to_string(page)?;
    let (_, rest) = text.split_once("UNIT_DATA = ").ok_or("cargo timings report has no UNIT_DATA")?;
    let mut units = serde_json::Deserializer::from_str(rest).into_iter::<Vec<Unit>>();
    let units = units.next().ok_or("cargo timings report has no units")??;
    let mut crates = BTreeMap::new();
    for unit in units {
        *crates.entry(unit.name).or_default() += unit.duration;
    }
    Ok(crates)
}

/// Returns the CPU time of all terminated descendants.
pub(crate) fn children_cpu_time() -> io::Result<Duration> {
    Ok(cpu::from_stat(&fs::read_to_string("/proc/self/stat")?, cpu::DESCENDANTS))
}
