//! What the examples share: an org to talk to.
//!
//! With `OKTA_CLIENT_ORGURL` and credentials in the environment (or an `okta.yaml`) an example talks to that
//! org; without, it starts one of its own in this process.

use okta_client::{Client, ClientBuilder, config::Sources};
use okta_testkit::{Org, OrgBuilder};

/// The org that an example talks to.
#[derive(Debug)]
pub enum AnOrg {
    /// One in this process; anything may be done to it.
    Embedded(Org),
    /// The configured one: somebody's own, to be read and not changed.
    Configured,
}

impl AnOrg {
    /// The configured org if there is one, or else an embedded one.
    ///
    /// # Errors
    ///
    /// When the embedded org cannot listen on a local port.
    pub async fn find(embedded: OrgBuilder) -> std::io::Result<Self> {
        if is_configured() { Ok(Self::Configured) } else { embedded.start().await.map(Self::Embedded) }
    }

    /// As [`find`](Self::find), without an async runtime.
    ///
    /// # Errors
    ///
    /// When the embedded org cannot listen on a local port.
    pub fn find_blocking(embedded: OrgBuilder) -> std::io::Result<Self> {
        if is_configured() { Ok(Self::Configured) } else { embedded.start_blocking().map(Self::Embedded) }
    }

    /// A builder for a client of this org.
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

    /// The embedded org, if that is what this is.
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

/// An error with its causes, on one line.
#[must_use]
pub fn explain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}
