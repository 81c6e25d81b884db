//! The program `okta-testkit`: an Okta org for tests of programs in any language.
//!
//! ```console
//! $ okta-testkit serve                              # prints the variables to export
//! $ okta-testkit serve --users 1000 -- pytest       # runs pytest with an org
//! ```

mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// An Okta org for tests of programs in any language.
#[derive(Debug, Parser)]
#[command(name = "okta-testkit", version)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Arguments),
}

fn main() -> ExitCode {
    let Program { command: Command::Serve(arguments) } = Program::parse();
    serve::main(&arguments)
}
