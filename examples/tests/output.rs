//! Runs each example on its embedded org: it exits successfully and prints the expected lines.

use std::{
    path::PathBuf,
    process::{Command, Output},
};

type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// Runs an example. `cargo test` builds examples with the tests of their package.
fn run(name: &str, arguments: &[&str]) -> Result<Output> {
    let mut directory: PathBuf = std::env::current_exe()?;
    directory.pop();
    directory.pop();
    let program = directory.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    let mut command = Command::new(&program);
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("OKTA_") {
            command.env_remove(variable);
        }
    }
    let output = command.args(arguments).current_dir(std::env::temp_dir()).output();
    Ok(output
        .map_err(|error| format!("{}: {error}; build it with `cargo build --examples`", program.display()))?)
}

/// Asserts that an example prints lines with the expected parts, in this order, possibly with others between
/// them.
fn assert_prints(name: &str, arguments: &[&str], expected: &[&str]) -> Result {
    let output = run(name, arguments)?;
    let text = String::from_utf8(output.stdout)?;
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} exited with {}\n{text}\n{errors}", output.status);
    let mut lines = text.lines();
    for part in expected {
        assert!(
            lines.any(|line| line.contains(part)),
            "{name}: no line with {part:?} after the previous match\n{text}\n{errors}"
        );
    }
    Ok(())
}

#[test]
fn onboarding_rolls_back_after_failed_step() -> Result {
    let expected =
        ["ada.newcomer", "status     PROVISIONED", "bob.newcomer", "✗ enrollFactor", "deleted", "not found"];
    assert_prints("onboarding", &[], &expected)
}

#[test]
fn app_inventory_keeps_unknown_types() -> Result {
    let expected = [
        "TELEPATHY",
        "OpenID Connect      3",
        "unknown             1",
        "Lobby hologram",
        "\"wavelength\":7.5",
    ];
    assert_prints("app_inventory", &[], &expected)?;
    let output = run("app_inventory", &["--json"])?;
    let apps = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let apps = apps.map(serde_json::from_slice::<serde_json::Value>).collect::<Result<Vec<_>, _>>()?;
    assert_eq!(apps.len(), 9);
    Ok(())
}

#[test]
fn quickstart_handles_not_found() -> Result {
    assert_prints("quickstart", &[], &["costCenter is now CC-42", "not found, as expected"])
}

#[test]
fn blocking_counts_users_in_threads() -> Result {
    assert_prints(
        "blocking",
        &[],
        &["current user: 00u", "\"SUSPENDED\": 1", "ACTIVE: 40", "STAGED: 1", "not found"],
    )
}

#[test]
fn reqwest_transport_retries_and_lists() -> Result {
    let expected = ["after 2 attempts", "30 users", "HTTP/2.0", "1 connection(s), 5 requests", "not found"];
    assert_prints("reqwest_transport", &[], &expected)
}

#[test]
fn custom_layer_prints_each_slot() -> Result {
    assert_prints("custom_layer", &[], &["per call", "per attempt", "wire", "current user"])
}

#[test]
fn bulk_export_writes_csv() -> Result {
    let expected = [
        "id,login,status,groups",
        "@example.com,ACTIVE,Everyone",
        r#",ACTIVE,"Everyone; Everyone ""else""""#,
    ];
    assert_prints("bulk_export", &[], &expected)
}

#[test]
fn tail_log_resumes_from_checkpoint() -> Result {
    assert_prints("tail_log", &[], &["checkpoint: "])
}

#[test]
fn org_report_writes_self_contained_page() -> Result {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("org-report.html");
    let name = file.to_string_lossy().into_owned();
    let expected = ["ACTIVE 161", "second factor      66 %", "0 rejected, 2 retried", "report written to"];
    assert_prints("org_report", &[&name], &expected)?;
    let page = std::fs::read_to_string(&file)?;
    assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
    assert_eq!(page.matches("<svg").count(), 2);
    assert!(page.contains("listFactors"), "the page shows latencies");
    for external in ["<script", "src=", "href=", "url("] {
        assert!(!page.contains(external), "external resource on the page: {external}");
    }
    Ok(())
}

#[test]
fn axum_service_maps_deadlines_and_errors() -> Result {
    let expected = [
        "200 OK {\"groups\":[\"Everyone\",\"Pilots\"]",
        "404 Not Found {\"error\":\"user not found\"}",
        "slow@example.com, timeout 150 ms: 504",
        "503 Service Unavailable (retry after ",
        "service stopped",
    ];
    assert_prints("axum_service", &[], &expected)
}

#[test]
fn layers_retry_in_hyper_axum_and_reqwest() -> Result {
    assert_prints("hyper_bodies", &[], &["with ReplayLayer: Full, BoxBody, StreamBody"])?;
    assert_prints("axum_proxy", &[], &["a read after 3 requests, a streamed write after 2"])?;
    assert_prints("reqwest_layers", &[], &["200 OK after 2 attempts"])
}

#[cfg(feature = "hosts")]
#[test]
fn layers_work_in_octocrab_kube_and_tonic() -> Result {
    assert_prints("octocrab_layers", &[], &["0 rejected"])?;
    assert_prints("kube_layers", &[], &["after 3 requests, 2 events of a watch"])?;
    assert_prints("tonic_layers", &[], &["with trailers after 3 requests"])
}
