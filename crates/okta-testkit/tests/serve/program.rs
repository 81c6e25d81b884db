//! Running the program.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, ExitStatus, Output, Stdio},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_okta-testkit");

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).output().unwrap()
}

/// Runs `serve` to its end.
pub(crate) fn serve(arguments: &[&str]) -> Output {
    run(&[&["serve"], arguments].concat())
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A running `serve`, killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    pub(crate) token: String,
}

impl Server {
    /// Starts `serve` without a command, and waits until it accepts connections.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::spawn(arguments, "export OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=true")
    }

    /// Starts `serve`, and waits for a line of its output.
    pub(crate) fn spawn(arguments: &[&str], ready: &str) -> Self {
        let mut command = Command::new(PROGRAM);
        command.arg("serve").args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut server =
            Self { child: command.spawn().unwrap(), address: String::new(), token: String::new() };
        let output = BufReader::new(server.child.stdout.take().unwrap());
        for line in output.lines() {
            let line = line.unwrap();
            if let Some(url) = line.strip_prefix("export OKTA_CLIENT_ORGURL=http://") {
                server.address = url.to_owned();
            } else if let Some(token) = line.strip_prefix("export OKTA_CLIENT_TOKEN=") {
                server.token = token.to_owned();
            }
            if line == ready {
                return server;
            }
        }
        panic!("serve ended: {:?}", server.child.wait());
    }

    /// Sends a signal, and returns the status and what the program wrote to standard error.
    pub(crate) fn stop(mut self, signal: &str) -> (ExitStatus, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap(), log)
    }

    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        self.send("GET", path, "")
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> (u16, String) {
        self.send("POST", path, body)
    }

    /// Sends a request, and returns the status and the whole response.
    fn send(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (address, token, length) = (&self.address, &self.token, body.len());
        let head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: SSWS {token}\r\n");
        let entity =
            format!("content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n");
        stream.write_all(format!("{head}{entity}\r\n{body}").as_bytes()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        (response.split(' ').nth(1).unwrap().parse().unwrap(), response)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
