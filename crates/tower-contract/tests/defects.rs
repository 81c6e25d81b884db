//! The contract finds the defects of small faulty layers.

#[macro_use]
mod faulty;

use std::time::Duration;

use http::Request;
use tower_contract::{ProbeBody, Report, Rule, check_layer_contract};

use crate::faulty::*;

fn other() -> Request<ProbeBody> {
    let mut request = Request::new(ProbeBody::empty());
    *request.uri_mut() = http::Uri::from_static("https://example.com/other");
    request
}

/// The layer breaks the rules, and no others.
#[track_caller]
fn assert_breaks(report: &Report, rules: &[Rule]) {
    println!("{report}");
    assert_eq!(report.failed().collect::<Vec<_>>(), rules, "{report}");
}

#[test]
fn ready_service_is_held_while_waiting_for_a_lock() {
    let report = check_layer_contract!(Serialize::default());
    assert_breaks(&report, &[Rule::HeldPlaces, Rule::Progress]);
}

#[test]
fn ready_service_is_held_while_waiting_for_a_token() {
    let report = check_layer_contract!(Token::default());
    assert_breaks(&report, &[Rule::HeldPlaces]);
}

#[test]
fn ready_service_is_held_while_waiting_for_quota() {
    let report = check_layer_contract!(Quota::default(), other_request(other));
    assert_breaks(&report, &[Rule::HeldPlaces, Rule::Independence]);
}

#[test]
fn only_the_first_waiter_has_a_timer() {
    let report = check_layer_contract!(FirstTimer::default());
    assert_breaks(&report, &[Rule::Unpolled]);
}

#[test]
fn local_grant_is_held_while_waiting_for_the_store() {
    let report = check_layer_contract!(SharedQuota::default(), other_request(other));
    assert_breaks(&report, &[Rule::Independence, Rule::Unpolled]);
}

#[test]
fn ready_service_is_held_during_a_cold_start() {
    let report = check_layer_contract!(ColdStart::default());
    assert_breaks(&report, &[Rule::HeldPlaces]);
}

#[test]
fn stored_response_needs_a_place() {
    let report = check_layer_contract!(
        Cache::default(),
        skip(Rule::Streaming, "the layer has no bodies"),
        skip(Rule::Trailers, "the layer has no bodies"),
    );
    assert_breaks(&report, &[Rule::EarlyReadiness]);
}

#[test]
fn joined_response_needs_a_place() {
    let report = check_layer_contract!(
        Coalesce::default(),
        skip(Rule::Streaming, "the layer has no bodies"),
        skip(Rule::Trailers, "the layer has no bodies"),
    );
    assert_breaks(&report, &[Rule::EarlyReadiness]);
}

#[test]
fn budget_postpones_the_timeout() {
    let limit = Duration::from_millis(100);
    let report = check_layer_contract!(Limit(limit), time_limit(limit));
    assert_breaks(&report, &[Rule::TimeLimit]);
}

#[test]
fn dropped_call_is_counted_for_ever() {
    let report = check_layer_contract!(LeakyCount::default());
    assert_breaks(&report, &[Rule::Cancellation]);
}

#[test]
fn wall_clock_pause_is_stretched_by_a_step() {
    let clock = WallClock::new(1_700_000_000.into());
    let report =
        check_layer_contract!(WallClockPause((clock.clone(), <_>::default())), clock(|by| step(&clock, by)),);
    assert_breaks(&report, &[Rule::Clock]);
}

#[test]
fn waker_of_the_first_poll_is_kept() {
    let report = check_layer_contract!(OldWaker);
    assert_breaks(&report, &[Rule::Wakeups]);
}

#[test]
fn clone_of_the_ready_service_is_called() {
    let report = check_layer_contract!(CallsClone);
    assert!(report.failed().any(|rule| rule == Rule::Readiness), "{report}");
}

#[test]
fn bodies_must_be_clonable_and_sync() {
    let report = check_layer_contract!(Demanding, request(|| Request::new(String::new())));
    assert_breaks(&report, &[Rule::Bounds]);
    let text = report.to_string();
    assert!(text.contains("response bodies that are not `Sync`"), "{text}");
    assert!(!text.contains("that are not `Unpin`"), "{text}");
}

#[test]
fn collected_body_loses_trailers_and_is_no_stream() {
    let report = check_layer_contract!(Collect);
    assert_breaks(&report, &[Rule::Streaming, Rule::Trailers]);
    let report = check_layer_contract!(Collect, collects(true));
    assert_breaks(&report, &[Rule::Trailers]);
}

#[test]
fn ticket_of_an_unpolled_call_blocks_the_queue() {
    let report = check_layer_contract!(Queue::default());
    assert_breaks(&report, &[Rule::Unpolled]);
}

#[test]
fn drop_of_the_service_cancels_calls() {
    let report = check_layer_contract!(CancelOnDrop);
    assert_breaks(&report, &[Rule::ServiceDrop]);
}

#[test]
fn readiness_is_remembered_after_a_call() {
    let report = check_layer_contract!(RemembersReady);
    assert!(report.failed().any(|rule| rule == Rule::Readiness), "{report}");
}

#[test]
fn stalled_rejection_is_held_back() {
    let report = check_layer_contract!(Peek);
    assert_breaks(&report, &[Rule::Streaming]);
}
