//! Everyday tasks of an administrator, each as a program would write it, against an embedded org.

mod authorization_server;
mod change_app;
mod factors;
mod group_rule;
mod hooks;
mod oidc_app;
mod saml_app;
mod schema_property;
mod sign_on_policy;
mod user;
