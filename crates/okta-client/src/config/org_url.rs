//! The address of the org.

use std::{fmt, net::Ipv6Addr};

use http::Uri;

use super::okta_domain::name_under_okta;

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
    authority_start: usize,
    path_start: usize,
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
        let authority_start = scheme.len() + "://".len();
        if port != usual_port {
            normal.push_str(&format!(":{port}"));
        }
        let path_start = normal.len();
        normal.push_str(path);
        Ok(Self { text: normal, authority_start, path_start })
    }

    /// The whole address, without a slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port, such as `https://example.okta.com`.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.text.get(..self.path_start).unwrap_or_default()
    }

    /// `https`, or `http` under the testing switch.
    #[must_use]
    pub fn scheme(&self) -> &str {
        if self.is_https() { "https" } else { "http" }
    }

    /// Whether the org is called over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// Host and port (the port only where it is not the scheme's own).
    #[must_use]
    pub fn authority(&self) -> &str {
        self.text.get(self.authority_start..self.path_start).unwrap_or_default()
    }

    /// The path prefix: empty, or a path without a slash at the end.
    #[must_use]
    pub fn path_prefix(&self) -> &str {
        self.text.get(self.path_start..).unwrap_or_default()
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
