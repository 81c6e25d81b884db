//! Shared by the examples: the org to call, and errors with their causes.
//!
//! With `OKTA_CLIENT_ORGURL` in the environment, an example calls the configured org; otherwise it starts an
//! embedded one in this process.

use okta_client::{Client, ClientBuilder, config::Sources};
use okta_testkit::{Org, OrgBuilder};

/// The org an example calls.
#[derive(Debug)]
pub enum ExampleOrg {
    /// An org in this process. Examples may write to it.
    Embedded(Org),
    /// The org from the configuration. Examples only read from it.
    Configured,
}

impl ExampleOrg {
    /// Returns the configured org, or starts an embedded one if none is configured.
    ///
    /// # Errors
    ///
    /// Fails if the embedded org cannot listen on a local port.
    pub async fn configured_or(embedded: OrgBuilder) -> std::io::Result<Self> {
        if is_configured() { Ok(Self::Configured) } else { embedded.start().await.map(Self::Embedded) }
    }

    /// Blocking variant of [`configured_or`](Self::configured_or).
    ///
    /// # Errors
    ///
    /// Fails if the embedded org cannot listen on a local port.
    pub fn configured_or_blocking(embedded: OrgBuilder) -> std::io::Result<Self> {
        if is_configured() { Ok(Self::Configured) } else { embedded.start_blocking().map(Self::Embedded) }
    }

    /// Returns a builder of clients for this org.
    pub fn client(&self) -> ClientBuilder {
        match self {
            Self::Configured => Client::builder(),
            Self::Embedded(org) => Client::builder()
                .sources(Sources::none())
                .org_url(org.url())
                .token(org.token())
                .disable_https_check(true),
        }
    }

    /// Returns the embedded org, or `None` if the org is configured.
    #[must_use]
    pub const fn embedded(&self) -> Option<&Org> {
        match self {
            Self::Embedded(org) => Some(org),
            Self::Configured => None,
        }
    }
}

fn is_configured() -> bool {
    std::env::var_os("OKTA_CLIENT_ORGURL").is_some_and(|url| !url.is_empty())
}

/// Formats an error and its sources on one line.
#[must_use]
pub fn error_chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
