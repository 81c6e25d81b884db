//! A `redis-server` process of one test.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

pub(crate) struct Server {
    dir: TempDir,
    pub(crate) child: Option<Child>,
}

impl Server {
    /// Starts a server; `None` when there is none on this machine.
    pub(crate) fn start() -> Option<Self> {
        let mut server = Self { dir: tempfile::tempdir().unwrap(), child: None };
        server.run().then_some(server)
    }

    /// Starts the process again, with what it had saved. Waits until it takes connections.
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
                eprintln!("skipped: cannot start redis-server: {error}");
                return false;
            }
        };
        let output = child.stdout.take().unwrap();
        self.child = Some(child);
        let ready = BufReader::new(output)
            .lines()
            .any(|line| line.unwrap().to_lowercase().contains("ready to accept connections"));
        assert!(ready, "redis-server ended");
        true
    }

    /// Where it listens.
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
