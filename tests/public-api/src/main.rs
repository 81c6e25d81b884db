//! Lists the public API of the published crates for review, and checks the foreign types in it.
//!
//! `cargo run -p okta-public-api` writes `docs/api/CRATE.txt`; `--check` fails if a list is out of date, or if a crate
//! exposes types of a crate that its manifest does not allow. The input is rustdoc's JSON, so the toolchain must write
//! the supported format version; `RUSTC_BOOTSTRAP` enables the output on stable toolchains.

mod foreign;
mod listing;
mod manifest;
mod rustdoc;

use std::{fs, path::Path, process::ExitCode};

use rustdoc_types::FORMAT_VERSION;

use self::rustdoc::RustdocJson;

/// The crates that are published.
const PUBLISHED: [&str; 6] =
    ["okta-client", "okta-models", "okta-testkit", "okta-tower", "tower-contract", "tower-outbound"];

fn main() -> ExitCode {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => {
            eprintln!("usage: okta-public-api [--check]");
            return ExitCode::from(2);
        }
    };
    let mut passed = true;
    for name in PUBLISHED {
        match process(name, check) {
            Ok(problems) => {
                passed &= problems.is_empty();
                problems.iter().for_each(|problem| eprintln!("{name}: {problem}"));
            }
            Err(error) => {
                passed = false;
                eprintln!("{name}: {error}");
            }
        }
    }
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Lists a crate, or compares it with its list. Returns the problems.
fn process(name: &str, check: bool) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let json = match rustdoc::json(&root, name)? {
        RustdocJson::Supported(json) => json,
        RustdocJson::Unsupported(version) if check => {
            println!(
                "SKIPPED: {name}: the toolchain writes version {version} of rustdoc's JSON, not {FORMAT_VERSION}"
            );
            return Ok(Vec::new());
        }
        RustdocJson::Unsupported(version) => {
            return Err(format!(
                "unsupported version {version} of rustdoc's JSON, expected {FORMAT_VERSION}"
            )
            .into());
        }
    };
    let api = public_api::Builder::from_rustdoc_json(&json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()?;
    let krate: rustdoc_types::Crate = serde_json::from_slice(&fs::read(&json)?)?;
    let allowed = manifest::allowed(&root, name)?;
    let mut problems = foreign::problems(&krate, &api, &allowed);

    let generated = listing::Generated::for_crate(&root, name)?;
    let text = listing::text(name, &api, &generated);
    let path = root.join(format!("docs/api/{name}.txt"));
    let listed = fs::read_to_string(&path).unwrap_or_default();
    if !check {
        fs::write(&path, text)?;
    } else if listed != text {
        problems.push(format!(
            "docs/api/{name}.txt is out of date: review the changes and run `cargo run -p okta-public-api`"
        ));
        problems.extend(listing::difference(&listed, &text).take(40));
    }
    Ok(problems)
}
