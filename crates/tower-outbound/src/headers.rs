//! Middleware that sets default request headers.
//!
//! A header that the request already has is kept. [Reserved](DefaultHeadersLayer::reserve) names are those
//! that another layer sets, such as `Authorization`: they cannot be default headers, and are removed from
//! requests. Header names are case-insensitive ([RFC 9110
//! §5.1](https://www.rfc-editor.org/rfc/rfc9110#section-5.1)).
//!
//! # Position
//!
//! Outside the cache, since `Accept` and `Accept-Language` are part of its key, and outside retry, since the
//! headers are the same for each attempt.
//!
//! # Extensions
//!
//! None.
//!
//! # Cancel safety
//!
//! Cancel safe: the layer has no state.
//!
//! # Cost
//!
//! One header-map lookup per default header; no allocation other than the growth of the map.
//!
//! # Examples
//!
//! ```
//! use http::{HeaderValue, Request, Response, header::{ACCEPT, AUTHORIZATION}};
//! use tower_outbound::headers::DefaultHeadersLayer;
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let layer = DefaultHeadersLayer::new()
//!     .reserve(AUTHORIZATION)?
//!     .header(ACCEPT, "application/json")?
//!     .header("x-api-version", HeaderValue::from_static("2"))?;
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

/// Layer that applies [`DefaultHeaders`]. See the [module documentation](self).
#[derive(Clone, Debug, Default)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct DefaultHeadersLayer {
    config: Arc<HeaderConfig>,
}

#[derive(Clone, Debug, Default)]
struct HeaderConfig {
    defaults: HeaderMap,
    reserved: Vec<HeaderName>,
}

impl DefaultHeadersLayer {
    /// Creates a layer without default headers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reserves a name: it cannot be a default header, and is removed from requests. Accepts a [`HeaderName`] or a
    /// string.
    ///
    /// # Errors
    ///
    /// Returns an error if `name` is not a valid header name.
    pub fn reserve<N>(mut self, name: N) -> Result<Self, InvalidHeader>
    where
        N: TryInto<HeaderName, Error: Into<http::Error>>,
    {
        let name = parse_name(name)?;
        let config = Arc::make_mut(&mut self.config);
        config.defaults.remove(&name);
        config.reserved.push(name);
        Ok(self)
    }

    /// Sets a default header. Replaces an earlier default of the same name. Accepts a [`HeaderName`] and a
    /// [`HeaderValue`], or strings.
    ///
    /// # Errors
    ///
    /// Returns an error if the name or value is invalid (line breaks, control characters), or the name is
    /// reserved.
    pub fn header<N, V>(mut self, name: N, value: V) -> Result<Self, InvalidHeader>
    where
        N: TryInto<HeaderName, Error: Into<http::Error>>,
        V: TryInto<HeaderValue, Error: Into<http::Error>>,
    {
        let name = parse_name(name)?;
        if self.config.reserved.contains(&name) {
            return Err(InvalidHeader(Invalid::Reserved(name)));
        }
        let Ok(value) = value.try_into() else { return Err(InvalidHeader(Invalid::Value(name))) };
        Arc::make_mut(&mut self.config).defaults.insert(name, value);
        Ok(self)
    }
}

fn parse_name<N: TryInto<HeaderName>>(name: N) -> Result<HeaderName, InvalidHeader> {
    name.try_into().map_err(|_| InvalidHeader(Invalid::Name))
}

impl<S> Layer<S> for DefaultHeadersLayer {
    type Service = DefaultHeaders<S>;

    fn layer(&self, inner: S) -> Self::Service {
        DefaultHeaders { inner, config: Arc::clone(&self.config) }
    }
}

/// Service that sets default request headers. See the [module documentation](self).
#[derive(Clone, Debug)]
pub struct DefaultHeaders<S> {
    inner: S,
    config: Arc<HeaderConfig>,
}

impl<S> DefaultHeaders<S> {
    inner_service_accessors!();
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
            for name in &self.config.reserved {
                headers.remove(name);
            }
        }
        for (name, value) in &self.config.defaults {
            if let Entry::Vacant(entry) = headers.entry(name.clone()) {
                entry.insert(value.clone());
            }
        }
        self.inner.call(request)
    }
}

/// The error of an invalid default header. The value is not shown, as it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidHeader(Invalid);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Invalid {
    Name,
    Value(HeaderName),
    Reserved(HeaderName),
}

impl InvalidHeader {
    /// Returns the name, if it is valid.
    #[must_use]
    pub fn name(&self) -> Option<&HeaderName> {
        match &self.0 {
            Invalid::Name => None,
            Invalid::Value(name) | Invalid::Reserved(name) => Some(name),
        }
    }
}

impl fmt::Display for InvalidHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Invalid::Name => f.write_str("invalid header name"),
            Invalid::Value(name) => {
                write!(f, "invalid value of header `{name}`: it contains a line break or control character")
            }
            Invalid::Reserved(name) => {
                write!(f, "header `{name}` is set by another layer and cannot be overridden")
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
            .header(http::header::ACCEPT, HeaderValue::from_static("application/json"))
            .unwrap()
            .header("User-Agent", "kit/1")
            .unwrap()
    }

    #[tokio::test]
    async fn sets_keeps_and_removes_headers() {
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
    async fn poll_ready_propagates_readiness() {
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
    fn invalid_and_reserved_headers_are_rejected() {
        let reserved = layer().header("aUtHorization", "x").unwrap_err();
        assert!(reserved.to_string().contains("set by another layer"), "{reserved}");
        assert_eq!(reserved.name(), Some(&http::header::AUTHORIZATION));
        let invalid = layer().header("x-note", "s3cret\r\ninjected: 1").unwrap_err();
        assert!(!invalid.to_string().contains("s3cret"), "{invalid}");
        assert_eq!(layer().header("x note", "1").unwrap_err().to_string(), "invalid header name");
        assert_eq!(layer().reserve("x note").unwrap_err().name(), None);
    }

    #[test]
    fn reserve_removes_earlier_default() {
        let layer = DefaultHeadersLayer::new().header("dpop", "x").unwrap().reserve("DPoP").unwrap();
        assert!(layer.config.defaults.is_empty());
    }
}
