//! Calls from programs without an async runtime: the same client, the same methods, and `wait` in place of
//! `await`.
//!
//! ```no_run
//! use okta_client::{Client, blocking::Wait};
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
//! | what | `wait` gives |
//! |---|---|
//! | a call, a [`RawRequest`](crate::RawRequest), a [`Pager`](crate::Pager), a future such as `send()` | its `Result` |
//! | [`Items`](crate::page::Items), [`Pages`](crate::page::Pages), [`Tail`](crate::page::Tail), any stream of results | an iterator of results |
//! | a [`bulk::Run`](crate::bulk::Run) | an iterator of `Result<Outcome, Error>` |
//! | `until…` and other futures of [`wait::Wait`](crate::wait::Wait) | its `Result` |
//!
//! Errors may be of any type that an [`Error`] can be turned into. For futures that give something else there is
//! [`block_on`]. Where the names meet, import this trait as `Wait as _`.
//!
//! # Where the work is done
//!
//! The calling thread does what the call itself has to do, decoding included. One thread of the process, started
//! by the first `wait`, looks after connections and timers, also between calls; it ends with the process. There
//! is no second kind of client: one may be waited for by any number of threads at once.
//!
//! # Where it is allowed
//!
//! In every thread that may block. In a function that an async runtime is running, `wait` would stall that
//! runtime, so it gives an error of kind [`WouldBlock`](crate::ErrorKind::WouldBlock) before anything is sent:
//! use `.await` there. tokio's `spawn_blocking` and `block_in_place`, and threads that merely entered a runtime,
//! may block and are let through. (A future inside `tokio::task::unconstrained`, and runtimes other than tokio's,
//! cannot be recognised: there `wait` blocks the thread that it is on.)

mod iter;
mod runtime;
#[cfg(test)]
mod tests;

use std::future::IntoFuture;

use futures_core::Stream;

pub use iter::{Iter, Waited};

use crate::Error;

/// Gives `wait` to everything that can be awaited and to every stream: see the [module](self).
///
/// `How` tells futures from streams and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be waited for",
    note = "futures must give a `Result` whose error can be made from an `okta_client::Error`; for others there is \
            `okta_client::blocking::block_on`"
)]
pub trait Wait<How>: Sized {
    /// What waiting gives: a `Result`, or an iterator.
    type Output;

    /// Blocks the thread until the result is there. For a stream it blocks not yet, but whenever the iterator
    /// is asked for its next item; what is left when the iterator is dropped is not asked for.
    fn wait(self) -> Self::Output;
}

/// How a future is waited for.
#[derive(Debug)]
pub enum ForResult {}

/// How a stream is waited for.
#[derive(Debug)]
pub enum ForEach {}

impl<F, T, E> Wait<ForResult> for F
where
    F: IntoFuture<Output = Result<T, E>>,
    E: From<Error>,
{
    type Output = F::Output;

    fn wait(self) -> F::Output {
        block_on(self)?
    }
}

impl<S> Wait<ForEach> for S
where
    S: Stream,
    S::Item: Waited,
{
    type Output = Iter<S>;

    fn wait(self) -> Iter<S> {
        Iter::new(self)
    }
}

/// Blocks the thread until any future is done, and gives what it gave. Timers and connections of the future
/// live on the same background thread as those of [`Wait::wait`].
///
/// # Errors
///
/// Inside an async runtime ([`WouldBlock`](crate::ErrorKind::WouldBlock)), and when the background thread cannot
/// be started. The future has not been polled then.
pub fn block_on<F: IntoFuture>(future: F) -> Result<F::Output, Error> {
    let handle = runtime::enter()?;
    let _context = handle.enter();
    Ok(pollster::block_on(future))
}
