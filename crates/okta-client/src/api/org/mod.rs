//! Org settings, features, API tokens, CAPTCHAs, attack and bot protection (feature `org`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod api_token;
mod attack_protection;
mod bot_protection;
mod captcha;
mod disaster_recovery;
mod email_customization;
mod feature;
mod okta_personal_settings;
mod org_creator;
mod org_setting_admin;
mod org_setting_communication;
mod org_setting_contact;
mod org_setting_customization;
mod org_setting_general;
mod org_setting_metadata;
mod org_setting_support;

pub use api_token::*;
pub use attack_protection::*;
pub use bot_protection::*;
pub use captcha::*;
pub use disaster_recovery::*;
pub use email_customization::*;
pub use feature::*;
pub use okta_personal_settings::*;
pub use org_creator::*;
pub use org_setting_admin::*;
pub use org_setting_communication::*;
pub use org_setting_contact::*;
pub use org_setting_customization::*;
pub use org_setting_general::*;
pub use org_setting_metadata::*;
pub use org_setting_support::*;
