use std::{collections::VecDeque, convert::Infallible, io};

use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body::Frame;
use http_body_util::{BodyExt, Empty, Full};
use tokio_test::{assert_pending, assert_ready_ok};
use tower::{ServiceExt, service_fn};
use tower_test::mock;

use super::*;
use crate::body::Body;

/// A body of the given frames. Reports its end after the last one, unless `open`.
struct Frames {
    frames: VecDeque<Result<Frame<Bytes>, io::Error>>,
    open: bool,
}

fn frames(parts: &[&'static str]) -> Frames {
    let frames = parts.iter().map(|part| Ok(Frame::data(Bytes::from_static(part.as_bytes())))).collect();
    Frames { frames, open: false }
}

impl HttpBody for Frames {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.frames.pop_front() {
            Some(frame) => Poll::Ready(Some(frame)),
            None => {
                assert!(self.open, "polled after the end of the body");
                Poll::Ready(None)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        !self.open && self.frames.is_empty()
    }
}

async fn collect<B>(
    layer: CollectLayer,
    response: Response<B>,
    mode: BodyMode,
) -> Result<Response<CollectedBody<B>>, BoxError>
where
    B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send,
{
    let mut response = Some(response);
    let service = service_fn(move |_: Request<()>| {
        let response = response.take().unwrap();
        async { Ok::<_, Infallible>(response) }
    });
    let mut request = Request::new(());
    request.extensions_mut().insert(mode);
    layer.layer(service).oneshot(request).await
}

#[tokio::test]
async fn frames_are_concatenated() {
    for (parts, whole) in [(&["ab"][..], "ab"), (&["a", "bc", "", "d"], "abcd"), (&["", "x"], "x"), (&[], "")]
    {
        for open in [false, true] {
            let mut body = frames(parts);
            body.open = open;
            let response =
                collect(CollectLayer::new(), Response::new(body), BodyMode::Buffered).await.unwrap();
            assert_eq!(response.into_body().into_bytes().ok().unwrap(), whole);
        }
    }
}

#[tokio::test]
async fn one_frame_is_not_copied() {
    let content = Bytes::from(vec![b'x'; 1000]);
    let response = Response::new(Full::new(content.clone()));
    let response = collect(CollectLayer::new(), response, BodyMode::Buffered).await.unwrap();
    assert_eq!(response.body().as_bytes().unwrap().as_ptr(), content.as_ptr());
    assert_eq!(response.body().size_hint().exact(), Some(1000));
    let body = Body::from(response.into_body());
    assert_eq!(body.as_bytes().unwrap().as_ptr(), content.as_ptr());
}

#[tokio::test]
async fn limit_applies_to_frames_and_announced_size() {
    let exact = || CollectLayer::new().limit(4);
    let fits = collect(exact(), Response::new(frames(&["ab", "cd"])), BodyMode::Buffered).await.unwrap();
    assert_eq!(fits.body().as_bytes().unwrap(), "abcd");

    let response = Response::builder().status(201).body(frames(&["ab", "cd", "e"])).unwrap();
    let error = collect(exact(), response, BodyMode::Buffered).await.unwrap_err();
    let error = error.downcast_ref::<BodyTooLarge>().unwrap();
    assert_eq!((error.limit(), error.status().as_u16()), (4, 201));

    let announced = Response::new(Full::new(Bytes::from_static(b"abcde")));
    let error = collect(exact(), announced, BodyMode::Buffered).await.unwrap_err();
    assert!(error.is::<BodyTooLarge>(), "{error}");
}

/// The body of a response to `HEAD` over HTTP/2: empty, with an announced length.
struct Announced(u64);

impl HttpBody for Announced {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        true
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.0)
    }
}

#[tokio::test]
async fn announced_length_of_ended_body_is_ignored() {
    for length in [3, 1_000_000] {
        let response = Response::new(Announced(length));
        let read = collect(CollectLayer::new().limit(10), response, BodyMode::Buffered).await.unwrap();
        assert_eq!(read.body().as_bytes().unwrap(), "");
    }
}

#[tokio::test]
async fn truncated_body_is_read_error_with_source() {
    let mut body = frames(&["abc"]);
    body.frames.push_back(Err(io::ErrorKind::UnexpectedEof.into()));
    let error = collect(CollectLayer::new(), Response::new(body), BodyMode::Buffered).await.unwrap_err();
    let error = error.downcast_ref::<BodyReadError>().unwrap();
    assert_eq!((error.status(), error.received()), (StatusCode::OK, 3));
    let source = std::error::Error::source(error).unwrap().downcast_ref::<io::Error>().unwrap();
    assert_eq!(source.kind(), io::ErrorKind::UnexpectedEof);
    assert!(!error.to_string().contains(&source.to_string()));
}

