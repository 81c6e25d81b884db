//! Writes the code blocks of documents that `tests/documents_run.rs` runs.

use std::{env, error::Error, fs, path::Path};

/// The documents, and the numbers of their code blocks that run.
const BLOCKS: [(&str, &str, &[usize]); 2] =
    [("readme", "../README.md", &[1, 2]), ("tour", "../docs/tour.md", &[1, 2, 3, 5, 6])];

fn main() -> Result<(), Box<dyn Error>> {
    let mut modules = String::new();
    for (name, path, numbers) in BLOCKS {
        println!("cargo::rerun-if-changed={path}");
        let blocks = rust_blocks(&fs::read_to_string(path)?);
        for number in numbers {
            let block = blocks.get(number - 1).ok_or_else(|| format!("{path} has no block {number}"))?;
            modules.push_str(&format!("mod {name}_{number} {{\n{block}}}\n"));
        }
    }
    let folder = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    fs::write(Path::new(&folder).join("documents.rs"), modules)?;
    Ok(())
}

/// The Rust blocks of a document, with their hidden lines. `Client::from_env` and `Client::builder` are replaced where
/// the block imports nothing else.
fn rust_blocks(markdown: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in markdown.lines() {
        match &mut block {
            None if line.starts_with("```rust") => block = Some(String::new()),
            None => {}
            Some(_) if line == "```" => blocks.extend(block.take()),
            Some(text) => {
                let line = line.strip_prefix("# ").unwrap_or(line);
                let line = match line {
                    "use okta_client::Client;" => "use super::Environment as Client;",
                    line => line,
                };
                let visibility =
                    if line.starts_with("async fn ") || line.starts_with("fn ") { "pub(crate) " } else { "" };
                text.push_str(visibility);
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    blocks
}
