//! Stopping a run.

use std::{future::Future, sync::Arc};

use tokio::sync::watch;

/// Stops a bulk run: no further calls are started, those in flight finish. Clones stop the same run.
///
/// ```no_run
/// use futures_util::StreamExt;
/// use okta_client::{Client, bulk::Bulk};
///
/// # async fn run(okta: Client, ids: Vec<String>) {
/// let mut run = Bulk::new().run(ids, move |id| okta.request(http::Method::POST, format!("/api/v1/users/{id}/lifecycle/unlock")));
/// let stop = run.stop_handle();
/// tokio::spawn(async move {
///     if tokio::signal::ctrl_c().await.is_ok() {
///         stop.stop();
///     }
/// });
/// while let Some(outcome) = run.next().await {
///     println!("{:?}", outcome.result);
/// }
/// println!("resume from: {}", run.checkpoint());
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct BulkStop(Arc<watch::Sender<bool>>);

impl BulkStop {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Stops the run. Has no effect on a run that has ended.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    /// Completes once the run is stopped.
    pub(super) fn stopped(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stopped = self.0.subscribe();
        async move {
            // An error means that no handle is left to stop the run.
            if stopped.wait_for(|stopped| *stopped).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}