#[tokio::test]
async fn streams_pass_through_except_error_responses() {
    let mut body = frames(&["a", "b"]);
    body.open = true;
    let response =
        collect(CollectLayer::new().limit(0), Response::new(body), BodyMode::Stream).await.unwrap();
    assert!(response.body().as_bytes().is_none());
    assert!(response.extensions().get::<ErrorBody>().is_none());
    let body = response.into_body().into_bytes().err().unwrap();
    assert_eq!(body.collect().await.unwrap().to_bytes(), "ab");

    let response = Response::builder().status(503).body(frames(&["{", "}"])).unwrap();
    let response = collect(CollectLayer::new(), response, BodyMode::Stream).await.unwrap();
    assert_eq!(response.body().as_bytes().unwrap(), "{}");
    assert_eq!(response.extensions().get::<ErrorBody>().unwrap().0, "{}");
}

#[tokio::test]
async fn only_error_responses_carry_error_body() {
    for (status, wanted) in [(200, false), (204, false), (301, true), (304, true), (404, true), (500, true)] {
        let response =
            Response::builder().status(status).header("x", "kept").body(Empty::<Bytes>::new()).unwrap();
        let response = collect(CollectLayer::new(), response, BodyMode::Buffered).await.unwrap();
        assert_eq!(response.extensions().get::<ErrorBody>().is_some(), wanted, "{status}");
        assert_eq!(response.headers()["x"], "kept");
    }
}

#[tokio::test]
async fn streamed_body_is_not_boxed_twice() {
    let stream = CollectedBody::stream(Body::from("abc"));
    assert_eq!(Body::from(stream).as_bytes(), Some(&b"abc"[..]));
}

#[tokio::test]
async fn trailers_are_kept() {
    let trailers: HeaderMap = [(header::ETAG, HeaderValue::from_static("x"))].into_iter().collect();
    for parts in [&["ab", "c"][..], &[]] {
        let mut body = frames(parts);
        body.frames.push_back(Ok(Frame::trailers(trailers.clone())));
        let response = collect(CollectLayer::new(), Response::new(body), BodyMode::Buffered).await.unwrap();
        assert_eq!(response.body().trailers(), Some(&trailers));
        assert!(!response.body().is_end_stream());
        let whole = parts.concat();
        assert_eq!(response.body().size_hint().exact(), Some(whole.len() as u64));
        // As hosts erase it.
        let read = Body::from(response.into_body()).collect().await.unwrap();
        assert_eq!(read.trailers(), Some(&trailers));
        assert_eq!(read.to_bytes(), whole);
    }
}

/// A response whose body never ends.
fn endless(media_type: &str) -> Response<http_body_util::StreamBody<Endless>> {
    let body = http_body_util::StreamBody::new(futures_util::stream::pending());
    Response::builder().header("content-type", media_type).body(body).unwrap()
}

type Endless = futures_util::stream::Pending<Result<Frame<Bytes>, io::Error>>;

#[tokio::test]
async fn streams_by_head_pass_through() {
    for media_type in ["text/event-stream", "application/grpc", "multipart/x-mixed-replace; boundary=x"] {
        let response = collect(CollectLayer::new(), endless(media_type), BodyMode::Buffered).await.unwrap();
        assert!(response.body().as_bytes().is_none(), "{media_type}");
    }
    // A predicate replaces the default.
    let layer = CollectLayer::new().when(|head| head.headers["content-type"] != "application/x-frames");
    let response = collect(layer, endless("application/x-frames"), BodyMode::Buffered).await.unwrap();
    assert!(response.body().as_bytes().is_none());
}

#[tokio::test]
async fn watch_passes_through_by_request_predicate() {
    let layer = CollectLayer::new().when_request(|head| !is_watch(head));
    let service =
        layer.layer(service_fn(|_: Request<()>| async { Ok::<_, Infallible>(endless("application/json")) }));
    let watch = Request::get("https://example.com/pods?limit=1&watch=true").body(()).unwrap();
    let response = service.clone().oneshot(watch).await.unwrap();
    assert!(response.body().as_bytes().is_none());
    let list = Request::get("https://example.com/pods?watch=false").body(()).unwrap();
    let mut list = tokio_test::task::spawn(service.oneshot(list));
    assert_pending!(list.poll());
}

#[tokio::test]
async fn poll_ready_propagates_readiness() {
    let (mut service, mut handle) =
        mock::spawn_layer::<Request<()>, Response<Full<Bytes>>, _>(CollectLayer::new());
    handle.allow(0);
    assert_pending!(service.poll_ready());
    handle.allow(1);
    assert_ready_ok!(service.poll_ready());
    let call = service.call(Request::new(()));
    let respond = async {
        let (_, send) = handle.next_request().await.unwrap();
        send.send_response(Response::new(Full::new(Bytes::from_static(b"ok"))));
    };
    let (response, ()) = futures_util::future::join(call, respond).await;
    assert_eq!(response.unwrap().body().as_bytes().unwrap(), "ok");
}

const _: fn() = || {
    fn check<T: Clone + Send + Sync + 'static>() {}
    check::<CollectLayer>();
    check::<Collect<()>>();
};
