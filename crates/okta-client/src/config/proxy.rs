//! Proxies: the `proxy.*` keys, or the proxy variables that most programs read.

use std::{fmt, str::FromStr};

use http::Uri;
use percent_encoding::percent_decode_str;
use secrecy::SecretString;

use super::{ConfigError, ConfigSource, Sources};

/// The proxies that connections go through.
///
/// A proxy set by the program or by `proxy.*` is used for all connections except those to the hosts of
/// `proxy.noProxy`. Only if none is set, `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` apply, lower case before
/// upper case; `NO_PROXY` has no effect on a proxy set by other means. `HTTP_PROXY` is ignored in a CGI process
/// (`REQUEST_METHOD` set), where a `Proxy` header of a request would set it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProxyConfig {
    /// For `https` targets.
    pub https: Option<ProxyServer>,
    /// For `http` targets.
    pub http: Option<ProxyServer>,
    /// Hosts, domains and networks that are connected to directly, separated by commas or spaces; `*` means all.
    ///
    /// A domain includes the domains below it, with or without a leading `.` or `*.`. A port limits an entry to this
    /// port. `10.*` is `10.0.0.0/8`.
    pub no_proxy: Option<String>,
}

/// A proxy server: scheme, host, port and optional credentials.
///
/// Parsed from `[scheme://][user:password@]host[:port]`; user name and password are percent-decoded, the
/// scheme is `http` unless named. `Debug` shows neither user name nor password.
///
/// ```
/// use okta_client::config::ProxyServer;
///
/// let proxy: ProxyServer = "socks5h://build:s%40cret@proxy.example:1080".parse()?;
/// assert_eq!(proxy.to_string(), "socks5h://proxy.example:1080");
/// # Ok::<(), okta_client::config::ProxyServerError>(())
/// ```
#[derive(Clone)]
pub struct ProxyServer {
    scheme: ProxyScheme,
    host: String,
    port: u16,
    login: Option<(String, SecretString)>,
}

/// The protocol of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProxyScheme {
    /// HTTP; `CONNECT` for `https` targets ([RFC 9110 §9.3.6](https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6)).
    Http,
    /// The same, inside TLS.
    Https,
    /// SOCKS version 5 ([RFC 1928](https://www.rfc-editor.org/rfc/rfc1928)), target names resolved by the client.
    Socks5,
    /// SOCKS version 5, target names resolved by the proxy.
    Socks5h,
}

impl ProxyScheme {
    const ALL: [Self; 4] = [Self::Http, Self::Https, Self::Socks5, Self::Socks5h];

    /// The name as it is written in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks5 => "socks5",
            Self::Socks5h => "socks5h",
        }
    }

    const fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
            Self::Socks5 | Self::Socks5h => 1080,
        }
    }
}

/// Why a text is not a proxy URL. The text, which may contain a password, is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxyServerError {
    /// A scheme other than `http`, `https`, `socks5` and `socks5h`.
    Scheme,
    /// No host, or an invalid one.
    Host,
    /// A port that is not a number from 1 to 65535.
    Port,
    /// A control character such as a line break in user name or password, or a colon in the user name.
    Login,
}

impl fmt::Display for ProxyServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scheme => "has an unknown proxy scheme; use http, https, socks5 or socks5h",
            Self::Host => "has no valid proxy host; write it as http://proxy.example:3128",
            Self::Port => "must have a port from 1 to 65535",
            Self::Login => {
                "contains a control character in user name or password, or a colon in the user name"
            }
        })
    }
}

impl std::error::Error for ProxyServerError {}

impl ProxyServer {
    /// The protocol.
    #[must_use]
    pub fn scheme(&self) -> ProxyScheme {
        self.scheme
    }

    /// The host; an IPv6 address is in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// User name and password.
    #[must_use]
    pub fn login(&self) -> Option<(&str, &SecretString)> {
        self.login.as_ref().map(|(user, password)| (user.as_str(), password))
    }

    /// Sets user name and password, not percent-encoded.
    ///
    /// # Errors
    ///
    /// [`ProxyServerError::Login`] if either contains a control character, or the user name a colon, which the
    /// `Basic` scheme does not allow ([RFC 7617 §2](https://www.rfc-editor.org/rfc/rfc7617#section-2)).
    pub fn with_login(
        mut self,
        user: impl Into<String>,
        password: SecretString,
    ) -> Result<Self, ProxyServerError> {
        use secrecy::ExposeSecret;
        let user = user.into();
        let has_control = |text: &str| text.chars().any(char::is_control);
        if has_control(&user) || has_control(password.expose_secret()) || user.contains(':') {
            return Err(ProxyServerError::Login);
        }
        self.login = Some((user, password));
        Ok(self)
    }

