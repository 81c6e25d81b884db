//! Waiters: poll until a change is visible.
//!
//! Some of Okta's writes take effect after their response: an activated user is `STAGED` for a moment, a new
//! group is `404` to the next read, a schema property takes seconds to be applied. A [`Waiter`] repeats a
//! call with exponential backoff until a condition holds or a timeout elapses.
//!
//! ```no_run
//! use std::time::Duration;
//! use okta_client::{Client, wait::Waiter};
//!
//! # async fn run(okta: Client) -> Result<(), Box<dyn std::error::Error>> {
//! let call = || okta.request(http::Method::GET, "/api/v1/groups/00g1");
//! let group = Waiter::new().timeout(Duration::from_secs(20)).until_visible(call).await?;
//! # let _ = group; Ok(()) }
//! ```
//!
//! Retryable errors ([`Error::is_retryable`]) count as pending. With a cache in the stack, make the calls
//! with [`CacheMode::Refresh`](okta_tower::meta::CacheMode::Refresh); otherwise each poll returns the cached
//! response.
//!
//! # Cancel safety
//!
//! Dropping the future stops polling and cancels a call in flight.

mod error;
mod ready;
#[cfg(test)]
mod tests;

use std::{future::IntoFuture, time::Duration};

use okta_tower::retry::Backoff;
use tokio::time::{Instant, sleep, timeout_at};

pub use error::{WaitError, WaitErrorKind};

use crate::Error;

/// Polls until a condition holds: its timeout and backoff.
///
/// By default the first poll is immediate, the delays between polls start at half a second and double up to
/// five seconds, and the timeout is one minute.
#[derive(Clone, Copy, Debug)]
#[must_use = "a waiter does nothing until one of its `until` methods is called"]
pub struct Waiter {
    timeout: Duration,
    backoff: Backoff,
    not_found: NotFound,
    /// What is awaited, if the program says so.
    awaited: Option<&'static str>,
}

/// The meaning of `404`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotFound {
    Failed,
    Pending,
}

impl Waiter {
    /// Creates a waiter with the defaults.
    pub const fn new() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            backoff: Backoff::new(Duration::from_millis(500), Duration::from_secs(5)),
            not_found: NotFound::Failed,
            awaited: None,
        }
    }

    /// Sets what [`until`](Self::until) waits for, for the message of its error: "timed out waiting for" this.
    /// Default: `a condition`.
    pub const fn awaiting(mut self, awaited: &'static str) -> Self {
        self.awaited = Some(awaited);
        self
    }

    /// Sets the timeout. Default: 60 s.
    pub const fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Sets the delay between the first two polls, and the maximum that doubling it leads to. Each delay is
    /// shortened at random by up to half. Default: 500 ms, 5 s.
    pub const fn backoff(mut self, first: Duration, max: Duration) -> Self {
        self.backoff = Backoff::new(first, max);
        self
    }

    /// Treats `404` as pending in [`until`](Self::until). By default it is a failure.
    pub const fn treat_not_found_as_pending(mut self) -> Self {
        self.not_found = NotFound::Pending;
        self
    }

    /// Repeats a call until `done` accepts its value, and returns that value.
    ///
    /// # Errors
    ///
    /// When the timeout elapses, or a call fails with an error that is not retryable.
    pub async fn until<T, C>(
        &self,
        mut call: impl FnMut() -> C,
        mut done: impl FnMut(&T) -> bool,
    ) -> Result<T, WaitError>
    where
        C: IntoFuture<Output = Result<T, Error>>,
    {
        self.poll(&mut call, |result| match result {
            Ok(value) if done(&value) => PollStatus::Ready(value),
            Ok(_) => PollStatus::Pending(None),
            Err(error) if self.not_found == NotFound::Pending && error.is_not_found() => {
                PollStatus::Pending(Some(error))
            }
            Err(error) => PollStatus::from_error(error),
        })
        .await
        .map_err(|error| error.awaiting(self.awaited.unwrap_or("a condition")))
    }

    /// Repeats a call until its response is no longer `404`, and returns the value.
    ///
    /// # Errors
    ///
    /// As for [`until`](Self::until).
    pub async fn until_visible<T, C>(&self, call: impl FnMut() -> C) -> Result<T, WaitError>
    where
        C: IntoFuture<Output = Result<T, Error>>,
    {
        let awaited = self.awaited.unwrap_or("an object to become visible");
        self.treat_not_found_as_pending().awaiting(awaited).until(call, |_| true).await
    }

    /// Repeats a call until its response is `404` or `410`.
    ///
    /// # Errors
    ///
    /// As for [`until`](Self::until).
    pub async fn until_deleted<T, C>(&self, mut call: impl FnMut() -> C) -> Result<(), WaitError>
    where
        C: IntoFuture<Output = Result<T, Error>>,
    {
        self.poll(&mut call, |result| match result {
            Ok(_) => PollStatus::Pending(None),
            Err(error) if error.is_not_found() => PollStatus::Ready(()),
            Err(error) => PollStatus::from_error(error),
        })
        .await
        .map_err(|error| error.awaiting(self.awaited.unwrap_or("an object to be deleted")))
    }

    async fn poll<T, C, R>(
        &self,
        call: &mut impl FnMut() -> C,
        mut evaluate: impl FnMut(C::Output) -> PollStatus<R>,
    ) -> Result<R, WaitError>
    where
        C: IntoFuture<Output = Result<T, Error>>,
    {
        let start = Instant::now();
        // `Instant` overflows on very long timeouts; a century stands for no timeout.
        let century = Duration::from_secs(100 * 365 * 86_400);
        let deadline = start + self.timeout.min(century);
        let (mut polls, mut last_error) = (0u32, None);
        loop {
            let Ok(result) = timeout_at(deadline, call().into_future()).await else { break };
            let retry = polls;
            polls = polls.saturating_add(1);
            match evaluate(result) {
                PollStatus::Ready(value) => return Ok(value),
                PollStatus::Pending(error) => last_error = error,
                PollStatus::Failed(error) => {
                    return Err(WaitError::new(WaitErrorKind::Failed, polls, start.elapsed(), Some(error)));
                }
            }
            let delay = self.backoff.max_delay(retry) / 2 + self.backoff.delay(retry) / 2;
            if Instant::now() + delay >= deadline {
                break;
            }
            sleep(delay).await;
        }
        Err(WaitError::new(WaitErrorKind::TimedOut, polls, start.elapsed(), last_error))
    }
}

impl Default for Waiter {
    fn default() -> Self {
        Self::new()
    }
}

/// The result of one poll.
enum PollStatus<T> {
    Ready(T),
    Pending(Option<Error>),
    Failed(Error),
}

impl<T> PollStatus<T> {
    fn from_error(error: Error) -> Self {
        if error.is_retryable() { Self::Pending(Some(error)) } else { Self::Failed(error) }
    }
}
