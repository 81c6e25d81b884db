//! A page per feature, each with examples.

/// Users, groups and events to start with.
#[doc = include_str!("users.md")]
pub mod users {}

/// Apps: seeded ones, and service apps.
#[cfg(feature = "oauth")]
#[doc = include_str!("apps.md")]
pub mod apps {}

/// The APIs of the org, and their tokens.
#[doc = include_str!("apis.md")]
pub mod apis {}

/// Sign-in with passwords and factors.
#[doc = include_str!("sign_in.md")]
pub mod sign_in {}

/// Orgs of an earlier month, and without a feature.
#[doc = include_str!("edition.md")]
pub mod edition {}

/// Faults, in tests and from a file.
#[doc = include_str!("faults.md")]
pub mod faults {}

/// Rate limits and time.
#[doc = include_str!("limits.md")]
pub mod limits {}

/// TLS.
#[doc = include_str!("tls.md")]
pub mod tls {}

/// State: snapshots of an org.
#[doc = include_str!("state.md")]
pub mod state {}

/// Recording and replaying exchanges.
#[cfg(feature = "cassette")]
#[doc = include_str!("cassettes.md")]
pub mod cassettes {}

/// Objects of any collection.
#[doc = include_str!("objects.md")]
pub mod objects {}

/// What the org does not support.
#[doc = include_str!("unsupported.md")]
pub mod unsupported {}

/// The program `okta-testkit serve`.
#[doc = include_str!("serve.md")]
pub mod serve {}
