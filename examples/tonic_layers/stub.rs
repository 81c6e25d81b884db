//! The server.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http2, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;
use tower_outbound::BoxError;

/// The tokens and the statuses of all requests.
pub(crate) type Requests = Arc<Mutex<Vec<String>>>;

/// Serves HTTP/2, and echoes messages.
pub(crate) async fn serve(listener: TcpListener, requests: Requests) -> Result<(), BoxError> {
    loop {
        let (socket, _) = listener.accept().await?;
        let requests = Arc::clone(&requests);
        let service = service_fn(move |request| echo(request, Arc::clone(&requests)));
        tokio::spawn(
            http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service),
        );
    }
}

async fn echo(
    request: Request<Incoming>,
    requests: Requests,
) -> Result<Response<impl http_body::Body<Data = Bytes, Error = Infallible>>, BoxError> {
    let token =
        request.headers().get("authorization").and_then(|token| token.to_str().ok()).unwrap_or_default();
    let token = token.to_owned();
    let message = request.into_body().collect().await?.to_bytes();
    let status = {
        let mut requests = requests.lock().map_err(|_| "a request panicked")?;
        let known = requests.iter().any(|request| request.starts_with(&token));
        let status = match token.as_str() {
            "Bearer 1" => 401,
            _ if known => 200,
            _ => 503,
        };
        requests.push(format!("{token}: {status}"));
        status
    };
    let trailers = HeaderMap::from_iter([
        ("grpc-status".parse()?, HeaderValue::from(0)),
        ("x-cost".parse()?, HeaderValue::from(1)),
    ]);
    let body = Full::new(message).with_trailers(async move { Some(Ok(trailers)) });
    let response = Response::builder().status(StatusCode::from_u16(status)?);
    Ok(response.header("content-type", "application/grpc").body(body)?)
}
