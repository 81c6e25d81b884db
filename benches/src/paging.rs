//! Listings with latency per page and work per page.

use std::time::Duration;

use futures_util::StreamExt;
use okta_client::Client;
use tokio::{runtime::Runtime, time::Instant};

use crate::{
    floor::{BoxError, Version},
    load,
    server::{PAGE, Server},
};

/// Returns the wall-clock ratio of a listing with prefetch to one without.
///
/// The server delays each page by `latency`; the caller processes each page for `work`.
///
/// # Errors
///
/// Fails if a page cannot be fetched.
pub fn prefetch_ratio(
    runtime: &Runtime,
    pages: usize,
    latency: Duration,
    work: Duration,
) -> Result<f64, BoxError> {
    let server = Server::start(pages, latency)?;
    let client = load::client(&server, Version::Http1)?;
    // Connecting is not part of the measurement.
    runtime.block_on(client.users().list().limit(1).send())?;
    let sequential = runtime.block_on(list_pages(&client, work, false))?;
    let prefetched = runtime.block_on(list_pages(&client, work, true))?;
    Ok(prefetched.as_secs_f64() / sequential.as_secs_f64())
}

async fn list_pages(client: &Client, work: Duration, prefetch: bool) -> Result<Duration, BoxError> {
    let listing = client.users().list().limit(i32::try_from(PAGE)?);
    let mut pages = if prefetch { listing.prefetch().pages() } else { listing.pages() };
    let start = Instant::now();
    while let Some(page) = pages.next().await {
        std::hint::black_box(page?);
        tokio::time::sleep(work).await;
    }
    Ok(start.elapsed())
}
