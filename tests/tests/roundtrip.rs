//! Round trips of recorded bodies, and detection of differences.

use std::fs::File;
use std::path::Path;

use okta_tests::{report_skipped, roundtrip::Report};

fn report(records: &str) -> Report {
    let mut report = Report::default();
    report.read("records", records.as_bytes()).unwrap();
    report
}

#[test]
fn bodies_are_counted() {
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
    assert_eq!(report.not_json, ["getUser (records:4)"]);
    assert!(report.is_clean());
}

#[test]
fn problems_are_reported() {
    let report = report(concat!(
        r#"{"operation_id":"getUser","status":200,"response_body":"text"}"#,
        "\n",
        r#"{"operation_id":"listUsers","status":200,"response_body":[{},3]}"#,
    ));
    assert_eq!((report.totals.bodies, report.totals.undecodable, report.totals.not_identical), (2, 2, 0));
    assert_eq!(
        report.problems["getUser 200"],
        ["undecodable: expected an object, found a string at $ (byte 0) (records:1)"]
    );
    assert_eq!(report.problems["listUsers 200"], ["1 elements undecodable (records:2)"]);
    assert!(!report.is_clean());
    let mut report = Report::default();
    assert!(report.read("records", &b"{"[..]).unwrap_err().to_string().starts_with("records:1: "));
}

#[test]
fn recorded_bodies_are_encoded_unchanged() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(files) = std::fs::read_dir(&corpus) else {
        return report_skipped("recorded_bodies_are_encoded_unchanged", "no recorded bodies found");
    };
    let mut report = Report::default();
    for file in files {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            continue;
        }
        report.read(&path.display().to_string(), File::open(&path).unwrap()).unwrap();
    }
    assert!(report.totals.bodies > 1000, "{:?}", report.totals);
    assert!(report.is_clean(), "{:#?}\n{:?}", report.problems, report.totals);
}
