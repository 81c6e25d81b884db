//! Set-up that the integration tests share.

use okta_client::{Client, ClientBuilder, config::Sources};
use okta_testkit::Org;

/// Returns a builder for a client of `org` that does not read the environment.
pub(crate) fn builder(org: &Org) -> ClientBuilder {
    Client::builder().sources(Sources::none()).org_url(org.url()).token(org.token()).disable_https_check(true)
}
