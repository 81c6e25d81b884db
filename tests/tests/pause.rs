//! The layer of the guide to writing layers, between mocks and with a clock that stands still.

use std::time::Duration;

use http::{Method, Request, Response};
use okta_tests::pause::{Paused, Switch};
use tokio_test::{assert_pending, assert_ready, task};
use tower::{Layer, ServiceExt};
use tower_test::mock;

const LIMIT: Duration = Duration::from_secs(60);

fn request(method: Method) -> Request<()> {
    let mut request = Request::new(());
    *request.method_mut() = method;
    request
}

#[tokio::test]
async fn reads_pass_and_writes_wait_until_the_switch_is_on() {
    let (inner, mut server) = mock::pair::<Request<()>, Response<()>>();
    let switch = Switch::on();
    let service = switch.layer(LIMIT).layer(inner);
    switch.turn(false);

    let read = tokio::spawn(service.clone().oneshot(request(Method::GET)));
    server.next_request().await.unwrap().1.send_response(Response::new(()));
    assert!(read.await.unwrap().is_ok());

    let mut write = task::spawn(service.oneshot(request(Method::POST)));
    assert_pending!(write.poll());
    switch.turn(true);
    assert!(write.is_woken());
    assert_pending!(write.poll()); // sent, not answered
    let (sent, answer) = server.next_request().await.unwrap();
    assert_eq!(sent.method(), Method::POST);
    answer.send_response(Response::new(()));
    assert!(assert_ready!(write.poll()).is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_write_is_held_only_so_long_and_then_not_sent() {
    let (inner, mut server) = mock::pair::<Request<()>, Response<()>>();
    let switch = Switch::on();
    switch.turn(false);
    let service = switch.layer(LIMIT).layer(inner);

    // With nothing else to do, tokio moves its clock to the end of the wait.
    let error = service.oneshot(request(Method::PUT)).await.unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&Paused { at_most: LIMIT }));
    assert!(server.next_request().await.is_none(), "nothing was sent");
}

#[tokio::test]
async fn the_service_that_was_ready_is_the_one_that_is_called() {
    let (inner, mut server) = mock::pair::<Request<()>, Response<()>>();
    server.allow(1); // of all clones, one may become ready
    let mut service = Switch::on().layer(LIMIT).layer(inner);

    let ready = service.ready().await.unwrap();
    let call = tokio::spawn(tower::Service::call(ready, request(Method::POST)));
    server.next_request().await.unwrap().1.send_response(Response::new(()));
    assert!(call.await.unwrap().is_ok());

    let mut again = task::spawn(service.ready());
    assert_pending!(again.poll()); // the clone that stayed behind is not ready by itself
}

/// The guide shows the layer and its tests as they are here.
#[test]
fn the_guide_shows_this_code() {
    let guide = include_str!("../../docs/writing-a-layer.md");
    let below_the_title = |file: &'static str| file.split_once("\n\n").unwrap().1;
    let tests = below_the_title(include_str!("pause.rs")).split("\n/// The guide").next().unwrap();
    for (name, code) in [("layer", below_the_title(include_str!("../src/pause.rs"))), ("tests", tests)] {
        assert!(guide.contains(&format!("\n{code}```\n")), "docs/writing-a-layer.md: the {name} differ");
    }
}
