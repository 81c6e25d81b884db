use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use http::{Method, Request, Response, StatusCode};
use okta_tower::{BoxError, body::Body};

use super::*;
use crate::Client;

/// A client whose server responds with these statuses in order, and repeats the last one.
fn client(statuses: &[u16]) -> Client {
    let statuses = Arc::new(Mutex::new(VecDeque::from(statuses.to_vec())));
    let service = tower::service_fn(move |_: Request<Body>| {
        let mut statuses = statuses.lock().unwrap();
        let status = if statuses.len() > 1 { statuses.pop_front() } else { statuses.front().copied() };
        let body = format!(r#"{{"status":{}}}"#, status.unwrap());
        let response = Response::builder().status(status.unwrap()).body(Body::from(body));
        std::future::ready(response.map_err(BoxError::from))
    });
    Client::from_service("https://example.com", service).unwrap()
}

#[tokio::test(start_paused = true)]
async fn not_found_and_retryable_errors_are_pending() {
    let okta = client(&[404, 503, 404, 200]);
    let start = Instant::now();
    let seen = Waiter::new().until_visible(|| okta.request(Method::GET, "/g")).await.unwrap();
    assert_eq!(seen.to_string(), r#"{"status":200}"#);
    // Delays of 250–500, 500–1000 and 1000–2000 ms.
    let elapsed = start.elapsed();
    assert!((Duration::from_millis(1750)..=Duration::from_millis(3510)).contains(&elapsed), "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn errors_that_are_not_retryable_end_the_wait() {
    let okta = client(&[200, 403]);
    let error = Waiter::new().until(|| okta.request(Method::GET, "/u"), |_| false).await.unwrap_err();
    assert_eq!((error.kind(), error.polls()), (WaitErrorKind::Failed, 2));
    assert_eq!(error.last_error().unwrap().status(), Some(StatusCode::FORBIDDEN));

    let okta = client(&[404]);
    let error = Waiter::new().until(|| okta.request(Method::GET, "/u"), |_| true).await.unwrap_err();
    assert!(error.last_error().unwrap().is_not_found(), "404 is a failure in `until`");
}

#[tokio::test(start_paused = true)]
async fn timeout_keeps_the_last_error() {
    let okta = client(&[404]);
    let start = Instant::now();
    let waiter = Waiter::new().timeout(Duration::from_secs(7));
    let error = waiter.until_visible(|| okta.request(Method::GET, "/u")).await.unwrap_err();
    assert!(error.is_timeout() && error.last_error().unwrap().is_not_found());
    assert!(error.to_string().contains("for an object to become visible after"), "{error}");
    assert!(error.to_string().ends_with("; the last call failed"), "{error}");
    assert!(start.elapsed() <= Duration::from_secs(7) && error.polls() >= 3, "{error:?}");
    let waiter = waiter.awaiting("the rule of the group");
    let error = waiter.until(|| okta.request(Method::GET, "/u"), |_| true).await.unwrap_err();
    assert_eq!(error.to_string(), "call failed while waiting for the rule of the group");
    let waiter = Waiter::new().timeout(Duration::from_secs(7));

    let okta = client(&[200]);
    let error = waiter.until_deleted(|| okta.request(Method::GET, "/u")).await.unwrap_err();
    assert!(error.is_timeout() && error.last_error().is_none());
    let text = error.to_string();
    assert!(text.starts_with("timed out waiting for an object to be deleted after "), "{text}");
    assert!(text.ends_with("; the last call succeeded"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn timeout_cancels_a_hanging_call() {
    let hanging =
        tower::service_fn(|_: Request<Body>| std::future::pending::<Result<Response<Body>, BoxError>>());
    let okta = Client::from_service("https://example.com", hanging).unwrap();
    let start = Instant::now();
    let waiter = Waiter::new().timeout(Duration::from_secs(3));
    let error = waiter.until_visible(|| okta.request(Method::GET, "/u")).await.unwrap_err();
    assert_eq!((error.polls(), start.elapsed()), (0, Duration::from_secs(3)));
}

#[tokio::test(start_paused = true)]
async fn deleted_is_404_or_410() {
    for status in [404, 410] {
        let okta = client(&[200, status]);
        Waiter::new().until_deleted(|| okta.request(Method::GET, "/u")).await.unwrap();
    }
}

/// A client whose server responds `200` with these bodies in order, and repeats the last one.
#[cfg(any(feature = "schemas", feature = "users"))]
fn bodies(bodies: &[&'static str]) -> Client {
    let bodies = Arc::new(Mutex::new(VecDeque::from(bodies.to_vec())));
    let service = tower::service_fn(move |_: Request<Body>| {
        let mut bodies = bodies.lock().unwrap();
        let body = if bodies.len() > 1 { bodies.pop_front() } else { bodies.front().copied() };
        std::future::ready(Ok::<_, BoxError>(Response::new(Body::from(body.unwrap()))))
    });
    Client::from_service("https://example.com", service).unwrap()
}

#[cfg(feature = "users")]
#[tokio::test(start_paused = true)]
async fn user_status_waits_for_the_transition() {
    let okta = bodies(&[
        r#"{"id":"u","status":"STAGED","transitioningToStatus":"ACTIVE"}"#,
        r#"{"id":"u","status":"ACTIVE","transitioningToStatus":"ACTIVE"}"#,
        r#"{"id":"u","status":"ACTIVE","transitioningToStatus":null}"#,
    ]);
    let start = Instant::now();
    let user = Waiter::new().user_status(&okta, "u", okta_models::UserStatus::Active).await.unwrap();
    assert_eq!(user.id, "u");
    assert!(start.elapsed() > Duration::from_millis(700), "three polls, two delays");

    let okta = bodies(&[r#"{"id":"u","status":"SUSPENDED"}"#]);
    assert!(Waiter::new().user_transition_complete(&okta, "u").await.is_ok());
    let never = Waiter::new().user_status(&okta, "u", okta_models::UserStatus::Active).await;
    let error = never.unwrap_err();
    assert!(error.is_timeout());
    let text = error.to_string();
    assert!(
        text.starts_with("timed out waiting for user u to become ACTIVE after ")
            && text.ends_with("; last status SUSPENDED"),
        "{text}"
    );
}

#[cfg(feature = "users")]
#[tokio::test(start_paused = true)]
async fn added_and_removed_memberships_are_awaited() {
    let okta = bodies(&["[]", r#"[{"id":"g0"}]"#, r#"[{"id":"g0"},{"id":"g1"}]"#]);
    Waiter::new().membership_visible(&okta, "g1", "u").await.unwrap();
    let okta = bodies(&[r#"[{"id":"g1"}]"#, "[]"]);
    Waiter::new().membership_removed(&okta, "g1", "u").await.unwrap();
}

#[cfg(all(feature = "apps", feature = "groups"))]
#[tokio::test(start_paused = true)]
async fn new_groups_and_deleted_apps_are_awaited() {
    Waiter::new().group_visible(&client(&[404, 200]), "g").await.unwrap();
    Waiter::new().app_deleted(&client(&[200, 404]), "a").await.unwrap();
}

#[cfg(feature = "schemas")]
#[tokio::test(start_paused = true)]
async fn added_and_removed_attributes_are_awaited() {
    const WITHOUT: &str = r##"{"definitions":{"custom":{"id":"#custom","properties":{}}}}"##;
    const WITH: &str = r#"{"definitions":{"custom":{"properties":{"shoe":{"type":"string"}}}}}"#;
    Waiter::new().user_attribute_visible(&bodies(&["{}", WITHOUT, WITH]), "default", "shoe").await.unwrap();
    Waiter::new().user_attribute_removed(&bodies(&[WITH, WITHOUT]), "default", "shoe").await.unwrap();
}
