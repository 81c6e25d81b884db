//! Measures okta-client beside other clients, and writes the tables in `benches/README.md` and a plot.
//!
//! `benches/peers/run` installs the other clients and runs this program; see there.

use std::{env, fs, path::PathBuf};

use okta_benches::{
    floor::BoxError,
    page,
    peers::{self, Client, subjects, table},
};

fn main() -> Result<(), BoxError> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.as_slice() {
        [program, name, rest @ ..] if program == "program" => subjects::run(name, rest),
        [directory, date, rounds] => measure(fs::canonicalize(directory)?, date, rounds.parse()?),
        _ => Err("usage: peers DIRECTORY DATE ROUNDS; run benches/peers/run".into()),
    }
}

fn measure(directory: PathBuf, date: &str, rounds: usize) -> Result<(), BoxError> {
    let (clients, missing): (Vec<_>, Vec<_>) =
        Client::all(&directory)?.into_iter().partition(Client::is_installed);
    for client in &missing {
        println!("SKIPPED: {} (not installed)", client.name);
    }
    let load = load_average()?;
    let results = peers::measure(&clients, &directory, rounds)?;
    let conditions = format!(
        "Measured on {date}, {rounds} rounds, {} cores, load average {load} before and {} after.\n\n",
        std::thread::available_parallelism()?,
        load_average()?
    );
    let text = conditions + &table::markdown(&results);
    println!("{text}");
    if missing.is_empty() {
        page::write_section("peers", &text, &table::svg(&results))?;
    } else {
        println!("benches/README.md is not changed: clients are missing");
    }
    Ok(())
}

/// Returns the load average of the last minute.
fn load_average() -> Result<String, BoxError> {
    let averages = fs::read_to_string("/proc/loadavg")?;
    Ok(averages.split_whitespace().next().unwrap_or("unknown").to_owned())
}
