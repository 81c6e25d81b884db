//! The table of documented operations in `COVERAGE.md`: which the org supports, and how.

use std::{fmt::Write, path::Path};

use super::{DOCUMENTS, OPERATIONS, Operation, served::AUTHORIZATION_SERVER};
use crate::engine;

/// How the org carries out an operation.
fn by(operation: &'static Operation) -> String {
    if AUTHORIZATION_SERVER.contains(&operation.id) {
        return "handler".to_owned();
    }
    match (operation.handler_parameters(), engine::action(operation)) {
        (Some(_), _) => "handler".to_owned(),
        (None, Some(action)) if action == "code" => "handler".to_owned(),
        (None, Some(action)) => format!("table: {action}"),
        (None, None) => "none".to_owned(),
    }
}

fn table() -> String {
    let mut text = "# Operations that the test org supports\n".to_owned();
    for (module, title, _) in DOCUMENTS {
        let operations: Vec<_> = OPERATIONS.iter().filter(|operation| operation.module() == module).collect();
        let count =
            |kind: &str| operations.iter().filter(|operation| by(operation).starts_with(kind)).count();
        let (handlers, table, none) = (count("handler"), count("table"), count("none"));
        let without = operations.iter().filter(|operation| by(operation).ends_with("no objects")).count();
        let mut title = title.to_owned();
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let _ = write!(
            text,
            "\n## {title}\n\nOf the {} operations, {handlers} have a handler, {table} are carried out from the tables in \
             `src/engine`, and {none} return 501 `TESTKIT`. For\n{without} of them there are no objects until a test adds \
             some with `Org::seed_object`.\n\n| Operation | Request | By |\n|---|---|---|\n",
            operations.len()
        );
        for operation in operations {
            let id = operation.id.rsplit('.').next().unwrap_or_default();
            let (method, path) = (operation.method, operation.path);
            let _ = writeln!(text, "| {id} | `{method} {path}` | {} |", by(operation));
        }
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
