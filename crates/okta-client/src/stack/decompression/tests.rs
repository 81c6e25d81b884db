use std::{future::ready, io::Write, time::Duration};

use bytes::Bytes;
use futures_util::stream;
use http::{HeaderValue, header::CONTENT_LENGTH};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use okta_tower::retry::Failure;
use tower::{ServiceExt, service_fn};

use super::{super::content_coding::ContentCodingError, *};

const LIMIT: usize = 1000;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// The response after decompression, and the `Accept-Encoding` of the request.
async fn try_send(
    request: Request<Body>,
    response: Response<Body>,
) -> (Result<Response<Body>, BoxError>, HeaderValue) {
    let mut response = Some(response.map(WireBody::from));
    let mut accepted = None;
    let service = service_fn(|request: Request<Body>| {
        accepted = request.headers().get(ACCEPT_ENCODING).cloned();
        ready(Ok::<_, BoxError>(response.take().unwrap()))
    });
    let response = DecompressionLayer::new(LIMIT).layer(service).oneshot(request).await;
    (response.map(|response| response.map(Body::from)), accepted.unwrap())
}

async fn send(request: Request<Body>, response: Response<Body>) -> (Response<Body>, HeaderValue) {
    let (response, accepted) = try_send(request, response).await;
    (response.unwrap(), accepted)
}

fn encoded(encoding: &str, body: impl Into<Body>) -> Response<Body> {
    Response::builder()
        .header(CONTENT_ENCODING, encoding)
        .header(CONTENT_LENGTH, 1)
        .body(body.into())
        .unwrap()
}

/// A body of these frames, and an error after them.
fn frames(parts: &[&[u8]], broken: bool) -> Body {
    let data = |part: &&[u8]| Ok(Frame::data(Bytes::copy_from_slice(part)));
    let mut frames: Vec<Result<_, BoxError>> = parts.iter().map(data).collect();
    if broken {
        frames.push(Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into()));
    }
    Body::new(StreamBody::new(stream::iter(frames)))
}

async fn read(response: Response<Body>) -> Result<Bytes, BoxError> {
    Ok(response.into_body().collect().await?.to_bytes())
}

#[tokio::test]
async fn gzip_is_accepted_and_decompressed() {
    for name in ["gzip", "GZIP", "x-gzip", "X-GZip", "identity, gzip", "gzip,identity"] {
        let (response, accepted) = send(Request::default(), encoded(name, gzip("{\"id\":1}"))).await;
        assert_eq!(accepted, "gzip");
        assert!(
            !response.headers().contains_key(CONTENT_ENCODING)
                && !response.headers().contains_key(CONTENT_LENGTH)
        );
        assert_eq!(read(response).await.unwrap(), "{\"id\":1}", "{name}");
    }
    let plain = send(Request::default(), encoded("Identity", "plain")).await.0;
    assert_eq!(read(plain).await.unwrap(), "plain");
}

#[tokio::test]
async fn coding_list_is_undone_in_order() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&gzip("twice")).unwrap();
    let body = encoder.finish().unwrap();
    let (response, _) = send(Request::default(), encoded("gzip, x-gzip", body)).await;
    assert_eq!(read(response).await.unwrap(), "twice");
}

#[tokio::test]
async fn plain_response_is_not_wrapped() {
    let (response, _) = send(Request::default(), Response::new(Body::from("plain"))).await;
    assert_eq!(response.into_body().as_bytes(), Some(&b"plain"[..]), "not wrapped");
}

#[tokio::test]
async fn request_accept_encoding_wins() {
    let request = Request::builder().header(ACCEPT_ENCODING, "br").body(Body::empty()).unwrap();
    let (response, accepted) = send(request, encoded("br", "xyz")).await;
    assert_eq!(
        (accepted.as_bytes(), response.headers()[CONTENT_ENCODING].as_bytes()),
        (&b"br"[..], &b"br"[..])
    );
    assert_eq!(read(response).await.unwrap(), "xyz");
}

#[tokio::test]
async fn unknown_coding_is_an_error_with_its_name() {
    for name in ["br", "gzip, zstd", "deflate"] {
        let error = try_send(Request::default(), encoded(name, "xyz")).await.0.unwrap_err();
        assert!(
            error.is::<ContentCodingError>() && error.to_string().contains(&format!("`{name}`")),
            "{error}"
        );
        let mut rejected = encoded(name, "xyz");
        *rejected.status_mut() = StatusCode::BAD_GATEWAY;
        assert_eq!(send(Request::default(), rejected).await.0.status(), 502);
    }
}

