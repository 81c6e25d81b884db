//! Test support: clients of an embedded org, and the code of READMEs and guides as doc tests.

use std::io::Write;

use okta_client::{
    Client, ClientBuilder,
    config::{AuthorizationMode, Sources},
    models::UserProfile,
};
use okta_testkit::{Org, RegisteredApp};

pub mod bodies;
pub mod documents;
pub mod resources;
pub mod roundtrip;
pub mod same_json;
pub mod wire;

pub mod generated;

/// Returns a builder of a client of `org` without credentials, independent of the environment.
pub fn unauthenticated(org: &Org) -> ClientBuilder {
    Client::builder().sources(Sources::none()).org_url(org.url()).disable_https_check(true)
}

/// Returns a builder of a client of `org` with an API token, independent of the environment.
pub fn builder(org: &Org) -> ClientBuilder {
    unauthenticated(org).token(org.token())
}

/// Returns a client of `org` with default options.
///
/// # Errors
///
/// As [`ClientBuilder::build`].
pub fn client(org: &Org) -> Result<Client, okta_client::Error> {
    builder(org).build()
}

/// Sets the credentials of a service app.
pub fn service_app(builder: ClientBuilder, app: &RegisteredApp) -> ClientBuilder {
    builder
        .authorization_mode(AuthorizationMode::PrivateKey)
        .client_id(app.client_id())
        .scopes(app.scopes())
        .private_key(app.private_key_pem())
        .key_id(app.kid())
}

/// Returns the profile of a user that no org contains initially.
pub fn new_user_profile() -> UserProfile {
    UserProfile::new().login("ada@example.com").email("ada@example.com").first_name("Ada").last_name("L")
}

/// Returns an error with its causes.
pub fn error_chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Reports that a test is skipped. Writes to stderr directly, as libtest captures `eprintln!`.
pub fn report_skipped(test: &str, reason: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {test}: {reason}");
}

/// Compiles the code of Markdown files as doc tests.
macro_rules! doc_tests {
    ($($name:ident = $path:literal),* $(,)?) => {
        $(
            #[cfg(doctest)]
            #[doc = include_str!($path)]
            pub struct $name;
        )*
    };
}

// `docs/writing-a-layer.md` quotes an example; `tests/guides.rs` compares them.
doc_tests! {
    Readme = "../../README.md",
    ClientReadme = "../../crates/okta-client/README.md",
    ModelsReadme = "../../crates/okta-models/README.md",
    TestkitReadme = "../../crates/okta-testkit/README.md",
    TowerReadme = "../../crates/okta-tower/README.md",
    OutboundReadme = "../../crates/tower-outbound/README.md",
    Blocking = "../../docs/blocking.md",
    BodiesAndObjects = "../../docs/bodies-and-objects.md",
    Configuration = "../../docs/configuration.md",
    Errors = "../../docs/errors.md",
    FromTheGoSdk = "../../docs/from-the-go-sdk.md",
    FromTheNodeSdk = "../../docs/from-the-node-sdk.md",
    FromThePythonSdk = "../../docs/from-the-python-sdk.md",
    Layers = "../../docs/layers.md",
    ManyCalls = "../../docs/many-calls.md",
    OauthAndDpop = "../../docs/oauth-and-dpop.md",
    Observability = "../../docs/observability.md",
    PagingAndLogs = "../../docs/paging-and-logs.md",
    Performance = "../../docs/performance.md",
    PythonExamples = "../../docs/python-examples.md",
    RateLimitsAndBulk = "../../docs/rate-limits-and-bulk.md",
    ReadChangeWrite = "../../docs/read-change-write.md",
    Testing = "../../docs/testing.md",
    Tour = "../../docs/tour.md",
    Transport = "../../docs/transport.md",
    Waits = "../../docs/waits.md",
}
