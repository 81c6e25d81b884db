//! The program `okta-testkit`, and the example `serve`.
#![cfg(unix)]
#![cfg(test)]

mod program;

use std::{fs, path::PathBuf, process::Command};

use program::{Server, serve, text};

#[test]
fn command_gets_environment_and_returns_status() {
    let script = "echo $OKTA_CLIENT_ORGURL $OKTA_CLIENT_TOKEN; exit 7";
    let output = serve(&["--users", "3", "--", "sh", "-c", script]);
    let stdout = text(&output.stdout);
    assert!(stdout.starts_with("http://127.0.0.1:") && stdout.contains(" 00"), "{stdout}");
    assert_eq!(output.status.code(), Some(7));
}

#[test]
fn example_runs_a_command_as_well() {
    // `cargo test` builds the examples with the tests of the package.
    let mut example: PathBuf = std::env::current_exe().unwrap();
    example.pop();
    example.pop();
    example.extend(["examples", "serve"]);
    let output = Command::new(&example).args(["--users", "3", "--", "sh", "-c", "exit 7"]).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}", example.display()));
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
    let output = serve(&["--app", key.to_str().unwrap(), "--key", "rsa", "--", "true"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let pem = fs::read_to_string(&key).unwrap();
    let der: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, der).unwrap();
    // The object identifier rsaEncryption, 1.2.840.113549.1.1.1: Okta's SDKs accept no other keys.
    let rsa = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    assert!(der.windows(rsa.len()).any(|window| window == rsa));
}

#[test]
fn app_has_the_given_scopes() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.pem");
    let key = ["--app", key.to_str().unwrap()];
    let echo = ["--", "sh", "-c", "echo $OKTA_CLIENT_SCOPES"];
    let output = serve(&[&key[..], &echo].concat());
    assert_eq!(
        text(&output.stdout),
        "okta.users.manage,okta.groups.manage,okta.apps.manage,okta.logs.read\n"
    );
    let scopes = ["--scope", "okta.brands.read", "--scope", "okta.policies.read"];
    let output = serve(&[&key[..], &scopes, &echo].concat());
    assert_eq!(text(&output.stdout), "okta.brands.read,okta.policies.read\n");
}

#[test]
fn invalid_arguments_exit_with_two() {
    for (arguments, expected) in [
        (&["--prot", "1"][..], "'--port'"),
        (&["--port", "x"], "invalid value 'x' for '--port <N>'"),
        (&["--limit", "users=1"], "expected PATTERN=N/SECONDS"),
        (&["--dpop"], "--app <FILE>"),
        (&["--scope", "okta.users.read"], "--app <FILE>"),
    ] {
        let output = serve(arguments);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(text(&output.stderr).contains(expected), "{output:?}");
    }
}

