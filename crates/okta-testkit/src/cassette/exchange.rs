//! A recorded request and its response.

use std::fmt;

use http::{HeaderMap, Method, StatusCode, Uri};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    body::{Body, normalize_boundary},
    scrub::Scrub,
};

/// A recorded request and its response.
///
/// `Display` gives method, path and query.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exchange {
    pub(super) request: RecordedRequest,
    pub(super) response: RecordedResponse,
}

impl Exchange {
    /// The method of the request.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.request.method
    }

    /// Path and query of the request, as recorded.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.request.url
    }

    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.request.method, self.request.url)
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordedRequest {
    pub(super) method: String,
    pub(super) url: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Body>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordedResponse {
    pub(super) status: u16,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<Body>,
}

impl RecordedRequest {
    pub(super) fn from_parts(
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
        scrub: &Scrub,
    ) -> Self {
        let mut recorded = scrub.headers(headers);
        for (name, value) in &mut recorded {
            if name == "content-type" {
                *value = normalize_boundary(value);
            }
        }
        Self {
            method: method.as_str().to_owned(),
            url: scrub.url(uri.path(), uri.query()),
            headers: recorded,
            body: Body::from_bytes(headers, body, scrub),
        }
    }

    /// The parts of a request that select its recorded response.
    pub(super) fn match_key(&self) -> MatchKey {
        let (path, query) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let mut query: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        query.sort();
        let body = self.body.as_ref().map(Body::match_key);
        MatchKey { method: self.method.clone(), path: path.to_owned(), query, body }
    }
}

impl RecordedResponse {
    pub(super) fn from_parts(status: StatusCode, headers: &HeaderMap, body: &[u8], scrub: &Scrub) -> Self {
        Self {
            status: status.as_u16(),
            headers: scrub.headers(headers),
            body: Body::from_bytes(headers, body, scrub),
        }
    }
}

/// What requests are matched by: method, path, query in any order, and body.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MatchKey {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    body: Option<Value>,
}

impl MatchKey {
    /// A similarity score; the path weighs most, then the method.
    pub(super) fn similarity(&self, other: &Self) -> usize {
        let segments = self.path.split('/').zip(other.path.split('/'));
        let same = segments.take_while(|(ours, theirs)| ours == theirs).count();
        let pairs = self.query.iter().filter(|pair| other.query.contains(pair)).count();
        let mut score = 10 * same + pairs;
        score += if self.path == other.path { 1000 } else { 0 };
        score += if self.method == other.method { 100 } else { 0 };
        score + usize::from(self.query == other.query) + usize::from(self.body == other.body)
    }

    /// The names of the parts that differ.
    pub(super) fn difference(&self, other: &Self) -> String {
        let differ = [
            ("method", self.method != other.method),
            ("path", self.path != other.path),
            ("query", self.query != other.query),
            ("body", self.body != other.body),
        ];
        let parts: Vec<_> = differ.iter().filter(|(_, differs)| *differs).map(|(part, _)| *part).collect();
        parts.join(" and ")
    }
}
