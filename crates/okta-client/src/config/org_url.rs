//! The URL of the org.

use std::{fmt, net::Ipv6Addr};

use http::{
    Uri,
    uri::{Authority, PathAndQuery, Scheme},
};

use super::okta_domain::okta_subdomain;
use crate::Error;

/// First path segments of URLs that were copied from a browser or a reference page.
const PASTED_PATHS: [&str; 8] = ["api", "oauth2", "admin", "app", "login", "home", "enduser", ".well-known"];

/// The URL of an org: scheme, host, port and an optional path prefix, without a trailing slash.
///
/// A prefix is kept for gateways that publish an org below a path.
///
/// ```
/// use okta_client::config::OrgUrl;
///
/// let url = OrgUrl::parse("https://Example.okta.com:8443/", false)?;
/// assert_eq!(url.as_str(), "https://example.okta.com:8443");
/// assert!(OrgUrl::parse("https://example-admin.okta.com", false).is_err());
/// # Ok::<(), okta_client::config::OrgUrlError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OrgUrl {
    text: String,
    base: BaseUrl,
}

/// Why a URL is not the URL of an org, and how to correct it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OrgUrlError {
    /// A placeholder such as `{yourOktaDomain}`.
    Placeholder,
    /// No scheme.
    NoScheme,
    /// `://` occurs more than once.
    TwoSchemes,
    /// Plain `http` without the testing switch.
    NotHttps,
    /// A scheme other than `https` and `http`.
    WrongScheme,
    /// The URL of the admin console.
    AdminHost,
    /// The host ends with `.com.com`.
    DoubledSuffix,
    /// A user name or password before the host.
    UserInfo,
    /// A query or a fragment.
    QueryOrFragment,
    /// A path that belongs to an operation or a web page.
    PastedPath,
    /// Letters outside ASCII.
    NotAscii,
    /// Not a URL, or without a host.
    Malformed,
}

impl fmt::Display for OrgUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Placeholder => {
                "still contains a placeholder; replace it by the URL of your org, such as https://example.okta.com"
            }
            Self::NoScheme => "has no scheme; prepend https://",
            Self::TwoSchemes => "contains '://' more than once; remove the duplicate",
            Self::NotHttps => {
                "is plain http; use https, or set testing.testingDisableHttpsCheck for a test server"
            }
            Self::WrongScheme => "has a scheme other than https",
            Self::AdminHost => "is the URL of the admin console; remove '-admin' from the host",
            Self::DoubledSuffix => "ends with '.com.com'; remove one of them",
            Self::UserInfo => "contains a user name or password; remove everything up to '@'",
            Self::QueryOrFragment => "contains a query or fragment; end it after the host",
            Self::PastedPath => "contains the path of an operation or web page; end it after the host",
            Self::NotAscii => "contains letters outside ASCII; write the host in its xn-- form",
            Self::Malformed => "is not a URL; write it as https://example.okta.com",
        })
    }
}

impl std::error::Error for OrgUrlError {}

