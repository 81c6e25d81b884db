//! More calls than a window of the rate limit admits.

use std::{future::IntoFuture, time::Duration};

use futures_util::{StreamExt, TryStreamExt};
use okta_client::{Client, config::Sources};
use okta_testkit::{Org, Window};
use tokio::runtime::Runtime;

use crate::floor::BoxError;

/// How a burst went.
#[derive(Clone, Copy, Debug)]
pub struct Burst {
    /// In how many windows it was done.
    pub windows: usize,
    /// The fewest windows in which it can be done.
    pub least: usize,
    /// Requests that were refused.
    pub refused: u64,
    /// All requests that were sent.
    pub sent: usize,
}

/// Makes `calls` calls, `concurrency` at a time, where `limit` calls are allowed in each `window`.
///
/// # Errors
///
/// When a call is lost.
pub fn paced(
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
        let seen = org.windows("users");
        Ok(Burst {
            windows: seen.len(),
            least: usize::try_from(calls.div_ceil(limit))?,
            refused: seen.iter().map(Window::rejected).sum(),
            sent: org.requests().matching("GET /api/v1/users/{id}").len(),
        })
    })
}
