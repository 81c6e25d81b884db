//! Checks recorded bodies: `roundtrip FILE…` decodes each with the type of its operation and encodes it again.
//!
//! See [`okta_tests::roundtrip`] for the format of the files. Prints the first problems of each operation, then the
//! totals as one JSON object. Exits with 1 if a body could not be decoded or was encoded as different JSON, with 2 if a
//! file could not be read.

use std::fs::File;
use std::io::{self, Write};
use std::process::ExitCode;

use okta_tests::roundtrip::Report;

/// Maximum number of problems printed per operation.
const MAX_PRINTED: usize = 3;

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).collect();
    if files.is_empty() {
        eprintln!("usage: roundtrip FILE…");
        return ExitCode::from(2);
    }
    let mut report = Report::default();
    for file in &files {
        if let Err(error) = File::open(file).and_then(|input| report.read(file, input)) {
            eprintln!("{file}: {error}");
            return ExitCode::from(2);
        }
    }
    match print(&report) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(2),
        _ if report.is_clean() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn print(report: &Report) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for body in &report.not_json {
        writeln!(out, "not JSON, ignored: {body}")?;
    }
    for (operation, problems) in &report.problems {
        writeln!(out, "{operation}: {} problems", problems.len())?;
        for problem in problems.iter().take(MAX_PRINTED) {
            writeln!(out, "    {problem}")?;
        }
    }
    serde_json::to_writer(&mut out, &report.totals)?;
    writeln!(out)
}
