//! Draws the diagrams of the documentation.
//!
//! `cargo run -p okta-diagrams` writes them, `cargo run -p okta-diagrams -- --check` fails when one is not what
//! this program draws. What they show is in [`stack`] and [`call`].

mod call;
mod stack;
mod svg;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

/// Where each diagram goes: crates carry copies, since their documentation can show only what they contain.
fn pictures() -> [(&'static str, String); 4] {
    let (stack, call) = (stack::draw(), call::draw());
    [
        ("crates/okta-client/images/stack.svg", stack.clone()),
        ("crates/okta-tower/images/call.svg", call.clone()),
        ("docs/images/stack.svg", stack),
        ("docs/images/call.svg", call),
    ]
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The diagrams whose files are missing or different.
fn outdated() -> Vec<&'static str> {
    let current = |(path, picture): &(&str, String)| {
        fs::read_to_string(root().join(path)).is_ok_and(|file| file == *picture)
    };
    pictures().into_iter().filter(|picture| !current(picture)).map(|(path, _)| path).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::args().any(|argument| argument == "--check") {
        let outdated = outdated();
        if outdated.is_empty() {
            return Ok(());
        }
        return Err(format!("not current, run cargo run -p okta-diagrams: {}", outdated.join(", ")).into());
    }
    for (path, picture) in pictures() {
        let path = root().join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, picture).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_what_is_drawn() {
        assert!(outdated().is_empty(), "run cargo run -p okta-diagrams for {:?}", outdated());
    }

    /// Rustdoc takes a picture for markup only up to the first empty line.
    #[test]
    fn pictures_can_stand_in_rustdoc() {
        for (path, picture) in pictures() {
            assert!(picture.starts_with("<svg "), "{path}");
            assert!(picture.lines().all(|line| !line.trim().is_empty()), "{path} has an empty line");
        }
    }
}
