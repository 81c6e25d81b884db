//! The System Log as it grows, with a checkpoint that survives the program.
//!
//! `cargo run --example tail_log` starts an org in this process, makes things happen in it, stops after five
//! events and goes on from the checkpoint for five more. With `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN` set
//! it follows that org's log until Ctrl-C; `cargo run --example tail_log -- checkpoint.json` then keeps the
//! checkpoint in that file and goes on from it.

use std::{io::ErrorKind, time::Duration};

use futures_util::StreamExt;
use okta_client::{Client, models::LogEvent, page::TailCheckpoint};
use okta_examples::{AnOrg, explain};
use okta_testkit::Org;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let org = AnOrg::find(Org::builder()).await?;
    let okta = org.client().user_agent("tail_log/1.0").build()?;
    if let Some(embedded) = org.embedded() {
        let stir = tokio::spawn(stir(embedded.clone()));
        let checkpoint = follow(&okta, None, None, Some(5)).await?;
        println!("stopped at {}", serde_json::to_string(&checkpoint)?);
        follow(&okta, Some(checkpoint), None, Some(5)).await?;
        stir.abort();
    } else {
        let file = std::env::args().nth(1);
        let saved = file.as_deref().map(load).transpose()?.flatten();
        follow(&okta, saved, file.as_deref(), None).await?;
    }
    Ok(())
}

/// Prints events until Ctrl-C, or until there were enough of them.
async fn follow(
    okta: &Client,
    from: Option<TailCheckpoint>,
    file: Option<&str>,
    enough: Option<usize>,
) -> Outcome<TailCheckpoint> {
    let mut tail = okta.logs().list().tail();
    if enough.is_some() {
        tail = tail.poll_interval(Duration::from_millis(100));
    }
    if let Some(from) = from {
        tail = tail.resume(from);
    }
    let mut seen = 0;
    while enough.is_none_or(|enough| seen < enough) {
        let event = tokio::select! {
            event = tail.next() => event,
            _ = tokio::signal::ctrl_c() => None,
        };
        match event {
            Some(Ok(event)) => {
                print(&event);
                seen += 1;
            }
            // The next poll asks again, after the interval.
            Some(Err(error)) => eprintln!("{}", explain(&error)),
            None => break,
        }
        // Saved after the event was dealt with: at worst it is seen twice, never missed.
        if let Some(file) = file {
            tokio::fs::write(file, serde_json::to_vec(&tail.checkpoint())?).await?;
        }
    }
    println!("{seen} events");
    Ok(tail.checkpoint())
}

fn load(file: &str) -> Outcome<Option<TailCheckpoint>> {
    match std::fs::read(file) {
        Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn print(event: &LogEvent) {
    let when = event.published.as_ref().map(ToString::to_string).unwrap_or_default();
    let kind = event.event_type.as_deref().unwrap_or("?");
    println!("{when} {kind} {}", event.display_message.as_deref().unwrap_or_default());
}

/// Makes things happen in the embedded org.
async fn stir(org: Org) {
    for kind in ["user.session.start", "user.session.end"].into_iter().cycle() {
        org.seed_event(kind);
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}
