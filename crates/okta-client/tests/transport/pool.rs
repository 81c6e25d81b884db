//! The connection pool, its timeouts, and the classification of errors.

use std::time::Duration;

use futures_util::future::join_all;
use http::{Method, Request, Version};
use http_body_util::BodyExt;
use okta_client::{
    config::{Config, Sources},
    transport::{HttpVersion, HyperTransport, TransportErrorKind},
};
use okta_testkit::{DropAt, Org, ResponseTemplate};
use okta_tower::{body::Body, retry::Failure};
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::support::{get, public_url};

fn plain() -> HyperTransport {
    HyperTransport::builder().without_tls().build().unwrap()
}

#[tokio::test]
async fn connection_is_reused() {
    let org = Org::start().await.unwrap();
    let transport = plain();
    for _ in 0..5 {
        let response = get(&transport, &public_url(&org)).await.unwrap();
        assert_eq!((response.status().as_u16(), response.version()), (200, Version::HTTP_11));
        response.into_body().collect().await.unwrap();
    }
    assert_eq!(org.connections().len(), 1);
}

#[tokio::test]
async fn burst_reuses_connections_of_the_last_one() {
    const CALLS: usize = 60;
    let org = Org::start().await.unwrap();
    let (transport, url) = (plain(), public_url(&org));
    for _ in 0..2 {
        let hold = org.when("*").always().hold();
        let calls = join_all((0..CALLS).map(|_| async {
            get(&transport, &url).await.unwrap().into_body().collect().await.unwrap();
        }));
        let release = async {
            hold.wait_for(CALLS).await;
            hold.rule().remove();
            hold.release();
        };
        tokio::join!(calls, release);
        // Until the tasks of the connections have returned them.
        for _ in 0..CALLS {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(org.connections().len(), CALLS);
}

#[tokio::test]
async fn empty_body_has_content_length() {
    let org = Org::start().await.unwrap();
    org.when("*").always().respond_with(ResponseTemplate::no_content());
    let transport = plain();
    for (method, body, expected) in [
        (Method::POST, Body::empty(), Some("0")),
        (Method::PUT, Body::from(""), Some("0")),
        (Method::PATCH, Body::empty(), Some("0")),
        (Method::POST, Body::from("{}"), Some("2")),
        (Method::GET, Body::empty(), None),
        (Method::DELETE, Body::empty(), None),
    ] {
        org.clear_requests();
        let request = Request::builder().method(&method).uri(public_url(&org)).body(body).unwrap();
        transport.clone().oneshot(request).await.unwrap();
        assert_eq!(org.requests().only().header("content-length"), expected, "{method}");
    }
}

#[tokio::test]
async fn redirects_and_cookies_are_ignored() {
    let org = Org::start().await.unwrap();
    org.when("*")
        .respond_with(ResponseTemplate::redirect("https://elsewhere.example/").header("set-cookie", "sid=1"));
    let transport = plain();
    let response = get(&transport, &public_url(&org)).await.unwrap();
    assert!(response.status().is_redirection());
    response.into_body().collect().await.unwrap();
    get(&transport, &public_url(&org)).await.unwrap();
    assert!(org.requests().filter(|request| request.header("cookie").is_some()).is_empty());
}

#[tokio::test]
async fn closed_connection_is_replaced() {
    let org = Org::start().await.unwrap();
    org.set_requests_per_connection(1);
    let transport = plain();
    for _ in 0..3 {
        get(&transport, &public_url(&org)).await.unwrap().into_body().collect().await.unwrap();
    }
    assert_eq!(org.connections().len(), 3);
}

#[tokio::test]
async fn refused_connection_is_a_connect_error() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = get(&plain(), &format!("http://{free}/")).await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Connect);
    assert_eq!(Failure::from_error(&*error), Failure::NotSent);
}

#[tokio::test]
async fn unknown_host_is_a_dns_error() {
    let error = get(&plain(), "http://no-such-host.invalid/").await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Dns);
    assert_eq!(Failure::from_error(&*error), Failure::NotSent);
}

#[tokio::test]
async fn drop_before_response_is_closed() {
    let org = Org::start().await.unwrap();
    org.when("*").drop_connection(DropAt::BeforeResponse);
    let error = get(&plain(), &public_url(&org)).await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Closed);
    assert_eq!(Failure::from_error(&*error), Failure::Interrupted);
}

#[tokio::test]
async fn truncated_body_is_closed() {
    let org = Org::start().await.unwrap();
    org.when("*").truncate_body();
    let response = get(&plain(), &public_url(&org)).await.unwrap();
    let error = response.into_body().collect().await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Closed);
}

