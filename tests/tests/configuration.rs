//! The table of keys in the guide, derived from the list of settings.
//!
//! `UPDATE_GUIDE=1 cargo test -p okta-tests --test configuration` writes it.

use std::{fs, path::Path};

use okta_client::config::keys;

const FIRST_LINE: &str = "| key | variable | value | default | what it does |\n|---|---|---|---|---|\n";

fn table() -> String {
    let rows = keys::all().iter().map(|key| {
        let default = match key.default_value() {
            "" => String::new(),
            value => format!(" `{value}`"),
        };
        let (name, variable, kind) = (key.name(), key.variable(), key.kind());
        format!("| `{name}` | `{variable}` | {kind} |{default} | {} |\n", key.documentation())
    });
    FIRST_LINE.to_owned() + &rows.collect::<String>()
}

#[test]
fn guide_lists_every_key() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md");
    let guide = fs::read_to_string(&path).unwrap();
    let (before, rest) = guide.split_once(FIRST_LINE).unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    let expected = format!("{before}{}\n{after}", table());
    if std::env::var_os("UPDATE_GUIDE").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    assert!(
        guide == expected || std::env::var_os("UPDATE_GUIDE").is_some(),
        "docs/configuration.md is not up to date: run with UPDATE_GUIDE=1"
    );
}
