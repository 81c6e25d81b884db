//! Blocking calls for programs without an async runtime: the same client and methods, with `wait` instead of
//! `await`.
//!
//! ```no_run
//! use okta_client::{Client, blocking::BlockingExt};
//!
//! fn main() -> Result<(), okta_client::Error> {
//!     let okta = Client::from_env()?;
//!     let user = okta.users().get("jane@example.com").wait()?;
//!     println!("{:?}", user.status);
//!
//!     for user in okta.users().list().search(r#"status eq "ACTIVE""#).items().wait() {
//!         println!("{:?}", user?.id);
//!     }
//!     let reply = okta.users().get("jane@example.com").send().wait()?;
//!     println!("{} {:?}", reply.status(), reply.rate_limit());
//!     Ok(())
//! }
//! ```
//!
//! | receiver | `wait` returns |
//! |---|---|
//! | a call, a [`RawRequest`](crate::RawRequest), a [`Pager`](crate::Pager), a future such as `send()` | its `Result` |
//! | [`Items`](crate::page::Items), [`Pages`](crate::page::Pages), [`Tail`](crate::page::Tail), any stream of results | an iterator of results |
//! | a [`bulk::BulkStream`](crate::bulk::BulkStream) | an iterator of `Result<BulkOutcome, Error>` |
//! | `until…` and other futures of [`wait::Waiter`](crate::wait::Waiter) | its `Result` |
//!
//! The error type may be any that implements `From<Error>`. For futures with another output use [`block_on`].
//!
//! # Threads
//!
//! The calling thread does the work of the call itself, decoding included. One background thread per process,
//! started by the first `wait`, drives connections and timers, also between calls; it ends with the process.
//! There is no separate blocking client: any number of threads may use one client at the same time.
//!
//! # Where blocking is allowed
//!
//! On every thread that may block. Inside a function that an async runtime is polling, `wait` would stall
//! that runtime, so it returns an error of kind [`WouldBlock`](crate::ErrorKind::WouldBlock) before anything
//! is sent: use `.await` there. tokio's `spawn_blocking` and `block_in_place`, and threads that merely
//! entered a runtime, may block. (Futures inside `tokio::task::unconstrained` and runtimes other than tokio's
//! are not detected: there `wait` blocks the thread.)

mod iter;
mod runtime;
#[cfg(test)]
mod tests;

use std::future::IntoFuture;

use futures_core::Stream;

pub use iter::{BlockingItem, Iter};

use crate::Error;

/// Adds `wait` to all futures and streams: see the [module](self).
///
/// `Marker` distinguishes futures from streams and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be waited for",
    note = "a future must output a `Result` whose error implements `From<okta_client::Error>`; for other futures use \
            `okta_client::blocking::block_on`"
)]
pub trait BlockingExt<Marker>: Sized {
    /// A `Result` for futures, an [`Iter`] for streams.
    type Output;

    /// Blocks the thread until a future is complete. For a stream it returns an iterator at once, which
    /// blocks in `next`; items left when the iterator is dropped are not fetched.
    fn wait(self) -> Self::Output;
}

/// Marks the implementation of [`BlockingExt`] for futures.
#[derive(Debug)]
pub enum FutureMarker {}

/// Marks the implementation of [`BlockingExt`] for streams.
#[derive(Debug)]
pub enum StreamMarker {}

impl<F, T, E> BlockingExt<FutureMarker> for F
where
    F: IntoFuture<Output = Result<T, E>>,
    E: From<Error>,
{
    type Output = F::Output;

    fn wait(self) -> F::Output {
        block_on(self)?
    }
}

impl<S> BlockingExt<StreamMarker> for S
where
    S: Stream,
    S::Item: BlockingItem,
{
    type Output = Iter<S>;

    fn wait(self) -> Iter<S> {
        Iter::new(self)
    }
}

/// Blocks the thread until a future is complete and returns its output. Timers and connections of the future
/// are driven by the same background thread as those of [`BlockingExt::wait`].
///
/// # Errors
///
/// Inside an async runtime ([`WouldBlock`](crate::ErrorKind::WouldBlock)), and when the background thread
/// cannot be started. The future is not polled then.
pub fn block_on<F: IntoFuture>(future: F) -> Result<F::Output, Error> {
    let handle = runtime::enter()?;
    let _context = handle.enter();
    Ok(pollster::block_on(future))
}
