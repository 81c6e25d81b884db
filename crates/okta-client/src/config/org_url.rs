//! The address of the org.

use std::{fmt, net::Ipv6Addr};

use http::{
    Uri,
    uri::{Authority, PathAndQuery, Scheme},
};

use super::okta_domain::name_under_okta;
use crate::Error;

/// First path segments that come from an address copied out of a browser or a reference page.
const PASTED_PATHS: [&str; 8] = ["api", "oauth2", "admin", "app", "login", "home", "enduser", ".well-known"];

/// The address of an org: scheme, host, port and perhaps a path prefix, without a slash at the end.
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

/// Why an address is not the address of an org. It says what to write instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OrgUrlError {
    /// A placeholder such as `{yourOktaDomain}` was left in.
    Placeholder,
    /// No scheme.
    NoScheme,
    /// `://` occurs more than once.
    TwoSchemes,
    /// Plain `http` without the testing switch.
    NotHttps,
    /// A scheme other than `https` and `http`.
    WrongScheme,
    /// The address of the admin console.
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
                "still contains a placeholder; put your org's address there, such as https://example.okta.com"
            }
            Self::NoScheme => "has no scheme; write https:// in front of the host",
            Self::TwoSchemes => "contains '://' more than once; remove what was pasted twice",
            Self::NotHttps => {
                "is plain http; use https, or set testing.testingDisableHttpsCheck for a test server"
            }
            Self::WrongScheme => "has a scheme other than https",
            Self::AdminHost => "is the address of the admin console; remove '-admin' from the host",
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
    /// Checks and normalises an address. `allow_http` is the testing switch.
    ///
    /// # Errors
    ///
    /// What is wrong with it; the address itself is not repeated.
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
        // Everything sent is an `http::Uri`: what that type refuses is refused here.
        let uri: Uri = text.parse().map_err(|_| OrgUrlError::Malformed)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(OrgUrlError::Malformed);
        };
        let usual_port = match scheme {
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
            None | Some("" | ":") => usual_port,
            Some(_) => authority.port_u16().ok_or(OrgUrlError::Malformed)?,
        };
        let path = check_path(uri.path())?;
        let mut normal = format!("{scheme}://{host}");
        if port != usual_port {
            normal.push_str(&format!(":{port}"));
        }
        normal.push_str(path);
        let base = BaseUrl::parse(&normal).map_err(|_| OrgUrlError::Malformed)?;
        Ok(Self { text: normal, base })
    }

    /// The whole address, without a slash at the end.
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

    /// Whether the org is called over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base.scheme == Scheme::HTTPS
    }

    /// Host and port (the port only where it is not the scheme's own).
    #[must_use]
    pub fn authority(&self) -> &str {
        self.base.authority.as_str()
    }

    /// The path prefix: empty, or a path without a slash at the end.
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
    let of_a_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.split('.').any(|label| label.is_empty() || !label.chars().all(of_a_name)) {
        return Err(OrgUrlError::Malformed);
    }
    if name.ends_with(".com.com") {
        return Err(OrgUrlError::DoubledSuffix);
    }
    // Under Okta's domains `<org>-admin` is the address of the admin console.
    let label = name_under_okta(name).and_then(|labels| labels.split('.').next());
    if label.is_some_and(|label| label.ends_with("-admin")) {
        return Err(OrgUrlError::AdminHost);
    }
    Ok(())
}

/// A path prefix without a slash at its end.
fn check_path(path: &str) -> Result<&str, OrgUrlError> {
    let path = path.trim_end_matches('/');
    // Whoever tidies a path on the way would follow these.
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
    /// Without a slash at its end; usually empty.
    prefix: String,
}

impl BaseUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let invalid = || Error::config(format!("`{}` is not a base URL", text.escape_default()), None);
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
    /// The path must begin with one slash, so that nothing in it is taken for a host.
    pub(crate) fn join(&self, path_and_query: String) -> Result<Uri, Error> {
        if !path_and_query.starts_with('/') || path_and_query.starts_with("//") {
            return Err(Error::invalid_request(
                "a path begins with one slash, such as `/api/v1/users`; the org's address is added to it",
            ));
        }
        let path =
            if self.prefix.is_empty() { path_and_query } else { format!("{}{path_and_query}", self.prefix) };
        let path = PathAndQuery::try_from(path).map_err(|_| {
            Error::invalid_request("the path or query contains a character that cannot be sent")
        })?;
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        Uri::from_parts(parts).map_err(|_| Error::invalid_request("the path or query does not make a URI"))
    }

    /// The server that `label` before the org's host names, for operations that run beside the org; `None`
    /// where the org is this machine, which has no such names. Otherwise the sentence that refuses the call.
    pub(crate) fn beside(&self, label: &str) -> Result<Option<String>, String> {
        let host = self.authority.host();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        if host == "localhost" || address.parse::<std::net::IpAddr>().is_ok() {
            return Ok(None);
        }
        if name_under_okta(host).is_some_and(|name| !name.contains('.')) {
            Ok(Some(format!("{}://{label}.{}", self.scheme, self.authority)))
        } else {
            Err(format!(
                "this operation runs on `{label}.<subdomain>.okta.com`, which cannot be told from `{host}`; \
                 use a client with the org's own address under okta.com"
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
        // Scheme, authority and path are all present: that always makes a URI.
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
    fn ports_prefixes_and_slashes_are_kept_in_order() {
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
    fn servers_beside_the_org_are_named_where_the_org_has_a_name() {
        let beside = |base: &str| BaseUrl::parse(base).unwrap().beside("drapp");
        assert_eq!(beside("https://acme.okta.com"), Ok(Some("https://drapp.acme.okta.com".to_owned())));
        assert_eq!(beside("http://127.0.0.1:4010"), Ok(None));
        assert!(beside("https://login.example.com").unwrap_err().contains("drapp.<subdomain>"));
        assert!(beside("https://evil.acme.okta.com").is_err());
    }

    #[test]
    fn what_is_no_base_url_is_refused() {
        for text in
            ["", "org.example", "/api", "https://", "https://me@org.example", "https://org.example?x=1"]
        {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
    }
}
