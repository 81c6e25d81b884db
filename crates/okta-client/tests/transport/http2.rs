//! HTTP/2: negotiation, multiplexing, and dead connections.

use http::Version;
use http_body_util::BodyExt;
use okta_client::transport::{HttpVersion, HyperTransport, TransportErrorKind};
use okta_testkit::Org;
use okta_tower::retry::Failure;

use crate::support::{get, public_url, trusting};

async fn org_and_transport() -> (Org, HyperTransport) {
    let org = Org::builder().tls().start().await.unwrap();
    let transport = HyperTransport::builder().tls(trusting(&org)).build().unwrap();
    (org, transport)
}

/// Starts a call and drops it once the server received it.
async fn abandon(org: &Org, transport: &HyperTransport) {
    let hold = org.when("*").hold();
    let url = public_url(org);
    tokio::select! {
        biased;
        result = get(transport, &url) => panic!("unexpected response: {result:?}"),
        () = hold.wait_for(1) => {}
    }
    hold.rule().remove();
}

async fn call(org: &Org, transport: &HyperTransport) {
    let response = get(transport, &public_url(org)).await.unwrap();
    assert_eq!((response.status().as_u16(), response.version()), (200, Version::HTTP_2));
    response.into_body().collect().await.unwrap();
}

#[tokio::test]
async fn http2_is_negotiated_and_multiplexed() {
    let (org, transport) = org_and_transport().await;
    call(&org, &transport).await;
    tokio::join!(call(&org, &transport), call(&org, &transport), call(&org, &transport));
    assert_eq!(org.connections().len(), 1);
}

#[tokio::test]
async fn burst_of_first_calls_shares_one_connection() {
    for _ in 0..3 {
        let (org, transport) = org_and_transport().await;
        futures_util::future::join_all((0..20).map(|_| call(&org, &transport))).await;
        assert_eq!(org.connections().len(), 1);
    }
}

#[tokio::test]
async fn burst_after_dropped_first_call_succeeds() {
    let (org, transport) = org_and_transport().await;
    let url = public_url(&org);
    let mut first = Box::pin(get(&transport, &url));
    tokio::select! {
        biased;
        result = &mut first => panic!("unexpected response: {result:?}"),
        () = std::future::ready(()) => {}
    }
    let calls = futures_util::future::join_all((0..20).map(|_| call(&org, &transport)));
    let dropped = async {
        tokio::task::yield_now().await;
        drop(first);
    };
    tokio::join!(calls, dropped);
    assert!(org.connections().len() <= 2, "{}", org.connections().len());
}

#[tokio::test]
async fn burst_over_http1_opens_connections() {
    let org = Org::builder().tls().start().await.unwrap();
    let transport =
        HyperTransport::builder().tls(trusting(&org)).http_version(HttpVersion::Http1).build().unwrap();
    let hold = org.when("*").always().hold();
    let url = public_url(&org);
    let calls = futures_util::future::join_all((0..5).map(|_| get(&transport, &url)));
    let release = async {
        hold.wait_for(5).await;
        hold.release();
    };
    let (responses, ()) = tokio::join!(calls, release);
    assert!(responses.iter().all(Result::is_ok));
    assert_eq!(org.connections().len(), 5);
}

#[tokio::test]
async fn http1_can_be_forced() {
    let org = Org::builder().tls().start().await.unwrap();
    let transport =
        HyperTransport::builder().tls(trusting(&org)).http_version(HttpVersion::Http1).build().unwrap();
    assert_eq!(get(&transport, &public_url(&org)).await.unwrap().version(), Version::HTTP_11);
}

#[tokio::test]
async fn one_abandoned_call_keeps_the_connection() {
    let (org, transport) = org_and_transport().await;
    abandon(&org, &transport).await;
    call(&org, &transport).await;
    assert_eq!(org.connections().len(), 1);
}