    /// Sets the port.
    #[must_use]
    pub fn with_port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }
}

impl FromStr for ProxyServer {
    type Err = ProxyServerError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (scheme, rest) = match text.split_once("://") {
            Some((name, rest)) => {
                let known =
                    ProxyScheme::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(name));
                (known.ok_or(ProxyServerError::Scheme)?, rest)
            }
            None => (ProxyScheme::Http, text),
        };
        // Unencoded passwords may contain '/', '?' and '@', so the last '@' is the separator.
        let (login, address) = match rest.rsplit_once('@') {
            Some((login, address)) => (Some(login), address),
            None => (None, rest),
        };
        let address = address.split(['/', '?', '#']).next().unwrap_or_default();
        let uri: Uri = format!("http://{address}/").parse().map_err(|_| ProxyServerError::Host)?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or(ProxyServerError::Host)?;
        let port = match address.strip_prefix(host).and_then(|rest| rest.strip_prefix(':')) {
            Some(port) => port.parse().ok().filter(|port| *port != 0).ok_or(ProxyServerError::Port)?,
            None if address.len() == host.len() => scheme.default_port(),
            None => return Err(ProxyServerError::Host),
        };
        let server = Self { scheme, host: host.to_owned(), port, login: None };
        let Some(login) = login else { return Ok(server) };
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        let decode = |text| percent_decode_str(text).decode_utf8().map_err(|_| ProxyServerError::Login);
        server.with_login(decode(user)?, SecretString::from(decode(password)?.into_owned()))
    }
}

impl fmt::Display for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme.as_str(), self.host, self.port)
    }
}

impl fmt::Debug for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let login = if self.login.is_some() { " with login" } else { "" };
        write!(f, "{self}{login}")
    }
}

impl PartialEq for ProxyServer {
    fn eq(&self, other: &Self) -> bool {
        use secrecy::ExposeSecret;
        let plain = |server: &Self| {
            server.login.as_ref().map(|(user, password)| (user.clone(), password.expose_secret().to_owned()))
        };
        (self.scheme, &self.host, self.port) == (other.scheme, &other.host, other.port)
            && plain(self) == plain(other)
    }
}

impl Eq for ProxyServer {}

impl ProxyConfig {
    /// No proxy, whatever the environment.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One proxy for everything.
    #[must_use]
    pub fn all(server: ProxyServer) -> Self {
        Self { https: Some(server.clone()), http: Some(server), no_proxy: None }
    }

    /// Sets the hosts that are connected to directly, such as `localhost,.example.com,10.0.0.0/8`.
    #[must_use]
    pub fn with_no_proxy(mut self, hosts: impl Into<String>) -> Self {
        self.no_proxy = Some(hosts.into());
        self
    }

    /// The proxies of the usual variables.
    pub(super) fn from_variables(sources: &Sources) -> Result<VariableProxies, ConfigError> {
        let first = |names: &[&'static str]| {
            names.iter().find_map(|name| sources.variable(name).map(|value| (*name, value)))
        };
        let server = |found: Option<(&'static str, &str)>| {
            found
                .map(|(name, value)| {
                    value.parse::<ProxyServer>().map_err(|error| {
                        ConfigError::new("proxy", ConfigSource::Variable(name.to_owned()), error.to_string())
                    })
                })
                .transpose()
        };
        let cgi = sources.variable("REQUEST_METHOD").is_some();
        let all = first(&["all_proxy", "ALL_PROXY"]);
        let https = first(&["https_proxy", "HTTPS_PROXY"]).or(all);
        let http = first(if cgi { &["http_proxy"] } else { &["http_proxy", "HTTP_PROXY"] }).or(all);
        let origin = https.or(http).map(|(name, _)| ConfigSource::Variable(name.to_owned()));
        let no_proxy = first(&["no_proxy", "NO_PROXY"]);
        Ok(VariableProxies {
            proxy: Self {
                https: server(https)?,
                http: server(http)?,
                no_proxy: no_proxy.map(|(_, value)| value.to_owned()),
            },
            origin,
            no_proxy: no_proxy.map(|(name, _)| ConfigSource::Variable(name.to_owned())),
        })
    }
}

/// The proxies of the usual variables, and the variables.
pub(super) struct VariableProxies {
    pub(super) proxy: ProxyConfig,
    /// The variable of the proxy for `https`, or else for `http`.
    pub(super) origin: Option<ConfigSource>,
    /// The variable of the hosts that are connected to directly.
    pub(super) no_proxy: Option<ConfigSource>,
}
