//! Follows the System Log, with a checkpoint that can be saved and resumed.
//!
//! `cargo run --example tail_log` starts an org in this process, generates events, stops after five of them
//! and resumes from the checkpoint for five more. With `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN` set, it
//! follows that org's log until Ctrl-C; `cargo run --example tail_log -- checkpoint.txt` then saves the
//! checkpoint to that file and resumes from it.

use std::{io::ErrorKind, time::Duration};

use futures_util::StreamExt;
use okta_client::{Client, models::LogEvent, page::TailCheckpoint};
use okta_examples::{ExampleOrg, error_chain};
use okta_testkit::Org;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> Result<()> {
    let org = ExampleOrg::configured_or(Org::builder()).await?;
    let okta = org.client().user_agent("tail_log/1.0").build()?;
    if let Some(embedded) = org.embedded() {
        let generator = tokio::spawn(generate_events(embedded.clone()));
        let checkpoint = follow(&okta, None, None, Some(5)).await?;
        println!("checkpoint: {checkpoint}");
        follow(&okta, Some(checkpoint), None, Some(5)).await?;
        generator.abort();
    } else {
        let file = std::env::args().nth(1);
        let saved = file.as_deref().map(load).transpose()?.flatten();
        follow(&okta, saved, file.as_deref(), None).await?;
    }
    Ok(())
}

/// Prints events until Ctrl-C, or up to `limit` of them. Saves the checkpoint to `file` after each event.
async fn follow(
    okta: &Client,
    from: Option<TailCheckpoint>,
    file: Option<&str>,
    limit: Option<usize>,
) -> Result<TailCheckpoint> {
    let mut tail = okta.logs().list().tail();
    if limit.is_some() {
        tail = tail.poll_interval(Duration::from_millis(100));
    }
    if let Some(from) = from {
        tail = tail.resume(from);
    }
    let mut seen = 0;
    while limit.is_none_or(|limit| seen < limit) {
        let event = tokio::select! {
            event = tail.next() => event,
            _ = tokio::signal::ctrl_c() => None,
        };
        match event {
            Some(Ok(event)) => {
                print(&event);
                seen += 1;
            }
            // The next poll retries after a delay, unless the error cannot pass; then the stream ends.
            Some(Err(error)) => eprintln!("{}", error_chain(&error)),
            None => break,
        }
        // Saved after the event is processed, so delivery is at least once.
        if let Some(file) = file {
            tokio::fs::write(file, tail.checkpoint().to_string()).await?;
        }
    }
    println!("{seen} events");
    Ok(tail.checkpoint())
}

fn load(file: &str) -> Result<Option<TailCheckpoint>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text.trim().parse()?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn print(event: &LogEvent) {
    let when = event.published.as_ref().map(ToString::to_string).unwrap_or_default();
    let kind = event.event_type.as_deref().unwrap_or("?");
    println!("{when} {kind} {}", event.display_message.as_deref().unwrap_or_default());
}

/// Adds events to the embedded org's log.
async fn generate_events(org: Org) {
    for kind in ["user.session.start", "user.session.end"].into_iter().cycle() {
        org.seed_event(kind);
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}
