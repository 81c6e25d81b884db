//! Instruction counts by valgrind's callgrind.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::floor::{BoxError, Version};

/// A program that makes calls of one kind, under callgrind.
#[derive(Debug)]
pub struct InstructionCounter {
    program: PathBuf,
    directory: tempfile::TempDir,
}

impl InstructionCounter {
    /// Builds the program `calls` beside the running one; `None` without valgrind.
    ///
    /// # Errors
    ///
    /// Fails if the program cannot be built.
    pub fn new() -> Result<Option<Self>, BoxError> {
        let valgrind = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
        if !valgrind.is_ok_and(|status| status.success()) {
            return Ok(None);
        }
        let build = ["build", "--release", "--quiet", "--package", "okta-benches", "--bin", "calls"];
        if !Command::new("cargo").args(build).current_dir(env!("CARGO_MANIFEST_DIR")).status()?.success() {
            return Err("the program `calls` cannot be built".into());
        }
        let program = std::env::current_exe()?.with_file_name("calls");
        Ok(Some(Self { program, directory: tempfile::tempdir()? }))
    }

    /// Returns the instructions of the client's thread per call of a kind of the program `calls`: the difference of a
    /// short and a long run, which leaves out the start.
    ///
    /// # Errors
    ///
    /// Fails if the program fails or callgrind's output has no total.
    pub fn difference(
        &self,
        kind: &str,
        version: Version,
        concurrency: usize,
        calls: [u32; 2],
    ) -> Result<f64, BoxError> {
        let [short, long] = calls.map(|calls| self.count(kind, version, calls, concurrency));
        Ok((long? - short?) / f64::from(calls[1] - calls[0]))
    }

    fn count(&self, kind: &str, version: Version, calls: u32, concurrency: usize) -> Result<f64, BoxError> {
        let output = self.directory.path().join("callgrind");
        let version = match version {
            Version::Http1 => "http1",
            Version::Http2 => "http2",
        };
        let status = Command::new("valgrind")
            .args(["--tool=callgrind", "--separate-threads=yes"])
            .arg(format!("--callgrind-out-file={}", output.display()))
            .arg(&self.program)
            .args([kind, version, &calls.to_string(), &concurrency.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if !status.success() {
            return Err(format!("`calls {kind} {version}` failed under callgrind").into());
        }
        total(&output.with_file_name("callgrind-01"))
    }
}

/// Reads the total of a thread. The first one is the client's.
fn total(output: &Path) -> Result<f64, BoxError> {
    let text = fs::read_to_string(output)?;
    let total = text.lines().find_map(|line| {
        line.strip_prefix("summary: ").or_else(|| line.strip_prefix("totals: "))?.trim().parse().ok()
    });
    total.ok_or_else(|| format!("no total in {}", output.display()).into())
}
