//! Tests of recorded bodies.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::stream::StreamExt;
use http::{HeaderMap, Response, StatusCode};
use http_body::{Body as _, Frame};
use http_body_util::{BodyExt, Full, StreamBody};
use tokio::sync::mpsc;
use tower::{ServiceExt, service_fn};

use super::*;
use crate::body::{CloneBody, CloneKnown};

fn data(text: &'static str) -> Result<Frame<Bytes>, BoxError> {
    Ok(Frame::data(Bytes::from_static(text.as_bytes())))
}

fn trailers() -> HeaderMap {
    [("x-checksum".parse().unwrap(), "1".parse().unwrap())].into_iter().collect()
}

fn stream(frames: Vec<Result<Frame<Bytes>, BoxError>>) -> Body {
    Body::new(StreamBody::new(futures_util::stream::iter(frames)))
}

fn recorded(frames: Vec<Result<Frame<Bytes>, BoxError>>, limit: usize) -> Body {
    Body::recorded(stream(frames), limit)
}

async fn next(body: &mut Body) -> Bytes {
    body.frame().await.unwrap().unwrap().into_data().unwrap()
}

async fn text(body: Body) -> String {
    String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// A body that yields what the sender sends.
fn channel() -> (mpsc::UnboundedSender<Result<Frame<Bytes>, BoxError>>, Body) {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let stream = futures_util::stream::poll_fn(move |cx| receiver.poll_recv(cx));
    (sender, Body::recorded(StreamBody::new(stream), 100))
}

#[tokio::test]
async fn half_consumed_body_is_replayed_with_trailers() {
    let frames = vec![data("one "), data(""), data("two "), data("three"), Ok(Frame::trailers(trailers()))];
    let mut first = recorded(frames, 100);
    let copy = first.try_clone().unwrap();
    assert_eq!(next(&mut first).await, "one ");
    drop(first);
    let again = copy.try_clone().unwrap();
    for body in [copy, again] {
        let collected = body.collect().await.unwrap();
        assert_eq!(collected.trailers(), Some(&trailers()));
        assert_eq!(collected.to_bytes(), "one two three");
    }
}

#[tokio::test]
async fn body_over_the_limit_is_sent_once() {
    let mut body = recorded(vec![data("0123"), data("4567"), data("89")], 6);
    let copy = body.try_clone().unwrap();
    assert_eq!(next(&mut body).await, "0123");
    assert!(body.try_clone().is_some());
    assert_eq!(next(&mut body).await, "4567");
    assert!(body.try_clone().is_none());
    assert!(!CloneKnown.is_sendable(&copy) && CloneKnown.is_sendable(&body));
    assert_eq!(text(body).await, "89");
    let error = copy.collect().await.unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&ReplayError::OverLimit));
}

#[tokio::test]
async fn known_length_decides_on_recording() {
    let body = |length: usize, limit| {
        let full = Full::new(Bytes::from(vec![b'x'; length])).map_err(|never| -> BoxError { match never {} });
        Body::recorded(full, limit)
    };
    assert!(body(11, 10).try_clone().is_none());
    let mut recorded = body(10, 10);
    let copy = recorded.try_clone().unwrap();
    assert_eq!((recorded.size_hint().exact(), copy.size_hint().exact()), (Some(10), Some(10)));
    assert_eq!(next(&mut recorded).await.len(), 10);
    assert_eq!((recorded.size_hint().exact(), recorded.is_end_stream()), (Some(0), true));
    assert_eq!(copy.size_hint().exact(), Some(10));
    assert_eq!(text(copy).await.len(), 10);

    let memory = Body::recorded(Body::from("0123456789"), 1);
    assert_eq!(memory.try_clone().unwrap().as_bytes(), Some(&b"0123456789"[..]), "needs no recording");
}

#[tokio::test]
async fn failed_body_is_not_replayed() {
    let mut body = recorded(vec![data("abc"), Err("disk".into()), data("def")], 100);
    let copy = body.try_clone().unwrap();
    assert_eq!(next(&mut body).await, "abc");
    assert_eq!(body.frame().await.unwrap().unwrap_err().to_string(), "disk");
    assert!(body.frame().await.is_none());
    assert!(body.try_clone().is_none() && !CloneKnown.is_sendable(&copy));
    assert_eq!(copy.collect().await.unwrap_err().downcast_ref(), Some(&ReplayError::Failed));
}

#[tokio::test(start_paused = true)]
async fn concurrent_readers_yield_all_frames() {
    let (sender, first) = channel();
    let copy = first.try_clone().unwrap();
    let readers = [tokio::spawn(text(first)), tokio::spawn(text(copy))];
    for part in ["a", "b", "c"] {
        tokio::time::sleep(Duration::from_secs(1)).await;
        sender.send(data(part)).unwrap();
    }
    drop(sender);
    for reader in readers {
        let read = tokio::time::timeout(Duration::from_secs(1), reader).await.expect("a lost wakeup");
        assert_eq!(read.unwrap(), "abc");
    }
}

#[tokio::test(start_paused = true)]
async fn newest_reader_goes_on_over_the_limit() {
    let mut first = recorded(vec![data("0123"), data("4567"), data("89")], 6);
    let mut copy = first.try_clone().unwrap();
    assert_eq!(next(&mut first).await, "0123");
    assert_eq!(next(&mut copy).await, "0123");
    let error = first.frame().await.unwrap().unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&ReplayError::OverLimit));
    assert_eq!(text(copy).await, "456789");
}

#[tokio::test]
async fn dropped_readers_drop_the_body() {
    let (sender, mut first) = channel();
    let copy = first.try_clone().unwrap();
    {
        let mut frame = pin!(first.frame());
        poll_fn(|cx| {
            assert!(frame.as_mut().poll(cx).is_pending());
            std::task::Poll::Ready(())
        })
        .await;
    }
    drop(first);
    assert!(!sender.is_closed());
    drop(copy);
    assert!(sender.is_closed(), "the body's waker keeps the body");
}

#[tokio::test(start_paused = true)]
async fn streams_are_retried_up_to_the_limit() {
    use crate::retry::{RetryLayer, RetryPolicy};

    for (limit, attempts) in [(100, 2), (8, 1)] {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let server = service_fn(move |request: Request<Body>| {
            let log = Arc::clone(&log);
            async move {
                let mut body = request.into_body();
                // The first attempt is rejected before its body is read.
                let first = log.lock().unwrap().is_empty();
                let read = if first { next(&mut body).await.to_vec() } else { text(body).await.into() };
                log.lock().unwrap().push(read);
                let status = if first { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
                Ok::<_, BoxError>(Response::builder().status(status).body(Full::<Bytes>::default())?)
            }
        });
        let service =
            ReplayLayer::new().limit(limit).layer(RetryLayer::new(RetryPolicy::new()).layer(server));
        let frames = futures_util::stream::iter(["0123456789", "abc"]).map(data);
        let request = Request::put("https://example.com/a").body(StreamBody::new(frames)).unwrap();
        let response = service.oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), if attempts == 2 { 200 } else { 503 });
        let seen = seen.lock().unwrap();
        assert_eq!(seen.len(), attempts);
        assert_eq!(seen.last().unwrap(), if attempts == 2 { &b"0123456789abc"[..] } else { b"0123456789" });
    }
}
