//! CPU time of checking the generated crates, per operation of Okta's documents.

use std::{fs, path::Path};

use crate::{
    floor::BoxError,
    footprint::{cargo, children_cpu_time, run, workspace},
    suite::Measurement,
};

/// The crates with generated code.
const CRATES: [&str; 2] = ["okta-models", "okta-client"];
const REPETITIONS: usize = 3;

/// CPU time of `cargo check` of the generated crates with one feature, and what the feature covers.
struct CheckCost {
    seconds: f64,
    operations: usize,
}

impl CheckCost {
    fn per_operation(&self) -> f64 {
        self.seconds / self.operations as f64
    }
}

/// Measures the check of all APIs against that of the Management API, each per operation. Takes minutes.
///
/// # Errors
///
/// Fails if the registry is unreachable or a check fails.
pub fn measure() -> Result<Measurement, BoxError> {
    let target = tempfile::tempdir()?;
    let full = check("full", target.path(), |name| name == "operations.md")?;
    let all = check("all-apis", target.path(), |_| true)?;
    let show = |cost: &CheckCost| format!("{:.1} s, {} operations", cost.seconds, cost.operations);
    let label = format!(
        "check of okta-models and okta-client per operation, CPU, all-apis / full ({} / {})",
        show(&all),
        show(&full)
    );
    Ok(Measurement::new(label, all.per_operation() / full.per_operation()))
}

/// Measures the check with a feature, whose operations are listed in the documents that `covers` selects.
fn check(feature: &str, target: &Path, covers: impl Fn(&str) -> bool) -> Result<CheckCost, BoxError> {
    let mut seconds = Vec::with_capacity(REPETITIONS);
    // The first check compiles the dependencies.
    for repetition in 0..=REPETITIONS {
        let start = children_cpu_time()?;
        let mut command = cargo(workspace());
        command.args(["check", "-p", "okta-client", "--features", feature, "--target-dir"]).arg(target);
        run(&mut command)?;
        if repetition > 0 {
            seconds.push(children_cpu_time()?.saturating_sub(start).as_secs_f64());
        }
        for name in CRATES {
            run(cargo(workspace()).args(["clean", "-p", name, "--target-dir"]).arg(target))?;
        }
    }
    seconds.sort_by(f64::total_cmp);
    Ok(CheckCost { seconds: seconds[REPETITIONS / 2], operations: operations(covers)? })
}

/// Counts the rows of the lists of operations.
fn operations(covers: impl Fn(&str) -> bool) -> Result<usize, BoxError> {
    let mut count = 0;
    for entry in fs::read_dir(workspace().join("docs"))? {
        let entry = entry?;
        let name = entry.file_name().into_string().unwrap_or_default();
        if name.starts_with("operations") && covers(&name) {
            count += fs::read_to_string(entry.path())?.lines().filter(|line| line.starts_with("| `")).count();
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_of_all_documents_are_counted() {
        let management = operations(|name| name == "operations.md").unwrap();
        let all = operations(|_| true).unwrap();
        assert!(management > 700 && all > management + 400, "{management} of {all}");
    }
}
