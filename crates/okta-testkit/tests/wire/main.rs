//! Tests of the org over real sockets, with a plain hyper client.
#![cfg(test)]

mod apis;
mod app_members;
mod apps;
mod authn;
mod common;
mod edition;
mod families;
mod faults;
mod flows;
mod groups;
mod limits;
mod logs;
mod new_users;
#[cfg(feature = "oauth")]
mod oauth;
mod recorded;
mod replay;
mod server;
mod tls;
mod unsupported;
mod users;
mod verbs;
