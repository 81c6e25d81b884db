//! What spans and events show of requests and responses.

use std::fmt;

use http::{Extensions, HeaderMap, Method, Request, Response, StatusCode, Uri};

use crate::{
    meta::{Attempt, Operation, OperationMeta},
    observe::{OTHER, ResponseParts, method_name, server},
    trace::{Redaction, body_log::RedactedBody},
};

/// The fields of a request, redacted. They are evaluated only when they are read.
#[derive(Debug)]
pub struct RequestFields<'a> {
    method: &'a Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    extensions: &'a Extensions,
    redaction: &'a Redaction,
    /// The number of the physical request within its call, from 1, if it is counted.
    number: Option<u32>,
}

impl<'a> RequestFields<'a> {
    pub(in crate::trace) fn new<B>(request: &'a Request<B>, redaction: &'a Redaction) -> Self {
        Self {
            method: request.method(),
            uri: request.uri(),
            headers: request.headers(),
            extensions: request.extensions(),
            redaction,
            number: None,
        }
    }

    pub(in crate::trace) fn number(mut self, number: Option<u32>) -> Self {
        self.number = number;
        self
    }

    fn meta(&self) -> Option<&'static OperationMeta> {
        self.extensions.get::<Operation>().map(|operation| operation.0)
    }

    /// Returns `otel.name` of a call: the operation id, or the method.
    #[must_use]
    pub fn call_name(&self) -> &'static str {
        self.meta().map_or(method_name(self.method), |meta| meta.id)
    }

    /// Returns `otel.name` of a physical request: method and path template, or the method.
    pub fn attempt_name(&self) -> impl fmt::Display + use<> {
        AttemptName { method: method_name(self.method), template: self.url_template() }
    }

    /// Returns `http.request.method`: `_OTHER` for a non-standard method.
    #[must_use]
    pub fn method(&self) -> &'static str {
        method_name(self.method)
    }

    /// Returns `http.request.method_original`: a non-standard method.
    #[must_use]
    pub fn method_original(&self) -> Option<&'a str> {
        (self.method() == OTHER).then(|| self.method.as_str())
    }

    /// Returns the method, standard or not.
    #[must_use]
    pub fn method_as_sent(&self) -> &'a str {
        self.method.as_str()
    }

    /// Returns `http.request.resend_count`: the number of earlier requests of the call; `None` on the first, as
    /// OpenTelemetry requires.
    #[must_use]
    pub fn resend_count(&self) -> Option<u32> {
        self.number.unwrap_or_else(|| self.attempt()).checked_sub(1).filter(|resends| *resends > 0)
    }

    /// Returns the number of the attempt, from 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.extensions.get::<Attempt>().map_or(1, |attempt| attempt.0)
    }

    /// Returns `server.address`.
    #[must_use]
    pub fn server_address(&self) -> &'a str {
        server(self.uri).0
    }

    /// Returns `server.port`.
    #[must_use]
    pub fn server_port(&self) -> u16 {
        server(self.uri).1
    }

    /// Returns `url.full`, redacted.
    #[must_use]
    pub fn url(&self) -> String {
        self.redaction.url(self.uri, self.url_template())
    }

    /// Returns `url.template`: the operation's path template.
    #[must_use]
    pub fn url_template(&self) -> Option<&'static str> {
        self.meta().map(|meta| meta.path)
    }

    /// Returns the operation id.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.meta().map(|meta| meta.id)
    }

    /// Returns the rate-limit bucket of the operation.
    #[must_use]
    pub fn bucket(&self) -> Option<&'static str> {
        self.meta().map(|meta| meta.bucket)
    }

    /// Returns the headers, redacted.
    pub fn headers(&self) -> impl fmt::Debug + '_ {
        self.redaction.headers(self.headers)
    }
}

struct AttemptName {
    method: &'static str,
    template: Option<&'static str>,
}

impl fmt::Display for AttemptName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.method == OTHER { "HTTP" } else { self.method })?;
        match self.template {
            Some(template) => write!(f, " {template}"),
            None => Ok(()),
        }
    }
}

/// The fields of a response, redacted.
#[derive(Debug)]
pub struct ResponseFields<'a> {
    status: StatusCode,
    headers: &'a HeaderMap,
    redaction: &'a Redaction,
}

impl<'a> ResponseFields<'a> {
    pub(in crate::trace) fn from_parts(parts: ResponseParts<'a>, redaction: &'a Redaction) -> Self {
        Self { status: parts.status, headers: parts.headers, redaction }
    }

    pub(in crate::trace) fn from_response<B>(response: &'a Response<B>, redaction: &'a Redaction) -> Self {
        Self { status: response.status(), headers: response.headers(), redaction }
    }

    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the headers, redacted.
    pub fn headers(&self) -> impl fmt::Debug + '_ {
        self.redaction.headers(self.headers)
    }
}

/// A body, redacted.
#[derive(Debug)]
pub struct BodyFields<'a>(pub(in crate::trace) RedactedBody<'a>);

impl BodyFields<'_> {
    /// Returns the size in bytes; `None` for a stream.
    #[must_use]
    pub fn size(&self) -> Option<usize> {
        self.0.content.map(<[u8]>::len)
    }

    /// Returns the content, redacted and truncated.
    pub fn content(&self) -> impl fmt::Display + '_ {
        &self.0
    }
}
