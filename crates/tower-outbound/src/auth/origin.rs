//! Origins that may receive a credential.

use std::{fmt, str::FromStr};

use http::{Uri, uri::Scheme};

/// Scheme, host and port of a URL ([RFC 6454 §4](https://www.rfc-editor.org/rfc/rfc6454#section-4)).
///
/// ```
/// use tower_outbound::auth::Origin;
///
/// let origin: Origin = "https://Example.com:443/some/path".parse()?;
/// assert!(origin.contains(&"https://example.com/users".parse()?));
/// assert!(!origin.contains(&"http://example.com/users".parse()?));
/// # Ok::<_, tower_outbound::BoxError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    https: bool,
    host: Box<str>,
    port: u16,
    /// Host and port in canonical form: lower case, no default port.
    authority: Box<str>,
}

impl Origin {
    /// Returns the origin of a URL.
    ///
    /// # Errors
    ///
    /// [`InvalidOrigin`] if the URL is not an absolute `http` or `https` URL, or has user information.
    pub fn from_uri(uri: &Uri) -> Result<Self, InvalidOrigin> {
        let (https, host, port) = split(uri).ok_or(InvalidOrigin(()))?;
        let host: Box<str> = host.to_ascii_lowercase().into();
        let authority = match (https, port) {
            (true, 443) | (false, 80) => host.clone(),
            _ => format!("{host}:{port}").into(),
        };
        Ok(Self { https, host, port, authority })
    }

    /// Returns whether a URL has this origin.
    #[must_use]
    pub fn contains(&self, uri: &Uri) -> bool {
        if uri.authority().is_some_and(|authority| authority.as_str() == &*self.authority) {
            return uri.scheme() == Some(if self.https { &Scheme::HTTPS } else { &Scheme::HTTP });
        }
        split(uri).is_some_and(|(https, host, port)| {
            https == self.https && port == self.port && host.eq_ignore_ascii_case(&self.host)
        })
    }

    /// Returns whether the scheme is `https`.
    #[must_use]
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// Returns whether the host is a loopback name or address: `localhost`, `127.0.0.0/8`, `[::1]`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

/// Returns scheme, host and port, or `None` for a URL without host, with user information or with another scheme.
fn split(uri: &Uri) -> Option<(bool, &str, u16)> {
    let https = match uri.scheme()? {
        scheme if *scheme == Scheme::HTTPS => true,
        scheme if *scheme == Scheme::HTTP => false,
        _ => return None,
    };
    let authority = uri.authority()?;
    if authority.as_str().contains('@') || authority.host().is_empty() {
        return None;
    }
    let port = match authority.port_u16() {
        Some(port) => port,
        None if https => 443,
        None => 80,
    };
    Some((https, authority.host(), port))
}

impl FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        Self::from_uri(&text.parse().map_err(|_| InvalidOrigin(()))?)
    }
}

impl TryFrom<&Uri> for Origin {
    type Error = InvalidOrigin;

    fn try_from(uri: &Uri) -> Result<Self, InvalidOrigin> {
        Self::from_uri(uri)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.authority)
    }
}

/// The error for a URL without a usable origin: relative, with user information, or neither `http` nor `https`.
#[derive(Clone, Debug)]
pub struct InvalidOrigin(());

impl fmt::Display for InvalidOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an absolute http or https URL without user information")
    }
}

impl std::error::Error for InvalidOrigin {}

/// Where a credential may be sent unencrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlainHttp {
    /// Nowhere.
    #[default]
    Never,
    /// To this machine: `localhost`, `127.0.0.0/8`, `[::1]`.
    Loopback,
    /// To any host. For tests only: anyone on the network path can read the token.
    AnyHostForTesting,
}

impl PlainHttp {
    /// Returns whether a credential may be sent to `origin`.
    #[must_use]
    pub fn allows(self, origin: &Origin) -> bool {
        origin.is_https()
            || match self {
                Self::Never => false,
                Self::Loopback => origin.is_loopback(),
                Self::AnyHostForTesting => true,
            }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn origin(text: &str) -> Origin {
        text.parse().unwrap()
    }

    #[test]
    fn comparison_ignores_case_and_default_ports() {
        let server = origin("https://Example.com/");
        for same in ["https://example.COM/a?b", "https://example.com:443", "HTTPS://example.com/x"] {
            assert!(server.contains(&same.parse().unwrap()), "{same}");
        }
        for other in [
            "http://example.com/",
            "https://example.com:444/",
            "https://admin.example.com/",
            "https://example.com.evil.example/",
            "https://example.com@evil.example/",
            "https://user:secret@example.com/",
            "/users",
        ] {
            assert!(!server.contains(&other.parse().unwrap()), "{other}");
        }
        assert_eq!(server.to_string(), "https://example.com");
        assert_eq!(origin("http://localhost:8080/x").to_string(), "http://localhost:8080");
    }

    #[test]
    fn loopback_allows_plain_http_to_local_hosts_only() {
        for local in ["http://localhost:1", "http://127.0.0.1", "http://127.9.8.7:80", "http://[::1]:8080"] {
            assert!(!PlainHttp::Never.allows(&origin(local)));
            assert!(PlainHttp::Loopback.allows(&origin(local)), "{local}");
        }
        for remote in ["http://localhost.evil.example", "http://10.0.0.1", "http://128.0.0.1"] {
            assert!(!PlainHttp::Loopback.allows(&origin(remote)), "{remote}");
            assert!(PlainHttp::AnyHostForTesting.allows(&origin(remote)));
        }
    }

    proptest! {
        #[test]
        fn prop_display_round_trip(text in ".{0,60}") {
            if let Ok(origin) = text.parse::<Origin>() {
                prop_assert_eq!(origin.to_string().parse::<Origin>().unwrap(), origin);
            }
        }
    }
}
