//! What kind of failure an error of the transport is: the one place that knows the errors of hyper,
//! hyper-util, rustls and the operating system.

use std::{error::Error, fmt, io};

use okta_tower::observe::OTHER;
use rustls::CertificateError;

use super::{ConnectTimeout, DnsError, ProxyError, TlsTurnedOff};

/// What kind of failure it was.
///
/// Whether the request can have had an effect is another question, which
/// [`okta_tower::retry::Failure`] answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The host name could not be looked up.
    Dns,
    /// No connection: refused, unreachable.
    Connect,
    /// No connection within the limit.
    ConnectTimeout,
    /// The proxy could not be reached, or refused.
    Proxy,
    /// TLS failed.
    Tls(TlsErrorKind),
    /// The peer stopped answering on an open connection.
    Timeout,
    /// The connection was closed or reset before the answer was complete.
    Closed,
    /// The peer did not speak HTTP as it is defined, or the request cannot be put into HTTP.
    Protocol,
    /// None of these.
    Other,
}

/// Why TLS failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsErrorKind {
    /// The certificate was not issued by anybody who is trusted here.
    UnknownIssuer,
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet; perhaps the clock of this machine is wrong.
    NotYetValid,
    /// The certificate is for another host.
    WrongHost,
    /// The certificate was revoked.
    Revoked,
    /// The server wants a certificate of the client's, or refuses the one it got.
    ClientCertificate,
    /// Anything else, such as no common protocol version.
    Other,
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dns => "the host name could not be looked up",
            Self::Connect => "no connection to the server",
            Self::ConnectTimeout => "no connection to the server in time",
            Self::Proxy => "no connection through the proxy",
            Self::Tls(kind) => return kind.fmt(f),
            Self::Timeout => "the server stopped answering",
            Self::Closed => "the connection was closed before the answer was complete",
            Self::Protocol => "the peer did not speak HTTP as it is defined",
            Self::Other => "the transport failed",
        })
    }
}

impl fmt::Display for TlsErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownIssuer => {
                "the server's certificate has an unknown issuer; add its certificate authority to the TLS \
                 options, or name it in SSL_CERT_FILE"
            }
            Self::Expired => "the server's certificate has expired",
            Self::NotYetValid => "the server's certificate is not valid yet; check this machine's clock",
            Self::WrongHost => "the server's certificate is for another host",
            Self::Revoked => "the server's certificate was revoked",
            Self::ClientCertificate => "the server does not accept the client's certificate, or lack of one",
            Self::Other => "TLS failed",
        })
    }
}

impl TransportErrorKind {
    /// In one word, as spans and metrics show it in `error.type`: `dns`, `connect`, `connect_timeout`, `proxy`,
    /// `tls_` and what was wrong, `timeout`, `closed`, `protocol`; `_OTHER` for [`Other`](Self::Other).
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
            Self::Protocol => "protocol",
            Self::Other => OTHER,
        }
    }

    /// Whether the failure alone says that nothing of the request was sent. `false` means that one must look
    /// further, as [`okta_tower::retry::Failure`] does.
    #[must_use]
    pub fn is_before_send(self) -> bool {
        match self {
            Self::Dns | Self::Connect | Self::ConnectTimeout | Self::Proxy => true,
            Self::Tls(kind) => !matches!(kind, TlsErrorKind::ClientCertificate | TlsErrorKind::Other),
            Self::Timeout | Self::Closed | Self::Protocol | Self::Other => false,
        }
    }

    /// Looks through an error and its sources.
    ///
    /// What is nearest to the cause decides, but a failure on the way through a proxy is the proxy's.
    #[must_use]
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        let mut found = Self::Other;
        let mut next = Some(error);
        while let Some(error) = next {
            if error.is::<ProxyError>() {
                return Self::Proxy;
            }
            if let Some(kind) = of_one(error) {
                found = kind;
            }
            next = source(error);
        }
        found
    }
}

/// The next error down. `io::Error::source` skips the error that it wraps, so look at that first.
fn source<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

fn of_one(error: &(dyn Error + 'static)) -> Option<TransportErrorKind> {
    use TransportErrorKind as Kind;
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(Kind::Tls(of_tls(error)));
    }
    if error.is::<TlsTurnedOff>() {
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
        return of_hyper(error);
    }
    #[cfg(feature = "http2")]
    if let Some(error) = error.downcast_ref::<h2::Error>() {
        return Some(of_h2(error));
    }
    let error = error.downcast_ref::<io::Error>()?;
    if is_client_certificate_alert(error) {
        return Some(Kind::Tls(TlsErrorKind::ClientCertificate));
    }
    of_io(error)
}

fn of_hyper(error: &hyper::Error) -> Option<TransportErrorKind> {
    use TransportErrorKind as Kind;
    if error.is_timeout() {
        Some(Kind::Timeout)
    } else if error.is_incomplete_message()
        || error.is_canceled()
        || error.is_closed()
        || error.is_body_write_aborted()
    {
        Some(Kind::Closed)
    } else if error.is_parse() || error.is_user() {
        Some(Kind::Protocol)
    } else {
        None
    }
}

/// What ended a stream or its connection. h2 does not give the error of the socket as a source.
#[cfg(feature = "http2")]
fn of_h2(error: &h2::Error) -> TransportErrorKind {
    use h2::Reason;
    if let Some(error) = error.get_io() {
        return match error {
            error if is_client_certificate_alert(error) => {
                TransportErrorKind::Tls(TlsErrorKind::ClientCertificate)
            }
            error => of_io(error).unwrap_or(TransportErrorKind::Closed),
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

fn of_io(error: &io::Error) -> Option<TransportErrorKind> {
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

/// In TLS 1.3 a server refuses a client's certificate after the handshake, so the alert comes up while HTTP is
/// read; over HTTP/2 the h2 crate has by then turned the error into text.
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

fn of_tls(error: &rustls::Error) -> TlsErrorKind {
    use rustls::AlertDescription as Alert;
    match error {
        rustls::Error::InvalidCertificate(error) => match error {
            // A bad signature is that of a stranger who has the same name as somebody who is trusted.
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