#[tokio::test]
async fn malformed_response_is_a_protocol_error() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_u8().await.unwrap();
        stream.write_all(b"220 mail.example ESMTP\r\n\r\n").await.unwrap();
        std::future::pending::<()>().await;
    });
    let error = get(&plain(), &format!("http://{address}/")).await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Protocol);
}

/// Time is paused: it advances only when all tasks are idle.
#[tokio::test(start_paused = true)]
async fn connect_timeout_includes_tls() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", silent.local_addr().unwrap());
    let transport = HyperTransport::builder().connect_timeout(Some(Duration::from_secs(3))).build().unwrap();
    let before = tokio::time::Instant::now();
    let error = get(&transport, &url).await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::ConnectTimeout);
    assert_eq!(Failure::from_error(&*error), Failure::NotSent);
    assert_eq!(before.elapsed().as_secs(), 3);
}

#[tokio::test]
async fn plain_http_config_loads_no_certificates() {
    let org = Org::start().await.unwrap();
    let config = Config::builder()
        .sources(Sources::none().with_var("SSL_CERT_FILE", "/nonexistent"))
        .org_url(org.url())
        .token("t")
        .disable_https_check(true)
        .build()
        .unwrap();
    let transport = HyperTransport::from_config(&config).unwrap();
    assert_eq!(get(&transport, &public_url(&org)).await.unwrap().status(), 200);
    let error = get(&transport, "https://localhost:1/").await.unwrap_err();
    assert!(matches!(TransportErrorKind::from_error(&*error), TransportErrorKind::Tls(_)));
}

#[cfg(unix)]
#[tokio::test]
async fn custom_connector_is_used() {
    use tokio::net::{UnixListener, UnixStream};

    let org = Org::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("org.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let target = org.url().trim_start_matches("http://").to_owned();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut upstream = tokio::net::TcpStream::connect(&target).await.unwrap();
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut stream, &mut upstream).await });
        }
    });
    let socket = path.clone();
    let connector = tower::service_fn(move |_: http::Uri| {
        let socket = socket.clone();
        async move { UnixStream::connect(socket).await.map(hyper_util::rt::TokioIo::new) }
    });
    let transport = HyperTransport::builder().without_tls().connector(connector).build().unwrap();
    let response = get(&transport, "http://any-name.example/.well-known/okta-organization").await;
    assert_eq!(response.unwrap().status(), 200);
}

#[tokio::test]
async fn http2_prior_knowledge_without_tls() {
    let org = Org::start().await.unwrap();
    let transport = HyperTransport::builder().without_tls().http_version(HttpVersion::Http2).build().unwrap();
    assert_eq!(get(&transport, &public_url(&org)).await.unwrap().version(), Version::HTTP_2);
    assert!(org.connections()[0].is_http2());
}

/// Time is paused and advanced; the yields let both ends of the socket run.
#[tokio::test(start_paused = true)]
async fn idle_connection_is_closed_after_timeout() {
    let org = Org::start().await.unwrap();
    let transport = plain();
    get(&transport, &public_url(&org)).await.unwrap().into_body().collect().await.unwrap();
    let is_open = || org.connections()[0].is_open();
    let run_tasks = async || {
        for _ in 0..1000 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::advance(Duration::from_secs(45)).await;
    run_tasks().await;
    assert!(is_open(), "45 s are within the default of 50 s");
    tokio::time::advance(Duration::from_secs(60)).await;
    run_tasks().await;
    assert!(!is_open());
}

/// A server that sends this head and an empty body to each request.
async fn raw_server(head: String) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 4096]).await;
            let _ = socket
                .write_all(format!("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n{head}\r\n").as_bytes())
                .await;
        }
    });
    url
}

#[tokio::test]
async fn folded_header_is_read() {
    let url = raw_server("x-folded: one\r\n two\r\n\tthree\r\n".to_owned()).await;
    let response = get(&plain(), &url).await.unwrap();
    let words: Vec<_> = response.headers()["x-folded"].to_str().unwrap().split_whitespace().collect();
    assert_eq!(words, ["one", "two", "three"]);
}

#[tokio::test]
async fn large_head_is_named_in_the_error() {
    let lines = (0..98).map(|line| format!("x-{line}: a\r\n")).collect();
    assert_eq!(get(&plain(), &raw_server(lines).await).await.unwrap().headers().len(), 99);
    let many = (0..101).map(|line| format!("x-{line}: a\r\n")).collect();
    let long = format!("x-long: {}\r\n", "a".repeat(1_000_000));
    for head in [many, long] {
        let error = get(&plain(), &raw_server(head).await).await.map(drop).unwrap_err();
        let kind = TransportErrorKind::from_error(&*error);
        assert_eq!(kind, TransportErrorKind::HeadTooLarge, "{error:?}");
        assert!(kind.to_string().contains("100 lines"), "{kind}");
    }
}
