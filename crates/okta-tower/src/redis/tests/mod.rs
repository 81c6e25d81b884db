//! Against a real server, started by each test on a socket of its own.

mod cache;
#[cfg(feature = "rate-limit")]
mod limits;
mod server;
#[cfg(feature = "oauth")]
mod tokens;

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

impl Server {
    /// Saves and ends.
    pub(crate) async fn stop(&mut self) {
        // The connection is closed without an answer.
        let _ = self.command::<()>(&["SHUTDOWN", "SAVE"]).await;
        self.child.take().unwrap().wait().unwrap();
    }

    /// A handle as another process would have it, which asks a server that is away every time.
    pub(crate) fn handle(&self) -> Redis {
        Redis::open(&self.url()).unwrap().with_retry_pause(Duration::ZERO, Duration::ZERO)
    }

    /// Runs a command, beside every handle.
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
fn addresses_are_checked_at_once_and_never_shown() {
    let error = Redis::open("http://user:hunter2@host").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let redis = Redis::open("redis://user:hunter2@127.0.0.1:1/0").unwrap();
    assert!(!format!("{redis:?}").contains("hunter2"));
    assert!(redis.is_available());
}
