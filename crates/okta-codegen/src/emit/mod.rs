//! Writing Rust: files, headers, doc comments.

mod bodies;
mod features;
mod models;

pub use bodies::bodies_file;
pub use features::manifests;
pub use models::model_files;

use std::path::Path;

use crate::error::{Error, Result};

/// The widest line that is written where there is a choice (the workspace's rustfmt setting).
pub const WIDTH: usize = 110;

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path from the root of the workspace, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Breaks doc text into `///` or `//!` lines of at most [`WIDTH`], indented.
pub fn doc(mark: &str, indent: usize, text: &str) -> String {
    let prefix = format!("{}{mark}", " ".repeat(indent));
    let mut out = String::new();
    for paragraph in text.split('\n') {
        let mut line = prefix.clone();
        for word in unbroken(paragraph) {
            if line.len() > prefix.len() && line.len() + 1 + word.len() > WIDTH {
                out.push_str(&line);
                out.push('\n');
                line = prefix.clone();
            }
            line.push(' ');
            line.push_str(word);
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// Words, where code between backticks counts as one.
fn unbroken(text: &str) -> Vec<&str> {
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

/// A Rust string literal.
pub fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Puts the files under `root`. Of a directory of generated files everything else is removed.
pub fn write(root: &Path, directories: &[&str], files: &[File]) -> Result<()> {
    for stale in strangers(root, directories, files)? {
        std::fs::remove_file(root.join(&stale))
            .map_err(|error| Error::general(format!("cannot remove {stale}: {error}")))?;
    }
    for file in files {
        let path = root.join(&file.path);
        if std::fs::read_to_string(&path).is_ok_and(|there| there == file.text) {
            continue;
        }
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        made.and_then(|()| std::fs::write(&path, &file.text))
            .map_err(|error| Error::general(format!("cannot write {}: {error}", file.path)))?;
    }
    Ok(())
}

/// Compares with what is under `root`: an error names every file that is missing, different or in excess.
pub fn check(root: &Path, directories: &[&str], files: &[File]) -> Result<()> {
    let mut problems = Vec::new();
    for file in files {
        match std::fs::read_to_string(root.join(&file.path)) {
            Err(_) => problems.push(Error::general(format!("{}: missing", file.path))),
            Ok(there) if there != file.text => {
                let same =
                    there.lines().zip(file.text.lines()).take_while(|(one, other)| one == other).count();
                problems.push(Error::general(format!("{}: differs from line {} on", file.path, same + 1)));
            }
            Ok(_) => {}
        }
    }
    for stale in strangers(root, directories, files)? {
        problems.push(Error::general(format!("{stale}: not generated any more")));
    }
    Error::all(problems)
}

/// The `.rs` files in generated directories that are not among `files`.
fn strangers(root: &Path, directories: &[&str], files: &[File]) -> Result<Vec<String>> {
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
    fn wraps_between_words_and_never_inside_code() {
        let text = format!("{} `a b c d` end", "x".repeat(100));
        assert_eq!(doc("///", 4, &text), format!("    /// {}\n    /// `a b c d` end\n", "x".repeat(100)));
        assert_eq!(doc("//!", 0, "one\n\ntwo"), "//! one\n//!\n//! two\n");
    }

    #[test]
    fn escapes_literals() {
        assert_eq!(literal(r#"a"b\"#), r#""a\"b\\""#);
    }
}
