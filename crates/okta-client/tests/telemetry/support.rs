//! Clients for the tests of telemetry.

use std::time::Duration;

use okta_client::{
    Client, ClientBuilder,
    config::{AuthorizationMode, Sources},
    okta_tower::retry::{self, Backoff},
};
use okta_testkit::{Org, ServiceApp};

use super::common::builder;

/// Returns a builder for a client that retries without a noticeable delay.
pub(crate) fn retrying(org: &Org) -> ClientBuilder {
    let backoff = Backoff::new(Duration::from_micros(1), Duration::from_millis(1));
    builder(org).retry(retry::policy().backoff(backoff))
}

/// Returns a builder for a client of a new service app.
pub(crate) fn service_app(org: &Org) -> ClientBuilder {
    let app = org.register_app(ServiceApp::new().scopes(["okta.users.read"])).unwrap();
    Client::builder()
        .sources(Sources::none())
        .org_url(org.url())
        .authorization_mode(AuthorizationMode::PrivateKey)
        .client_id(app.client_id())
        .scopes(["okta.users.read"])
        .private_key(app.private_key_pem())
        .key_id(app.kid())
        .disable_https_check(true)
}
