//! Users, their lifecycle, credentials, grants, sessions, types, risk (feature `users`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod session;
mod user;
mod user_classification;
mod user_cred;
mod user_grant;
mod user_lifecycle;
mod user_linked_object;
mod user_oauth;
mod user_resources;
mod user_risk;
mod user_sessions;
mod user_type;

pub use session::*;
pub use user::*;
pub use user_classification::*;
pub use user_cred::*;
pub use user_grant::*;
pub use user_lifecycle::*;
pub use user_linked_object::*;
pub use user_oauth::*;
pub use user_resources::*;
pub use user_risk::*;
pub use user_sessions::*;
pub use user_type::*;
