//! The spans of a complete client.

use http::Method;
use okta_testkit::{Org, ResponseTemplate};
use serde_json::Value;
use tracing_subscriber::fmt::format::FmtSpan;

use super::{common::builder, log_capture::LogCapture, support::retrying};

/// Captured log output, one JSON object per line.
#[derive(Default)]
struct JsonCapture(LogCapture);

impl JsonCapture {
    /// Captures closed spans and events of this thread.
    fn start() -> (Self, tracing::subscriber::DefaultGuard) {
        let capture = Self::default();
        let writer = capture.0.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::DEBUG)
            .with_span_events(FmtSpan::CLOSE)
            .with_writer(move || writer.clone())
            .finish();
        (capture, tracing::subscriber::set_default(subscriber))
    }

    fn text(&self) -> String {
        self.0.text()
    }

    /// Returns the fields of the closed spans of this name, in order of closing.
    fn spans(&self, name: &str) -> Vec<Value> {
        let text = self.text();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines
            .filter(|line| line["fields"]["message"] == "close" && line["span"]["name"] == name)
            .map(|line| line["span"].clone())
            .collect()
    }
}

#[tokio::test]
async fn raw_requests_show_no_tokens() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).logging(true).build().unwrap();
    let (capture, guard) = JsonCapture::start();
    for path in
        ["/welcome/s3cret?s3cret", "/signin/reset-password/s3cret?token=s3cret", "/api/v1/users/s3cret"]
    {
        okta.request(Method::GET, path).send().await.unwrap_err();
    }
    drop(guard);
    let text = capture.text();
    assert!(text.contains("/signin/reset-password/…") && !text.contains("s3cret"), "{text}");
}

#[tokio::test]
async fn retried_call_has_one_call_and_two_attempt_spans() {
    let org = Org::start().await.unwrap();
    let okta = retrying(&org).build().unwrap();
    org.when("GET /api/v1/users/{id}").times(1).respond_with(ResponseTemplate::new(503));
    let (capture, guard) = JsonCapture::start();
    okta.users().get("admin@example.com").await.unwrap();
    drop(guard);

    let [call] = &capture.spans("okta.call")[..] else { panic!("{}", capture.text()) };
    assert_eq!(call["otel.name"], "getUser");
    assert_eq!(call["okta.outcome"], "ok");
    assert_eq!((&call["okta.attempts"], &call["okta.requests"]), (&2.into(), &2.into()));
    assert_eq!(call["okta.wait.rate_limit_ms"], 0);
    assert!(call["okta.wait.backoff_ms"].is_u64(), "{call}");
    assert_eq!(call["okta.rate_limit.bucket"], "/api/v1/users/{id:.+}");
    assert!(call.get("error.type").is_none(), "{call}");

    let [first, second] = &capture.spans("okta.attempt")[..] else { panic!("{}", capture.text()) };
    assert_eq!((&first["http.response.status_code"], &first["error.type"]), (&503.into(), &"503".into()));
    assert_eq!(first.get("http.request.resend_count"), None);
    assert_eq!((&second["http.response.status_code"], &second["okta.outcome"]), (&200.into(), &"ok".into()));
    assert_eq!(second["http.request.resend_count"], 1);
    assert_eq!(second["otel.name"], "GET /api/v1/users/{id}");
    assert_eq!(second["network.protocol.version"], "1.1");
    assert!(!capture.text().contains("admin@example.com") && !capture.text().contains(org.token()));
}

#[tokio::test]
async fn refused_connection_sets_error_type() {
    let org = Org::start().await.unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let okta = builder(&org).org_url(format!("http://{free}")).disable_retry().build().unwrap();
    let (capture, guard) = JsonCapture::start();
    okta.users().get("admin@example.com").await.unwrap_err();
    drop(guard);
    for name in ["okta.call", "okta.attempt"] {
        let [span] = &capture.spans(name)[..] else { panic!("{}", capture.text()) };
        assert_eq!((&span["error.type"], &span["okta.outcome"]), (&"connect".into(), &"failed".into()));
        assert!(span["otel.status_description"].is_string(), "{span}");
        assert_eq!(span["server.port"], free.port());
    }
}

#[tokio::test]
async fn cache_status_is_recorded() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).cache(true).build().unwrap();
    let (capture, guard) = JsonCapture::start();
    for _ in 0..2 {
        okta.users().get(org.admin_id()).await.unwrap();
    }
    drop(guard);
    let seen: Vec<_> = capture
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