impl OrgUrl {
    /// Parses and normalizes a URL. `allow_http` accepts plain `http`, for tests.
    ///
    /// # Errors
    ///
    /// Fails if the text is not the URL of an org. The error does not repeat the text.
    pub fn parse(text: &str, allow_http: bool) -> Result<Self, OrgUrlError> {
        let text = text.trim();
        if text.contains(['{', '}', '<', '>']) || text.to_ascii_lowercase().contains("youroktadomain") {
            return Err(OrgUrlError::Placeholder);
        }
        if text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(if text.contains("://") { OrgUrlError::Malformed } else { OrgUrlError::NoScheme });
        }
        match text.matches("://").count() {
            0 => return Err(OrgUrlError::NoScheme),
            1 => {}
            _ => return Err(OrgUrlError::TwoSchemes),
        }
        if !text.is_ascii() {
            return Err(OrgUrlError::NotAscii);
        }
        if text.contains(['?', '#']) {
            return Err(OrgUrlError::QueryOrFragment);
        }
        // Requests have an `http::Uri`, so the URL must be one.
        let uri: Uri = text.parse().map_err(|_| OrgUrlError::Malformed)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(OrgUrlError::Malformed);
        };
        let default_port = match scheme {
            "https" => 443,
            "http" if allow_http => 80,
            "http" => return Err(OrgUrlError::NotHttps),
            _ => return Err(OrgUrlError::WrongScheme),
        };
        if authority.as_str().contains('@') {
            return Err(OrgUrlError::UserInfo);
        }
        let host = authority.host().to_ascii_lowercase();
        check_host(&host)?;
        let port = match authority.as_str().get(host.len()..) {
            None | Some("" | ":") => default_port,
            Some(_) => authority.port_u16().ok_or(OrgUrlError::Malformed)?,
        };
        let path = check_path(uri.path())?;
        let mut normal = format!("{scheme}://{host}");
        if port != default_port {
            normal.push_str(&format!(":{port}"));
        }
        normal.push_str(path);
        let base = BaseUrl::parse(&normal).map_err(|_| OrgUrlError::Malformed)?;
        Ok(Self { text: normal, base })
    }

    /// The whole URL, without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port, such as `https://example.okta.com`.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.text.strip_suffix(self.base.prefix.as_str()).unwrap_or(&self.text)
    }

    /// `https`, or `http` under the testing switch.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.base.scheme.as_str()
    }

    /// Whether the scheme is `https`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base.scheme == Scheme::HTTPS
    }

    /// Host and port; the default port of the scheme is omitted.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.base.authority.as_str()
    }

    /// The path prefix: empty, or a path without a trailing slash.
    #[must_use]
    pub fn path_prefix(&self) -> &str {
        &self.base.prefix
    }

    /// The address in parts, parsed once.
    pub(crate) const fn base(&self) -> &BaseUrl {
        &self.base
    }
}

fn check_host(host: &str) -> Result<(), OrgUrlError> {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').ok_or(OrgUrlError::Malformed)?;
        return address.parse::<Ipv6Addr>().map(drop).map_err(|_| OrgUrlError::Malformed);
    }
    let name = host.trim_end_matches('.');
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.split('.').any(|label| label.is_empty() || !label.chars().all(is_allowed)) {
        return Err(OrgUrlError::Malformed);
    }
    if name.ends_with(".com.com") {
        return Err(OrgUrlError::DoubledSuffix);
    }
    // Below the domains of Okta, `<org>-admin` is the admin console.
    let label = okta_subdomain(name).and_then(|labels| labels.split('.').next());
    if label.is_some_and(|label| label.ends_with("-admin")) {
        return Err(OrgUrlError::AdminHost);
    }
    Ok(())
}

/// The path prefix without a trailing slash.
fn check_path(path: &str) -> Result<&str, OrgUrlError> {
    let path = path.trim_end_matches('/');
    // Intermediaries that normalize paths remove dot segments.
    if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err(OrgUrlError::Malformed);
    }
    let first = path.split('/').nth(1).unwrap_or_default();
    if PASTED_PATHS.contains(&first) { Err(OrgUrlError::PastedPath) } else { Ok(path) }
}

impl fmt::Display for OrgUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for OrgUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl AsRef<str> for OrgUrl {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Scheme, authority and path prefix of the org.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    /// Without a trailing slash; usually empty.
    prefix: String,
}

