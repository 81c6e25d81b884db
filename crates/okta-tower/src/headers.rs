//! Default headers: what every request carries unless it already does.
//!
//! - **Where it stands**: above the cache, because `Accept` and `Accept-Language` are part of a cache key, and
//!   above retry, because the headers are the same in each attempt.
//! - **Reads and writes**: the request's headers; no extension.
//! - **Cancel safety**: holds no state.
//! - **Cost**: one header-map lookup a default header, no allocation besides the map's own growth.
//!
//! A header that the request already has is kept. Reserved names ([`DefaultHeadersLayer::reserve`]) are those
//! that another part of the stack writes, such as `Authorization`: a default for one of them is an error,
//! and what a caller put there is removed. Header names compare without regard to letter case
//! ([RFC 9110 §5.1](https://www.rfc-editor.org/rfc/rfc9110#section-5.1)), so no spelling gets around it.
//!
//! ```
//! use http::{Request, Response, header::ACCEPT};
//! use okta_tower::headers::DefaultHeadersLayer;
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let layer = DefaultHeadersLayer::new()
//!     .reserve("authorization")?
//!     .header("Accept", "application/json")?
//!     .header("User-Agent", "my-tool/1.0")?;
//! let service = layer.layer(service_fn(|request: Request<()>| async move {
//!     assert_eq!(request.headers()[ACCEPT], "application/json");
//!     Ok::<_, std::convert::Infallible>(Response::new(()))
//! }));
//! service.oneshot(Request::new(())).await?;
//! # Ok(()) }
//! ```

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderMap, HeaderName, HeaderValue, Request, header::Entry};
use tower_layer::Layer;
use tower_service::Service;

/// Layer that applies [`DefaultHeaders`], which completes a request's headers. See the
/// [module docs](self).
#[derive(Clone, Debug, Default)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct DefaultHeadersLayer {
    shared: Arc<Shared>,
}

#[derive(Clone, Debug, Default)]
struct Shared {
    defaults: HeaderMap,
    reserved: Vec<HeaderName>,
}

impl DefaultHeadersLayer {
    /// A layer without headers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reserves a name: it can be no default header, and is removed from requests.
    ///
    /// # Errors
    ///
    /// When `name` is not a header name.
    pub fn reserve(mut self, name: &str) -> Result<Self, InvalidHeader> {
        let name = parse_name(name)?;
        let shared = Arc::make_mut(&mut self.shared);
        shared.defaults.remove(&name);
        shared.reserved.push(name);
        Ok(self)
    }

    /// Adds a default header; one of the same name is replaced.
    ///
    /// # Errors
    ///
    /// When the name or value cannot be sent (line breaks, control characters), or the name is reserved.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, InvalidHeader> {
        let parsed = parse_name(name)?;
        if self.shared.reserved.contains(&parsed) {
            return Err(InvalidHeader { name: name.to_owned(), problem: Problem::Reserved });
        }
        let value = HeaderValue::from_str(value)
            .map_err(|_| InvalidHeader { name: name.to_owned(), problem: Problem::Value })?;
        Arc::make_mut(&mut self.shared).defaults.insert(parsed, value);
        Ok(self)
    }
}

fn parse_name(name: &str) -> Result<HeaderName, InvalidHeader> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| InvalidHeader { name: name.escape_default().to_string(), problem: Problem::Name })
}

impl<S> Layer<S> for DefaultHeadersLayer {
    type Service = DefaultHeaders<S>;

    fn layer(&self, inner: S) -> Self::Service {
        DefaultHeaders { inner, shared: Arc::clone(&self.shared) }
    }
}

/// Service that completes a request's headers. See the [module docs](self).
#[derive(Clone, Debug)]
pub struct DefaultHeaders<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S> DefaultHeaders<S> {
    /// The wrapped service.
    pub fn into_inner(self) -> S {
        self.inner
    }

    /// A reference to the wrapped service.
    pub const fn get_ref(&self) -> &S {
        &self.inner
    }
}

impl<S, ReqBody> Service<Request<ReqBody>> for DefaultHeaders<S>
where
    S: Service<Request<ReqBody>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, mut request: Request<ReqBody>) -> S::Future {
        let headers = request.headers_mut();
        if !headers.is_empty() {
            for name in &self.shared.reserved {
                headers.remove(name);
            }
        }
        for (name, value) in &self.shared.defaults {
            if let Entry::Vacant(place) = headers.entry(name.clone()) {
                place.insert(value.clone());
            }
        }
        self.inner.call(request)
    }
}

/// A header that cannot be a default header. The value is not shown: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidHeader {
    name: String,
    problem: Problem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problem {
    Name,
    Value,
    Reserved,
}

impl InvalidHeader {
    /// The name as it was given, with unprintable characters escaped.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for InvalidHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match self.problem {
            Problem::Name => write!(f, "`{name}` is not a header name"),
            Problem::Value => write!(
                f,
                "the value of header `{name}` contains a character that cannot be sent, such as a line break"
            ),
            Problem::Reserved => {
                write!(f, "header `{name}` is set by the client itself and cannot be overridden")
            }
        }
    }
}

impl std::error::Error for InvalidHeader {}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Response;
    use tower_test::{assert_request_eq, mock};

    fn layer() -> DefaultHeadersLayer {
        DefaultHeadersLayer::new()
            .reserve("Authorization")
            .unwrap()
            .header("Accept", "application/json")
            .unwrap()
            .header("User-Agent", "kit/1")
            .unwrap()
    }

    #[tokio::test]
    async fn fills_in_keeps_and_removes() {
        let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer());
        handle.allow(1);
        tokio_test::assert_ready_ok!(service.poll_ready());
        let request =
            Request::builder().header("aCCept", "text/xml").header("aUTHORIZATION", "evil").body(()).unwrap();
        let call = service.call(request);
        let (seen, send) = handle.next_request().await.unwrap();
        assert_eq!(seen.headers()["accept"], "text/xml");
        assert_eq!(seen.headers()["user-agent"], "kit/1");
        assert!(!seen.headers().contains_key("authorization"));
        send.send_response(Response::new(()));
        call.await.unwrap();
    }

    #[tokio::test]
    async fn passes_readiness_on() {
        let (mut service, mut handle) = mock::spawn_layer::<u8, u8, _>(tower_layer::Identity::new());
        handle.allow(0);
        tokio_test::assert_pending!(service.poll_ready());
        handle.allow(1);
        tokio_test::assert_ready_ok!(service.poll_ready());
        let call = service.call(1);
        assert_request_eq!(handle, 1).send_response(2);
        assert_eq!(call.await.unwrap(), 2);

        let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer());
        handle.allow(0);
        tokio_test::assert_pending!(service.poll_ready());
        handle.allow(1);
        tokio_test::assert_ready_ok!(service.poll_ready());
    }

    #[test]
    fn refuses_what_cannot_be_sent_and_what_is_reserved() {
        let refused = layer().header("aUtHorization", "x").unwrap_err();
        assert!(refused.to_string().contains("cannot be overridden"), "{refused}");
        let broken = layer().header("x-note", "s3cret\r\ninjected: 1").unwrap_err();
        assert!(!broken.to_string().contains("s3cret"), "{broken}");
        assert!(layer().header("x note", "1").unwrap_err().to_string().contains("not a header name"));
    }

    #[test]
    fn reserving_drops_an_earlier_default() {
        let layer = DefaultHeadersLayer::new().header("dpop", "x").unwrap().reserve("DPoP").unwrap();
        assert!(layer.shared.defaults.is_empty());
    }
}