#[test]
fn help_and_version_are_printed() {
    let help = text(&serve(&["--help"]).stdout);
    for part in ["--state <FILE>", "--faults <FILE>", "Exit status", "default: 250"] {
        assert!(help.contains(part), "{part} in {help}");
    }
    let version = program::run(&["--version"]);
    assert_eq!(text(&version.stdout), format!("okta-testkit {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn status_tells_how_the_command_ended() {
    let missing = serve(&["--", "no-such-program"]);
    assert_eq!(missing.status.code(), Some(127));
    assert!(text(&missing.stderr).contains("no-such-program: "));
    let killed = serve(&["--", "sh", "-c", "kill -9 $$"]);
    assert_eq!(killed.status.code(), Some(128 + 9));
}

#[test]
fn port_in_use_is_an_error() {
    let server = Server::start(&[]);
    let port = server.address.rsplit(':').next().unwrap();
    let output = serve(&["--port", port]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains(&format!("error: port {port}: ")), "{output:?}");
}

#[test]
fn signals_end_the_program() {
    for signal in ["-TERM", "-INT"] {
        let server = Server::start(&[]);
        assert_eq!(server.get("/api/v1/users/me").0, 200);
        let (status, log) = server.stop(signal);
        assert_eq!(status.code(), Some(0));
        assert!(log.contains("# GET /api/v1/users/me -> 200"), "{log}");
    }
}

#[test]
fn sigterm_is_passed_on_to_the_command() {
    let server = Server::spawn(&["--", "sh", "-c", "echo ready; exec sleep 1000"], "ready");
    assert_eq!(server.stop("-TERM").0.code(), Some(128 + 15));
}

#[test]
fn state_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("org.state");
    let state = ["--state", file.to_str().unwrap()];
    let server = Server::start(&[&["--users", "2"][..], &state].concat());
    let user =
        r#"{"profile":{"firstName":"A","lastName":"B","email":"a@example.com","login":"a@example.com"}}"#;
    assert_eq!(server.post("/api/v1/users", user).0, 200);
    let token = server.token.clone();
    assert_eq!(server.stop("-TERM").0.code(), Some(0));

    let server = Server::start(&state);
    assert_eq!(server.token, token);
    let (status, found) = server.get("/api/v1/users/a@example.com");
    assert_eq!(status, 200, "{found}");
    assert!(found.contains(&format!("http://{}/", server.address)), "links have the new port: {found}");
    server.stop("-INT");

    // A command that ends saves the state as well.
    let saved = fs::metadata(&file).unwrap().len();
    fs::remove_file(&file).unwrap();
    assert!(serve(&[&state[..], &["--", "true"]].concat()).status.success());
    assert!(fs::metadata(&file).unwrap().len() > saved / 2);
}

#[test]
fn invalid_state_is_an_error_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("org.state");
    fs::write(&file, "{}\n").unwrap();
    let output = serve(&["--state", file.to_str().unwrap(), "--", "true"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("org.state:1: not a snapshot header"), "{output:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "{}\n");
}

#[test]
fn faults_of_a_file_apply() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("faults.jsonl");
    let rules = r#"# The first list fails.
{"when": "GET /api/v1/users", "respond": {"status": 503, "headers": {"retry-after": "1"}}}
{"when": "GET /api/v1/groups", "times": 2, "okta_error": {"code": "E0000006", "summary": "not allowed"}}
"#;
    fs::write(&file, rules).unwrap();
    let server = Server::start(&["--faults", file.to_str().unwrap()]);
    assert_eq!([server.get("/api/v1/users").0, server.get("/api/v1/users").0], [503, 200]);
    let groups = [(); 3].map(|()| server.get("/api/v1/groups").0);
    assert_eq!(groups, [403, 403, 200]);

    fs::write(&file, format!("{rules}{{\"when\": \"users\"}}\n")).unwrap();
    let output = serve(&["--faults", file.to_str().unwrap(), "--", "true"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("faults.jsonl:4: expected one action"), "{output:?}");
}

#[test]
fn limits_reject_further_requests() {
    let server = Server::start(&["--limit", "GET /api/v1/groups=1/3600"]);
    assert_eq!([server.get("/api/v1/groups").0, server.get("/api/v1/groups").0], [200, 429]);
    assert_eq!(server.get("/api/v1/users/me").0, 200);
}

#[test]
fn unsupported_requests_are_listed_at_the_end() {
    let server = Server::start(&["--quiet"]);
    server.get("/api/v1/users/me");
    server.get("/api/v1/noSuchOperation");
    let (_, log) = server.stop("-TERM");
    assert_eq!(log, "# not supported: GET /api/v1/noSuchOperation -> 501\n");
}

#[test]
fn app_is_that_of_the_state_file() {
    let folder = tempfile::tempdir().unwrap();
    let (state, key) = (folder.path().join("org.state"), folder.path().join("key.pem"));
    let options = ["--state", state.to_str().unwrap(), "--app", key.to_str().unwrap(), "--", "sh", "-c"];
    let run = || {
        let output = serve(&[options.as_slice(), &["echo $OKTA_CLIENT_CLIENTID $OKTA_CLIENT_KID"]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        (text(&output.stdout), fs::read_to_string(&key).unwrap())
    };
    assert_eq!(run(), run());
}

#[test]
fn edition_features_and_team_are_options() {
    let script = "test $OKTA_PAM_TEAM = engineering && test -n \"$OKTA_PAM_KEY_ID$OKTA_PAM_KEY_SECRET\"";
    let options =
        ["--edition", "2025-03", "--without", "realms", "--team", "engineering", "--", "sh", "-c", script];
    let output = serve(&options);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for (options, expected) in [(["--edition", "2025-13"], "2025-03"), (["--without", "other"], "realms")] {
        let output = serve(&options);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
    }
}