impl BaseUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let invalid = || Error::config(format!("invalid base URL `{}`", text.escape_default()), None);
        let parts = text.parse::<Uri>().map_err(|_| invalid())?.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else { return Err(invalid()) };
        if authority.as_str().contains('@') || authority.host().is_empty() {
            return Err(invalid());
        }
        let path = parts.path_and_query.unwrap_or_else(|| PathAndQuery::from_static("/"));
        if path.query().is_some() {
            return Err(invalid());
        }
        Ok(Self { scheme, authority, prefix: path.path().trim_end_matches('/').to_owned() })
    }

    /// The absolute URI of a path with its query.
    ///
    /// # Errors
    ///
    /// Fails if the path does not begin with exactly one slash: two would begin a host.
    pub(crate) fn join(&self, path_and_query: String) -> Result<Uri, Error> {
        if !path_and_query.starts_with('/') || path_and_query.starts_with("//") {
            return Err(Error::invalid_request(
                "invalid path: it must begin with exactly one slash, such as `/api/v1/users`",
            ));
        }
        let path =
            if self.prefix.is_empty() { path_and_query } else { format!("{}{path_and_query}", self.prefix) };
        let path = PathAndQuery::try_from(path).map_err(|_| {
            Error::invalid_request(
                "invalid path or query: it contains a character that is not allowed in a URI",
            )
        })?;
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        Uri::from_parts(parts).map_err(|_| Error::invalid_request("invalid path or query"))
    }

    /// The server on the host `label.<host of the org>`, for operations that are not served by the org itself; `None`
    /// if the org is a loopback address, which has no such hosts.
    ///
    /// # Errors
    ///
    /// The error text if the host is not directly below a domain of Okta.
    pub(crate) fn sibling_host(&self, label: &str) -> Result<Option<Self>, String> {
        let host = self.authority.host();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        if host == "localhost" || address.parse::<std::net::IpAddr>().is_ok() {
            return Ok(None);
        }
        if okta_subdomain(host).is_some_and(|name| !name.contains('.')) {
            let authority = format!("{label}.{}", self.authority)
                .parse()
                .map_err(|_| format!("invalid host `{host}`"))?;
            Ok(Some(Self { scheme: self.scheme.clone(), authority, prefix: String::new() }))
        } else {
            Err(format!(
                "operation is served by `{label}.<subdomain>.okta.com`, which cannot be derived from `{host}`; \
                 use a client with the org's URL under okta.com"
            ))
        }
    }

    /// The part of a path after the prefix.
    pub(crate) fn strip_prefix<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix(self.prefix.as_str()).unwrap_or(path)
    }

    /// `https://host[:port]`.
    pub(crate) fn origin(&self) -> Uri {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(PathAndQuery::from_static("/"));
        // Scheme, authority and path are present, so this never fails.
        Uri::from_parts(parts).unwrap_or_default()
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn join_keeps_port_and_prefix() {
        for (base, joined) in [
            ("https://org.example", "https://org.example/api/v1/users?limit=2"),
            ("https://org.example/", "https://org.example/api/v1/users?limit=2"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v1/users?limit=2"),
            ("https://proxy.example/okta/", "https://proxy.example/okta/api/v1/users?limit=2"),
        ] {
            let base = BaseUrl::parse(base).unwrap();
            assert_eq!(base.join("/api/v1/users?limit=2".to_owned()).unwrap().to_string(), joined);
        }
    }

    #[test]
    fn sibling_hosts_exist_below_okta_domains_only() {
        let sibling = |base: &str| {
            let sibling = BaseUrl::parse(base).unwrap().sibling_host("drapp")?;
            Ok::<_, String>(sibling.map(|url| url.to_string()))
        };
        assert_eq!(sibling("https://acme.okta.com"), Ok(Some("https://drapp.acme.okta.com".to_owned())));
        assert_eq!(sibling("http://127.0.0.1:4010"), Ok(None));
        assert!(sibling("https://login.example.com").unwrap_err().contains("drapp.<subdomain>"));
        assert!(sibling("https://evil.acme.okta.com").is_err());
    }

    #[test]
    fn invalid_base_url_is_rejected() {
        for text in
            ["", "org.example", "/api", "https://", "https://me@org.example", "https://org.example?x=1"]
        {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
    }
}
