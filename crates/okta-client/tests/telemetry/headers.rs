//! The log that `logging.enabled` turns on.

use http::Method;
use okta_client::config::Sources;
use okta_testkit::Org;

use super::{builder, sink::Sink};

/// What is logged at the level INFO of one call, with these variables set.
async fn logged(variables: &[(&str, &str)]) -> (String, Org) {
    let org = Org::start().await.unwrap();
    let sources =
        variables.iter().fold(Sources::none(), |sources, (name, value)| sources.with_var(*name, *value));
    let client = builder(&org).sources(sources).build().unwrap();
    let (sink, guard) = Sink::listen(tracing::Level::INFO);
    client.request(Method::GET, "/api/v1/users/me").fetch().await.unwrap();
    drop(guard);
    let text = sink.text();
    (text, org)
}

#[tokio::test]
async fn nothing_is_logged_unless_it_is_asked_for() {
    assert_eq!(logged(&[]).await.0, "");
    let quieter = [("OKTA_CLIENT_LOGGING_ENABLED", "true"), ("OKTA_CLIENT_LOGGING_LOGLEVEL", "DEBUG")];
    assert_eq!(logged(&quieter).await.0, "");
}

#[tokio::test]
async fn request_and_answer_are_logged_without_secrets() {
    let (text, org) = logged(&[("OKTA_CLIENT_LOGGING_ENABLED", "true")]).await;
    for expected in
        ["request goes out", "\"authorization\": \"[redacted]\"", "answer came in", "x-okta-request-id"]
    {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(!text.contains(org.token()), "{text}");
}
