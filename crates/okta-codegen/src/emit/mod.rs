//! Rendering of Rust files.

mod bodies;
mod documents;
mod features;
mod guides;
mod models;
mod resources;
mod secrets;

pub use bodies::bodies_file;
pub use documents::documents_file;
pub use features::manifests;
pub use guides::{GUIDES, guides};
pub use models::{MODELS, any_feature, model_files};
pub use resources::resources_file;
pub use secrets::{secret_names, secrets_file};

use std::path::Path;

use crate::error::{Error, Result};

/// The directory of generated test code, relative to the workspace.
pub const TESTS: &str = "tests/src/generated";

/// The maximum line width, as in the workspace's `rustfmt.toml`.
pub const WIDTH: usize = 110;

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The path relative to the workspace, separated by `/`.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Wraps doc text into indented `///` or `//!` lines of at most [`WIDTH`] characters.
pub fn doc(mark: &str, indent: usize, text: &str) -> String {
    let prefix = format!("{}{mark}", " ".repeat(indent));
    let mut out = String::new();
    for paragraph in text.split('\n') {
        // The text of a list item is indented.
        let indent = if paragraph.starts_with("- ") { "  " } else { "" };
        let mut line = prefix.clone();
        for word in split_words(paragraph) {
            if line.len() > prefix.len() && line.len() + 1 + word.len() > WIDTH {
                out.push_str(&line);
                out.push('\n');
                line = format!("{prefix}{indent}");
            }
            line.push(' ');
            line.push_str(word);
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// Splits text into words; code between backticks is one word.
fn split_words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut code = false;
    for (index, c) in text.char_indices() {
        match c {
            '`' => code = !code,
            ' ' if !code => {
                words.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    words.push(&text[start..]);
    words.retain(|word| !word.is_empty());
    words
}

/// Renders a Rust string literal.
pub fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Writes the files under `root` and removes other `.rs` files from `directories`.
pub fn write(root: &Path, directories: &[String], files: &[File]) -> Result<()> {
    for stale in unexpected_files(root, directories, files)? {
        std::fs::remove_file(root.join(&stale))
            .map_err(|error| Error::general(format!("cannot remove {stale}: {error}")))?;
    }
    for file in files {
        let path = root.join(&file.path);
        if std::fs::read_to_string(&path).is_ok_and(|current| current == file.text) {
            continue;
        }
        let created = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        created
            .and_then(|()| std::fs::write(&path, &file.text))
            .map_err(|error| Error::general(format!("cannot write {}: {error}", file.path)))?;
    }
    Ok(())
}

/// Compares the files with those under `root`.
///
/// # Errors
///
/// When a file is missing, differs or is unexpected; the error lists all of them.
pub fn check(root: &Path, directories: &[String], files: &[File]) -> Result<()> {
    let mut problems = Vec::new();
    for file in files {
        match std::fs::read_to_string(root.join(&file.path)) {
            Err(_) => problems.push(Error::general(format!("{}: missing", file.path))),
            Ok(current) if current != file.text => {
                let same =
                    current.lines().zip(file.text.lines()).take_while(|(one, other)| one == other).count();
                problems.push(Error::general(format!("{}: differs at line {}", file.path, same + 1)));
            }
            Ok(_) => {}
        }
    }
    for stale in unexpected_files(root, directories, files)? {
        problems.push(Error::general(format!("{stale}: unexpected file")));
    }
    Error::all(problems)
}

/// Lists the `.rs` files in `directories` that are not in `files`.
fn unexpected_files(root: &Path, directories: &[String], files: &[File]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for directory in directories {
        walk(root, directory, &mut found)?;
    }
    found.retain(|path| !files.iter().any(|file| file.path == *path));
    found.sort();
    Ok(found)
}

fn walk(root: &Path, directory: &str, found: &mut Vec<String>) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(root.join(directory)) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry.map_err(|error| Error::general(format!("cannot list {directory}: {error}")))?;
        let path = format!("{directory}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            walk(root, &path, found)?;
        } else if path.ends_with(".rs") {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{doc, literal};

    #[test]
    fn wraps_between_words_and_not_in_code() {
        let text = format!("{} `a b c d` end", "x".repeat(100));
        assert_eq!(doc("///", 4, &text), format!("    /// {}\n    /// `a b c d` end\n", "x".repeat(100)));
        assert_eq!(doc("//!", 0, "one\n\ntwo"), "//! one\n//!\n//! two\n");
    }

    #[test]
    fn escapes_literals() {
        assert_eq!(literal(r#"a"b\"#), r#""a\"b\\""#);
    }
}
