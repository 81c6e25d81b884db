//! The guides agree with the code.

use std::{
    fs,
    path::{Path, PathBuf},
};

use okta_client::config::keys;

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)
}

/// Reads a file of the repository.
fn read(file: &str) -> String {
    fs::read_to_string(path(file)).unwrap()
}

/// The head of the table of keys, which is derived from the list of settings: `UPDATE_GUIDE=1` writes it.
const TABLE_HEAD: &str = "| key | variable | value | default | what it does |\n|---|---|---|---|---|\n";

#[test]
fn configuration_guide_lists_every_key() {
    let rows = keys::all().iter().map(|key| {
        let default = match key.default_value() {
            "" => String::new(),
            value => format!(" `{value}`"),
        };
        let (name, variable, kind) = (key.name(), key.variable(), key.kind());
        format!("| `{name}` | `{variable}` | {kind} |{default} | {} |\n", key.documentation())
    });
    let guide = read("docs/configuration.md");
    let (before, rest) = guide.split_once(TABLE_HEAD).unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    let expected = format!("{before}{TABLE_HEAD}{}\n{after}", rows.collect::<String>());
    if std::env::var_os("UPDATE_GUIDE").is_some() {
        fs::write(path("docs/configuration.md"), expected).unwrap();
    } else {
        assert!(
            guide == expected,
            "docs/configuration.md is not up to date: run the test with UPDATE_GUIDE=1"
        );
    }
}

#[test]
fn layer_guide_quotes_the_example() {
    let unindented =
        |code: &str| -> String { code.lines().map(|code| code.trim_start().to_owned() + "\n").collect() };
    let example = unindented(&read("examples/pause_layer.rs"));
    let guide = read("docs/writing-a-layer.md");
    let blocks: Vec<&str> =
        guide.split("```rust").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 4);
    for block in blocks {
        assert!(example.contains(unindented(block).trim_start()), "not in examples/pause_layer.rs: {block}");
    }
}
