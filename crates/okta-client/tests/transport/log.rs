//! The log that `logging.enabled` turns on.

use std::{
    io,
    sync::{Arc, Mutex},
};

use http::Method;
use okta_client::{Client, config::Sources};
use okta_testkit::Org;

/// Where a subscriber writes.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is logged at the level INFO of one call, with these variables set.
async fn logged(variables: &[(&str, &str)]) -> (String, Org) {
    let org = Org::start().await.unwrap();
    let sources =
        variables.iter().fold(Sources::none(), |sources, (name, value)| sources.with_var(*name, *value));
    let client = Client::builder()
        .sources(sources)
        .org_url(org.url())
        .token(org.token())
        .disable_https_check(true)
        .build()
        .unwrap();
    let sink = Sink::default();
    let writer = sink.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    client.request(Method::GET, "/api/v1/users/me").fetch().await.unwrap();
    drop(guard);
    let text = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
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
