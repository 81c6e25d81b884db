//! Applications, their users, groups, keys, connections, features and logos (feature `apps`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod application;
mod application_connections;
mod application_cross_app_access_connections;
mod application_features;
mod application_grants;
mod application_groups;
mod application_interclient_trust_mappings;
mod application_logos;
mod application_policies;
mod application_sso;
mod application_sso_credential_key;
mod application_sso_federated_claims;
mod application_sso_public_keys;
mod application_tokens;
mod application_users;
mod group_push_mapping;
mod okta_application_settings;

pub use application::*;
pub use application_connections::*;
pub use application_cross_app_access_connections::*;
pub use application_features::*;
pub use application_grants::*;
pub use application_groups::*;
pub use application_interclient_trust_mappings::*;
pub use application_logos::*;
pub use application_policies::*;
pub use application_sso::*;
pub use application_sso_credential_key::*;
pub use application_sso_federated_claims::*;
pub use application_sso_public_keys::*;
pub use application_tokens::*;
pub use application_users::*;
pub use group_push_mapping::*;
pub use okta_application_settings::*;
