//! Against a real server, started by each test on a socket of its own.

mod cache;
mod server;

use std::time::Duration;

use self::server::Server;
use super::*;

/// A server; ends the test, with a message, when none is installed.
macro_rules! started {
    () => {
        match Server::start() {
            Some(server) => server,
            None => return,
        }
    };
}
pub(crate) use started;

#[test]
fn addresses_are_checked_at_once_and_never_shown() {
    let error = Redis::open("http://user:hunter2@host").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let redis = Redis::open("redis://user:hunter2@127.0.0.1:1/0").unwrap();
    assert!(!format!("{redis:?}").contains("hunter2"));
    assert!(redis.is_available());
}
