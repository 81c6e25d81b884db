//! What the measured programs in Rust have in common.
//!
//! A program gets the URL of the server, and `list` or `get CALLS CONCURRENCY`. When its client is built, it prints
//! `ready` and the versions of what is measured. A line on standard input starts the work, after which it prints `done`
//! and the number of users. It ends when its standard input does. The programs for Python and Node.js do the same.

use std::{
    error::Error,
    io::{self, BufRead, Write},
    sync::{
        Arc, Once,
        atomic::{AtomicUsize, Ordering},
    },
};

/// A boxed error.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// A client, used as its documentation shows.
pub trait Program: Clone + Send + Sync + 'static {
    /// Lists all users and returns the number of logins.
    fn list(&self) -> impl Future<Output = Result<usize, BoxError>> + Send;

    /// Reads a user.
    fn get(&self, id: &str) -> impl Future<Output = Result<(), BoxError>> + Send;
}

#[derive(Clone, Copy, Debug)]
enum Work {
    List,
    Get { calls: usize, concurrency: usize },
}

/// Runs a program. `create` gets the URL of the server.
///
/// # Errors
///
/// Fails if the arguments are wrong, or the client cannot be built. Calls that fail are only counted.
pub fn run<P: Program>(
    versions: &str,
    arguments: &[String],
    create: impl FnOnce(&str) -> Result<P, BoxError>,
) -> Result<(), BoxError> {
    let (url, work) = match arguments {
        [url, list] if list == "list" => (url, Work::List),
        [url, get, calls, concurrency] if get == "get" => {
            (url, Work::Get { calls: calls.parse()?, concurrency: concurrency.parse()? })
        }
        _ => return Err("usage: PROGRAM URL list|get CALLS CONCURRENCY".into()),
    };
    // One thread, as Python and Node.js have.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let program = {
        let _entered = runtime.enter();
        create(url)?
    };
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    writeln!(output, "ready {versions}")?;
    output.flush()?;
    input.read_line(&mut String::new())?;
    let succeeded = runtime.block_on(execute(program, work))?;
    writeln!(output, "done {succeeded}")?;
    output.flush()?;
    input.read_line(&mut String::new())?;
    Ok(())
}

async fn execute<P: Program>(program: P, work: Work) -> Result<usize, BoxError> {
    let (calls, concurrency) = match work {
        Work::List => return Ok(program.list().await.unwrap_or_else(|error| lost(&error))),
        Work::Get { calls, concurrency } => (calls, concurrency),
    };
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = Vec::with_capacity(concurrency);
    for _ in 0..concurrency {
        let (program, next) = (program.clone(), Arc::clone(&next));
        tasks.push(tokio::spawn(async move {
            let mut succeeded = 0;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= calls {
                    return succeeded;
                }
                succeeded += match program.get(&format!("00u{number:017}")).await {
                    Ok(()) => 1,
                    Err(error) => lost(&error),
                };
            }
        }));
    }
    let mut succeeded = 0;
    for task in tasks {
        succeeded += task.await?;
    }
    Ok(succeeded)
}

/// Prints the first error.
fn lost(error: &BoxError) -> usize {
    static FIRST: Once = Once::new();
    FIRST.call_once(|| eprintln!("first lost call: {error}"));
    0
}

/// Returns a package and its version in a lock file; the newest, if there are several.
#[must_use]
pub fn locked(lock: &str, package: &str) -> String {
    let version = lock
        .rsplit_once(&format!("name = \"{package}\"\nversion = \""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or("?", |(version, _)| version);
    format!("{package} {version}")
}
