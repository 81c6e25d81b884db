//! Tests of the body.

use http_body::Body as _;
use http_body_util::{Empty, StreamBody};

use super::*;

/// A request is copied by fewer instructions up to 256 bytes.
#[test]
fn body_is_as_small_as_its_bytes() {
    assert_eq!(size_of::<Body>(), size_of::<Bytes>());
    assert!(size_of::<http::Request<Body>>() <= 256);
}

async fn text(body: Body) -> String {
    String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

fn stream(
    frames: Vec<Result<Frame<Bytes>, BoxError>>,
) -> impl http_body::Body<Data = Bytes, Error = BoxError> {
    StreamBody::new(futures_util::stream::iter(frames))
}

#[tokio::test]
async fn bytes_and_rebuilt_bodies_clone_streams_do_not() {
    let once = Body::from("abc");
    let clone = once.try_clone().unwrap();
    assert_eq!((text(once).await, text(clone).await), ("abc".into(), "abc".into()));

    let rebuild = Body::rebuild(|| Full::new(Bytes::from_static(b"xyz")));
    assert_eq!(rebuild.size_hint().exact(), Some(3));
    let clone = rebuild.try_clone().unwrap();
    assert_eq!((text(rebuild).await, text(clone).await), ("xyz".into(), "xyz".into()));

    let body = Body::new(Full::new(Bytes::from_static(b"s")).map_frame(|frame| frame));
    assert!(body.try_clone().is_none());
}

#[tokio::test]
async fn wrapped_bodies_in_memory_stay_clonable() {
    for body in [
        Body::new(Body::from("abc")),
        Body::new(Full::new(Bytes::from_static(b"abc"))),
        Body::new("abc".to_owned()),
    ] {
        assert_eq!(body.as_bytes(), Some(&b"abc"[..]));
        assert_eq!(text(body.try_clone().unwrap()).await, "abc");
    }
    for body in [
        Body::new(Empty::new()),
        Body::new(Full::<Bytes>::default()),
        Body::new(Empty::<Bytes>::new().boxed_unsync()),
        Body::new(Full::<Bytes>::default().map_frame(|frame| frame).boxed()),
        Body::new(Limited(Empty::new())),
    ] {
        assert!(body.is_end_stream());
        assert_eq!(text(body.try_clone().unwrap()).await, "");
    }
}

/// An unknown body type.
struct Limited(Empty<Bytes>);

impl http_body::Body for Limited {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.0).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }
}

#[tokio::test]
async fn body_is_sync_and_keeps_hints_and_trailers() {
    fn assert_sync<T: Send + Sync>(_: &T) {}

    // A body that is `Send` but not `Sync`.
    let cell = std::cell::Cell::new(0);
    let body = Full::new(Bytes::from_static(b"abc")).map_err(move |never| {
        cell.set(cell.get() + 1);
        never
    });
    let mut body = Body::new(body.boxed_unsync());
    assert_sync(&body);
    assert_eq!(body.size_hint().exact(), Some(3));
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "abc");
    assert!(body.is_end_stream());
    assert_eq!(body.size_hint().exact(), Some(0));

    let mut trailers = http::HeaderMap::new();
    trailers.insert("grpc-status", "0".parse().unwrap());
    let frames = vec![Ok(Frame::data(Bytes::from_static(b"a"))), Ok(Frame::trailers(trailers.clone()))];
    let collected = Body::new(stream(frames)).collect().await.unwrap();
    assert_eq!(collected.trailers(), Some(&trailers));
}
