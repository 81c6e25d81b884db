//! The committed output is what the document gives. Skips where the document is not present.

#![cfg(test)]

use std::path::Path;

use okta_codegen::Document;
use okta_codegen::emit;
use okta_codegen::generate::{DIRECTORIES, Plan};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn document() -> Option<Document> {
    let path = Path::new(ROOT).join("../shared/spec/management-minimal.yaml");
    if !path.exists() {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    }
    Some(Document::open(&path).unwrap())
}

#[test]
fn committed_output_is_current() {
    let Some(document) = document() else { return };
    let files = Plan::new(document).unwrap().files(Path::new(ROOT)).unwrap();
    emit::check(Path::new(ROOT), &DIRECTORIES, &files).unwrap();
}

#[test]
fn generated_names_tell_what_they_are() {
    let Some(document) = document() else { return };
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
fn check_names_what_is_missing_changed_and_in_excess() {
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
    assert_eq!(
        message,
        "out/a.rs: differs from line 2 on\nout/sub/b.rs: missing\nout/stray.rs: not generated any more"
    );
    emit::write(folder, &["out"], &files).unwrap();
    emit::check(folder, &["out"], &files).unwrap();
}
