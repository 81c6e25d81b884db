//! Brands, themes, pages, templates, domains, email servers, telephony (feature `brands`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod associated_domain_customizations;
mod brand;
mod custom_domain;
mod custom_pages;
mod custom_telephony_provider;
mod custom_templates;
mod email_domain;
mod email_server;
mod template;
mod themes;

pub use associated_domain_customizations::*;
pub use brand::*;
pub use custom_domain::*;
pub use custom_pages::*;
pub use custom_telephony_provider::*;
pub use custom_templates::*;
pub use email_domain::*;
pub use email_server::*;
pub use template::*;
pub use themes::*;
