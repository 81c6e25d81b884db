//! Admin role assignments, custom roles, resource sets (feature `admin-roles`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod role_assignment_a_user;
mod role_assignment_b_group;
mod role_assignment_client;
mod role_b_target_admin;
mod role_b_target_b_group;
mod role_b_target_client;
mod role_c_resource_set;
mod role_c_resource_set_resource;
mod role_d_resource_set_binding;
mod role_d_resource_set_binding_member;
mod role_e_custom;
mod role_e_custom_permission;

pub use role_assignment_a_user::*;
pub use role_assignment_b_group::*;
pub use role_assignment_client::*;
pub use role_b_target_admin::*;
pub use role_b_target_b_group::*;
pub use role_b_target_client::*;
pub use role_c_resource_set::*;
pub use role_c_resource_set_resource::*;
pub use role_d_resource_set_binding::*;
pub use role_d_resource_set_binding_member::*;
pub use role_e_custom::*;
pub use role_e_custom_permission::*;
