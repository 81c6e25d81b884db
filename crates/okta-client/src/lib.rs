//! An Okta Management client built as a tower middleware stack.

pub mod config;
pub mod transport;
