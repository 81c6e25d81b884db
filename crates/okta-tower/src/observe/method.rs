//! Methods by name.

use http::Method;

/// `http.request.method`: `_OTHER` for what is neither of
/// [RFC 9110 §9](https://www.rfc-editor.org/rfc/rfc9110#section-9) nor `PATCH`.
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
