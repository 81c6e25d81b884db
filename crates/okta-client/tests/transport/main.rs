//! Tests of the transport over real sockets.

#[cfg(test)]
mod client;
#[cfg(test)]
#[path = "../common/mod.rs"]
mod common;
#[cfg(test)]
mod http2;
#[cfg(feature = "http2")]
#[cfg(test)]
mod incomplete;
#[cfg(test)]
mod pool;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod real_proxies;
#[cfg(feature = "http2")]
#[cfg(test)]
mod runtimes;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tls;
