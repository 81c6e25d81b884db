//! What a program costs to build: processor time from a cold start, crates, size.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use serde::Deserialize;

use crate::floor::BoxError;

/// The programs in `footprint/`, by the names of their folders.
pub const PROGRAMS: [&str; 2] = ["floor", "client"];

/// One program, built.
#[derive(Clone, Debug)]
pub struct Footprint {
    /// Processor time of the build, the compilers of C included.
    pub cpu: Duration,
    /// How many crates the program consists of, itself included.
    pub crates: usize,
    /// How long each crate took, in seconds by the clock; the sum of its units.
    pub units: BTreeMap<String, f64>,
}

/// Builds a program from nothing with cargo's defaults. Its dependencies have the versions of the workspace and
/// must have been downloaded; see [`fetch`].
///
/// # Errors
///
/// When the build fails.
pub fn build(program: &str) -> Result<Footprint, BoxError> {
    let (folder, target) = (folder(program), target(program));
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    let before = children_time()?;
    run(cargo(&folder).args(["build", "--timings", "--offline", "--target-dir"]).arg(&target))?;
    let cpu = children_time()?.saturating_sub(before);
    let units = units(&target.join("cargo-timings/cargo-timing.html"))?;
    Ok(Footprint { cpu, crates: crates(&folder)?, units })
}

/// Builds a program for release, and gives the size of the stripped binary.
///
/// # Errors
///
/// When the build fails.
pub fn release_size(program: &str) -> Result<u64, BoxError> {
    let (folder, target) = (folder(program), target(program));
    run(cargo(&folder).args(["build", "--release", "--offline", "--target-dir"]).arg(&target))?;
    Ok(fs::metadata(target.join("release").join(format!("footprint-{program}")))?.len())
}

/// Downloads what a program needs, in the versions that the workspace has.
///
/// # Errors
///
/// When the registry cannot be reached.
pub fn fetch(program: &str) -> Result<(), BoxError> {
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

fn target(program: &str) -> PathBuf {
    std::env::temp_dir().join(format!("okta-footprint-{}", std::process::id())).join(program)
}

/// Removes what the builds left.
pub fn clean() {
    let _ = fs::remove_dir_all(std::env::temp_dir().join(format!("okta-footprint-{}", std::process::id())));
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
