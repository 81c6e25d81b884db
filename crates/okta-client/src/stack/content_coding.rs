//! Content codings of responses.

use std::fmt;

use http::{HeaderMap, HeaderValue, header::CONTENT_ENCODING};
use okta_tower::{BoxError, body::Body};

/// The maximum number of codings of one response; each can expand its input a thousandfold.
const MAX_CODINGS: usize = 3;

/// The `Accept-Encoding` of requests.
#[cfg(feature = "gzip")]
pub(super) const ACCEPTED: Option<HeaderValue> = Some(HeaderValue::from_static("gzip"));
#[cfg(not(feature = "gzip"))]
pub(super) const ACCEPTED: Option<HeaderValue> = None;

/// A supported content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    #[cfg(feature = "gzip")]
    Gzip,
}

impl Coding {
    fn from_name(name: &str) -> Option<Self> {
        #[cfg(feature = "gzip")]
        if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
            return Some(Self::Gzip);
        }
        let _ = name;
        None
    }

    /// Decodes a body. A body without the coding is an error if `strict`, otherwise it passes unchanged.
    pub(super) fn decode(self, body: Body, strict: bool) -> Body {
        #[cfg(feature = "gzip")]
        return match self {
            Self::Gzip => Body::new(super::gunzip::GunzipBody::new(body, strict)),
        };
        #[cfg(not(feature = "gzip"))]
        {
            let _ = (body, strict);
            match self {}
        }
    }
}

/// Parses the codings of a response, in the order in which they were applied; `identity` is left out.
///
/// # Errors
///
/// Fails on the first unsupported coding.
pub(super) fn parse(headers: &HeaderMap) -> Result<Vec<Coding>, ContentCodingError> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes());
        for name in value.split(',').map(str::trim) {
            if name.is_empty() || name.eq_ignore_ascii_case("identity") {
                continue;
            }
            match Coding::from_name(name) {
                Some(coding) if codings.len() < MAX_CODINGS => codings.push(coding),
                _ => return Err(ContentCodingError::unsupported(value.trim())),
            }
        }
    }
    Ok(codings)
}

/// The error of a response whose content coding cannot be undone.
#[derive(Debug)]
pub(crate) struct ContentCodingError {
    problem: CodingProblem,
    source: Option<BoxError>,
}

#[derive(Debug)]
enum CodingProblem {
    /// The value of `Content-Encoding`, with unprintable characters escaped.
    Unsupported(String),
    /// The coding that the body does not have.
    Invalid(&'static str),
}

impl ContentCodingError {
    fn unsupported(value: &str) -> Self {
        let name: String = value.chars().take(60).collect();
        Self { problem: CodingProblem::Unsupported(name.escape_default().to_string()), source: None }
    }

    /// A body that is not in the format of `coding`.
    pub(super) fn invalid(coding: &'static str, source: Option<BoxError>) -> Self {
        Self { problem: CodingProblem::Invalid(coding), source }
    }
}

impl fmt::Display for ContentCodingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            CodingProblem::Unsupported(name) => write!(f, "unsupported content coding `{name}`"),
            CodingProblem::Invalid(coding) => {
                write!(f, "response body is not valid {coding}, its declared content coding")
            }
        }
    }
}

impl std::error::Error for ContentCodingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

#[cfg(feature = "gzip")]
#[cfg(test)]
mod tests {
    use super::*;

    fn codings(values: &[&'static str]) -> Result<usize, String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(CONTENT_ENCODING, HeaderValue::from_static(value));
        }
        parse(&headers).map(|codings| codings.len()).map_err(|error| error.to_string())
    }

    #[test]
    fn coding_names_and_lists_are_parsed() {
        for (values, expected) in [
            (&["gzip"][..], 1),
            (&["GZip"], 1),
            (&[" X-GZIP "], 1),
            (&["identity"], 0),
            (&[""], 0),
            (&["identity, gzip"], 1),
            (&["gzip ,, Identity"], 1),
            (&["gzip", "gzip"], 2),
        ] {
            assert_eq!(codings(values), Ok(expected), "{values:?}");
        }
        for (values, name) in [
            (&["br"][..], "`br`"),
            (&["gzip, zstd"], "`gzip, zstd`"),
            (&["gzip", "deflate"], "`deflate`"),
            (&["gzip,gzip,gzip,gzip"], "gzip"),
        ] {
            assert!(codings(values).unwrap_err().contains(name), "{values:?}");
        }
    }
}
