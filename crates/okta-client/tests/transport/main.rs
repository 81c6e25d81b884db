//! Tests of the transport over real sockets.

#[cfg(test)]
mod client;
#[cfg(test)]
#[path = "../common/mod.rs"]
mod common;
#[cfg(test)]
mod http2;
#[cfg(all(test, feature = "http2"))]
mod incomplete;
#[cfg(test)]
mod pool;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod real_proxies;
#[cfg(all(test, feature = "http2"))]
mod runtimes;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tls;
