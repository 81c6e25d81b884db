//! The operations of Okta's Management API: one module an area, one method an operation.
//!
//! Methods hang on handles, which [`Client`](crate::Client) gives: `client.users().get(id)`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

#[cfg(feature = "admin-roles")]
mod admin_roles;
#[cfg(feature = "api-service-integrations")]
mod api_service_integrations;
#[cfg(feature = "apps")]
mod apps;
#[cfg(feature = "authenticators")]
mod authenticators;
#[cfg(feature = "authorization-servers")]
mod authorization_servers;
#[cfg(feature = "brands")]
mod brands;
#[cfg(feature = "devices")]
mod devices;
#[cfg(feature = "directories")]
mod directories;
#[cfg(feature = "event-hooks")]
mod event_hooks;
#[cfg(feature = "governance-bundles")]
mod governance_bundles;
#[cfg(feature = "groups")]
mod groups;
#[cfg(feature = "identity-providers")]
mod identity_providers;
#[cfg(feature = "identity-sources")]
mod identity_sources;
#[cfg(feature = "inline-hooks")]
mod inline_hooks;
#[cfg(feature = "log-streams")]
mod log_streams;
#[cfg(feature = "logs")]
mod logs;
#[cfg(feature = "network")]
mod network;
#[cfg(feature = "org")]
mod org;
#[cfg(feature = "policies")]
mod policies;
#[cfg(feature = "rate-limits")]
mod rate_limits;
#[cfg(feature = "realms")]
mod realms;
#[cfg(feature = "schemas")]
mod schemas;
#[cfg(feature = "service-accounts")]
mod service_accounts;
#[cfg(feature = "ssf")]
mod ssf;
#[cfg(feature = "subscriptions")]
mod subscriptions;
#[cfg(feature = "user-factors")]
mod user_factors;
#[cfg(feature = "users")]
mod users;

#[cfg(feature = "admin-roles")]
pub use admin_roles::*;
#[cfg(feature = "api-service-integrations")]
pub use api_service_integrations::*;
#[cfg(feature = "apps")]
pub use apps::*;
#[cfg(feature = "authenticators")]
pub use authenticators::*;
#[cfg(feature = "authorization-servers")]
pub use authorization_servers::*;
#[cfg(feature = "brands")]
pub use brands::*;
#[cfg(feature = "devices")]
pub use devices::*;
#[cfg(feature = "directories")]
pub use directories::*;
#[cfg(feature = "event-hooks")]
pub use event_hooks::*;
#[cfg(feature = "governance-bundles")]
pub use governance_bundles::*;
#[cfg(feature = "groups")]
pub use groups::*;
#[cfg(feature = "identity-providers")]
pub use identity_providers::*;
#[cfg(feature = "identity-sources")]
pub use identity_sources::*;
#[cfg(feature = "inline-hooks")]
pub use inline_hooks::*;
#[cfg(feature = "log-streams")]
pub use log_streams::*;
#[cfg(feature = "logs")]
pub use logs::*;
#[cfg(feature = "network")]
pub use network::*;
#[cfg(feature = "org")]
pub use org::*;
#[cfg(feature = "policies")]
pub use policies::*;
#[cfg(feature = "rate-limits")]
pub use rate_limits::*;
#[cfg(feature = "realms")]
pub use realms::*;
#[cfg(feature = "schemas")]
pub use schemas::*;
#[cfg(feature = "service-accounts")]
pub use service_accounts::*;
#[cfg(feature = "ssf")]
pub use ssf::*;
#[cfg(feature = "subscriptions")]
pub use subscriptions::*;
#[cfg(feature = "user-factors")]
pub use user_factors::*;
#[cfg(feature = "users")]
pub use users::*;
