//! Sending: from a prepared request through the stack to a raw response.
//!
//! Nothing here is generic, so it is compiled once and not once per operation.

use std::{
    borrow::Cow,
    ops::{Deref, DerefMut},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, header::ACCEPT};
use http_body_util::BodyExt;
use okta_tower::{
    body::Body,
    meta::{
        AttemptTimeout, Attempts, BodyMode, CacheMode, CallStats, CallTimeout, NoCredentials, Operation,
        OperationMeta, Principal, RetryHint,
    },
};
use percent_encoding::utf8_percent_encode;
use tokio::task::futures::TaskLocalFuture;

use super::{
    headers,
    path::ESCAPED,
    response::{RawResponse, ResponseMeta},
};
use crate::{Client, Error, config::BaseUrl, transport::set_empty_content_length};

/// Names and values of query parameters, not encoded.
pub(crate) type Parameters = Vec<(Cow<'static, str>, String)>;

/// Removes a parameter.
pub(crate) fn remove(parameters: &mut Parameters, name: &str) {
    parameters.retain(|(known, _)| known != name);
}

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
    pub(crate) query: Parameters,
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
    pub(crate) accept: Option<HeaderValue>,
    pub(crate) extensions: http::Extensions,
    /// The error text of the first invalid header, reported when the request is sent.
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
        match headers::parse(name, value) {
            Ok((name, value)) => {
                self.headers.append(name, value);
            }
            Err(message) => self.reject(message),
        }
    }

    pub(crate) fn set_accept(&mut self, content_type: &str) {
        match HeaderValue::from_str(content_type) {
            Ok(value) => self.accept = Some(value),
            Err(_) => self.reject(headers::invalid("accept")),
        }
    }

    fn reject(&mut self, message: String) {
        self.invalid_header.get_or_insert(message);
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
    /// Sets a query parameter.
    pub(crate) fn set_query(&mut self, name: String, value: String) {
        self.remove_query(&name);
        self.query.push((Cow::Owned(name), value));
    }

    pub(crate) fn remove_query(&mut self, name: &str) {
        remove(&mut self.query, name);
    }

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

    pub(super) fn into_request(mut self, body: Body, base: &BaseUrl) -> Result<Request<Body>, Error> {
        if let Some(message) = self.invalid_argument {
            return Err(Error::invalid_request(message));
        }
        if let Some(message) = self.options.invalid_header {
            return Err(Error::invalid_request(message));
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
        if let Some(accept) = self.options.accept {
            request.headers_mut().insert(ACCEPT, accept);
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
        let credential = self.credential_kind();
        let response = self.send(request);
        async move {
            let response = response.await?;
            let status = response.status();
            if status.is_success() || (redirects_succeed && status.is_redirection()) {
                read_response(response, operation).await
            } else {
                Err(Error::from_response(read_error(response, operation).await).with_credential(credential))
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
        Err(Error::from_response(read_error(response, operation).await)
            .with_credential(self.credential_kind()))
    }

    /// Calls the stack at once rather than in the future, which stays small; nothing is sent before it is polled.
    fn send(
        &self,
        mut request: PreparedRequest,
    ) -> impl Future<Output = Result<http::Response<Body>, Error>> + Send + use<> {
        let operation = request.operation;
        let credential = self.credential_kind();
        if request.options.deadline.is_none() && is_without_deadline() {
            request.options.deadline = Some(CallTimeout(None));
        }
        let request = request.head.into_request(request.body, self.base());
        let response = request.map(|mut request| {
            if self.is_anonymous() {
                request.extensions_mut().insert(NoCredentials);
                // No response is shared with requests that have credentials.
                request.extensions_mut().insert(Principal::new("no credentials"));
            }
            let stats = CallStats::get_or_insert(request.extensions_mut());
            (self.stack().send(request), stats)
        });
        async move {
            let (response, stats) = response?;
            let result = response.await;
            result.map_err(|error| Error::from_stack(error, operation, &stats).with_credential(credential))
        }
    }
}

tokio::task_local! {
    /// Set while a call of a bulk run is created or polled.
    static WITHOUT_DEADLINE: ();
}

/// Creates a future whose calls have no deadline unless they set one.
pub(crate) fn without_deadline<F: Future>(create: impl FnOnce() -> F) -> TaskLocalFuture<(), F> {
    WITHOUT_DEADLINE.scope((), WITHOUT_DEADLINE.sync_scope((), create))
}

fn is_without_deadline() -> bool {
    WITHOUT_DEADLINE.try_with(|()| ()).is_ok()
}

/// Reads the body of a response.
async fn read_response(
    response: http::Response<Body>,
    operation: Option<&'static OperationMeta>,
) -> Result<RawResponse, Error> {
    let attempts = Attempts::from_response(&response);
    let (head, body) = response.into_parts();
    let body = read(body)
        .await
        .map_err(|error| Error::from_stack(error, operation, &CallStats::new()).with_attempts(attempts))?;
    Ok(RawResponse::new(ResponseMeta::new(head.status, head.headers, attempts, operation), body))
}

/// Reads the body of an error response as far as possible: its status decides about the error.
async fn read_error(
    response: http::Response<Body>,
    operation: Option<&'static OperationMeta>,
) -> RawResponse {
    let attempts = Attempts::from_response(&response);
    let (head, body) = response.into_parts();
    let body = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(mut stream) => {
            let mut received = Vec::new();
            while let Some(Ok(frame)) = stream.frame().await {
                received.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data));
            }
            received.into()
        }
    };
    RawResponse::new(ResponseMeta::new(head.status, head.headers, attempts, operation), body)
}

/// Reads the whole body. Above the collect layer it is in memory already.
async fn read(body: Body) -> Result<Bytes, okta_tower::BoxError> {
    match body.try_into_bytes() {
        Ok(bytes) => Ok(bytes),
        Err(stream) => Ok(stream.collect().await?.to_bytes()),
    }
}
