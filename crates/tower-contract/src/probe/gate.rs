//! A gate that the test opens.

use std::{
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use crate::lock;

/// A gate that holds replies and bodies back until the test opens it. Clones are the same gate.
///
/// ```
/// use tower_contract::Gate;
///
/// let gate = Gate::new();
/// assert!(!gate.is_open());
/// gate.open();
/// assert!(gate.is_open());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Gate {
    state: Arc<Mutex<GateState>>,
}

#[derive(Debug, Default)]
struct GateState {
    open: bool,
    wakers: Vec<Waker>,
}

impl Gate {
    /// Creates a closed gate.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens the gate for good and wakes everything that waits for it.
    pub fn open(&self) {
        let wakers = {
            let mut state = lock(&self.state);
            state.open = true;
            std::mem::take(&mut state.wakers)
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Returns whether the gate is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        lock(&self.state).open
    }

    /// Is ready once the gate is open.
    pub fn poll_open(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = lock(&self.state);
        if state.open {
            return Poll::Ready(());
        }
        if !state.wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
            state.wakers.push(cx.waker().clone());
        }
        Poll::Pending
    }
}
