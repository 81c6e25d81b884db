//! The command `okta-testkit serve` as an example, for a checkout of the repository.
//!
//! ```console
//! $ cargo run -p okta-testkit --example serve                              # prints the variables to export
//! $ cargo run -p okta-testkit --example serve -- --users 1000 -- pytest    # runs pytest with an org
//! $ cargo run -p okta-testkit --example serve -- --help                    # lists the options
//! ```

#[path = "../src/bin/okta-testkit/serve/mod.rs"]
mod serve;

use std::process::ExitCode;

use clap::Parser;

#[derive(Debug, Parser)]
#[command(name = "serve", version)]
struct Program {
    #[command(flatten)]
    arguments: serve::Arguments,
}

fn main() -> ExitCode {
    serve::main(&Program::parse().arguments)
}
