//! The public interface of the published crates, as files that reviews can read, and the foreign types in it.
//!
//! `cargo run -p okta-public-api` writes `docs/api/CRATE.txt`; with `--check` it fails where they are not current, or
//! where a crate shows types of a crate that its manifest does not allow for. Rustdoc's JSON is what it reads, so it
//! needs a toolchain of the format's version: any nightly, or a stable one, which it asks with `RUSTC_BOOTSTRAP`.

mod foreign;
mod listing;
mod manifest;
mod rustdoc;

use std::{fs, path::Path, process::ExitCode};

use rustdoc_types::FORMAT_VERSION;

use self::rustdoc::Made;

/// The crates that are published.
const PUBLISHED: [&str; 5] = ["okta-client", "okta-models", "okta-testkit", "okta-tower", "tower-outbound"];

fn main() -> ExitCode {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => {
            eprintln!("usage: okta-public-api [--check]");
            return ExitCode::from(2);
        }
    };
    let mut good = true;
    for name in PUBLISHED {
        match look_at(name, check) {
            Ok(complaints) => {
                good &= complaints.is_empty();
                complaints.iter().for_each(|complaint| eprintln!("{name}: {complaint}"));
            }
            Err(error) => {
                good = false;
                eprintln!("{name}: {error}");
            }
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Lists a crate, or compares it with its list.
fn look_at(name: &str, check: bool) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let json = match rustdoc::json(&root, name)? {
        Made::Readable(json) => json,
        Made::OtherFormat(version) if check => {
            println!(
                "skipped: {name}, as this toolchain writes version {version} of rustdoc's JSON, not {FORMAT_VERSION}"
            );
            return Ok(Vec::new());
        }
        Made::OtherFormat(version) => {
            return Err(
                format!("version {version} of rustdoc's JSON cannot be read, only {FORMAT_VERSION}").into()
            );
        }
    };
    let api = public_api::Builder::from_rustdoc_json(&json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()?;
    let krate: rustdoc_types::Crate = serde_json::from_slice(&fs::read(&json)?)?;
    let allowed = manifest::allowed(&root, name)?;
    let mut complaints = foreign::complaints(&krate, &api, &allowed);

    let generated = listing::Generated::of(&root, name)?;
    let text = listing::text(name, &api, &generated);
    let path = root.join(format!("docs/api/{name}.txt"));
    let listed = fs::read_to_string(&path).unwrap_or_default();
    if !check {
        fs::write(&path, text)?;
    } else if listed != text {
        complaints.push(format!(
            "docs/api/{name}.txt is not current: look at what changed and run `cargo run -p okta-public-api`"
        ));
        complaints.extend(listing::difference(&listed, &text).take(40));
    }
    Ok(complaints)
}
