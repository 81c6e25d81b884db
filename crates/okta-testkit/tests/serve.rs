//! The `serve` example.
#![cfg(unix)]
#![cfg(test)]

use std::{
    path::PathBuf,
    process::{Command, Output},
};

/// Runs the `serve` example, which `cargo test` builds with the tests of the package.
fn serve(arguments: &[&str]) -> Output {
    let mut program: PathBuf = std::env::current_exe().unwrap();
    program.pop();
    program.pop();
    program.extend(["examples", "serve"]);
    let output = Command::new(&program).args(arguments).output();
    output.unwrap_or_else(|error| {
        panic!("{}: {error}; build it with `cargo build --examples`", program.display())
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn command_gets_environment_and_returns_status() {
    let output =
        serve(&["--users", "3", "--", "sh", "-c", "echo $OKTA_CLIENT_ORGURL $OKTA_CLIENT_TOKEN; exit 7"]);
    let stdout = text(&output.stdout);
    assert!(stdout.starts_with("http://127.0.0.1:") && stdout.contains(" 00"), "{stdout}");
    assert_eq!(output.status.code(), Some(7));
}

#[test]
fn key_and_ca_are_written_to_files() {
    let folder = tempfile::tempdir().unwrap();
    let (ca, key) = (folder.path().join("ca.pem"), folder.path().join("key.pem"));
    let script = "echo $OKTA_CLIENT_ORGURL $OKTA_CLIENT_AUTHORIZATIONMODE [$OKTA_CLIENT_TOKEN]; \
                  head -1 \"$SSL_CERT_FILE\" \"$OKTA_CLIENT_PRIVATEKEY\"";
    let (ca, key) = (ca.to_str().unwrap(), key.to_str().unwrap());
    let output = serve(&["--tls", ca, "--app", key, "--limits", "--", "sh", "-c", script]);
    let stdout = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for part in ["https://localhost:", " PrivateKey []", "BEGIN CERTIFICATE", "BEGIN PRIVATE KEY"] {
        assert!(stdout.contains(part), "{part} in {stdout}");
    }
}

#[test]
fn key_of_the_app_is_rsa() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.pem");
    let output = serve(&["--app", key.to_str().unwrap(), "--", "true"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let pem = std::fs::read_to_string(&key).unwrap();
    let der: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, der).unwrap();
    // The object identifier rsaEncryption, 1.2.840.113549.1.1.1: Okta's SDKs accept no other keys.
    let rsa = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    assert!(der.windows(rsa.len()).any(|window| window == rsa));
}

#[test]
fn invalid_arguments_are_reported() {
    for (arguments, expected) in
        [(["--prot", "1"], "--prot: unknown option"), (["--", "no-such-program"], "no-such-program: ")]
    {
        let output = serve(&arguments);
        assert!(!output.status.success() && text(&output.stderr).contains(expected), "{output:?}");
    }
}
