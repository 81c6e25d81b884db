//! Sending: from a prepared request through the stack to a raw response.
//!
//! Nothing here is generic, so it is compiled once and not once per operation.

use std::{
    borrow::Cow,
    ops::{Deref, DerefMut},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use http_body_util::BodyExt;
use okta_tower::{
    body::Body,
    meta::{AttemptTimeout, Attempts, BodyMode, CacheMode, CallTimeout, Operation, OperationMeta, RetryHint},
};
use percent_encoding::utf8_percent_encode;

use super::{
    path::ESCAPED,
    response::{RawResponse, ResponseMeta},
};
use crate::{Client, Error, config::BaseUrl, transport::set_empty_content_length};

/// A request that is ready to be sent.
#[derive(Debug)]
pub(crate) struct PreparedRequest {
    pub(crate) head: RequestParts,
    pub(crate) body: Body,
}

/// All of a request but its body.
#[derive(Clone, Debug)]
pub(crate) struct RequestParts {
    /// The metadata of the operation; `None` for a raw request.
    pub(crate) operation: Option<&'static OperationMeta>,
    pub(crate) method: Method,
    /// The path from its first slash, each segment encoded.
    pub(crate) path: String,
    /// A server other than the org, if the operation declares one.
    pub(crate) server: Option<BaseUrl>,
    /// Names and values, not encoded.
    pub(crate) query: Vec<(Cow<'static, str>, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) options: CallOptions,
    /// Whether a redirect counts as success.
    pub(crate) redirects_succeed: bool,
    /// The first invalid argument, reported when the request is sent.
    pub(crate) invalid_argument: Option<String>,
}

/// The options of a call, set by the `with_*` methods.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallOptions {
    pub(crate) deadline: Option<CallTimeout>,
    pub(crate) attempt_timeout: Option<AttemptTimeout>,
    pub(crate) retry: Option<RetryHint>,
    pub(crate) cache: Option<CacheMode>,
    pub(crate) body_mode: Option<BodyMode>,
    pub(crate) headers: HeaderMap,
    pub(crate) extensions: http::Extensions,
    /// The first invalid header, reported when the request is sent.
    pub(crate) invalid_header: Option<String>,
}

impl CallOptions {
    pub(crate) fn set_deadline(&mut self, limit: Option<Duration>) {
        self.deadline = Some(CallTimeout(limit));
    }

    pub(crate) fn set_attempt_timeout(&mut self, limit: Option<Duration>) {
        self.attempt_timeout = Some(AttemptTimeout(limit));
    }

    pub(crate) fn add_header(&mut self, name: &str, value: &str) {
        let parsed = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value));
        if let (Ok(name), Ok(value)) = parsed {
            self.headers.append(name, value);
        } else {
            self.invalid_header.get_or_insert_with(|| name.escape_default().to_string());
        }
    }
}

impl PreparedRequest {
    /// A request without query, headers or body.
    pub(crate) fn new(operation: Option<&'static OperationMeta>, method: Method, path: String) -> Self {
        let head = RequestParts {
            operation,
            method,
            path,
            server: None,
            query: Vec::new(),
            headers: HeaderMap::new(),
            options: CallOptions::default(),
            redirects_succeed: false,
            invalid_argument: None,
        };
        Self { head, body: Body::empty() }
    }
}

impl Deref for PreparedRequest {
    type Target = RequestParts;

    fn deref(&self) -> &RequestParts {
        &self.head
    }
}

impl DerefMut for PreparedRequest {
    fn deref_mut(&mut self) -> &mut RequestParts {
        &mut self.head
    }
}

impl RequestParts {
    pub(crate) fn path_and_query(&mut self) -> String {
        if self.query.is_empty() {
            return std::mem::take(&mut self.path);
        }
        let mut text = String::with_capacity(self.path.len() + 32 * self.query.len());
        text.push_str(&self.path);
        for (at, (name, value)) in self.query.iter().enumerate() {
            // A raw path may contain a query.
            text.push(if at == 0 && !self.path.contains('?') { '?' } else { '&' });
            text.extend(utf8_percent_encode(name, ESCAPED));
            text.push('=');
            text.extend(utf8_percent_encode(value, ESCAPED));
        }
        text
    }

