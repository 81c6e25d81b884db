//! A layer that pauses writes, explained in `docs/writing-a-layer.md`.
//!
//! Run it with `cargo run --example pause_layer`, and its tests with `cargo test --example pause_layer`.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::Request;
use okta_tower::BoxError;
use tokio::{sync::watch, time::timeout};
use tower::{Layer, Service, ServiceExt};

/// Pauses and resumes writes in all services that its layers created.
#[derive(Clone, Debug, Default)]
pub struct PauseHandle(watch::Sender<bool>);

impl PauseHandle {
    /// Pauses writes: they wait until [`resume`](Self::resume).
    pub fn pause(&self) {
        self.0.send_replace(true);
    }

    /// Resumes writes, including those that wait.
    pub fn resume(&self) {
        self.0.send_replace(false);
    }

    /// Creates a layer in which a paused write fails after `max_wait`.
    pub fn layer(&self, max_wait: Duration) -> PauseLayer {
        PauseLayer { paused: self.0.subscribe(), max_wait }
    }
}

/// Creates [`Pause`] services.
#[derive(Clone, Debug)]
pub struct PauseLayer {
    paused: watch::Receiver<bool>,
    max_wait: Duration,
}

impl<S> Layer<S> for PauseLayer {
    type Service = Pause<S>;

    fn layer(&self, inner: S) -> Pause<S> {
        Pause { inner, paused: self.paused.clone(), max_wait: self.max_wait }
    }
}

/// Service created by [`PauseLayer`].
#[derive(Clone, Debug)]
pub struct Pause<S> {
    inner: S,
    paused: watch::Receiver<bool>,
    max_wait: Duration,
}

impl<S, B> Service<Request<B>> for Pause<S>
where
    S: Service<Request<B>, Error: Into<BoxError>, Future: Send> + Clone + Send + 'static,
    B: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(())) // a paused write must not reserve the inner service
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let inner = self.inner.clone();
        let (mut paused, max_wait) = (self.paused.clone(), self.max_wait);
        Box::pin(async move {
            if !request.method().is_safe() {
                let resumed = async { paused.wait_for(|paused| !paused).await.is_ok() };
                if timeout(max_wait, resumed).await != Ok(true) {
                    return Err(Paused { max_wait }.into());
                }
            }
            inner.oneshot(request).await.map_err(Into::into) // awaits readiness, then calls
        })
    }
}

/// Error of a write that was paused longer than the layer's limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paused {
    /// The limit.
    pub max_wait: Duration,
}

impl fmt::Display for Paused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "writes are paused; the request was not sent within {:?}", self.max_wait)
    }
}

impl std::error::Error for Paused {}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let org = okta_examples::ExampleOrg::Embedded(okta_testkit::Org::builder().users(3).start().await?);

    let writes = PauseHandle::default();
    let okta = org.client().layer_per_call(writes.layer(Duration::from_millis(200))).build()?;

    writes.pause(); // applies to all clones of the client
    okta.users().get("me").await?; // reads are not paused
    println!("read while paused: ok");
    if let Err(error) = okta.users().suspend("user1@example.com").await {
        println!("write while paused: {}", okta_examples::error_chain(&error));
    }

    writes.resume();
    okta.users().suspend("user1@example.com").await?;
    println!("write after resume: ok");
    Ok(())
}

#[cfg(test)]
mod tests {
    use http::{Method, Response};
    use tokio_test::{assert_pending, assert_ready, task};
    use tower::limit::ConcurrencyLimit;
    use tower_contract::assert_layer_contract;
    use tower_test::mock;

    use super::*;

    const MAX_WAIT: Duration = Duration::from_secs(60);

    fn request(method: Method) -> Request<()> {
        let mut request = Request::new(());
        *request.method_mut() = method;
        request
    }

    #[tokio::test]
    async fn reads_pass_and_writes_wait_while_paused() {
        let (inner, mut server) = mock::pair::<Request<()>, Response<()>>();
        let writes = PauseHandle::default();
        let service = writes.layer(MAX_WAIT).layer(inner);
        writes.pause();

        let read = tokio::spawn(service.clone().oneshot(request(Method::GET)));
        server.next_request().await.unwrap().1.send_response(Response::new(()));
        assert!(read.await.unwrap().is_ok());

        let mut write = task::spawn(service.oneshot(request(Method::POST)));
        assert_pending!(write.poll());
        writes.resume();
        assert!(write.is_woken());
        assert_pending!(write.poll()); // sent, no response yet
        let (sent, respond) = server.next_request().await.unwrap();
        assert_eq!(sent.method(), Method::POST);
        respond.send_response(Response::new(()));
        assert!(assert_ready!(write.poll()).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn paused_write_times_out_without_being_sent() {
        let (inner, mut server) = mock::pair::<Request<()>, Response<()>>();
        let writes = PauseHandle::default();
        writes.pause();
        let service = writes.layer(MAX_WAIT).layer(inner);

        // Without other work, tokio advances its clock to the end of the wait.
        let error = service.oneshot(request(Method::PUT)).await.unwrap_err();
        assert_eq!(error.downcast_ref(), Some(&Paused { max_wait: MAX_WAIT }));
        assert!(server.next_request().await.is_none(), "nothing was sent");
    }

    #[tokio::test]
    async fn paused_write_reserves_nothing() {
        let (inner, mut server) = mock::pair::<Request<()>, Response<()>>();
        let writes = PauseHandle::default();
        let service = writes.layer(MAX_WAIT).layer(ConcurrencyLimit::new(inner, 1));
        writes.pause();

        let mut write = task::spawn(service.clone().oneshot(request(Method::PUT)));
        assert_pending!(write.poll());

        let read = tokio::spawn(service.oneshot(request(Method::GET))); // needs the only permit
        server.next_request().await.unwrap().1.send_response(Response::new(()));
        assert!(read.await.unwrap().is_ok());
    }

    #[test]
    fn pause_keeps_the_contract() {
        let paused_for_a_second = || {
            let writes = PauseHandle::default();
            writes.pause();
            let layer = writes.layer(MAX_WAIT);
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_secs(1)).await;
                writes.resume();
            });
            layer
        };
        assert_layer_contract!(
            paused_for_a_second(),
            request(|| request(Method::PUT)),       // waits
            other_request(|| request(Method::GET)), // must not
            waits(true),
        );
    }
}
