//! Attributes of OpenTelemetry's semantic conventions.

use http::{Method, Uri, Version, header::AsHeaderName};

use super::ResponseParts;

/// `http.request.method`: `_OTHER` for methods other than `PATCH` and those of
/// [RFC 9110 §9](https://www.rfc-editor.org/rfc/rfc9110#section-9).
pub(crate) fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::CONNECT => "CONNECT",
        Method::TRACE => "TRACE",
        _ => super::OTHER,
    }
}

/// `server.address` and `server.port`.
pub(crate) fn server(uri: &Uri) -> (&str, u16) {
    let default = if uri.scheme_str() == Some("http") { 80 } else { 443 };
    let host = uri.host().unwrap_or_default();
    (host.trim_start_matches('[').trim_end_matches(']'), uri.port_u16().unwrap_or(default))
}

impl<'a> ResponseParts<'a> {
    /// `network.protocol.version`.
    pub(crate) fn protocol_version(&self) -> Option<&'static str> {
        Some(match self.version {
            Version::HTTP_09 => "0.9",
            Version::HTTP_10 => "1.0",
            Version::HTTP_11 => "1.1",
            Version::HTTP_2 => "2",
            Version::HTTP_3 => "3",
            _ => return None,
        })
    }

    /// Returns a header as text.
    pub(crate) fn header_str(&self, name: impl AsHeaderName) -> Option<&'a str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns a header as a number.
    pub(crate) fn header_u64(&self, name: impl AsHeaderName) -> Option<u64> {
        self.header_str(name)?.trim().parse().ok()
    }
}
