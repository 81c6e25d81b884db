//! Blocking calls in a program without an async runtime: threads, iterators and `wait`.
//!
//! `cargo run --example blocking` starts an org in this process. With `OKTA_CLIENT_ORGURL` and
//! `OKTA_CLIENT_TOKEN` set, it only reads from that org.

use std::{collections::BTreeMap, process::ExitCode, thread};

use okta_client::{Client, Error, Filter, blocking::BlockingExt};
use okta_examples::{ExampleOrg, error_chain};
use okta_testkit::{Org, SeedUser, UserStatus};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error_chain(&*error));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let embedded = Org::builder()
        .users(40)
        .user(SeedUser::new("ada@example.com").status(UserStatus::Suspended))
        .user(SeedUser::new("bob@example.com").status(UserStatus::Staged));
    let org = ExampleOrg::configured_or_blocking(embedded)?;
    let okta = org.client().user_agent("blocking/1.0").build()?;

    let me = okta.users().get("me").send().wait()?;
    println!("current user: {} (request {})", me.id, me.request_id().unwrap_or("?"));

    let mut by_status = BTreeMap::<String, usize>::new();
    for user in okta.users().list().limit(10).items().wait() {
        let status = user?.status.map_or("?".to_owned(), |status| status.to_string());
        *by_status.entry(status).or_default() += 1;
    }
    println!("{by_status:?}");

    // Threads share one client.
    let counts = thread::scope(|scope| {
        let listings = ["ACTIVE", "SUSPENDED", "STAGED"].map(|status| {
            let okta = &okta;
            scope.spawn(move || count(okta, status))
        });
        listings.map(|thread| thread.join())
    });
    for count in counts {
        println!("{}", count.map_err(|_| "a thread panicked")??);
    }

    match okta.users().get("nobody@example.com").wait() {
        Err(error) if error.is_not_found() => println!("not found, as expected: {error}"),
        other => println!("nobody@example.com: {other:?}"),
    }
    Ok(())
}

/// Counts users by status.
fn count(okta: &Client, status: &str) -> Result<String, Error> {
    let users = okta.users().list().search(Filter::eq("status", status)).items();
    let mut count = 0;
    for user in users.wait() {
        user?;
        count += 1;
    }
    Ok(format!("{status}: {count}"))
}
