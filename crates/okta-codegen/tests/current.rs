//! The committed output is up to date.

#![cfg(test)]

mod common;

use std::path::Path;

use okta_codegen::emit;
use okta_codegen::generate::{DIRECTORIES, Plan};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[test]
fn committed_output_is_up_to_date() {
    let Some(document) = common::document() else { return };
    let files = Plan::new(document).unwrap().files(Path::new(ROOT)).unwrap();
    emit::check(Path::new(ROOT), &DIRECTORIES, &files).unwrap();
}

#[test]
fn generated_names_are_meaningful() {
    let Some(document) = common::document() else { return };
    let plan = Plan::new(document).unwrap();
    let bad = |name: &&String| {
        let numbered = name.contains("Response200") || name.contains("200Response");
        let placeholder = name.contains("Inner") || name.contains("OneOf") || name.contains("AllOf");
        numbered
            || placeholder
            || name.ends_with("Object1")
            || !name.starts_with(|c: char| c.is_ascii_uppercase())
    };
    let found: Vec<&String> = plan.types.defs.keys().filter(bad).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn check_reports_missing_changed_and_unexpected_files() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let file = |path: &str, text: &str| emit::File { path: path.to_owned(), text: text.to_owned() };
    let files = [file("out/a.rs", "one\ntwo\n"), file("out/sub/b.rs", "b\n")];
    emit::write(folder, &["out"], &files).unwrap();
    emit::check(folder, &["out"], &files).unwrap();
    std::fs::write(folder.join("out/a.rs"), "one\nTWO\n").unwrap();
    std::fs::write(folder.join("out/stray.rs"), "").unwrap();
    std::fs::remove_file(folder.join("out/sub/b.rs")).unwrap();
    let message = emit::check(folder, &["out"], &files).unwrap_err().to_string();
    assert_eq!(message, "out/a.rs: differs at line 2\nout/sub/b.rs: missing\nout/stray.rs: unexpected file");
    emit::write(folder, &["out"], &files).unwrap();
    emit::check(folder, &["out"], &files).unwrap();
}