    fn into_request(mut self, body: Body, base: &BaseUrl) -> Result<Request<Body>, Error> {
        if let Some(message) = self.invalid_argument {
            return Err(Error::invalid_request(message));
        }
        if let Some(name) = self.options.invalid_header {
            return Err(Error::invalid_request(invalid_header(&name)));
        }
        let target = self.path_and_query();
        let uri = match &self.server {
            Some(server) => server.join(target)?,
            None => base.join(target)?,
        };
        let mut request = Request::new(body);
        *request.headers_mut() = self.headers;
        for (name, value) in &self.options.headers {
            request.headers_mut().append(name.clone(), value.clone());
        }
        *request.method_mut() = self.method;
        // User-provided transports need it too.
        set_empty_content_length(&mut request);
        *request.uri_mut() = uri;
        let extensions = request.extensions_mut();
        *extensions = self.options.extensions;
        if let Some(meta) = self.operation {
            extensions.insert(Operation(meta));
        }
        if let Some(deadline) = self.options.deadline {
            extensions.insert(deadline);
        }
        if let Some(limit) = self.options.attempt_timeout {
            extensions.insert(limit);
        }
        if let Some(hint) = self.options.retry {
            extensions.insert(hint);
        }
        if let Some(mode) = self.options.cache {
            extensions.insert(mode);
        }
        if let Some(mode) = self.options.body_mode {
            extensions.insert(mode);
        }
        Ok(request)
    }
}

impl Client {
    /// Sends a request through the stack and reads the response.
    ///
    /// Dropping the future drops the request; whether the server has processed it is then unknown.
    pub(crate) fn execute(
        &self,
        request: PreparedRequest,
    ) -> impl Future<Output = Result<RawResponse, Error>> + Send + use<> {
        let operation = request.operation;
        let redirects_succeed = request.redirects_succeed;
        let response = self.send(request);
        async move {
            let response = response.await?;
            let status = response.status();
            let raw = read_response(response, operation).await?;
            if status.is_success() || (redirects_succeed && status.is_redirection()) {
                Ok(raw)
            } else {
                Err(Error::from_response(raw))
            }
        }
    }

    /// Sends a request through the stack and returns the response with its body unread.
    pub(crate) async fn execute_stream(
        &self,
        mut request: PreparedRequest,
    ) -> Result<http::Response<Body>, Error> {
        let operation = request.operation;
        request.options.body_mode = Some(BodyMode::Stream);
        let response = self.send(request).await?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(Error::from_response(read_response(response, operation).await?))
    }

    /// Calls the stack at once rather than in the future, which stays small; nothing is sent before it is polled.
    fn send(
        &self,
        request: PreparedRequest,
    ) -> impl Future<Output = Result<http::Response<Body>, Error>> + Send + use<> {
        let operation = request.operation;
        let response =
            request.head.into_request(request.body, self.base()).map(|request| self.stack().send(request));
        async move { response?.await.map_err(|error| Error::from_stack(error, operation)) }
    }
}

/// Reads the body of a response.
async fn read_response(
    response: http::Response<Body>,
    operation: Option<&'static OperationMeta>,
) -> Result<RawResponse, Error> {
    let attempts = Attempts::from_response(&response);
    let (head, body) = response.into_parts();
    let body = read(body).await.map_err(|error| Error::from_stack(error, operation))?;
    Ok(RawResponse::new(ResponseMeta::new(head.status, head.headers, attempts, operation), body))
}

/// Reads the whole body. Above the collect layer it is in memory already.
async fn read(body: Body) -> Result<Bytes, okta_tower::BoxError> {
    match body.try_into_bytes() {
        Ok(bytes) => Ok(bytes),
        Err(stream) => Ok(stream.collect().await?.to_bytes()),
    }
}

/// The error text of an invalid header.
pub(super) fn invalid_header(name: &str) -> String {
    format!(
        "invalid header `{name}`: name or value contains a character that is not allowed, such as a line break"
    )
}
