//! Layers that keep the contract.

use std::{future::Future, pin::Pin, sync::Arc, task::Context, task::Poll, time::Duration};

use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use tower::{
    Layer, Service, ServiceExt, buffer::BufferLayer, limit::ConcurrencyLimitLayer, load_shed::LoadShedLayer,
    timeout::TimeoutLayer,
};
use tower_contract::{BoxError, Contract, Outcome, Rule, assert_layer_contract, check_layer_contract};
use tower_http::set_header::SetRequestHeaderLayer;

const LIMIT: Duration = Duration::from_secs(5);

#[test]
fn identity() {
    assert_layer_contract!(tower_layer::Identity::new(), waits(false));
}

#[test]
fn timeout() {
    assert_layer_contract!(
        TimeoutLayer::new(LIMIT),
        time_limit(LIMIT),
        waits(false),
        skip(Rule::TimeLimit, "tower's timer is polled within the budget that the inner future has used up")
    );
}

#[test]
fn tower_timeout_yields_to_a_busy_future() {
    let report = check_layer_contract!(TimeoutLayer::new(LIMIT), time_limit(LIMIT));
    println!("{report}");
    assert_eq!(report.failed().collect::<Vec<_>>(), [Rule::TimeLimit]);
}

#[test]
fn http_timeout() {
    let layer = tower_http::timeout::TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LIMIT);
    assert_layer_contract!(
        layer,
        time_limit(LIMIT),
        waits(false),
        skip(Rule::Bounds, "the layer makes up a response, whose body must be `Default`"),
    );
}

#[test]
fn concurrency_limit() {
    assert_layer_contract!(ConcurrencyLimitLayer::new(8));
}

#[test]
fn load_shed() {
    assert_layer_contract!(LoadShedLayer::new(), waits(false));
}

#[test]
fn buffer() {
    assert_layer_contract!(
        BufferLayer::<Request<tower_contract::ProbeBody>>::new(16),
        skip(Rule::Bounds, "the layer is of one type of requests"),
    );
}

#[test]
fn header() {
    let name = HeaderName::from_static("x-client");
    assert_layer_contract!(
        SetRequestHeaderLayer::overriding(name.clone(), HeaderValue::from_static("1")),
        waits(false)
    );
}

#[test]
fn serialization() {
    assert_layer_contract!(
        Serialize::default(),
        waits(true),
        other_request(|| {
            Request::get("https://example.com/other").body(tower_contract::ProbeBody::empty()).unwrap()
        })
    );
}

#[test]
fn bounds_need_the_macro() {
    let report = Contract::new(tower_layer::Identity::new).check();
    assert!(matches!(report.outcome(Rule::Bounds), Some(Outcome::NotChecked(_))));
}

/// Runs requests for the root one at a time; it holds nothing while it waits.
#[derive(Clone, Default)]
struct Serialize(Arc<tokio::sync::Mutex<()>>);

#[derive(Clone)]
struct Serialized<S> {
    inner: S,
    layer: Serialize,
}

impl<S> Layer<S> for Serialize {
    type Service = Serialized<S>;

    fn layer(&self, inner: S) -> Serialized<S> {
        Serialized { inner, layer: self.clone() }
    }
}

impl<S, B, R> Service<Request<B>> for Serialized<S>
where
    S: Service<Request<B>, Response = Response<R>, Error: Into<BoxError>, Future: Send>
        + Clone
        + Send
        + 'static,
    B: Send + 'static,
{
    type Response = Response<R>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (inner, lock) = (self.inner.clone(), Arc::clone(&self.layer.0));
        Box::pin(async move {
            let _guard = if request.uri().path() == "/" { Some(lock.lock().await) } else { None };
            inner.oneshot(request).await.map_err(Into::into)
        })
    }
}
