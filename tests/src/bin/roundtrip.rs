//! Checks recorded bodies: `roundtrip FILE…` decodes each with the type of its operation and encodes it again.
//!
//! The files hold lines of JSON, compressed by gzip or not; see [`okta_tests::roundtrip`]. Prints the first
//! differences by operation and, as its last line, the totals as one JSON object. Exits with 1 if a body could
//! not be decoded or came back as other JSON, with 2 if a file could not be read.

use std::fs::File;
use std::io::{self, Write};
use std::process::ExitCode;

use okta_tests::roundtrip::Report;

/// How many faults of one operation are printed.
const SHOWN: usize = 3;

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
        writeln!(out, "not JSON, passed over: {body}")?;
    }
    for (operation, faults) in &report.faults {
        writeln!(out, "{operation}: {} faults", faults.len())?;
        for fault in faults.iter().take(SHOWN) {
            writeln!(out, "    {fault}")?;
        }
    }
    serde_json::to_writer(&mut out, &report.totals)?;
    writeln!(out)
}