#[tokio::test]
async fn two_abandoned_calls_retire_the_connection() {
    let (org, transport) = org_and_transport().await;
    abandon(&org, &transport).await;
    abandon(&org, &transport).await;
    call(&org, &transport).await;
    assert_eq!(org.connections().len(), 2);
}

#[tokio::test]
async fn two_abandoned_calls_retire_a_prior_knowledge_connection() {
    let org = Org::start().await.unwrap();
    let transport = HyperTransport::builder().without_tls().http_version(HttpVersion::Http2).build().unwrap();
    abandon(&org, &transport).await;
    abandon(&org, &transport).await;
    call(&org, &transport).await;
    assert_eq!(org.connections().len(), 2);
}

#[tokio::test]
async fn response_resets_the_failure_count() {
    let (org, transport) = org_and_transport().await;
    for _ in 0..3 {
        abandon(&org, &transport).await;
        call(&org, &transport).await;
    }
    assert_eq!(org.connections().len(), 1);
}

#[tokio::test]
async fn retired_connection_finishes_calls_in_flight() {
    let (org, transport) = org_and_transport().await;
    let hold = org.when("*").hold();
    let in_flight = tokio::spawn({
        let (org, transport) = (org.clone(), transport.clone());
        async move { call(&org, &transport).await }
    });
    hold.wait_for(1).await;
    abandon(&org, &transport).await;
    abandon(&org, &transport).await;
    call(&org, &transport).await;
    assert_eq!(org.connections().len(), 2);
    hold.release();
    in_flight.await.unwrap();
}

#[tokio::test]
async fn goaway_replaces_connection() {
    let (org, transport) = org_and_transport().await;
    org.when("*").go_away();
    call(&org, &transport).await;
    org.drain_connections();
    call(&org, &transport).await;
    assert_eq!(org.connections().len(), 2);
}

#[tokio::test]
async fn dropped_connection_interrupts_the_call() {
    let (org, transport) = org_and_transport().await;
    let hold = org.when("*").hold();
    let drop_connections = async {
        hold.wait_for(1).await;
        org.drop_connections();
    };
    let url = public_url(&org);
    let (result, ()) = tokio::join!(get(&transport, &url), drop_connections);
    let error = result.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Closed);
    assert_eq!(Failure::from_error(&*error), Failure::Interrupted);
}

/// Time is paused, so the ping times out as soon as all tasks are idle.
#[tokio::test(start_paused = true)]
async fn missing_ping_ack_closes_the_connection() {
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        // Sends an empty SETTINGS frame, then only reads.
        stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
        let mut received = Vec::new();
        stream.read_to_end(&mut received).await.unwrap();
    });
    let transport = HyperTransport::builder()
        .without_tls()
        .http_version(HttpVersion::Http2)
        .http2_keep_alive(Some(Duration::from_secs(30)), Duration::from_secs(10))
        .build()
        .unwrap();
    let before = tokio::time::Instant::now();
    let error = get(&transport, &url).await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Timeout);
    assert!((40..60).contains(&before.elapsed().as_secs()), "{:?}", before.elapsed());
}

#[tokio::test]
async fn interrupted_streams_are_closed_errors() {
    let (org, transport) = org_and_transport().await;
    call(&org, &transport).await;
    let read = async || {
        let response = get(&transport, &public_url(&org)).await?;
        response.into_body().collect().await.map(drop)
    };
    for fault in ["truncated", "reset", "dropped", "all dropped"] {
        let when = org.when("*");
        let hold = match fault {
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
        let drop_all = async {
            if let Some(hold) = &hold {
                hold.wait_for(1).await;
                org.drop_connections();
            }
        };
        let (result, ()) = tokio::join!(read(), drop_all);
        let error = result.unwrap_err();
        assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Closed, "{fault}: {error:?}");
        assert_eq!(Failure::from_error(&*error), Failure::Interrupted, "{fault}: {error:?}");
    }
}
