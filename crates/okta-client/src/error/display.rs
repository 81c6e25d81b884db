//! Texts of errors.

use std::fmt;

use http::{HeaderMap, StatusCode};
use okta_tower::{ErrorChain, ServerText};

use super::{AuthChallenge, CredentialKind, Error, ErrorKind, ErrorResponse};
use crate::call::response::RawResponse;

impl ErrorResponse {
    /// Writes what the server reports about the error.
    fn fmt_details(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.meta.status().is_success() {
            return Ok(());
        }
        if let Some(api) = &self.api {
            write!(f, ": {api}")?;
        }
        let challenge = self.challenges.first();
        // The body of an OAuth 2.0 error repeats the challenge.
        let repeated = |challenge: &AuthChallenge| {
            self.api.as_ref().is_some_and(|api| challenge.error() == Some(api.error_code()))
        };
        match challenge {
            Some(challenge) if challenge.error().is_some() && !repeated(challenge) => {
                write!(f, ": {challenge}")
            }
            Some(_) => Ok(()),
            None if self.api.is_some() || self.meta.status().is_redirection() => Ok(()),
            None if self.body.is_empty() => f.write_str(", empty response body"),
            None => match content_type(self.meta.headers()) {
                Some(content_type) => {
                    write!(f, ", {content_type} response body of {} bytes", self.body.len())
                }
                None => write!(f, ", response body of {} bytes", self.body.len()),
            },
        }
    }
}

impl Error {
    /// Writes what a `403` lacks: the right of the credential.
    fn fmt_missing_right(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Many codes of Okta's come with a `403`; most say that the state of an object forbids the action.
        let about_rights = |code: &str| matches!(code, "" | "E0000006" | "insufficient_scope");
        if self.api().is_some_and(|api| !about_rights(api.error_code())) {
            return Ok(());
        }
        let scopes = self.required_scopes();
        if self.0.credential == CredentialKind::ApiToken && scopes.is_empty() {
            return f.write_str("; requires an admin role that permits it for the user of the API token");
        }
        let named = self.challenge().is_some_and(|challenge| challenge.scope().is_some());
        if scopes.is_empty() || named {
            return Ok(());
        }
        write!(f, "; requires scope {}", scopes.join(" or "))?;
        match self.0.credential {
            CredentialKind::ApiToken => f.write_str(" of an OAuth 2.0 access token"),
            CredentialKind::OAuth | CredentialKind::Unknown => Ok(()),
        }
    }
}

/// The media type of a response, in lower case and without parameters, if it is printable.
fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?;
    let media_type = value.split(';').next().unwrap_or_default().trim();
    (!media_type.is_empty() && media_type.len() <= 80).then(|| media_type.to_ascii_lowercase())
}

/// Whether a response is a web page, by its content type or, if that is missing or JSON, by its first byte.
pub(crate) fn is_web_page(response: &RawResponse) -> bool {
    match content_type(response.headers()).as_deref() {
        Some("text/html" | "application/xhtml+xml") => true,
        None | Some("application/json" | "text/plain") => {
            let text = response.body().trim_ascii_start();
            let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text).trim_ascii_start();
            let head = text.get(..text.len().min(14)).unwrap_or_default().to_ascii_lowercase();
            head.starts_with(b"<!doctype html") || head.starts_with(b"<html")
        }
        Some(_) => false,
    }
}

pub(super) fn undecodable_text(response: &RawResponse) -> String {
    let mut text = String::from("error decoding response body");
    let content_type = content_type(response.headers());
    if let Some(content_type) = &content_type
        && content_type != "application/json"
        && !content_type.ends_with("+json")
    {
        text.push_str(": content type is ");
        text.push_str(content_type);
    }
    if is_web_page(response) {
        text.push_str(match content_type.as_deref() {
            Some("text/html") => "",
            _ => ": body is HTML",
        });
        text.push_str(", probably a page of a proxy or a login page; check the org URL and the proxy");
    }
    let coding = response.headers().get(http::header::CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    if let Some(coding) = coding {
        text.push_str(", with content coding ");
        text.push_str(&ServerText(coding).to_string());
    }
    text
}

pub(super) fn status_line(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("HTTP {} {reason}", status.as_u16()),
        None => format!("HTTP {}", status.as_u16()),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(meta) = inner.operation {
            write!(f, "{}: ", meta.id)?;
        }
        f.write_str(&inner.message)?;
        if inner.kind == ErrorKind::Config
            && let Some(source) = &inner.source
        {
            // What is wrong is in the sources, and programs print the message only.
            ErrorChain::new(&**source).try_for_each(|source| write!(f, ": {source}"))?;
        }
        if let Some(response) = &inner.response {
            response.fmt_details(f)?;
            if response.meta.status() == StatusCode::FORBIDDEN {
                self.fmt_missing_right(f)?;
            }
            if let Some(id) = response.meta.request_id() {
                write!(f, " (request {})", ServerText(id))?;
            }
        }
        if self.attempts() > 1 {
            write!(f, ", after {} attempts", self.attempts())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &inner.kind).field("message", &self.to_string());
        if let Some(response) = &inner.response {
            debug.field("status", &response.meta.status().as_u16());
        }
        debug.field("attempts", &self.attempts()).field("source", &inner.source).finish()
    }
}
