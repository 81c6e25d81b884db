//! Each example, run as its users run it: it ends by itself, well, and prints what it is there to show.

use std::{
    path::PathBuf,
    process::{Command, Output},
};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Runs an example on its embedded org. `cargo test` builds examples with the tests of their package.
fn run(name: &str, arguments: &[&str]) -> Result<Output, Box<dyn std::error::Error>> {
    let mut folder: PathBuf = std::env::current_exe()?;
    folder.pop();
    folder.pop();
    let program = folder.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    let mut command = Command::new(&program);
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("OKTA_") {
            command.env_remove(variable);
        }
    }
    let output = command.args(arguments).current_dir(std::env::temp_dir()).output();
    Ok(output
        .map_err(|error| format!("{}: {error}; build it with cargo build --examples", program.display()))?)
}

/// The lines that an example promises, in this order among others.
fn prints(name: &str, arguments: &[&str], promised: &[&str]) -> Outcome {
    let output = run(name, arguments)?;
    let text = String::from_utf8(output.stdout)?;
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} ended with {}\n{text}\n{errors}", output.status);
    let mut lines = text.lines();
    for part in promised {
        assert!(
            lines.any(|line| line.contains(part)),
            "{name}: no line with {part:?} where promised\n{text}\n{errors}"
        );
    }
    Ok(())
}

#[test]
fn onboarding_undoes_what_a_failed_step_leaves() -> Outcome {
    let promised =
        ["ada.newcomer", "status     PROVISIONED", "bob.newcomer", "✗ enrollFactor", "undone", "not there"];
    prints("onboarding", &[], &promised)
}

#[test]
fn app_inventory_counts_kinds_and_keeps_unknown_ones() -> Outcome {
    let promised = [
        "TELEPATHY",
        "OpenID Connect      3",
        "unknown             1",
        "Lobby hologram",
        "\"wavelength\":7.5",
    ];
    prints("app_inventory", &[], &promised)?;
    let output = run("app_inventory", &["--json"])?;
    let apps = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let apps = apps.map(serde_json::from_slice::<serde_json::Value>).collect::<Result<Vec<_>, _>>()?;
    assert_eq!(apps.len(), 9);
    Ok(())
}

#[test]
fn quickstart_shows_a_refusal() -> Outcome {
    prints("quickstart", &[], &["costCenter is now CC-42", "refused as expected"])
}

#[test]
fn blocking_counts_in_threads() -> Outcome {
    prints("blocking", &[], &["I am 00u", "\"SUSPENDED\": 1", "ACTIVE: 40", "STAGED: 1", "refused"])
}

#[test]
fn reqwest_transport_keeps_the_stack() -> Outcome {
    let promised = ["after 2 attempts", "30 users", "HTTP/2.0", "on 1 connection(s), 5 requests", "refused"];
    prints("reqwest_transport", &[], &promised)
}

#[test]
fn custom_layer_shows_what_each_place_sees() -> Outcome {
    prints("custom_layer", &[], &["per call", "per attempt", "wire", "I am"])
}

#[test]
fn bulk_export_writes_csv() -> Outcome {
    let promised = [
        "id,login,status,groups",
        "@example.com,ACTIVE,Everyone",
        r#",ACTIVE,"Everyone; Everyone ""else""""#,
    ];
    prints("bulk_export", &[], &promised)
}

#[test]
fn tail_log_goes_on_from_its_checkpoint() -> Outcome {
    prints("tail_log", &[], &["stopped at"])
}

#[test]
fn org_report_writes_a_page_that_needs_nothing_else() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("org-report.html");
    let name = file.to_string_lossy().into_owned();
    let promised = ["ACTIVE 161", "second factor      66 %", "0 refused, 2 sent again", "the page is"];
    prints("org_report", &[&name], &promised)?;
    let page = std::fs::read_to_string(&file)?;
    assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
    assert_eq!(page.matches("<svg").count(), 2);
    assert!(page.contains("listFactors"), "the latencies of the run are on the page");
    for foreign in ["<script", "src=", "href=", "url("] {
        assert!(!page.contains(foreign), "{foreign} on the page");
    }
    Ok(())
}

#[test]
fn axum_service_passes_deadlines_and_errors_on() -> Outcome {
    let promised = [
        "200 OK {\"groups\":[\"Everyone\",\"Pilots\"]",
        "404 Not Found {\"error\":\"no such person\"}",
        "slow@example.com within 150 ms: 504",
        "503 Service Unavailable (again in ",
        "the service has ended",
    ];
    prints("axum_service", &[], &promised)
}

#[cfg(feature = "kube")]
#[test]
fn kube_layers_repeat_what_failed() -> Outcome {
    let promised = ["attempt 1: ", "attempt 2: ", "pod gateway-0", "was asked 3 times"];
    prints("kube_layers", &[], &promised)
}
