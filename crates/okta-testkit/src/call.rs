//! Parsed requests, as passed to handlers.

use std::{
    cell::{Cell, OnceCell},
    collections::BTreeMap,
    time::SystemTime,
};

use bytes::Bytes;
use http::{HeaderMap, Method, header::CONTENT_TYPE};
use serde_json::{Map, Value};

use crate::{journal::ReceivedRequest, pattern::segments, response::OktaError};

/// The caller of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Principal {
    /// No caller: the endpoint is public.
    Anonymous,
    /// The owner of an API token.
    User { id: String, read_only: bool },
    /// A service app.
    #[cfg(feature = "oauth")]
    App { client_id: String },
}

/// A parsed request.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) method: &'a Method,
    /// The path as received.
    pub(crate) path: &'a str,
    /// The path's segments, percent-decoded once.
    pub(crate) segments: Vec<String>,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
    /// Scheme, host and port of the request.
    pub(crate) base: String,
    pub(crate) request_id: &'a str,
    pub(crate) now: SystemTime,
    pub(crate) principal: Principal,
    /// Whether parameters that the org does not carry out are ignored.
    pub(crate) lenient: bool,
    /// Whether one was ignored.
    pub(crate) ignored: Cell<bool>,
    /// The user whose tokens end with the request.
    pub(crate) without_tokens: OnceCell<String>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(request: &'a ReceivedRequest, base: String) -> Self {
        let query = request.query.as_deref().unwrap_or_default().as_bytes();
        Self {
            method: &request.method,
            path: &request.path,
            segments: segments(&request.path),
            query: form_urlencoded::parse(query).into_owned().collect(),
            headers: &request.headers,
            body: &request.body,
            base,
            request_id: &request.request_id,
            now: request.at,
            principal: Principal::Anonymous,
            lenient: false,
            ignored: Cell::new(false),
            without_tokens: OnceCell::new(),
        }
    }

    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// Rejects a part of the request that the org does not carry out, or ignores it if the org is lenient.
    pub(crate) fn unsupported(&self, operation: &str, part: &str) -> Result<(), OktaError> {
        self.ignored.set(true);
        if self.lenient { Ok(()) } else { Err(OktaError::unsupported_part(operation, part)) }
    }

    /// Parses a boolean query parameter; values other than `true` and `false` are rejected.
    pub(crate) fn flag(&self, name: &str, default: bool) -> Result<bool, OktaError> {
        match self.param(name) {
            None => Ok(default),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(_) => Err(OktaError::invalid(name, format!("{name}: must be true or false"))),
        }
    }

    /// Parses the body as a JSON object.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, OktaError> {
        let content_type =
            self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if !self.body.is_empty() && !essence.eq_ignore_ascii_case("application/json") {
            return Err(OktaError::unsupported_media_type());
        }
        match serde_json::from_slice(self.body) {
            Ok(Value::Object(object)) => Ok(object),
            _ => Err(OktaError::malformed_body()),
        }
    }

    /// Parses the body as a JSON object; an empty body is an empty object.
    pub(crate) fn optional_object(&self) -> Result<Map<String, Value>, OktaError> {
        if self.body.is_empty() { Ok(Map::new()) } else { self.object() }
    }

    /// Returns an absolute URL of the org.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}
