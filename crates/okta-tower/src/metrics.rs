//! Metrics under Okta's names.
//!
//! Re-exports [`tower_outbound::metrics`], and adds [`names`]: metrics `okta.client.*` with labels `okta.*`, and the
//! quota from Okta's headers.
//!
//! ```
//! use std::convert::Infallible;
//! use http::{Request, Response};
//! use okta_tower::metrics::{self, CallMetricsLayer, RequestMetricsLayer};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let service = ServiceBuilder::new()
//!     .layer(CallMetricsLayer::new().names(metrics::names()))
//!     .layer(RequestMetricsLayer::new().names(metrics::names()))
//!     .service(service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(())) }));
//! service.oneshot(Request::new(())).await.unwrap();
//! # }
//! ```

use std::sync::LazyLock;

use http::HeaderName;
pub use tower_outbound::metrics::*;

/// Returns Okta's names: the prefix `okta.client`, labels with the prefix `okta`, and the quota in
/// `X-Rate-Limit-Limit` and `X-Rate-Limit-Remaining`. Composed once per process.
#[must_use]
pub fn names() -> MetricNames {
    static NAMES: LazyLock<MetricNames> = LazyLock::new(|| {
        MetricNames::new("okta.client")
            .limit_header(HeaderName::from_static("x-rate-limit-limit"))
            .remaining_header(HeaderName::from_static("x-rate-limit-remaining"))
    });
    NAMES.clone()
}

/// Registers units and descriptions of [`names`] with the recorder.
///
/// The layers call it when their names are set. Call it after installing a recorder later than that.
pub fn describe() {
    names().describe();
}
