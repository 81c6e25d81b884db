//! The thread that looks after connections and timers, and the question whether the current one may block.

use std::{
    sync::{Mutex, PoisonError},
    task::{Context, Poll, Waker},
};

use tokio::{
    runtime::{Builder, Handle, Runtime},
    task::coop,
};

use crate::Error;

/// More than the budget that tokio gives a task between two yields, which is a number of 8 bits.
const MORE_THAN_ANY_BUDGET: usize = 256;

/// The background runtime, if this thread may block.
pub(super) fn enter() -> Result<Handle, Error> {
    if is_polled_by_tokio() {
        return Err(Error::would_block());
    }
    background()
}

/// The runtime of the process: never dropped, so that it can be used from any thread until the end.
static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);

/// The background runtime, if it was ever needed.
pub(super) fn running() -> Option<Handle> {
    RUNTIME.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|runtime| runtime.handle().clone())
}

fn background() -> Result<Handle, Error> {
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = &*runtime {
        return Ok(runtime.handle().clone());
    }
    let made = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("okta-client")
        .enable_all()
        .build()
        .map_err(Error::no_background_thread)?;
    Ok(runtime.insert(made).handle().clone())
}

/// Whether this thread is polling a future for tokio.
///
/// `Handle::try_current` does not tell: it also succeeds in `spawn_blocking` and under `Runtime::enter`, where
/// blocking is fine. What only polled futures have is a limited budget of operations until they must yield, so
/// the budget is asked for until it is used up, and given back.
fn is_polled_by_tokio() -> bool {
    if Handle::try_current().is_err() {
        return false;
    }
    let mut context = Context::from_waker(Waker::noop());
    let mut taken = Vec::with_capacity(MORE_THAN_ANY_BUDGET);
    let limited = loop {
        match coop::poll_proceed(&mut context) {
            Poll::Pending => break true,
            Poll::Ready(_) if taken.len() == MORE_THAN_ANY_BUDGET => break false,
            Poll::Ready(unit) => taken.push(unit),
        }
    };
    // Each gives back the budget as it was when it was taken: the first one must be the last.
    while taken.pop().is_some() {}
    limited
}
