//! What a program costs to build: processor time from a cold start, crates, size.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use serde::Deserialize;

use crate::{floor::BoxError, suite::Figure};

/// The program of `footprint/floor` and that of `footprint/client`, built.
#[derive(Clone, Debug)]
pub struct Footprints {
    /// Lists users by hand.
    pub floor: Footprint,
    /// Lists users with okta-client.
    pub client: Footprint,
}

/// One program, built.
#[derive(Clone, Debug)]
pub struct Footprint {
    /// Processor time of a cold `cargo build`, the compilers of C included.
    pub cpu: Duration,
    /// How many crates the program consists of, itself included.
    pub crates: usize,
    /// How many bytes the stripped binary has when it is built for release.
    pub release_bytes: u64,
    /// How long each crate took in the cold build, in seconds by the clock; the sum of its units.
    pub units: BTreeMap<String, f64>,
}

impl Footprints {
    /// Builds both programs from nothing, with cargo's defaults and with dependencies in the versions of the
    /// workspace. Takes minutes.
    ///
    /// # Errors
    ///
    /// When the registry cannot be reached, or a build fails.
    pub fn measure() -> Result<Self, BoxError> {
        // All that is not there yet is downloaded before anything is measured.
        for program in ["floor", "client"] {
            fetch(program)?;
        }
        let targets = tempfile::tempdir()?;
        Ok(Self {
            floor: build("floor", &targets.path().join("floor"))?,
            client: build("client", &targets.path().join("client"))?,
        })
    }

    /// The client's program against the floor's, both numbers in parentheses.
    #[must_use]
    pub fn figures(&self) -> [Figure; 3] {
        let Self { floor, client } = self;
        let seconds = |built: &Footprint| built.cpu.as_secs_f64();
        let megabytes = |built: &Footprint| built.release_bytes as f64 / 1e6;
        let figure = |what: &str, of: &dyn Fn(&Footprint) -> f64, places: usize, unit: &str| {
            let (floor, client) = (of(floor), of(client));
            let what = format!("{what} ({client:.places$}{unit} / {floor:.places$}{unit})");
            Figure::new(what, client / floor)
        };
        [
            figure("cold build of a program that lists users, CPU", &seconds, 0, " s"),
            figure("its crates", &|built| built.crates as f64, 0, ""),
            figure("its stripped release binary", &megabytes, 1, " MB"),
        ]
    }

    /// The crates that only the client's program has and how long each took, the dearest first.
    #[must_use]
    pub fn added(&self) -> Vec<(&str, f64)> {
        let mut added: Vec<_> = self
            .client
            .units
            .iter()
            .filter(|(name, _)| !self.floor.units.contains_key(*name))
            .map(|(name, seconds)| (name.as_str(), *seconds))
            .collect();
        added.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        added
    }
}

fn build(program: &str, target: &Path) -> Result<Footprint, BoxError> {
    let folder = folder(program);
    let before = children_time()?;
    run(cargo(&folder).args(["build", "--timings", "--offline", "--target-dir"]).arg(target))?;
    let cpu = children_time()?.saturating_sub(before);
    let units = units(&target.join("cargo-timings/cargo-timing.html"))?;
    run(cargo(&folder).args(["build", "--release", "--offline", "--target-dir"]).arg(target))?;
    let release_bytes = fs::metadata(target.join("release").join(format!("footprint-{program}")))?.len();
    Ok(Footprint { cpu, crates: crates(&folder)?, release_bytes, units })
}

/// Downloads what a program needs, in the versions that the workspace has.
fn fetch(program: &str) -> Result<(), BoxError> {
    let folder = folder(program);
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    run(cargo(&folder).arg("fetch"))
}

fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn folder(program: &str) -> PathBuf {
    workspace().join("benches/footprint").join(program)
}

fn cargo(folder: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    // What cargo tells the programs that it runs would change what it builds here.
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

fn run(command: &mut Command) -> Result<(), BoxError> {
    let output = command.output()?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

fn crates(folder: &Path) -> Result<usize, BoxError> {
    let mut command = cargo(folder);
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

/// Cargo writes its timings for people, as a page that carries its numbers as JSON.
fn units(page: &Path) -> Result<BTreeMap<String, f64>, BoxError> {
    let text = fs::read_to_string(page)?;
    let (_, rest) = text.split_once("UNIT_DATA = ").ok_or("cargo's page of timings has no UNIT_DATA")?;
    let mut units = serde_json::Deserializer::from_str(rest).into_iter::<Vec<Unit>>();
    let units = units.next().ok_or("cargo's page of timings has no units")??;
    let mut crates = BTreeMap::new();
    for unit in units {
        *crates.entry(unit.name).or_default() += unit.duration;
    }
    Ok(crates)
}

/// The processor time of all processes that were started here and have ended, and of theirs.
fn children_time() -> io::Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program stands in parentheses and may contain anything.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    // Fields 16 and 17 of proc(5), in hundredths of a second; the third is the first after the name.
    let ticks: u64 = fields.skip(13).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 10))
}
