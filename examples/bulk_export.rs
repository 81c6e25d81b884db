//! Exports all users with their groups as CSV, with a progress bar.
//!
//! `cargo run --example bulk_export > users.csv` starts an org in this process with a rate limit of 100 calls
//! per second. With `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN` set, it reads from that org. The optional
//! argument is the checkpoint of an earlier run, whose users are skipped.

use std::{
    io::{IsTerminal, Write},
    time::Duration,
};

use futures_util::{StreamExt, TryStreamExt};
use okta_client::{
    Client, Error,
    bulk::{Bulk, BulkCheckpoint, BulkProgress},
    models::User,
};
use okta_examples::{ExampleOrg, error_chain};
use okta_testkit::Org;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let checkpoint: BulkCheckpoint = std::env::args().nth(1).unwrap_or_default().parse()?;
    let org =
        ExampleOrg::configured_or(Org::builder().users(240).rate_limit("users", 100, Duration::from_secs(1)))
            .await?;
    if let Some(embedded) = org.embedded() {
        let users: Vec<String> = embedded.seed_users(10);
        embedded.seed_group("Everyone \"else\"", users.iter().map(String::as_str));
    }
    let okta = org.client().user_agent("bulk_export/1.0").build()?;

    // Listed first: two calls for 250 users, and the progress bar needs the total.
    let users: Vec<User> = okta.users().list().limit(200).items().try_collect().await?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "id,login,status,groups")?;
    let mut run = Bulk::new()
        .parallel(20)
        .in_order()
        .resume(checkpoint)
        .run(users, move |user| row(okta.clone(), user))
        .on_progress(draw);
    let mut failures = Vec::new();
    while let Some(outcome) = run.next().await {
        match outcome.result {
            Ok(row) => writeln!(out, "{row}")?,
            Err(error) => failures.push((outcome.input.id, error)),
        }
    }
    let progress = run.progress();
    eprintln!("\n{} exported, {} failed", progress.succeeded, progress.failed);
    for (id, error) in &failures {
        eprintln!("  {}: {}", id, error_chain(error));
    }
    if !failures.is_empty() {
        eprintln!("to retry the failed users: bulk_export {}", run.checkpoint());
    }
    Ok(())
}

/// Returns the CSV row of a user. The groups take one call.
async fn row(okta: Client, user: User) -> Result<String, Error> {
    let mut groups = okta.users().list_groups(&user.id).with_deadline(None).items();
    let mut names = Vec::new();
    while let Some(group) = groups.try_next().await? {
        names.push(group_name(&group).unwrap_or_else(|| group.id.to_string()));
    }
    let login = user.profile.and_then(|profile| profile.login).unwrap_or_default();
    let status = user.status.as_ref().map_or("", |status| status.as_str());
    Ok([&*user.id, &login, status, &names.join("; ")].map(field).join(","))
}

fn group_name(group: &okta_client::models::Group) -> Option<String> {
    group.profile.as_ref()?.get("name")?.to_text()
}

/// Formats a CSV field, quoted if necessary (RFC 4180).
fn field(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// Draws a progress bar on a terminal; otherwise prints one line at the end.
fn draw(progress: &BulkProgress) {
    const WIDTH: u64 = 40;
    let total = progress.total.unwrap_or_else(|| progress.finished()).max(1);
    if !std::io::stderr().is_terminal() && progress.finished() < total {
        return;
    }
    let full = progress.finished() * WIDTH / total;
    let bar: String = (0..WIDTH).map(|at| if at < full { '█' } else { '·' }).collect();
    eprint!("\r{bar} {}/{total}", progress.finished());
}
