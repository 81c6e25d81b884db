//! Applications, identity providers, certificates and settings of Access Gateway (feature `access-gateway`).
//!
//! Access Gateway, which puts the sign-in of an Okta or Auth0 tenant in front of internal applications: the
//! applications with attributes, policies, protected resources and sessions, connections to tenants,
//! certificates, offline mode and the authentication service of the cluster. A gateway is a separate server,
//! which issues its tokens itself.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use okta_client::{Client, okta_tower::auth::Bearer};
//!
//! # async fn run(okta: Client, token: Bearer) -> Result<(), okta_client::Error> {
//! let gateway = okta.access_gateway("https://gateway.example.com", token)?;
//! let mut applications = gateway.applications().list().items();
//! while let Some(application) = applications.try_next().await? {
//!     println!("{:?} {:?}", application.label(), application.status());
//!     for policy in gateway.policies().list(application.id()).await?.into_items()? {
//!         println!("  {:?} {:?}", policy.resource_path, policy.rule);
//!     }
//! }
//! for certificate in gateway.certificates().list().await?.into_items()? {
//!     println!("{:?} {:?}", certificate.common_name, certificate.expires_on);
//! }
//! # Ok(()) }
//! ```
//!
//! # Common mistakes
//!
//! - Tokens with `okta.oag.*` scopes come from `access_tokens().create` of the gateway, which accepts only
//!   client credentials with a signed JWT; they are short-lived (300 seconds in the example).
//! - A new application is `CREATED`: users reach it once it has a resource, a policy and (unless
//!   `OAG_NOAUTH`) an attribute, and `activate` was called.
//! - `applications().delete` requires the status `INACTIVE`, so `deactivate` comes first;
//!   `identity_providers().delete` requires that no application uses the connection.
//! - `type` selects the form of bodies, but the examples of the document lack it in updates.
//! - Offline mode and the authentication service are in limited early access and may change.
//!
//! # Handles
//!
//! | handle | operations |
//! |---|---|
//! | [`AccessTokens`], by [`AccessGateway::access_tokens`](crate::api::access_gateway::AccessGateway::access_tokens) | 1 |
//! | [`Applications`], by [`AccessGateway::applications`](crate::api::access_gateway::AccessGateway::applications) | 8 |
//! | [`Attributes`], by [`AccessGateway::attributes`](crate::api::access_gateway::AccessGateway::attributes) | 5 |
//! | [`AuthenticationService`], by [`AccessGateway::authentication_service`](crate::api::access_gateway::AccessGateway::authentication_service) | 4 |
//! | [`Behavior`], by [`AccessGateway::behavior`](crate::api::access_gateway::AccessGateway::behavior) | 2 |
//! | [`Certificates`], by [`AccessGateway::certificates`](crate::api::access_gateway::AccessGateway::certificates) | 2 |
//! | [`HealthCheck`], by [`AccessGateway::health_check`](crate::api::access_gateway::AccessGateway::health_check) | 2 |
//! | [`IdentityProviders`], by [`AccessGateway::identity_providers`](crate::api::access_gateway::AccessGateway::identity_providers) | 5 |
//! | [`IdpOfflineMode`], by [`AccessGateway::idp_offline_mode`](crate::api::access_gateway::AccessGateway::idp_offline_mode) | 2 |
//! | [`OfflineMode`], by [`AccessGateway::offline_mode`](crate::api::access_gateway::AccessGateway::offline_mode) | 4 |
//! | [`OfflineModeDirectories`], by [`AccessGateway::offline_mode_directories`](crate::api::access_gateway::AccessGateway::offline_mode_directories) | 6 |
//! | [`OfflineModeHealthPolicy`], by [`AccessGateway::offline_mode_health_policy`](crate::api::access_gateway::AccessGateway::offline_mode_health_policy) | 2 |
//! | [`Policies`], by [`AccessGateway::policies`](crate::api::access_gateway::AccessGateway::policies) | 5 |
//! | [`ProtectedResources`], by [`AccessGateway::protected_resources`](crate::api::access_gateway::AccessGateway::protected_resources) | 5 |
//! | [`Session`], by [`AccessGateway::session`](crate::api::access_gateway::AccessGateway::session) | 2 |
//!
//! # Types
//!
//! [`Attribute`](okta_models::access_gateway::Attribute), [`Policy`](okta_models::access_gateway::Policy),
//! [`ProtectedResource`](okta_models::access_gateway::ProtectedResource),
//! [`Idp`](okta_models::access_gateway::Idp),
//! [`IdpOfflineModeDirectory`](okta_models::access_gateway::IdpOfflineModeDirectory),
//! [`ApplicationCreateResponse`](okta_models::access_gateway::ApplicationCreateResponse),
//! [`Behavior`](okta_models::access_gateway::Behavior),
//! [`HealthCheck`](okta_models::access_gateway::HealthCheck),
//! [`ApplicationOfflineModeState`](okta_models::access_gateway::ApplicationOfflineModeState),
//! [`ApplicationOfflineModeGroupPolicy`](okta_models::access_gateway::ApplicationOfflineModeGroupPolicy),
//! [`Session`](okta_models::access_gateway::Session),
//! [`Certificate`](okta_models::access_gateway::Certificate).
//!
//! # Scopes
//!
//! `okta.oag.app.manage`, `okta.oag.app.read`, `okta.oag.authenticationService.manage`,
//! `okta.oag.authenticationService.read`, `okta.oag.cert.read`, `okta.oag.idp.manage`, `okta.oag.idp.read`.
//!
//! # Rate-limit buckets
//!
//! `/api/v2`.
//!
//! Generated by okta-codegen from Okta's OpenAPI document, version 1.0.0. Do not edit: change the generator or
//! its overrides and run it again.

mod access_tokens;
mod application_attributes;
mod application_behavior;
mod application_health_check;
mod application_offline_mode;
mod application_policies;
mod application_protected_resources;
mod application_session;
mod applications;
mod certificates;
mod idps;
mod idps_offline_mode;
mod idps_offline_mode_directory;
mod idps_offline_mode_health_policy;
mod settings_authentication_service;

pub use access_tokens::*;
pub use application_attributes::*;
pub use application_behavior::*;
pub use application_health_check::*;
pub use application_offline_mode::*;
pub use application_policies::*;
pub use application_protected_resources::*;
pub use application_session::*;
pub use applications::*;
pub use certificates::*;
pub use idps::*;
pub use idps_offline_mode::*;
pub use idps_offline_mode_directory::*;
pub use idps_offline_mode_health_policy::*;
pub use settings_authentication_service::*;

api! {
    /// Handles of Okta's Access Gateway API.
    separate access_gateway => AccessGateway
}
