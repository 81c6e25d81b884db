//! The kinds of errors.

/// The kind of an [`Error`](super::Error).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The API returned an error response: see [`status`](super::Error::status) and
    /// [`api`](super::Error::api).
    Api,
    /// No access token could be obtained, or no credentials could be attached.
    Auth,
    /// A rate limit: the last attempt or the token endpoint returned `429`, or the wait for quota exceeds the deadline.
    RateLimited,
    /// The deadline, an attempt timeout or the time limit of a token request elapsed.
    Timeout,
    /// No connection was established: DNS, TCP, TLS or proxy.
    Connect,
    /// The connection failed after the request was started, or the response body was truncated or too large.
    Transport,
    /// The body of a successful response could not be decoded.
    Decode,
    /// Pagination cannot continue: the server returned the same cursor twice, or a link to the next page that cannot be
    /// read.
    Paging,
    /// The request is invalid; nothing was sent.
    InvalidRequest,
    /// The configuration is invalid; no client was built.
    Config,
    /// A blocking call on a thread where blocking would stall an async runtime; nothing was sent.
    WouldBlock,
    /// Any other error, such as one of a custom layer.
    Other,
}
