//! The guides agree with the code.

use std::{fs, path::Path};

use okta_client::config::keys;

/// Reads a file of the repository.
fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

#[test]
fn configuration_guide_lists_every_key() {
    let guide = read("docs/configuration.md");
    let rows: Vec<&str> = guide.lines().filter(|row| row.starts_with("| `")).collect();
    for (row, key) in rows.iter().zip(keys::all()) {
        let default = match key.default_value() {
            "" => String::new(),
            value => format!(" `{value}`"),
        };
        let facts = format!("| `{}` | `{}` | {} |{default} | ", key.name(), key.variable(), key.kind());
        assert!(row.starts_with(&facts), "{row}\nshould start with\n{facts}");
    }
    assert_eq!(rows.len(), keys::all().len());
}

#[test]
fn layer_guide_quotes_the_example() {
    let unindented =
        |code: &str| -> String { code.lines().map(|code| code.trim_start().to_owned() + "\n").collect() };
    let example = unindented(&read("examples/pause_layer.rs"));
    let guide = read("docs/writing-a-layer.md");
    let blocks: Vec<&str> =
        guide.split("```rust").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        assert!(example.contains(unindented(block).trim_start()), "not in examples/pause_layer.rs: {block}");
    }
}
