//! A `redis-server` process for one test.

use std::{
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Once,
};

use tempfile::TempDir;

pub(crate) struct Server {
    dir: TempDir,
    pub(crate) child: Option<Child>,
}

impl Server {
    /// Starts a server; `None` if `redis-server` is not installed.
    pub(crate) fn start() -> Option<Self> {
        let mut server = Self { dir: tempfile::tempdir().unwrap(), child: None };
        server.run().then_some(server)
    }

    /// Starts the process, with the data it has saved, and waits until it accepts connections.
    pub(crate) fn run(&mut self) -> bool {
        let child = Command::new("redis-server")
            .args(["--port", "0", "--save", "3600 1", "--appendonly", "no", "--dir"])
            .arg(self.dir.path())
            .arg("--unixsocket")
            .arg(self.socket())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = match child {
            Ok(child) => child,
            Err(error) => {
                // Written to stderr directly, as libtest captures `eprintln!`.
                static SKIPPED: Once = Once::new();
                SKIPPED.call_once(|| {
                    let _ = writeln!(
                        std::io::stderr(),
                        "SKIPPED: redis tests: cannot start redis-server: {error}"
                    );
                });
                return false;
            }
        };
        let output = child.stdout.take().unwrap();
        self.child = Some(child);
        let ready = BufReader::new(output)
            .lines()
            .any(|line| line.unwrap().to_lowercase().contains("ready to accept connections"));
        assert!(ready, "redis-server exited");
        true
    }

    /// Returns the URL of its socket.
    pub(crate) fn url(&self) -> String {
        format!("redis+unix://{}", self.socket().display())
    }

    fn socket(&self) -> PathBuf {
        self.dir.path().join("socket")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
