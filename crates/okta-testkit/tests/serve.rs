//! The program that serves an org to other programs.
#![cfg(unix)]
#![cfg(test)]

use std::{
    path::PathBuf,
    process::{Command, Output},
};

/// Runs the example `serve`. `cargo test` builds examples with the tests of their package.
fn serve(arguments: &[&str]) -> Output {
    let mut program: PathBuf = std::env::current_exe().unwrap();
    program.pop();
    program.pop();
    program.extend(["examples", "serve"]);
    let output = Command::new(&program).args(arguments).output();
    output.unwrap_or_else(|error| {
        panic!("{}: {error}; build it with cargo build --examples", program.display())
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_command_gets_an_org_and_gives_its_status() {
    let output =
        serve(&["--users", "3", "--", "sh", "-c", "echo $OKTA_CLIENT_ORGURL $OKTA_CLIENT_TOKEN; exit 7"]);
    let printed = text(&output.stdout);
    assert!(printed.starts_with("http://127.0.0.1:") && printed.contains(" 00"), "{printed}");
    assert_eq!(output.status.code(), Some(7));
}

#[test]
fn service_apps_and_authorities_are_written_to_files() {
    let folder = tempfile::tempdir().unwrap();
    let (ca, key) = (folder.path().join("ca.pem"), folder.path().join("key.pem"));
    let script = "echo $OKTA_CLIENT_ORGURL $OKTA_CLIENT_AUTHORIZATIONMODE [$OKTA_CLIENT_TOKEN]; \
                  head -1 \"$SSL_CERT_FILE\" \"$OKTA_CLIENT_PRIVATEKEY\"";
    let (ca, key) = (ca.to_str().unwrap(), key.to_str().unwrap());
    let output = serve(&["--tls", ca, "--app", key, "--limits", "--", "sh", "-c", script]);
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for part in ["https://localhost:", " PrivateKey []", "BEGIN CERTIFICATE", "BEGIN PRIVATE KEY"] {
        assert!(printed.contains(part), "{part} in {printed}");
    }
}

#[test]
fn mistakes_are_told() {
    for (arguments, words) in
        [(["--prot", "1"], "--prot: not an option"), (["--", "no-such-program"], "no-such-program: ")]
    {
        let output = serve(&arguments);
        assert!(!output.status.success() && text(&output.stderr).contains(words), "{output:?}");
    }
}
