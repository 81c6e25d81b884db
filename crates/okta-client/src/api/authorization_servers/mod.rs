//! Authorization servers, their claims, scopes, policies, keys (feature `authorization-servers`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod authorization_server;
mod authorization_server_assoc;
mod authorization_server_claims;
mod authorization_server_clients;
mod authorization_server_keys;
mod authorization_server_policies;
mod authorization_server_rules;
mod authorization_server_scopes;
mod oauth2_resource_server_credentials_keys;

pub use authorization_server::*;
pub use authorization_server_assoc::*;
pub use authorization_server_claims::*;
pub use authorization_server_clients::*;
pub use authorization_server_keys::*;
pub use authorization_server_policies::*;
pub use authorization_server_rules::*;
pub use authorization_server_scopes::*;
pub use oauth2_resource_server_credentials_keys::*;
