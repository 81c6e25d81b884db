//! Waiting until Okta has caught up with itself.
//!
//! Okta answers before everything is done: a user that was activated is `STAGED` for a moment, a group that was
//! created is `404` to the next read, a schema property takes seconds to be applied. [`Wait`] asks again until
//! it is so, with growing pauses, up to a limit of time.
//!
//! ```no_run
//! use std::time::Duration;
//! use okta_client::{Client, wait::Wait};
//!
//! # async fn run(okta: Client) -> Result<(), Box<dyn std::error::Error>> {
//! let call = || okta.request(http::Method::GET, "/api/v1/groups/00g1");
//! let group = Wait::new().at_most(Duration::from_secs(20)).until_visible(call).await?;
//! # let _ = group; Ok(()) }
//! ```
//!
//! Failures that pass by themselves ([`Error::is_retryable`]) count as "not yet". Dropping the future ends the
//! wait. With a cache in the stack, ask with
//! [`CacheMode::Refresh`](okta_tower::meta::CacheMode::Refresh), or every answer is the first one.

mod error;
mod ready;
#[cfg(test)]
mod tests;

use std::{future::IntoFuture, time::Duration};

use http::StatusCode;
use okta_tower::retry::Backoff;
use tokio::time::{Instant, sleep, timeout_at};

pub use error::{WaitError, WaitErrorKind};

use crate::Error;

/// How to wait: how long at most, and how often to ask.
///
/// By default it asks at once, then after half a second, doubling up to five seconds, and gives up after a
/// minute.
#[derive(Clone, Copy, Debug)]
#[must_use = "a wait does nothing until it is told for what"]
pub struct Wait {
    limit: Duration,
    pauses: Backoff,
    absent: Absent,
}

/// What a `404` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Absent {
    Failure,
    NotYet,
}

impl Wait {
    /// The usual wait.
    pub const fn new() -> Self {
        Self {
            limit: Duration::from_secs(60),
            pauses: Backoff::new(Duration::from_millis(500), Duration::from_secs(5)),
            absent: Absent::Failure,
        }
    }

    /// Gives up after this time.
    pub const fn at_most(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Pauses for `first` between the first two questions, then twice that, up to `longest`. Each pause is
    /// shortened at random, by a half at most.
    pub const fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.pauses = Backoff::new(first, longest);
        self
    }

    /// Takes `404` for "not yet" in [`until`](Self::until), where it is a failure otherwise.
    pub const fn absent_is_not_yet(mut self) -> Self {
        self.absent = Absent::NotYet;
        self
    }

    /// Calls until `done` says that the answer is the awaited one, and gives that answer.
    ///
    /// # Errors
    ///
    /// When the time is up, or a call fails in a way that asking again does not mend.
    pub async fn until<T, C>(
        &self,
        mut call: impl FnMut() -> C,
        mut done: impl FnMut(&T) -> bool,
    ) -> Result<T, WaitError>
    where
        C: IntoFuture<Output = Result<T, Error>>,
    {
        self.poll(&mut call, |answer| match answer {
            Ok(value) if done(&value) => Step::Done(value),
            Ok(_) => Step::NotYet(None),
            Err(error) if self.absent == Absent::NotYet && error.is_not_found() => Step::NotYet(Some(error)),
            Err(error) => Step::from_failure(error),
        })
        .await
    }

    /// Calls until the answer is no longer `404`, and gives the answer.
    ///
    /// # Errors
    ///
    /// As for [`until`](Self::until).
    pub async fn until_visible<T, C>(&self, call: impl FnMut() -> C) -> Result<T, WaitError>
    where
        C: IntoFuture<Output = Result<T, Error>>,
    {
        self.absent_is_not_yet().until(call, |_| true).await
    }

    /// Calls until the answer is `404` or `410`.
    ///
    /// # Errors
    ///
    /// As for [`until`](Self::until).
    pub async fn until_gone<T, C>(&self, mut call: impl FnMut() -> C) -> Result<(), WaitError>
    where
        C: IntoFuture<Output = Result<T, Error>>,
    {
        self.poll(&mut call, |answer| match answer {
            Ok(_) => Step::NotYet(None),
            Err(error) if error.is_not_found() || error.status() == Some(StatusCode::GONE) => Step::Done(()),
            Err(error) => Step::from_failure(error),
        })
        .await
    }

    async fn poll<T, C, R>(
        &self,
        call: &mut impl FnMut() -> C,
        mut judge: impl FnMut(C::Output) -> Step<R>,
    ) -> Result<R, WaitError>
    where
        C: IntoFuture<Output = Result<T, Error>>,
    {
        let began = Instant::now();
        // A limit beyond what the clock can count is none: a century is close enough.
        let century = Duration::from_secs(100 * 365 * 86_400);
        let end = began + self.limit.min(century);
        let (mut asked, mut last) = (0u32, None);
        loop {
            let Ok(answer) = timeout_at(end, call().into_future()).await else { break };
            asked = asked.saturating_add(1);
            match judge(answer) {
                Step::Done(value) => return Ok(value),
                Step::NotYet(error) => last = error,
                Step::Failed(error) => {
                    return Err(WaitError::new(WaitErrorKind::Failed, asked, began.elapsed(), Some(error)));
                }
            }
            let most = self.pauses.ceiling(asked.saturating_sub(1));
            let pause = most / 2 + self.pauses.draw(asked.saturating_sub(1)) / 2;
            if Instant::now() + pause >= end {
                break;
            }
            sleep(pause).await;
        }
        Err(WaitError::new(WaitErrorKind::TimedOut, asked, began.elapsed(), last))
    }
}

impl Default for Wait {
    fn default() -> Self {
        Self::new()
    }
}

/// What one answer means to a wait.
enum Step<T> {
    Done(T),
    NotYet(Option<Error>),
    Failed(Error),
}

impl<T> Step<T> {
    fn from_failure(error: Error) -> Self {
        if error.is_retryable() { Self::NotYet(Some(error)) } else { Self::Failed(error) }
    }
}
