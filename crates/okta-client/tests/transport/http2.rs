//! HTTP/2: negotiation, sharing, and connections that have died.

use http::Version;
use http_body_util::BodyExt;
use okta_client::transport::{HttpVersion, HyperTransport, TlsOptions, TransportErrorKind};
use okta_testkit::Org;
use okta_tower::retry::Failure;

use crate::support::{get, open_url};

async fn org_and_transport() -> (Org, HyperTransport) {
    let org = Org::builder().tls().start().await.unwrap();
    let tls = TlsOptions::new().only_added_roots().add_root_pem(org.ca_pem());
    let transport = HyperTransport::builder().tls(tls).build().unwrap();
    (org, transport)
}

/// Starts a call and gives it up once the server has it.
async fn give_up(org: &Org, transport: &HyperTransport) {
    let gate = org.when("*").hold();
    let url = open_url(org);
    tokio::select! {
        biased;
        answer = get(transport, &url) => panic!("answered: {answer:?}"),
        () = gate.wait_for(1) => {}
    }
    gate.rule().remove();
}

async fn call(org: &Org, transport: &HyperTransport) {
    let response = get(transport, &open_url(org)).await.unwrap();
    assert_eq!((response.status().as_u16(), response.version()), (200, Version::HTTP_2));
    response.into_body().collect().await.unwrap();
}

#[tokio::test]
async fn http2_is_negotiated_and_one_connection_carries_calls_at_the_same_time() {
    let (org, transport) = org_and_transport().await;
    call(&org, &transport).await;
    tokio::join!(call(&org, &transport), call(&org, &transport), call(&org, &transport));
    assert_eq!(org.connections().len(), 1);
}

#[tokio::test]
async fn http1_alone_can_be_asked_for() {
    let org = Org::builder().tls().start().await.unwrap();
    let tls = TlsOptions::new().only_added_roots().add_root_pem(org.ca_pem());
    let transport = HyperTransport::builder().tls(tls).http_version(HttpVersion::Http1).build().unwrap();
    assert_eq!(get(&transport, &open_url(&org)).await.unwrap().version(), Version::HTTP_11);
}

#[tokio::test]
async fn one_call_given_up_keeps_the_connection() {
    let (org, transport) = org_and_transport().await;
    give_up(&org, &transport).await;
    call(&org, &transport).await;
    assert_eq!(org.connections().len(), 1);
}

#[tokio::test]
async fn two_calls_given_up_in_a_row_retire_the_connection() {
    let (org, transport) = org_and_transport().await;
    give_up(&org, &transport).await;
    give_up(&org, &transport).await;
    call(&org, &transport).await;
    assert_eq!(org.connections().len(), 2);
}

#[tokio::test]
async fn two_calls_given_up_in_a_row_retire_a_connection_that_was_not_negotiated() {
    let org = Org::start().await.unwrap();
    let transport = HyperTransport::builder().without_tls().http_version(HttpVersion::Http2).build().unwrap();
    give_up(&org, &transport).await;
    give_up(&org, &transport).await;
    call(&org, &transport).await;
    assert_eq!(org.connections().len(), 2);
}

#[tokio::test]
async fn an_answer_in_between_clears_the_suspicion() {
    let (org, transport) = org_and_transport().await;
    for _ in 0..3 {
        give_up(&org, &transport).await;
        call(&org, &transport).await;
    }
    assert_eq!(org.connections().len(), 1);
}

/// A connection that takes no new calls still finishes those under way.
#[tokio::test]
async fn calls_under_way_survive_the_retirement_of_their_connection() {
    let (org, transport) = org_and_transport().await;
    let gate = org.when("*").hold();
    let patient = tokio::spawn({
        let (org, transport) = (org.clone(), transport.clone());
        async move { call(&org, &transport).await }
    });
    gate.wait_for(1).await;
    give_up(&org, &transport).await;
    give_up(&org, &transport).await;
    call(&org, &transport).await;
    assert_eq!(org.connections().len(), 2);
    gate.release();
    patient.await.unwrap();
}

#[tokio::test]
async fn a_connection_that_says_goodbye_is_replaced() {
    let (org, transport) = org_and_transport().await;
    org.when("*").go_away();
    call(&org, &transport).await;
    org.drain_connections();
    call(&org, &transport).await;
    assert_eq!(org.connections().len(), 2);
}

#[tokio::test]
async fn a_connection_cut_while_waiting_is_a_broken_call() {
    let (org, transport) = org_and_transport().await;
    let gate = org.when("*").hold();
    let cut = async {
        gate.wait_for(1).await;
        org.drop_connections();
    };
    let url = open_url(&org);
    let (answer, ()) = tokio::join!(get(&transport, &url), cut);
    let error = answer.unwrap_err();
    assert_eq!(TransportErrorKind::of(&*error), TransportErrorKind::Closed);
    assert_eq!(Failure::from_error(&*error), Failure::Interrupted);
}

/// Time is paused, so the ping goes out and stays unanswered as soon as nothing else happens.
#[tokio::test(start_paused = true)]
async fn a_connection_that_answers_no_ping_is_closed() {
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        // An empty SETTINGS frame, and then nothing but listening.
        stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
        let mut sink = Vec::new();
        stream.read_to_end(&mut sink).await.unwrap();
    });
    let transport = HyperTransport::builder()
        .without_tls()
        .http_version(HttpVersion::Http2)
        .http2_keep_alive(Some(Duration::from_secs(30)), Duration::from_secs(10))
        .build()
        .unwrap();
    let before = tokio::time::Instant::now();
    let error = get(&transport, &url).await.unwrap_err();
    assert_eq!(TransportErrorKind::of(&*error), TransportErrorKind::Timeout);
    assert!((40..60).contains(&before.elapsed().as_secs()), "{:?}", before.elapsed());
}

#[tokio::test]
async fn whatever_breaks_a_stream_counts_as_a_closed_connection() {
    let (org, transport) = org_and_transport().await;
    call(&org, &transport).await;
    let read = async || {
        let response = get(&transport, &open_url(&org)).await?;
        response.into_body().collect().await.map(drop)
    };
    for breaking in ["truncated", "reset", "dropped", "all dropped"] {
        let when = org.when("*");
        let gate = match breaking {
            "truncated" => {
                when.truncate_body();
                None
            }
            "reset" => {
                when.reset_body();
                None
            }
            "dropped" => {
                when.drop_connection(okta_testkit::DropAt::BeforeResponse);
                None
            }
            _ => Some(when.hold()),
        };
        let ended = async {
            if let Some(gate) = &gate {
                gate.wait_for(1).await;
                org.drop_connections();
            }
        };
        let (outcome, ()) = tokio::join!(read(), ended);
        let error = outcome.unwrap_err();
        assert_eq!(TransportErrorKind::of(&*error), TransportErrorKind::Closed, "{breaking}: {error:?}");
        assert_eq!(Failure::from_error(&*error), Failure::Interrupted, "{breaking}: {error:?}");
    }
}
