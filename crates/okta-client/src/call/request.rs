//! The one path that every call takes: from an outgoing call through the stack to a read answer.
//!
//! Nothing here is generic, so that it is compiled once and not once an operation.

use std::{
    borrow::Cow,
    ops::{Deref, DerefMut},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use http_body_util::BodyExt;
use okta_tower::{
    body::Body,
    meta::{AttemptTimeout, Attempts, BodyMode, CacheMode, CallTimeout, Operation, OperationMeta, RetryHint},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::response::RawResponse;
use crate::{Client, Error, config::BaseUrl};

/// What may stand unencoded in a query's names and values: RFC 3986's unreserved characters.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A call that is ready to be sent.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) head: Head,
    pub(crate) body: Body,
}

/// All of a call but its body.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// What is known about the operation; `None` for a raw request.
    pub(crate) operation: Option<&'static OperationMeta>,
    pub(crate) method: Method,
    /// The path from its first slash, each segment encoded.
    pub(crate) path: String,
    /// Another server than the org, as the operation declares it.
    pub(crate) server: Option<String>,
    /// Names and values as they are, encoded on sending.
    pub(crate) query: Vec<(Cow<'static, str>, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) options: CallOptions,
    /// Whether a redirect is the operation's answer rather than a refusal.
    pub(crate) redirects_succeed: bool,
    /// Why the call cannot be made as asked; told when it is sent.
    pub(crate) refusal: Option<String>,
}

/// How a call travels: what the `with_*` methods set.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallOptions {
    pub(crate) deadline: Option<CallTimeout>,
    pub(crate) attempt_timeout: Option<AttemptTimeout>,
    pub(crate) retry: Option<RetryHint>,
    pub(crate) cache: Option<CacheMode>,
    pub(crate) body_mode: Option<BodyMode>,
    pub(crate) headers: HeaderMap,
    pub(crate) extensions: http::Extensions,
    /// The first header that could not be taken, reported when the call is sent.
    pub(crate) invalid: Option<String>,
}

impl CallOptions {
    pub(crate) fn with_deadline(&mut self, limit: Option<Duration>) {
        self.deadline = Some(CallTimeout(limit));
    }

    pub(crate) fn with_attempt_timeout(&mut self, limit: Option<Duration>) {
        self.attempt_timeout = Some(AttemptTimeout(limit));
    }

    pub(crate) fn with_header(&mut self, name: &str, value: &str) {
        let parsed = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value));
        if let (Ok(name), Ok(value)) = parsed {
            self.headers.append(name, value);
        } else {
            self.invalid.get_or_insert_with(|| name.escape_default().to_string());
        }
    }
}

impl Outgoing {
    /// A call without query, headers or body.
    pub(crate) fn new(operation: Option<&'static OperationMeta>, method: Method, path: String) -> Self {
        let head = Head {
            operation,
            method,
            path,
            server: None,
            query: Vec::new(),
            headers: HeaderMap::new(),
            options: CallOptions::default(),
            redirects_succeed: false,
            refusal: None,
        };
        Self { head, body: Body::empty() }
    }
}

impl Deref for Outgoing {
    type Target = Head;

    fn deref(&self) -> &Head {
        &self.head
    }
}

impl DerefMut for Outgoing {
    fn deref_mut(&mut self) -> &mut Head {
        &mut self.head
    }
}

impl Head {
    pub(crate) fn path_and_query(&mut self) -> String {
        if self.query.is_empty() {
            return std::mem::take(&mut self.path);
        }
        let mut text = String::with_capacity(self.path.len() + 32 * self.query.len());
        text.push_str(&self.path);
        for (at, (name, value)) in self.query.iter().enumerate() {
            // A raw path may bring a query of its own.
            text.push(if at == 0 && !self.path.contains('?') { '?' } else { '&' });
            text.extend(utf8_percent_encode(name, QUERY));
            text.push('=');
            text.extend(utf8_percent_encode(value, QUERY));
        }
        text
    }

    fn into_request(mut self, body: Body, base: &BaseUrl) -> Result<Request<Body>, Error> {
        if let Some(refusal) = self.refusal {
            return Err(Error::invalid_request(refusal));
        }
        if let Some(name) = self.options.invalid {
            return Err(Error::invalid_request(format!(
                "header `{name}` cannot be sent: its name or value contains a character that is not allowed, such as a line break"
            )));
        }
        let target = self.path_and_query();
        let uri = match &self.server {
            Some(server) => BaseUrl::parse(server)?.join(target)?,
            None => base.join(target)?,
        };
        let mut request = Request::new(body);
        *request.headers_mut() = self.headers;
        for (name, value) in &self.options.headers {
            request.headers_mut().append(name.clone(), value.clone());
        }
        // An empty body has no length of its own on the wire, and Okta answers 411 without one.
        let wants_length = matches!(self.method, Method::POST | Method::PUT | Method::PATCH);
        if wants_length && http_body::Body::is_end_stream(request.body()) {
            request.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *request.method_mut() = self.method;
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
    /// Sends a call through the stack and reads the answer.
    ///
    /// Cancel safe in the sense that dropping the future drops the call; whether the server has acted on it
    /// is then unknown.
    pub(crate) fn execute(
        &self,
        call: Outgoing,
    ) -> impl Future<Output = Result<RawResponse, Error>> + Send + use<> {
        let operation = call.operation;
        let redirects_succeed = call.redirects_succeed;
        let answering = self.send(call);
        async move {
            let response = answering.await?;
            let status = response.status();
            let raw = received(response, operation).await?;
            if status.is_success() || (redirects_succeed && status.is_redirection()) {
                Ok(raw)
            } else {
                Err(Error::refused(raw))
            }
        }
    }

    /// Sends a call through the stack and hands its body on as it comes.
    pub(crate) async fn execute_stream(&self, mut call: Outgoing) -> Result<http::Response<Body>, Error> {
        let operation = call.operation;
        call.options.body_mode = Some(BodyMode::Stream);
        let response = self.send(call).await?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(Error::refused(received(response, operation).await?))
    }

    /// Puts the call together at once, so that the future is small; nothing is sent before it is polled.
    fn send(
        &self,
        call: Outgoing,
    ) -> impl Future<Output = Result<http::Response<Body>, Error>> + Send + use<> {
        let operation = call.operation;
        let sending =
            call.head.into_request(call.body, self.base()).map(|request| self.stack().send(request));
        async move { sending?.await.map_err(|error| Error::from_stack(error, operation)) }
    }
}

/// The answer with its body read.
async fn received(
    response: http::Response<Body>,
    operation: Option<&'static OperationMeta>,
) -> Result<RawResponse, Error> {
    let attempts = Attempts::from_response(&response);
    let (head, body) = response.into_parts();
    let body = read(body).await.map_err(|error| Error::from_stack(error, operation))?;
    Ok(RawResponse::new(head.status, head.headers, body, attempts, operation))
}

/// The whole body. Behind the collect layer it lies in memory already.
async fn read(body: Body) -> Result<Bytes, okta_tower::BoxError> {
    match body.try_into_bytes() {
        Ok(bytes) => Ok(bytes),
        Err(stream) => Ok(stream.collect().await?.to_bytes()),
    }
}
