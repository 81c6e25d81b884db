//! The floor: a baseline client with hyper only.

use bytes::Bytes;
use http::{HeaderMap, Request, header};
use http_body_util::{BodyExt, Empty};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};

/// HTTP version of both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// HTTP/1.1, one connection per concurrent call.
    Http1,
    /// HTTP/2 with prior knowledge, one connection.
    Http2,
}

/// A hyper client that sends the three headers each call needs.
#[derive(Clone, Debug)]
pub struct Floor {
    client: Client<HttpConnector, Empty<Bytes>>,
    url: String,
}

impl Floor {
    /// Creates a client for the server at `url`.
    #[must_use]
    pub fn new(url: String, version: Version) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .http2_only(version == Version::Http2)
            .build(connector);
        Self { client, url }
    }

    /// Sends a GET and returns the headers and body of the response.
    ///
    /// # Errors
    ///
    /// Fails if the connection fails.
    pub async fn get(&self, path: &str) -> Result<(HeaderMap, Bytes), BoxError> {
        let request = Request::get(format!("{}{path}", self.url))
            .header(header::ACCEPT, "application/json")
            .header(header::AUTHORIZATION, "SSWS 00example")
            .header(header::USER_AGENT, "floor/1.0")
            .body(Empty::new())?;
        let response = self.client.request(request).await?;
        let (head, body) = response.into_parts();
        Ok((head.headers, body.collect().await?.to_bytes()))
    }
}

/// A boxed error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
