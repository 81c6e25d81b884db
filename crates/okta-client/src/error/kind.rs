//! The kinds of failure.

/// What kind of failure an [`Error`](super::Error) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The API refused the call; [`api`](super::Error::api) and [`status`](super::Error::status) say how.
    Api,
    /// No access token could be had, or credentials could not be attached.
    Auth,
    /// A rate limit: `429` to the end, or a wait for quota that would have passed the deadline.
    RateLimited,
    /// A deadline or an attempt's time limit passed.
    Timeout,
    /// No connection: name, address, TLS or proxy.
    Connect,
    /// The connection failed after the request had begun, or its body was cut short.
    Transport,
    /// A successful answer whose body is not what the operation gives.
    Decode,
    /// A listing that cannot go on, such as one that gives the same cursor twice.
    Paging,
    /// A request that cannot be made as asked; nothing was sent.
    InvalidRequest,
    /// A configuration that no client can be built from.
    Config,
    /// A blocking call in a place where blocking would stall an async runtime; nothing was sent.
    WouldBlock,
    /// Anything else, such as a failure of a layer of the caller's own.
    Other,
}
