//! The request log of `logging.enabled`.

use http::Method;
use okta_client::config::Sources;
use okta_testkit::Org;

use super::{common::builder, log_capture::LogCapture};

/// Makes a call with these environment variables and returns its log at level INFO.
async fn log_with(variables: &[(&str, &str)]) -> (String, Org) {
    let org = Org::start().await.unwrap();
    let sources =
        variables.iter().fold(Sources::none(), |sources, (name, value)| sources.with_var(*name, *value));
    let client = builder(&org).sources(sources).build().unwrap();
    let (capture, guard) = LogCapture::start(tracing::Level::INFO);
    client.request(Method::GET, "/api/v1/users/me").fetch().await.unwrap();
    drop(guard);
    let text = capture.text();
    (text, org)
}

#[tokio::test]
async fn nothing_is_logged_by_default() {
    assert_eq!(log_with(&[]).await.0, "");
    let debug = [("OKTA_CLIENT_LOGGING_ENABLED", "true"), ("OKTA_CLIENT_LOGGING_LOGLEVEL", "DEBUG")];
    assert_eq!(log_with(&debug).await.0, "");
}

#[tokio::test]
async fn request_and_response_are_logged_without_secrets() {
    let (text, org) = log_with(&[("OKTA_CLIENT_LOGGING_ENABLED", "true")]).await;
    for expected in [": request ", "\"authorization\": \"[redacted]\"", ": response ", "x-okta-request-id"] {
        assert!(text.contains(expected), "`{expected}` not found in {text}");
    }
    assert!(!text.contains(org.token()), "{text}");
}
