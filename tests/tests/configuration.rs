//! The guide of configuration says of each key what is so.

use std::{fs, path::Path};

use okta_client::config::keys;

#[test]
fn the_guide_lists_every_key_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md");
    let guide = fs::read_to_string(path).unwrap();
    let rows: Vec<&str> = guide.lines().filter(|line| line.starts_with("| `")).collect();
    for (row, key) in rows.iter().zip(keys::all()) {
        let default = match key.default_value() {
            "" => String::new(),
            value => format!(" `{value}`"),
        };
        let facts = format!("| `{}` | `{}` | {} |{default} | ", key.name(), key.variable(), key.kind());
        assert!(row.starts_with(&facts), "{row}\nshould begin with\n{facts}");
    }
    assert_eq!(rows.len(), keys::all().len());
}
