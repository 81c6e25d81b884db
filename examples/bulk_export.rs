//! Exports all users with their groups as CSV, with progress bars of indicatif for the listing and the calls.
//!
//! `cargo run --example bulk_export > users.csv` starts an org in this process with a rate limit of 100 calls
//! per second. With `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN` set, it reads from that org. The optional
//! argument is the checkpoint of an earlier run, whose users are skipped.

use std::{io::Write, time::Duration};

use futures_util::{StreamExt, TryStreamExt};
use indicatif::{ProgressBar, ProgressStyle};
use okta_client::{
    Client, Error,
    bulk::{Bulk, BulkCheckpoint},
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

    // Listed first: two calls for 250 users, and the second bar needs the total.
    let spinner = ProgressBar::new_spinner().with_message("listing users");
    let listing = okta.users().list().limit(200).items();
    let users: Vec<User> = spinner.wrap_stream(listing).try_collect().await?;
    let bar = ProgressBar::new(u64::try_from(users.len())?)
        .with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}")?);
    let mut out = std::io::stdout().lock();
    writeln!(out, "id,login,status,groups")?;
    let mut run = Bulk::new()
        .parallel(20)
        .in_order()
        .resume(checkpoint)
        .run(users, move |user| row(okta.clone(), user))
        .on_progress({
            let bar = bar.clone();
            move |progress| bar.set_position(progress.finished())
        });
    let mut failures = Vec::new();
    while let Some(outcome) = run.next().await {
        match outcome.result {
            Ok(row) => writeln!(out, "{row}")?,
            Err(error) => failures.push((outcome.input.id, error)),
        }
    }
    bar.finish();
    let progress = run.progress();
    eprintln!("{} exported, {} failed", progress.succeeded, progress.failed);
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
