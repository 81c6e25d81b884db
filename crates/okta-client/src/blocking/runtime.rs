//! The background thread that drives connections and timers, and the check whether the current thread may
//! block.

use std::{
    sync::{Mutex, PoisonError},
    task::{Context, Poll, Waker},
};

use tokio::{
    runtime::{Builder, Handle, Runtime},
    task::coop,
};

use crate::Error;

/// More than tokio's coop budget of a task, which is an 8-bit number.
const MORE_THAN_ANY_BUDGET: usize = 256;

/// Returns the background runtime if this thread may block.
pub(super) fn enter() -> Result<Handle, Error> {
    if is_polled_by_tokio() {
        return Err(Error::would_block());
    }
    background()
}

/// The runtime of the process; never dropped, so that any thread can use it until the process ends.
static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);

/// Returns the background runtime if it was started.
pub(super) fn running() -> Option<Handle> {
    RUNTIME.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|runtime| runtime.handle().clone())
}

fn background() -> Result<Handle, Error> {
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = &*runtime {
        return Ok(runtime.handle().clone());
    }
    let started = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("okta-client")
        .enable_all()
        .build()
        .map_err(Error::no_background_thread)?;
    Ok(runtime.insert(started).handle().clone())
}

/// Returns whether this thread is polling a future for tokio.
///
/// `Handle::try_current` also succeeds in `spawn_blocking` and under `Runtime::enter`, where blocking is
/// allowed. Only polled futures have a limited coop budget, so the budget is consumed until it is exhausted,
/// and restored.
fn is_polled_by_tokio() -> bool {
    if Handle::try_current().is_err() {
        return false;
    }
    let mut context = Context::from_waker(Waker::noop());
    let mut taken = Vec::with_capacity(MORE_THAN_ANY_BUDGET);
    let is_limited = loop {
        match coop::poll_proceed(&mut context) {
            Poll::Pending => break true,
            Poll::Ready(_) if taken.len() == MORE_THAN_ANY_BUDGET => break false,
            Poll::Ready(unit) => taken.push(unit),
        }
    };
    // Each restores the budget that was left when it was taken, so the first must be dropped last.
    while taken.pop().is_some() {}
    is_limited
}
