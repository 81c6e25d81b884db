//! A burst of calls that exceeds the rate limit.

use std::{future::IntoFuture, time::Duration};

use futures_util::{StreamExt, TryStreamExt};
use okta_client::{Client, config::Sources};
use okta_testkit::{Org, Window};
use tokio::runtime::Runtime;

use crate::floor::BoxError;

/// The result of a burst.
#[derive(Clone, Copy, Debug)]
pub struct Burst {
    /// Windows used.
    pub windows: usize,
    /// Minimum number of windows.
    pub min_windows: usize,
    /// Requests rejected with 429.
    pub rejected: u64,
    /// Requests sent.
    pub requests: usize,
}

/// Makes `calls` calls with the given concurrency against a limit of `limit` calls per `window`.
///
/// # Errors
///
/// Fails if a call fails.
pub fn run(
    runtime: &Runtime,
    calls: u64,
    concurrency: usize,
    limit: u64,
    window: Duration,
) -> Result<Burst, BoxError> {
    runtime.block_on(async {
        let org = Org::builder().users(2).rate_limit("users", limit, window).start().await?;
        let okta = Client::builder()
            .sources(Sources::none())
            .org_url(org.url())
            .token(org.token())
            .disable_https_check(true)
            .build()?;
        futures_util::stream::iter(0..calls)
            .map(|_| okta.users().get("me").into_future())
            .buffer_unordered(concurrency)
            .try_for_each(|_| std::future::ready(Ok(())))
            .await?;
        let windows = org.windows("users");
        Ok(Burst {
            windows: windows.len(),
            min_windows: usize::try_from(calls.div_ceil(limit))?,
            rejected: windows.iter().map(Window::rejected).sum(),
            requests: org.requests().matching("GET /api/v1/users/{id}").len(),
        })
    })
}
