//! Token refresh: single flight, in its own task.
//!
//! The task is independent of its waiters: dropping a request does not cancel it. All waiters share the result, a
//! token or an error. It runs on the runtime of the caller that started it; if nobody drives that runtime any more,
//! a waiter of another runtime takes the refresh over.

use std::{pin::Pin, sync::Arc, time::Duration};

use tokio::{
    runtime::Handle,
    sync::{oneshot, watch},
    time::{Instant, timeout},
};

use super::{
    super::{AuthError, AuthErrorKind},
    CachedToken,
    manager::{ManagerInner, RefreshEnd, TokenManager},
};

/// How long a waiter waits before it checks that the runtime of the refresh is driven.
const FIRST_CHECK: Duration = Duration::from_millis(250);
/// The time between two checks.
const CHECK_INTERVAL: Duration = Duration::from_secs(5);
/// How long a driven runtime may take to run a task that does nothing.
const CHECK_TIMEOUT: Duration = Duration::from_secs(1);
/// How much longer than its time limit a refresh may take before it counts as lost.
const GRACE: Duration = Duration::from_secs(10);

/// Tasks are of one type, so that the code of a task is compiled once.
type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

type RefreshResult = Result<Arc<CachedToken>, AuthError>;

/// A refresh that was started.
#[derive(Clone)]
pub(super) struct Refresh {
    pub(super) id: u64,
    /// The result; `None` while the refresh is in progress.
    receiver: watch::Receiver<Option<RefreshResult>>,
    runtime: Handle,
    /// When the refresh has certainly ended, unless nobody drives its runtime.
    lost_at: Option<Instant>,
}

impl Refresh {
    /// Returns whether the refresh has neither ended nor been lost.
    pub(super) fn is_in_progress(&self) -> bool {
        self.receiver.borrow().is_none()
            && self.receiver.has_changed().is_ok()
            && self.lost_at.is_none_or(|lost| Instant::now() < lost)
    }

    /// Awaits the result. Returns `None` if the runtime of the refresh was shut down or is not driven.
    pub(super) async fn result(&mut self) -> Option<RefreshResult> {
        if Handle::try_current().is_err() {
            // Without a runtime there is no timer, and the refresh cannot be taken over.
            return self.ended().await;
        }
        let mut pause = FIRST_CHECK;
        loop {
            if let Ok(ended) = timeout(pause, self.ended()).await {
                return ended;
            }
            if !self.is_driven().await {
                return self.receiver.borrow().clone();
            }
            pause = CHECK_INTERVAL;
        }
    }

    async fn ended(&mut self) -> Option<RefreshResult> {
        self.receiver.wait_for(Option::is_some).await.ok()?.clone()
    }

    /// Returns whether the runtime of the refresh runs tasks.
    async fn is_driven(&self) -> bool {
        let (sender, receiver) = oneshot::channel();
        let task: Task = Box::pin(async move {
            // Fails only if the waiter stopped waiting.
            let _ = sender.send(());
        });
        self.runtime.spawn(task);
        matches!(timeout(CHECK_TIMEOUT, receiver).await, Ok(Ok(())))
    }
}

impl TokenManager {
    /// Starts a refresh on the current runtime.
    pub(super) fn spawn_refresh(&self, id: u64) -> Result<Refresh, AuthError> {
        let runtime = Handle::try_current().map_err(|error| {
            AuthError::new(AuthErrorKind::Source, "obtaining a token requires a tokio runtime")
                .with_source(error)
        })?;
        let (sender, receiver) = watch::channel(None);
        let inner = Arc::clone(&self.0);
        let lost_at = Instant::now().checked_add(inner.config.timeout.saturating_add(GRACE));
        let task: Task = Box::pin(async move {
            loop {
                let epoch = inner.epoch();
                let result = inner.refresh(epoch).await;
                #[cfg(feature = "metrics")]
                crate::metrics::token_renewed(&inner.config.metric_names, result.as_ref().err());
                match inner.complete_refresh(id, epoch, &result) {
                    RefreshEnd::Repeat => {}
                    RefreshEnd::Discarded => break,
                    RefreshEnd::Completed => {
                        // All waiters may have been dropped.
                        let _ = sender.send(Some(result));
                        break;
                    }
                }
            }
        });
        runtime.spawn(task);
        Ok(Refresh { id, receiver, runtime, lost_at })
    }
}

impl ManagerInner {
    async fn refresh(&self, epoch: u64) -> RefreshResult {
        match timeout(self.config.timeout, self.obtain(epoch)).await {
            Ok(result) => result,
            Err(elapsed) => {
                let seconds = self.config.timeout.as_secs_f32();
                let message = format!("obtaining a token timed out after {seconds} s");
                Err(AuthError::new(AuthErrorKind::Unreachable, message).with_source(elapsed))
            }
        }
    }
}
