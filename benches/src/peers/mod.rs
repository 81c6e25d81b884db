//! The same work by other clients, each in a separate process, against one server.

pub mod process;
pub mod program;
pub mod subjects;
pub mod table;

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::Command,
};

use self::{process::Run, program::BoxError};
use crate::{
    limit::Limit,
    server::{PAGE, Server},
};

/// Pages of the listing.
const PAGES: usize = 100;

/// Work that each client does.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
    /// A heading.
    pub title: &'static str,
    /// A short name for a plot.
    pub short: &'static str,
    arguments: &'static [&'static str],
    /// The number of users, or of calls.
    pub expected: usize,
    /// Whether the server has a rate limit.
    pub limited: bool,
}

/// The work, in the order of the tables.
pub const WORKLOADS: [Workload; 5] = [
    Workload {
        title: "List 20,000 users, 200 per page",
        short: "20,000 users",
        arguments: &["list"],
        expected: PAGES * PAGE,
        limited: false,
    },
    Workload {
        title: "Read 2,000 users, 50 at a time",
        short: "2,000 calls, 50 at a time",
        arguments: &["get", "2000", "50"],
        expected: 2_000,
        limited: false,
    },
    Workload {
        title: "Read 500 users at once",
        short: "500 calls at once",
        arguments: &["get", "500", "500"],
        expected: 500,
        limited: false,
    },
    Workload {
        title: "Read 300 users, 20 at a time, limit 100 per 2 s",
        short: "300 calls, limited",
        arguments: &["get", "300", "20"],
        expected: 300,
        limited: true,
    },
    Workload {
        title: "Read 500 users at once, limit 100 per 2 s",
        short: "500 calls at once, limited",
        arguments: &["get", "500", "500"],
        expected: 500,
        limited: true,
    },
];

/// A client that is measured.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its name.
    pub name: &'static str,
    program: PathBuf,
    arguments: Vec<OsString>,
    /// The file without which it is skipped.
    needs: PathBuf,
    scope: Scope,
}

/// The work that a client does.
#[derive(Clone, Copy, Debug)]
enum Scope {
    All,
    /// No work with a rate limit: hyper does not retry.
    Unlimited,
    /// Only the listing.
    Listing,
}

impl Client {
    /// Returns all clients, the baseline first. `directory` has what `benches/peers/run` installs.
    ///
    /// # Errors
    ///
    /// Fails if the path of the running program is unknown.
    pub fn all(directory: &Path) -> Result<Vec<Self>, BoxError> {
        let own = std::env::current_exe()?;
        let built = directory.join("rust/release");
        let (okta, reqwest) = (built.join("peer-okta"), built.join("peer-reqwest"));
        let (node, python) = (directory.join("node/complete"), directory.join("python/complete"));
        let interpreter = directory.join("python/bin/python");
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
        let (script, module) = (sources.join("node/program.js"), sources.join("python/program.py"));
        let sdk = "Okta's SDK for Python";
        let session = "Okta's SDK for Python, `async with`";
        Ok(vec![
            Self::new("hyper, serde derive", &own, [&"program", &"hyper"], &own).scope(Scope::Unlimited),
            Self::new("okta-client", &own, [&"program", &"okta-client"], &own),
            Self::new("reqwest, -middleware, -retry", &reqwest, [], &reqwest),
            Self::new("`okta`, pages by hand", &okta, [&"pages"], &okta),
            Self::new("`okta`, `list_all`", &okta, [&"all"], &okta).scope(Scope::Listing),
            Self::new("Okta's SDK for Node.js", Path::new("node"), [&script], &node),
            Self::new(sdk, &interpreter, [&module as &dyn AsRef<OsStr>, &"client"], &python),
            Self::new(session, &interpreter, [&module as &dyn AsRef<OsStr>, &"session"], &python),
        ])
    }

    fn new<const N: usize>(
        name: &'static str,
        program: &Path,
        arguments: [&dyn AsRef<OsStr>; N],
        needs: &Path,
    ) -> Self {
        Self {
            name,
            program: program.to_owned(),
            arguments: arguments.map(|argument| argument.as_ref().to_owned()).into(),
            needs: needs.to_owned(),
            scope: Scope::All,
        }
    }

    fn scope(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }

    /// Returns whether it is installed.
    #[must_use]
    pub fn is_installed(&self) -> bool {
        self.needs.exists()
    }

    fn does(&self, workload: &Workload) -> bool {
        match self.scope {
            Scope::All => true,
            Scope::Unlimited => !workload.limited,
            Scope::Listing => workload.arguments == ["list"],
        }
    }

    /// A command without the environment and configuration files of the user.
    fn command(&self, directory: &Path, server: &Server, workload: &Workload) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(server.url()).args(workload.arguments).current_dir(directory);
        command.env_clear().env("HOME", directory).env("NODE_PATH", directory.join("node/node_modules"));
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command
    }
}

/// The runs of a client with a workload.
#[derive(Clone, Debug)]
pub struct Runs {
    /// The client.
    pub client: &'static str,
    /// One per round.
    pub runs: Vec<Run>,
}

/// The runs of all clients with a workload, the baseline first.
#[derive(Clone, Debug)]
pub struct Results {
    /// The work.
    pub workload: Workload,
    /// The clients that do it.
    pub clients: Vec<Runs>,
}

/// Measures the clients in turn for a number of rounds, after one that is not counted.
///
/// # Errors
///
/// Fails if a program does not do its work to the end. A call that fails is not an error, but counted.
pub fn measure(clients: &[Client], directory: &Path, rounds: usize) -> Result<Vec<Results>, BoxError> {
    let free = Server::start_distinct(PAGES, None)?;
    let limited = Server::start_distinct(PAGES, Some(Limit::new(100, 2)))?;
    let mut results: Vec<_> = WORKLOADS
        .into_iter()
        .map(|workload| {
            let clients = clients.iter().filter(|client| client.does(&workload));
            Results {
                workload,
                clients: clients.map(|client| Runs { client: client.name, runs: Vec::new() }).collect(),
            }
        })
        .collect();
    for round in 0..=rounds {
        for Results { workload, clients: measured } in &mut results {
            // The first round loads programs and libraries into the page cache.
            if round == 0 && workload.arguments != ["list"] {
                continue;
            }
            let server = if workload.limited { &limited } else { &free };
            for (client, measured) in clients.iter().filter(|client| client.does(workload)).zip(measured) {
                let run = Run::measure(&mut client.command(directory, server, workload), server)
                    .map_err(|error| format!("{}, {}: {error}", client.name, workload.title))?;
                eprintln!(
                    "round {round}, {}, {}: {:.3} s of CPU time, {:.3} s, {} of {}",
                    workload.short,
                    client.name,
                    run.work.cpu.as_secs_f64(),
                    run.work.wall.as_secs_f64(),
                    run.succeeded,
                    workload.expected
                );
                if round > 0 {
                    measured.runs.push(run);
                }
            }
        }
    }
    Ok(results)
}
