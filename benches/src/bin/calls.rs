//! Makes calls of one kind on one thread, for profilers: `calls KIND http1|http2 COUNT CONCURRENCY`.
//!
//! KIND is `floor`, `stack`, `floor-typed` or `typed`; or `floor-brief-list`, `floor-list` or `list`, of which a call is a
//! listing of 2,000 users in ten pages.

use std::{process::ExitCode, time::Duration};

use okta_benches::{
    floor::{BoxError, Floor, Version},
    load,
    serde_types::{BriefUser, DerivedUser},
    server::Server,
};

const KINDS: &str = "floor|stack|floor-typed|typed|floor-brief-list|floor-list|list";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), BoxError> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, version, count, concurrency] = arguments.as_slice() else {
        return Err(format!("usage: calls {KINDS} http1|http2 COUNT CONCURRENCY").into());
    };
    let version = match version.as_str() {
        "http1" => Version::Http1,
        "http2" => Version::Http2,
        other => return Err(format!("unknown version `{other}`: expected `http1` or `http2`").into()),
    };
    let server = Server::start(load::LISTING_PAGES, Duration::ZERO)?;
    let call = match kind.as_str() {
        "floor" => load::floor_bytes(&Floor::new(server.url(), version)),
        "stack" => load::stack_bytes(&load::client(&server, version)?, &server),
        "floor-typed" => load::floor_user(&Floor::new(server.url(), version)),
        "typed" => load::client_user(&load::client(&server, version)?),
        "floor-brief-list" => load::floor_users::<BriefUser>(&Floor::new(server.url(), version)),
        "floor-list" => load::floor_users::<DerivedUser>(&Floor::new(server.url(), version)),
        "list" => load::client_users(&load::client(&server, version)?),
        other => return Err(format!("unknown kind `{other}`: expected {KINDS}").into()),
    };
    let runtime = load::runtime()?;
    let time = load::run_calls(&runtime, &call, count.parse()?, concurrency.parse()?)?;
    println!("{:.2} µs of CPU time per call", time.as_secs_f64() * 1e6 / count.parse::<f64>()?);
    Ok(())
}
