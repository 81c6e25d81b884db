//! The committed output is up to date.

#![cfg(test)]

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use okta_codegen::document::Schema;
use okta_codegen::emit::{self, secret_names};
use okta_codegen::generate::{Plan, Run};
use okta_codegen::{Document, Manifest};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Okta's document of the Management API.
fn document() -> Option<Document> {
    Some(Manifest::committed().unwrap().first().unwrap().open(&common::documents()?).unwrap())
}

#[test]
fn committed_output_is_up_to_date() {
    let Some(documents) = common::documents() else { return };
    let run = Run::open(&Manifest::committed().unwrap(), &documents, None).unwrap();
    emit::check(Path::new(ROOT), &run.directories(), &run.files(Path::new(ROOT)).unwrap()).unwrap();
}

#[test]
fn generated_names_are_meaningful() {
    let Some(documents) = common::documents() else { return };
    let bad = |name: &&String| {
        let numbered = name.contains("Response200") || name.contains("200Response");
        let placeholder = name.contains("Inner") || name.contains("OneOf") || name.contains("AllOf");
        numbered
            || placeholder
            || name.ends_with("Object1")
            || name.len() > 40
            || !name.starts_with(|c: char| c.is_ascii_uppercase())
    };
    for entry in Manifest::committed().unwrap().documents {
        let plan = Plan::open(&entry, &documents).unwrap();
        let found: Vec<&String> = plan.types.defs.keys().filter(bad).collect();
        assert!(found.is_empty(), "{}: {found:?}", entry.name);
    }
}

/// Members that the document wrongly declares as write-only, or whose name is public elsewhere: the cache knows `value`
/// by the member around it.
const NOT_SECRET_BY_NAME: [&str; 5] = ["format", "id", "multiUse", "ttl", "value"];

/// Adds the names of write-only members and passwords.
fn add_secret_members<'a>(schema: &'a Schema, found: &mut BTreeSet<&'a str>) {
    for (name, member) in &schema.properties {
        if member.write_only || member.format.as_deref() == Some("password") {
            found.insert(name);
        }
        add_secret_members(member, found);
    }
    let parts = schema.all_of.iter().chain(&schema.one_of).chain(&schema.any_of);
    for part in parts.chain(schema.items.as_deref()) {
        add_secret_members(part, found);
    }
}

#[test]
fn secret_members_of_the_document_are_known() {
    let Some(document) = document() else { return };
    let mut declared = BTreeSet::new();
    for schema in document.schemas.values() {
        add_secret_members(schema, &mut declared);
    }
    let plan = Plan::new(Manifest::committed().unwrap().first().unwrap(), document.clone()).unwrap();
    let known = secret_names(&plan.types);
    // Found by the end of their names.
    let by_rule = |name: &str| name.to_ascii_lowercase().ends_with("password");
    let missing: Vec<_> = declared
        .into_iter()
        .filter(|name| !known.contains(&name.to_ascii_lowercase().replace('_', "")) && !by_rule(name))
        .filter(|name| !NOT_SECRET_BY_NAME.contains(name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn check_reports_missing_changed_and_unexpected_files() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, out) = (folder.path(), ["out".to_owned()]);
    let file = |path: &str, text: &str| emit::File { path: path.to_owned(), text: text.to_owned() };
    let files = [file("out/a.rs", "one\ntwo\n"), file("out/sub/b.rs", "b\n")];
    emit::write(folder, &out, &files).unwrap();
    emit::check(folder, &out, &files).unwrap();
    std::fs::write(folder.join("out/a.rs"), "one\nTWO\n").unwrap();
    std::fs::write(folder.join("out/stray.rs"), "").unwrap();
    std::fs::remove_file(folder.join("out/sub/b.rs")).unwrap();
    let message = emit::check(folder, &out, &files).unwrap_err().to_string();
    assert_eq!(message, "out/a.rs: differs at line 2\nout/sub/b.rs: missing\nout/stray.rs: unexpected file");
    emit::write(folder, &out, &files).unwrap();
    emit::check(folder, &out, &files).unwrap();
}

#[test]
fn guides_of_the_reference_are_current() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for file in emit::guides(&root).unwrap() {
        let current = std::fs::read_to_string(root.join(&file.path)).unwrap_or_default();
        assert!(current == file.text, "{} differs from its guide: run the generator", file.path);
    }
}
