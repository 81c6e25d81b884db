//! Tests against a real server, which each test starts on a separate socket.

mod cache;
#[cfg(feature = "rate-limit")]
mod limits;
mod server;
#[cfg(feature = "oauth")]
mod tokens;

use std::time::Duration;

use self::server::Server;
use super::*;

/// Starts a server; returns from the test, with a message, if none is installed.
macro_rules! started {
    () => {
        match Server::start() {
            Some(server) => server,
            None => return,
        }
    };
}
pub(crate) use started;

impl Server {
    /// Saves the data and shuts down.
    pub(crate) async fn stop(&mut self) {
        // The server closes the connection without a response.
        let _ = self.command::<()>(&["SHUTDOWN", "SAVE"]).await;
        self.child.take().unwrap().wait().unwrap();
    }

    /// Creates a handle with a separate connection, which retries an unavailable server on each call.
    pub(crate) fn handle(&self) -> Redis {
        Redis::open(&self.url()).unwrap().retry_pause(Duration::ZERO, Duration::ZERO)
    }

    /// Runs a command on a separate connection.
    pub(crate) async fn command<T: ::redis::FromRedisValue>(
        &self,
        words: &[&str],
    ) -> Result<T, ::redis::RedisError> {
        let client = ::redis::Client::open(self.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await?;
        let mut command = ::redis::cmd(words[0]);
        for word in &words[1..] {
            command.arg(word);
        }
        command.query_async(&mut connection).await
    }
}

#[test]
fn invalid_urls_are_rejected_without_showing_passwords() {
    for url in [
        "http://user:hunter2@host",
        "redis://user:hunter2@host:port/0",
        "redis://user:hunter2@host/database",
        "redis://user:hunter2@host:6379/0?protocol=hunter2",
        "redis+unix:///socket?db=hunter2",
        "hunter2",
    ] {
        let error = Redis::open(url).unwrap_err();
        let chain: Vec<_> = crate::ErrorChain::new(&error).map(ToString::to_string).collect();
        assert!(!format!("{error:?} {chain:?}").contains("hunter2"), "{url}: {error:?} {chain:?}");
    }
    let redis = Redis::open("redis://user:hunter2@127.0.0.1:1/0").unwrap();
    assert!(!format!("{redis:?}").contains("hunter2"));
    assert!(redis.is_available());
}
