use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use http::{Method, Request, Response};
use okta_tower::{BoxError, body::Body};

use super::*;
use crate::Client;

/// A client whose server answers with these statuses in turn, the last one for ever.
fn client(statuses: &[u16]) -> Client {
    let statuses = Arc::new(Mutex::new(VecDeque::from(statuses.to_vec())));
    let service = tower::service_fn(move |_: Request<Body>| {
        let mut statuses = statuses.lock().unwrap();
        let status = if statuses.len() > 1 { statuses.pop_front() } else { statuses.front().copied() };
        let body = format!(r#"{{"status":{}}}"#, status.unwrap());
        let answer = Response::builder().status(status.unwrap()).body(Body::from(body));
        std::future::ready(answer.map_err(BoxError::from))
    });
    Client::from_service("https://example.com", service).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_fresh_object_is_waited_for_and_transient_failures_are_borne() {
    let okta = client(&[404, 503, 404, 200]);
    let began = Instant::now();
    let seen = Wait::new().until_visible(|| okta.request(Method::GET, "/g")).await.unwrap();
    assert_eq!(seen.to_string(), r#"{"status":200}"#);
    // Pauses of 250–500, 500–1000 and 1000–2000 ms.
    let waited = began.elapsed();
    assert!((Duration::from_millis(1750)..=Duration::from_millis(3510)).contains(&waited), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn what_will_not_change_ends_the_wait_at_once() {
    let okta = client(&[200, 403]);
    let error = Wait::new().until(|| okta.request(Method::GET, "/u"), |_| false).await.unwrap_err();
    assert_eq!((error.kind(), error.asked()), (WaitErrorKind::Failed, 2));
    assert_eq!(error.call_error().unwrap().status(), Some(StatusCode::FORBIDDEN));

    let okta = client(&[404]);
    let error = Wait::new().until(|| okta.request(Method::GET, "/u"), |_| true).await.unwrap_err();
    assert!(error.call_error().unwrap().is_not_found(), "`until` takes 404 for a failure");
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_with_its_time_and_keeps_the_last_failure() {
    let okta = client(&[404]);
    let began = Instant::now();
    let wait = Wait::new().at_most(Duration::from_secs(7));
    let error = wait.until_visible(|| okta.request(Method::GET, "/u")).await.unwrap_err();
    assert!(error.is_timeout() && error.call_error().unwrap().is_not_found());
    assert!(began.elapsed() <= Duration::from_secs(7) && error.asked() >= 3, "{error:?}");

    let okta = client(&[200]);
    let error = wait.until_gone(|| okta.request(Method::GET, "/u")).await.unwrap_err();
    assert!(error.is_timeout() && error.call_error().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_call_that_hangs_does_not_outlast_the_wait() {
    let stuck =
        tower::service_fn(|_: Request<Body>| std::future::pending::<Result<Response<Body>, BoxError>>());
    let okta = Client::from_service("https://example.com", stuck).unwrap();
    let began = Instant::now();
    let wait = Wait::new().at_most(Duration::from_secs(3));
    let error = wait.until_visible(|| okta.request(Method::GET, "/u")).await.unwrap_err();
    assert_eq!((error.asked(), began.elapsed()), (0, Duration::from_secs(3)));
}

#[tokio::test(start_paused = true)]
async fn gone_is_404_or_410() {
    for status in [404, 410] {
        let okta = client(&[200, status]);
        Wait::new().until_gone(|| okta.request(Method::GET, "/u")).await.unwrap();
    }
}
