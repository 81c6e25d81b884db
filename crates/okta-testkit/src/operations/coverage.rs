//! The table of documented operations in `COVERAGE.md`: which the org supports, and how.

use std::{fmt::Write, path::Path};

use super::{OPERATIONS, Operation};
use crate::engine;

/// How the org carries out an operation.
fn by(operation: &'static Operation) -> String {
    match (operation.handler_parameters(), engine::action(operation)) {
        (Some(_), _) => "handler".to_owned(),
        (None, Some(action)) if action == "code" => "handler".to_owned(),
        (None, Some(action)) => format!("table: {action}"),
        (None, None) => "none".to_owned(),
    }
}

fn table() -> String {
    let count = |kind: &str| OPERATIONS.iter().filter(|operation| by(operation).starts_with(kind)).count();
    let (handlers, table, none) = (count("handler"), count("table"), count("none"));
    let without = OPERATIONS.iter().filter(|operation| by(operation).ends_with("no objects")).count();
    let mut text = format!(
        "# Operations that the test org supports\n\nOf the {} operations of Okta's Management API, {handlers} have a \
         handler, {table} are carried\nout from the tables in `src/engine`, and {none} return 501 `TESTKIT`. For {without} of them there \
         are no objects\nuntil a test adds some with `Org::seed_object`.\n\n\
         | Operation | Request | By |\n|---|---|---|\n",
        OPERATIONS.len()
    );
    for operation in OPERATIONS.iter() {
        let _ = writeln!(
            text,
            "| {} | `{} {}` | {} |",
            operation.id,
            operation.method,
            operation.path,
            by(operation)
        );
    }
    text
}

#[test]
fn coverage_table_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("COVERAGE.md");
    let (current, committed) = (table(), std::fs::read_to_string(&path).unwrap_or_default());
    if current != committed {
        let new = std::env::temp_dir().join("okta-testkit-COVERAGE.md");
        std::fs::write(&new, current).unwrap();
        panic!("{} is not current; copy {} over it", path.display(), new.display());
    }
}