#[tokio::test]
async fn bodies_without_content_pass() {
    for name in ["gzip", "br"] {
        let empty = send(Request::default(), encoded(name, Body::empty())).await.0;
        assert_eq!(read(empty).await.unwrap(), "");
        let head = Request::head("/").body(Body::empty()).unwrap();
        assert_eq!(read(send(head, encoded(name, frames(&[], false))).await.0).await.unwrap(), "");
    }
}

#[tokio::test]
async fn all_gzip_members_are_read() {
    let mut body = gzip("first, ");
    body.extend(gzip(""));
    body.extend(gzip("second"));
    for split in 0..=body.len() {
        let (start, end) = body.split_at(split);
        let (response, _) =
            send(Request::default(), encoded("gzip", frames(&[start, &[], end], false))).await;
        assert_eq!(read(response).await.unwrap(), "first, second", "split at {split}");
    }
}

#[tokio::test]
async fn truncated_gzip_is_a_body_error() {
    let mut body = gzip(&"long enough to be cut ".repeat(50));
    let boundary = body.len();
    body.extend(gzip("second member"));
    for end in (0..body.len()).filter(|end| *end != boundary) {
        for split in [0, 1, end / 2] {
            let (first, second) = body[..end].split_at(split.min(end));
            let (response, _) =
                send(Request::default(), encoded("gzip", frames(&[first, second], false))).await;
            let error = read(response).await.unwrap_err();
            assert_eq!(Failure::from_error(&*error), Failure::Interrupted, "{end} bytes: {error:?}");
        }
    }
}

#[tokio::test]
async fn garbage_after_gzip_is_a_body_error() {
    let member = gzip("member");
    for garbage in [&b"\0"[..], b"garbage that is not a member", b"\0\0\0\0\0\0\0\0\0\0\0\0", b"{}"] {
        for together in [true, false] {
            let joined = [&member[..], garbage].concat();
            let parts = if together { vec![&joined[..]] } else { vec![&member[..], garbage] };
            let (response, _) = send(Request::default(), encoded("gzip", frames(&parts, false))).await;
            assert!(read(response).await.is_err(), "{garbage:?} {together}");
        }
    }
    let mut corrupt = member;
    corrupt[14] ^= 0x55;
    let (response, _) = send(Request::default(), encoded("gzip", frames(&[&corrupt], false))).await;
    assert!(read(response).await.is_err());
}

#[tokio::test]
async fn wrong_coding_of_success_is_an_error() {
    for body in ["{\"id\":1}", "<html>"] {
        let (response, _) = send(Request::default(), encoded("gzip", body)).await;
        let error = read(response).await.unwrap_err();
        assert!(error.is::<ContentCodingError>() && error.to_string().contains("gzip"), "{error}");
    }
}

fn rejected(encoding: Option<&str>, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    if let Some(encoding) = encoding {
        response.headers_mut().insert(CONTENT_ENCODING, encoding.parse().unwrap());
    }
    response
}

#[tokio::test]
async fn error_body_is_read_as_far_as_possible() {
    let whole = gzip("explanation");
    for (response, expected) in [
        (rejected(Some("gzip"), "<html>".into()), "<html>"),
        (rejected(Some("gzip"), "\u{1f}".into()), "\u{1f}"),
        (rejected(Some("gzip"), frames(&[], false)), ""),
        (rejected(Some("br"), "<html>".into()), "<html>"),
        (rejected(Some("gzip"), whole.clone().into()), "explanation"),
        (rejected(Some("gzip"), frames(&[&whole, b"garbage"], false)), "explanation"),
        (rejected(None, frames(&[b"par", b"tial"], true)), "partial"),
        (rejected(Some("gzip"), frames(&[], true)), ""),
    ] {
        let (response, _) = send(Request::default(), response).await;
        assert_eq!(response.status(), 503);
        assert_eq!(read(response).await.unwrap(), expected);
    }
    for body in [vec![b'x'; LIMIT + 1].into(), frames(&[&[b'x'; 600], &[b'x'; 600]], false)] {
        let (response, _) = send(Request::default(), rejected(None, body)).await;
        assert_eq!(read(response).await.unwrap().len(), LIMIT);
    }
}

#[tokio::test(start_paused = true)]
async fn stalled_error_body_ends() {
    use futures_util::StreamExt;
    let start = stream::iter([Ok::<_, BoxError>(Frame::data(Bytes::from_static(b"start")))]);
    let body = Body::new(StreamBody::new(start.chain(stream::pending())));
    let before = tokio::time::Instant::now();
    let (response, _) = send(Request::default(), rejected(None, body)).await;
    assert_eq!(read(response).await.unwrap(), "start");
    assert!(before.elapsed() < Duration::from_secs(10));
}
