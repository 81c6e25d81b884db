//! The org over real sockets, seen by a plain hyper client.
#![cfg(test)]

mod common;
mod faults;
mod limits;
mod server;
mod users;
