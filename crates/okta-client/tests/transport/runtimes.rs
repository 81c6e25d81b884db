//! Connections whose runtime is shut down.

use std::time::Duration;

use http::Method;
use okta_client::{
    ErrorKind,
    transport::{HttpVersion, TransportErrorKind},
};
use okta_testkit::Org;
use okta_tower::retry::{Backoff, RetryPolicy};
use tokio::runtime::{Builder, Runtime};

use crate::common::builder;

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// Opens a connection in one runtime, shuts it down while another one has a call in flight on that connection, and
/// returns the number of attempts or the error.
fn call_across_shutdown(method: Method, version: HttpVersion) -> Result<u32, okta_client::Error> {
    let (server, opener, caller) = (runtime(), runtime(), runtime());
    let org = server.block_on(Org::start()).unwrap();
    let okta = builder(&org)
        .http_version(version)
        .retry(RetryPolicy::new().backoff(Backoff::new(Duration::ZERO, Duration::ZERO)))
        .build()
        .unwrap();
    let first = okta.clone();
    opener.block_on(async move { first.request(Method::GET, "/api/v1/users/me").await }).unwrap();

    let hold = org.when("*").hold();
    let call = caller.spawn(async move { okta.request(method, "/api/v1/users/me").send().await });
    server.block_on(hold.wait_for(1));
    opener.shutdown_background();
    let result = server.block_on(async {
        // The retry, if there is one.
        hold.rule().remove();
        call.await.unwrap()
    });
    hold.release();
    result.map(|response| response.attempts())
}

#[test]
fn runtime_shutdown_is_a_connection_error() {
    for version in [HttpVersion::Http1, HttpVersion::Http2] {
        assert_eq!(call_across_shutdown(Method::GET, version).unwrap(), 2, "{version:?}");
        let error = call_across_shutdown(Method::POST, version).unwrap_err();
        assert_eq!(
            (error.kind(), error.transport(), error.attempts()),
            (ErrorKind::Transport, Some(TransportErrorKind::Closed), 1),
            "{error:?}"
        );
        assert!(error.is_retryable() && !error.is_before_send(), "{error:?}");
    }
}
