//! What a subscriber sees of a whole client's calls.

use std::time::Duration;

use okta_client::{
    Client,
    okta_tower::retry::{Backoff, RetryPolicy},
};
use okta_testkit::{Answer, Org};
use serde_json::Value;
use tracing_subscriber::fmt::format::FmtSpan;

use super::{builder, sink::Sink};

/// What was written, one JSON object a line.
#[derive(Default)]
struct Lines(Sink);

impl Lines {
    /// Listens on this thread, for spans that close and for events.
    fn listen() -> (Self, tracing::subscriber::DefaultGuard) {
        let lines = Self::default();
        let writer = lines.0.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::DEBUG)
            .with_span_events(FmtSpan::CLOSE)
            .with_writer(move || writer.clone())
            .finish();
        (lines, tracing::subscriber::set_default(subscriber))
    }

    fn text(&self) -> String {
        self.0.text()
    }

    /// The fields of the spans of this name that have closed, in the order in which they did.
    fn spans(&self, name: &str) -> Vec<Value> {
        let text = self.text();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines
            .filter(|line| line["fields"]["message"] == "close" && line["span"]["name"] == name)
            .map(|line| line["span"].clone())
            .collect()
    }
}

/// A client that waits hardly at all before it sends again.
fn hasty(org: &Org) -> Client {
    let backoff = Backoff::new(Duration::from_micros(1), Duration::from_millis(1));
    builder(org).retry(RetryPolicy::new().backoff(backoff)).build().unwrap()
}

#[tokio::test]
async fn a_call_that_was_sent_twice_is_one_call_and_two_attempts() {
    let org = Org::start().await.unwrap();
    let okta = hasty(&org);
    org.when("GET /api/v1/users/{id}").times(1).answer(Answer::status(503));
    let (lines, guard) = Lines::listen();
    okta.users().get("admin@example.com").await.unwrap();
    drop(guard);

    let [call] = &lines.spans("okta.call")[..] else { panic!("{}", lines.text()) };
    assert_eq!(call["otel.name"], "getUser");
    assert_eq!(call["okta.outcome"], "ok");
    assert_eq!((&call["okta.attempts"], &call["okta.requests"]), (&2.into(), &2.into()));
    assert_eq!(call["okta.wait.rate_limit_ms"], 0);
    assert!(call["okta.wait.backoff_ms"].is_u64(), "{call}");
    assert_eq!(call["okta.rate_limit.bucket"], "/api/v1/users/{id:.+}");
    assert!(call.get("error.type").is_none(), "{call}");

    let [first, second] = &lines.spans("okta.attempt")[..] else { panic!("{}", lines.text()) };
    assert_eq!((&first["http.response.status_code"], &first["error.type"]), (&503.into(), &"503".into()));
    assert_eq!(first.get("http.request.resend_count"), None);
    assert_eq!((&second["http.response.status_code"], &second["okta.outcome"]), (&200.into(), &"ok".into()));
    assert_eq!(second["http.request.resend_count"], 1);
    assert_eq!(second["otel.name"], "GET /api/v1/users/{id}");
    assert_eq!(second["network.protocol.version"], "1.1");
    assert!(!lines.text().contains("admin@example.com") && !lines.text().contains(org.token()));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_kind_of_error_and_not_a_message() {
    let org = Org::start().await.unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let okta = builder(&org).org_url(format!("http://{free}")).disable_retry().build().unwrap();
    let (lines, guard) = Lines::listen();
    okta.users().get("admin@example.com").await.unwrap_err();
    drop(guard);
    for name in ["okta.call", "okta.attempt"] {
        let [span] = &lines.spans(name)[..] else { panic!("{}", lines.text()) };
        assert_eq!((&span["error.type"], &span["okta.outcome"]), (&"connect".into(), &"failed".into()));
        assert!(span["otel.status_description"].is_string(), "{span}");
        assert_eq!(span["server.port"], free.port());
    }
}

#[tokio::test]
async fn the_cache_says_what_it_did() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).cache(true).build().unwrap();
    let (lines, guard) = Lines::listen();
    for _ in 0..2 {
        okta.users().get(org.admin_id()).await.unwrap();
    }
    drop(guard);
    let seen: Vec<_> = lines
        .spans("okta.call")
        .iter()
        .map(|call| {
            (
                call["okta.cache.status"].clone(),
                call["okta.cache.stored"].clone(),
                call["okta.requests"].clone(),
            )
        })
        .collect();
    let expected = [("miss".into(), true.into(), 1.into()), ("hit".into(), false.into(), 0.into())];
    assert_eq!(seen, expected);
}
