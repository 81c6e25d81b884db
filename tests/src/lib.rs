//! What the checks across crates share: a client of an embedded org.

use okta_client::{
    Client, ClientBuilder,
    config::{AuthorizationMode, DpopMode, Sources},
    models::UserProfile,
};
use okta_testkit::{Org, RegisteredApp};

/// A builder for a client of `org`, independent of the environment that the test runs in.
pub fn builder(org: &Org) -> ClientBuilder {
    Client::builder().sources(Sources::none()).org_url(org.url()).token(org.token()).disable_https_check(true)
}

/// A client of `org` with everything else as it comes.
///
/// # Errors
///
/// As [`ClientBuilder::build`].
pub fn client(org: &Org) -> Result<Client, okta_client::Error> {
    builder(org).build()
}

/// A builder that authorizes as a service app with DPoP.
pub fn service_app(builder: ClientBuilder, app: &RegisteredApp) -> ClientBuilder {
    builder
        .authorization_mode(AuthorizationMode::PrivateKey)
        .client_id(app.client_id())
        .scopes(app.scopes())
        .private_key(app.private_key_pem())
        .key_id(app.kid())
        .dpop(DpopMode::Always)
}

/// The profile of somebody whom no org holds from the start.
pub fn ada() -> UserProfile {
    UserProfile {
        login: Some("ada@example.com".into()),
        email: Some("ada@example.com".into()),
        first_name: Some("Ada".into()),
        last_name: Some("L".into()),
        ..Default::default()
    }
}

pub mod bodies;
pub mod pause;
pub mod roundtrip;
pub mod same_json;
pub mod wire;

pub mod generated {
    //! Written by okta-codegen.
    pub mod bodies;
    pub mod calls;
}

/// The README's code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// Compiles the code of the tour.
#[cfg(doctest)]
#[doc = include_str!("../../docs/tour.md")]
pub struct Tour;

/// The guide of moving over from the Python SDK: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/from-the-python-sdk.md")]
pub struct FromThePythonSdk;

/// The guide of layers: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/layers.md")]
pub struct Layers;

/// The guide of OAuth and DPoP: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/oauth-and-dpop.md")]
pub struct OauthAndDpop;

/// The guide of rate limits and bulk work: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/rate-limits-and-bulk.md")]
pub struct RateLimitsAndBulk;

/// The guide of paging and logs: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/paging-and-logs.md")]
pub struct PagingAndLogs;

/// The guide of configuration: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/configuration.md")]
pub struct Configuration;

/// The guide of transports: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/transport.md")]
pub struct Transport;

/// The guide of errors: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/errors.md")]
pub struct Errors;

/// The guide of programs without a runtime: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/blocking.md")]
pub struct Blocking;

/// The guide of observability: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/observability.md")]
pub struct Observability;

/// The guide of testing: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/testing.md")]
pub struct Testing;

/// The guide of writing a layer: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/writing-a-layer.md")]
pub struct WritingALayer;

/// The guide of performance: its code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/performance.md")]
pub struct Performance;

/// The examples of the Python SDK's README beside ours: ours, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/python-examples.md")]
pub struct PythonExamples;

/// What the crates' own READMEs show, compiled.
#[cfg(doctest)]
pub mod readmes {
    #[doc = include_str!("../../crates/okta-client/README.md")]
    pub struct Client;

    #[doc = include_str!("../../crates/okta-models/README.md")]
    pub struct Models;

    #[doc = include_str!("../../crates/okta-testkit/README.md")]
    pub struct Testkit;

    #[doc = include_str!("../../crates/okta-tower/README.md")]
    pub struct Tower;
}
