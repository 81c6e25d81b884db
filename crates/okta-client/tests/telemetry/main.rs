//! What a client tells of itself: spans, metrics, headers, bodies, and the trace that goes on to the org.

#[cfg(test)]
mod bodies;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod propagation;
#[cfg(test)]
mod sink;
#[cfg(test)]
mod spans;

#[cfg(test)]
use okta_client::{Client, ClientBuilder, config::Sources};
#[cfg(test)]
use okta_testkit::Org;

/// A builder for a client of `org`, independent of the environment that the test runs in.
#[cfg(test)]
fn builder(org: &Org) -> ClientBuilder {
    Client::builder().sources(Sources::none()).org_url(org.url()).token(org.token()).disable_https_check(true)
}
