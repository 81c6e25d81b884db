//! Listings whose pages take time: to come, and to be worked on.

use std::time::Duration;

use futures_util::StreamExt;
use okta_client::Client;
use tokio::{runtime::Runtime, time::Instant};

use crate::{
    floor::{BoxError, Version},
    load,
    server::{PAGE, Server},
};

/// How long a listing of `pages` pages takes by the clock, with pages asked for ahead, as a part of what it takes
/// without. A page takes `latency` to come, and the caller works `work` on it.
///
/// # Errors
///
/// When a page cannot be had.
pub fn prefetched(
    runtime: &Runtime,
    pages: usize,
    latency: Duration,
    work: Duration,
) -> Result<f64, BoxError> {
    let server = Server::start(pages, latency)?;
    let client = load::client(&server, Version::Http1)?;
    // The first connection is not what is measured.
    runtime.block_on(client.users().list().limit(1).send())?;
    let serial = runtime.block_on(walk(&client, work, false))?;
    let ahead = runtime.block_on(walk(&client, work, true))?;
    Ok(ahead.as_secs_f64() / serial.as_secs_f64())
}

async fn walk(client: &Client, work: Duration, ahead: bool) -> Result<Duration, BoxError> {
    let listing = client.users().list().limit(i32::try_from(PAGE)?);
    let mut pages = if ahead { listing.prefetch().pages() } else { listing.pages() };
    let began = Instant::now();
    while let Some(page) = pages.next().await {
        std::hint::black_box(page?);
        tokio::time::sleep(work).await;
    }
    Ok(began.elapsed())
}
