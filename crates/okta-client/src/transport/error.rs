//! Classification of the errors of hyper, hyper-util, h2, rustls and the operating system.

use std::{error::Error, fmt, io};

use okta_tower::{BoxError, ErrorChain, observe::OTHER};
use rustls::CertificateError;

use super::{ConnectTimeout, DnsError, ProxyError, TlsDisabled};

/// The kind of a transport error.
///
/// Whether the request may have reached the server is a separate question: see
/// [`okta_tower::retry::Failure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The host name could not be resolved.
    Dns,
    /// No connection: connection refused, or host unreachable.
    Connect,
    /// No connection within the connect timeout.
    ConnectTimeout,
    /// The proxy is unreachable, or rejected the connection.
    Proxy,
    /// TLS failed.
    Tls(TlsErrorKind),
    /// The peer stopped responding on an open connection.
    Timeout,
    /// The connection was closed or reset before the response was complete.
    Closed,
    /// The head of the response is too large: over HTTP/1.1 more than 64 KiB or 100 lines.
    HeadTooLarge,
    /// The peer violated the HTTP protocol, or the request is invalid.
    Protocol,
    /// Any other error.
    Other,
}

/// The kind of a TLS error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsErrorKind {
    /// The certificate was not issued by a trusted authority.
    UnknownIssuer,
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet; the system clock may be wrong.
    NotYetValid,
    /// The certificate is for another host.
    WrongHost,
    /// The certificate was revoked.
    Revoked,
    /// The server requires a client certificate, or rejected the one that was sent.
    ClientCertificate,
    /// Any other error, such as no common protocol version.
    Other,
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dns => "error resolving host name",
            Self::Connect => "error connecting to the server",
            Self::ConnectTimeout => "connect timed out",
            Self::Proxy => "error connecting through the proxy",
            Self::Tls(kind) => return kind.fmt(f),
            Self::Timeout => "connection timed out",
            Self::Closed => "connection closed before the response was complete",
            Self::HeadTooLarge => "response head is too large: more than 64 KiB or 100 lines",
            Self::Protocol => "HTTP protocol error",
            Self::Other => "transport error",
        })
    }
}

impl fmt::Display for TlsErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownIssuer => {
                "server certificate has an unknown issuer; add its certificate authority to TlsOptions, or set \
                 SSL_CERT_FILE"
            }
            Self::Expired => "server certificate has expired",
            Self::NotYetValid => "server certificate is not valid yet; check the system clock",
            Self::WrongHost => "server certificate is for another host",
            Self::Revoked => "server certificate was revoked",
            Self::ClientCertificate => "server requires a valid client certificate",
            Self::Other => "TLS error",
        })
    }
}

impl TransportErrorKind {
    /// Returns the name that spans and metrics report as `error.type`: `dns`, `connect`, `connect_timeout`,
    /// `proxy`, `tls` or `tls_` and a reason, `timeout`, `closed`, `head_too_large`, `protocol`; `_OTHER` for
    /// [`Other`](Self::Other).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::ConnectTimeout => "connect_timeout",
            Self::Proxy => "proxy",
            Self::Tls(TlsErrorKind::UnknownIssuer) => "tls_unknown_issuer",
            Self::Tls(TlsErrorKind::Expired) => "tls_expired",
            Self::Tls(TlsErrorKind::NotYetValid) => "tls_not_yet_valid",
            Self::Tls(TlsErrorKind::WrongHost) => "tls_wrong_host",
            Self::Tls(TlsErrorKind::Revoked) => "tls_revoked",
            Self::Tls(TlsErrorKind::ClientCertificate) => "tls_client_certificate",
            Self::Tls(TlsErrorKind::Other) => "tls",
            Self::Timeout => "timeout",
            Self::Closed => "closed",
            Self::HeadTooLarge => "head_too_large",
            Self::Protocol => "protocol",
            Self::Other => OTHER,
        }
    }

    /// Returns whether this kind alone implies that nothing of the request was sent. If `false`,
    /// [`okta_tower::retry::Failure`] may still find that nothing was sent.
    #[must_use]
    pub fn is_before_send(self) -> bool {
        match self {
            Self::Dns | Self::Connect | Self::ConnectTimeout | Self::Proxy => true,
            Self::Tls(kind) => !matches!(kind, TlsErrorKind::ClientCertificate | TlsErrorKind::Other),
            Self::Timeout | Self::Closed | Self::HeadTooLarge | Self::Protocol | Self::Other => false,
        }
    }

    /// Classifies an error by its chain of sources.
    ///
    /// The innermost source that is known decides, but any error within a [`ProxyError`] is
    /// [`Proxy`](Self::Proxy).
    #[must_use]
    pub fn from_error(error: &(dyn Error + 'static)) -> Self {
        let mut found = Self::Other;
        for error in ErrorChain::new(error) {
            if error.is::<ProxyError>() {
                return Self::Proxy;
            }
            found = classify(error).unwrap_or(found);
        }
        found
    }
}

/// The task that drives a connection is gone, because its runtime was shut down. The request may have been sent.
#[derive(Debug)]
struct RuntimeShutdown;

impl fmt::Display for RuntimeShutdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("connection lost: the runtime that opened it was shut down")
    }
}

impl Error for RuntimeShutdown {}

