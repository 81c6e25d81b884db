//! Tests of the org over real sockets, with a plain hyper client.
#![cfg(test)]

mod apps;
mod common;
mod faults;
mod groups;
mod limits;
mod logs;
#[cfg(feature = "oauth")]
mod oauth;
mod recorded;
mod server;
mod tls;
mod unsupported;
mod users;
