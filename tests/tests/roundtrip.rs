//! Recorded bodies come back the same, and faults are found where there are some.

use std::fs::File;
use std::path::Path;

use okta_tests::roundtrip::Report;

fn report(lines: &str) -> Report {
    let mut report = Report::default();
    report.read("lines", lines.as_bytes()).unwrap();
    report
}

#[test]
fn bodies_are_counted_by_what_they_hold() {
    let report = report(concat!(
        r#"{"operation_id":"getUser","status":200,"request_body":null,"response_body":{"id":"a","status":"NEW","created":7,"x":1.0}}"#,
        "\n\n",
        r#"{"operation_id":"getUser","status":404,"response_body":{"errorCode":"E0000007","other":null}}"#,
        "\n",
        r#"{"operation_id":"getUser","direction":"response","status":200,"body":"text","content_type":"text/xml"}"#,
        "\n",
        r#"{"operation_id":"listApplications","direction":"response","status":200,"body":[{"signOnMode":"NEW"}],"content_type":"application/json"}"#,
        "\n",
        r#"{"operation_id":"deactivateUser","status":200,"response_body":{}}"#,
        "\n",
        r#"{"operation_id":null,"status":200,"response_body":{}}"#,
    ));
    assert_eq!(
        serde_json::to_string(&report.totals).unwrap(),
        r#"{"bodies":5,"undecodable":0,"not_identical":0,"mismatches":1,"unknown_enum":2,"unknown_kind":1,"no_operation":1}"#
    );
    assert_eq!(report.not_json, ["getUser (lines:4)"]);
    assert!(report.is_clean());
}

#[test]
fn faults_are_found() {
    let report = report(concat!(
        r#"{"operation_id":"getUser","status":200,"response_body":"text"}"#,
        "\n",
        r#"{"operation_id":"listUsers","status":200,"response_body":[{},3]}"#,
    ));
    assert_eq!((report.totals.bodies, report.totals.undecodable, report.totals.not_identical), (2, 2, 0));
    assert_eq!(
        report.faults["getUser 200"],
        ["undecodable: expected an object, found a string at $ (byte 0) (lines:1)"]
    );
    assert_eq!(report.faults["listUsers 200"], ["1 elements undecodable (lines:2)"]);
    assert!(!report.is_clean());
    let mut report = Report::default();
    assert!(report.read("lines", &b"{"[..]).unwrap_err().to_string().starts_with("lines:1: "));
}

#[test]
fn the_corpus_comes_back_the_same() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(files) = std::fs::read_dir(&corpus) else {
        eprintln!("skipped: there are no recorded bodies beside the workspace");
        return;
    };
    let mut report = Report::default();
    for file in files {
        let path = file.unwrap().path();
        report.read(&path.display().to_string(), File::open(&path).unwrap()).unwrap();
    }
    assert!(report.totals.bodies > 1000, "{:?}", report.totals);
    assert!(report.is_clean(), "{:#?}\n{:?}", report.faults, report.totals);
}
