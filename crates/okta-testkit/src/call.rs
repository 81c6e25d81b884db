//! One request as a handler sees it.

use std::{collections::BTreeMap, time::SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Method, header::CONTENT_TYPE};
use serde_json::{Map, Value};

use crate::{journal::ReceivedRequest, pattern::segments, response::Refusal};

/// Who is calling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Principal {
    /// Nobody: the endpoint is public.
    Anonymous,
    /// The owner of an API token.
    User { id: String, read_only: bool },
    /// A service app.
    #[cfg(feature = "oauth")]
    App { client_id: String },
}

/// A request, taken apart.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) method: &'a Method,
    /// The path as sent.
    pub(crate) path: &'a str,
    /// The path's segments, percent-decoded once.
    pub(crate) segments: Vec<String>,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
    /// Scheme, host and port that the caller used.
    pub(crate) base: String,
    pub(crate) request_id: &'a str,
    pub(crate) now: SystemTime,
    pub(crate) principal: Principal,
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
        }
    }

    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// A boolean query parameter; anything but `true` and `false` is refused.
    pub(crate) fn flag(&self, name: &str, default: bool) -> Result<bool, Refusal> {
        match self.param(name) {
            None => Ok(default),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(_) => Err(Refusal::invalid(name, format!("{name}: must be true or false"))),
        }
    }

    /// The body as a JSON object.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, Refusal> {
        let content_type =
            self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if !self.body.is_empty() && !essence.eq_ignore_ascii_case("application/json") {
            return Err(Refusal::media_type());
        }
        match serde_json::from_slice(self.body) {
            Ok(Value::Object(object)) => Ok(object),
            _ => Err(Refusal::malformed()),
        }
    }

    /// The body as a JSON object; an empty body is an empty object.
    pub(crate) fn optional_object(&self) -> Result<Map<String, Value>, Refusal> {
        if self.body.is_empty() { Ok(Map::new()) } else { self.object() }
    }

    /// An absolute URL below the org.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}
