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

/// A client whose server gives these bodies in turn with `200`, the last one for ever.
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
async fn a_users_status_counts_once_no_transition_is_under_way() {
    let okta = bodies(&[
        r#"{"id":"u","status":"STAGED","transitioningToStatus":"ACTIVE"}"#,
        r#"{"id":"u","status":"ACTIVE","transitioningToStatus":"ACTIVE"}"#,
        r#"{"id":"u","status":"ACTIVE","transitioningToStatus":null}"#,
    ]);
    let began = Instant::now();
    let user = Wait::new().user_status(&okta, "u", okta_models::UserStatus::Active).await.unwrap();
    assert_eq!(user.id.as_deref(), Some("u"));
    assert!(began.elapsed() > Duration::from_millis(700), "three questions, two pauses");

    let okta = bodies(&[r#"{"id":"u","status":"SUSPENDED"}"#]);
    assert!(Wait::new().user_settled(&okta, "u").await.is_ok());
    let never = Wait::new().user_status(&okta, "u", okta_models::UserStatus::Active).await;
    assert!(never.unwrap_err().is_timeout());
}

#[cfg(feature = "users")]
#[tokio::test(start_paused = true)]
async fn memberships_are_waited_for_both_ways() {
    let okta = bodies(&["[]", r#"[{"id":"g0"}]"#, r#"[{"id":"g0"},{"id":"g1"}]"#]);
    Wait::new().membership_visible(&okta, "g1", "u").await.unwrap();
    let okta = bodies(&[r#"[{"id":"g1"}]"#, "[]"]);
    Wait::new().membership_gone(&okta, "g1", "u").await.unwrap();
}

#[cfg(all(feature = "apps", feature = "groups"))]
#[tokio::test(start_paused = true)]
async fn groups_appear_and_apps_go() {
    Wait::new().group_visible(&client(&[404, 200]), "g").await.unwrap();
    Wait::new().app_gone(&client(&[200, 404]), "a").await.unwrap();
}

#[cfg(feature = "schemas")]
#[tokio::test(start_paused = true)]
async fn attributes_of_a_schema_come_and_go() {
    const WITHOUT: &str = r##"{"definitions":{"custom":{"id":"#custom","properties":{}}}}"##;
    const WITH: &str = r#"{"definitions":{"custom":{"properties":{"shoe":{"type":"string"}}}}}"#;
    Wait::new().user_attribute_visible(&bodies(&["{}", WITHOUT, WITH]), "default", "shoe").await.unwrap();
    Wait::new().user_attribute_gone(&bodies(&[WITH, WITHOUT]), "default", "shoe").await.unwrap();
}