/// Replaces the error of a connection whose runtime was shut down, which hyper reports as an error of its user, by one
/// of the connection.
pub(super) fn replace_runtime_shutdown(error: hyper_util::client::legacy::Error) -> BoxError {
    // hyper has no predicate for this error.
    let is_shutdown = ErrorChain::new(&error)
        .filter_map(|error| error.downcast_ref::<hyper::Error>())
        .any(|error| error.is_user() && error.to_string().starts_with("dispatch task is gone"));
    if is_shutdown {
        io::Error::new(io::ErrorKind::ConnectionAborted, RuntimeShutdown).into()
    } else {
        error.into()
    }
}

/// Classifies an error without its sources; `None` for unknown errors.
fn classify(error: &(dyn Error + 'static)) -> Option<TransportErrorKind> {
    use TransportErrorKind as Kind;
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(Kind::Tls(classify_tls(error)));
    }
    if error.is::<TlsDisabled>() {
        return Some(Kind::Tls(TlsErrorKind::Other));
    }
    if error.is::<DnsError>() {
        return Some(Kind::Dns);
    }
    if error.is::<ConnectTimeout>() {
        return Some(Kind::ConnectTimeout);
    }
    if let Some(error) = error.downcast_ref::<hyper_util::client::legacy::Error>() {
        return error.is_connect().then_some(Kind::Connect);
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return classify_hyper(error);
    }
    #[cfg(feature = "http2")]
    if let Some(error) = error.downcast_ref::<h2::Error>() {
        return Some(classify_h2(error));
    }
    let error = error.downcast_ref::<io::Error>()?;
    if is_client_certificate_alert(error) {
        return Some(Kind::Tls(TlsErrorKind::ClientCertificate));
    }
    classify_io(error)
}

fn classify_hyper(error: &hyper::Error) -> Option<TransportErrorKind> {
    use TransportErrorKind as Kind;
    if error.is_timeout() {
        Some(Kind::Timeout)
    } else if error.is_incomplete_message()
        || error.is_canceled()
        || error.is_closed()
        || error.is_body_write_aborted()
    {
        Some(Kind::Closed)
    } else if error.is_parse() && error.to_string() == "message head is too large" {
        // hyper has a predicate for this error with its feature `server` only.
        Some(Kind::HeadTooLarge)
    } else if error.is_parse() || error.is_user() {
        Some(Kind::Protocol)
    } else {
        None
    }
}

/// Classifies what ended a stream or its connection. h2 does not return the I/O error as a source.
#[cfg(feature = "http2")]
fn classify_h2(error: &h2::Error) -> TransportErrorKind {
    use h2::Reason;
    if let Some(error) = error.get_io() {
        return match error {
            error if is_client_certificate_alert(error) => {
                TransportErrorKind::Tls(TlsErrorKind::ClientCertificate)
            }
            error => classify_io(error).unwrap_or(TransportErrorKind::Closed),
        };
    }
    match error.reason() {
        Some(
            Reason::NO_ERROR
            | Reason::REFUSED_STREAM
            | Reason::CANCEL
            | Reason::STREAM_CLOSED
            | Reason::INTERNAL_ERROR
            | Reason::ENHANCE_YOUR_CALM,
        ) if error.is_remote() => TransportErrorKind::Closed,
        _ => TransportErrorKind::Protocol,
    }
}

fn classify_io(error: &io::Error) -> Option<TransportErrorKind> {
    use io::ErrorKind::{
        BrokenPipe, ConnectionAborted, ConnectionRefused, ConnectionReset, HostUnreachable,
        NetworkUnreachable, NotConnected, TimedOut, UnexpectedEof,
    };
    match error.kind() {
        ConnectionRefused | HostUnreachable | NetworkUnreachable => Some(TransportErrorKind::Connect),
        TimedOut => Some(TransportErrorKind::Timeout),
        ConnectionReset | ConnectionAborted | BrokenPipe | NotConnected | UnexpectedEof => {
            Some(TransportErrorKind::Closed)
        }
        _ => None,
    }
}

/// Returns whether a TLS alert rejects the client certificate. In TLS 1.3 the alert arrives after the
/// handshake, while HTTP is read; over HTTP/2 the h2 crate has converted the error to text by then.
fn is_client_certificate_alert(error: &io::Error) -> bool {
    const ALERTS: [&str; 7] = [
        "AccessDenied",
        "BadCertificate",
        "CertificateExpired",
        "CertificateRequired",
        "CertificateUnknown",
        "UnknownCA",
        "UnsupportedCertificate",
    ];
    error.kind() == io::ErrorKind::InvalidData
        && error
            .get_ref()
            .map(ToString::to_string)
            .and_then(|text| text.strip_prefix("received fatal alert: ").map(|alert| ALERTS.contains(&alert)))
            .unwrap_or_default()
}

fn classify_tls(error: &rustls::Error) -> TlsErrorKind {
    use rustls::AlertDescription as Alert;
    match error {
        rustls::Error::InvalidCertificate(error) => match error {
            // A bad signature is that of an unknown authority with the name of a trusted one.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => TlsErrorKind::UnknownIssuer,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsErrorKind::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                TlsErrorKind::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsErrorKind::WrongHost
            }
            CertificateError::Revoked => TlsErrorKind::Revoked,
            _ => TlsErrorKind::Other,
        },
        rustls::Error::AlertReceived(
            Alert::CertificateRequired
            | Alert::BadCertificate
            | Alert::UnknownCA
            | Alert::CertificateUnknown
            | Alert::CertificateExpired
            | Alert::UnsupportedCertificate
            | Alert::AccessDenied,
        ) => TlsErrorKind::ClientCertificate,
        _ => TlsErrorKind::Other,
    }
}
