//! The command line of the generator.

use std::process::ExitCode;

use okta_codegen::{Document, Error, Result};

const USAGE: &str = "\
usage: okta-codegen inspect --document FILE

commands:
  inspect    read the document and say what is in it";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("okta-codegen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<String> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["inspect", "--document", path] => {
            let document = Document::open(path.as_ref())?;
            Ok(format!(
                "version {}: {} operations, {} tags, {} schemas",
                document.version,
                document.operations.len(),
                document.tags.len(),
                document.schemas.len()
            ))
        }
        ["types", "--document", path] => {
            let document = Document::open(path.as_ref())?;
            let overrides = okta_codegen::overrides::ModelOverrides::committed()?;
            let positions = okta_codegen::models::Positions::of(&document);
            let types = okta_codegen::models::types(&document, &overrides, &positions)?;
            Ok(format!("{:#?}", types.defs.values().collect::<Vec<_>>()))
        }
        _ => Err(Error::general(USAGE)),
    }
}
