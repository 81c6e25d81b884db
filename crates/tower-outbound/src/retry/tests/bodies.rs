//! Tests of request bodies and of the services that the layer wraps.

use std::{convert::Infallible, future::ready};

use http_body_util::{BodyExt, Empty, StreamBody};
use tower::service_fn;

use super::*;
use crate::body::CloneBody;

fn stream() -> Body {
    Body::new(Full::new(Bytes::from_static(b"x")).map_frame(|frame| frame))
}

/// A response body as transports have it: neither `Default` nor `Clone`.
type Transport = Result<Response<Full<Bytes>>, Infallible>;

fn unavailable() -> Transport {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    Ok(response)
}

#[tokio::test(start_paused = true)]
async fn unclonable_body_is_sent_once_and_reported() {
    let stops = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&stops);
    let budget = RetryBudget::new(20);
    let policy = RetryPolicy::new().budget(budget.clone()).notify(move |event| {
        log.lock().unwrap().push(event.action);
    });
    let put = || Request::put("https://example.com/a").body(stream()).unwrap();
    let (result, requests) = run(policy.clone(), put(), vec![plain(503)]).await;
    assert_eq!((result.unwrap().status().as_u16(), requests.lock().unwrap().len()), (503, 1));
    assert_eq!(*stops.lock().unwrap(), [RetryAction::Stop(StopReason::Body)]);
    assert_eq!(budget.available(), Some(20));

    let stats = CallStats::new();
    let mut counted = put();
    counted.extensions_mut().insert(stats.clone());
    run(policy, counted, vec![plain(200)]).await.0.unwrap();
    assert_eq!((stats.attempts(), stops.lock().unwrap().len()), (1, 1));
}

#[cfg(feature = "trace")]
#[tokio::test(start_paused = true)]
async fn unclonable_body_is_logged_once() {
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .with_max_level(tracing::Level::WARN)
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let layer = RetryLayer::new(RetryPolicy::new());
    for _ in 0..3 {
        let (server, _) = server(vec![plain(503)]);
        let request = Request::put("https://example.com/a").body(stream()).unwrap();
        layer.layer(server).oneshot(request).await.unwrap();
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert_eq!(log.lines().count(), 1, "{log}");
    assert!(log.contains("clone_body_fn") && log.contains("ReplayLayer"), "{log}");
}

#[tokio::test(start_paused = true)]
async fn foreign_body_is_cloned_by_a_function() {
    /// A body of another crate.
    struct Foreign(Bytes);

    let attempts = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&attempts);
    let server = service_fn(move |request: Request<Foreign>| {
        log.lock().unwrap().push(request.into_body().0);
        ready(unavailable())
    });
    let layer = RetryLayer::new(RetryPolicy::new().max_retries(1));
    let request = || Request::put("https://example.com/a").body(Foreign(Bytes::from_static(b"abc"))).unwrap();
    layer.layer(server.clone()).oneshot(request()).await.unwrap();
    assert_eq!(attempts.lock().unwrap().len(), 1);

    let layer = layer.clone_body_fn(|body: &Foreign| Some(Foreign(body.0.clone())));
    layer.layer(server).oneshot(request()).await.unwrap();
    assert_eq!(attempts.lock().unwrap()[1..], ["abc", "abc"]);
}

#[tokio::test(start_paused = true)]
async fn layer_stands_on_any_error_type() {
    async fn attempts<S, B>(server: S, body: B) -> u32
    where
        S: Service<Request<B>, Response = Response<Full<Bytes>>> + Clone,
        S::Error: Into<BoxError>,
        B: 'static,
        crate::body::CloneKnown: CloneBody<B>,
    {
        let layer = RetryLayer::new(RetryPolicy::new().max_retries(1));
        let request = Request::put("https://example.com/a").body(body).unwrap();
        layer.layer(server).oneshot(request).await.unwrap().extensions().get::<Attempts>().map_or(1, |n| n.0)
    }

    assert_eq!(
        attempts(service_fn(|_: Request<Full<Bytes>>| ready(unavailable())), Full::default()).await,
        2
    );
    assert_eq!(attempts(service_fn(|_: Request<Empty<Bytes>>| ready(unavailable())), Empty::new()).await, 2);
    let frames = StreamBody::new(futures_util::stream::empty::<Result<http_body::Frame<Bytes>, BoxError>>());
    assert_eq!(attempts(service_fn(|_: Request<Body>| ready(unavailable())), Body::new(frames)).await, 1);
}
