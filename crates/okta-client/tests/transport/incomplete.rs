//! Bodies that end before their announced length, over HTTP/2.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use futures_util::TryStreamExt;
use http::Method;
use http_body_util::BodyExt;
use okta_client::{
    Client, ErrorKind,
    config::Sources,
    models::CreateUserRequest,
    transport::{HttpVersion, HyperTransport, TransportErrorKind},
};
use okta_tower::retry::{Backoff, Failure, RetryPolicy};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::get;

const BODY: &[u8] = br#"[{"id":"00u1"},{"id":"00u2"}]"#;

/// How the server ends a stream after a part of the body.
#[derive(Clone, Copy, Debug)]
enum Cut {
    Reset,
    /// With `REFUSED_STREAM`, which means that the request was not processed, unless a response began.
    Unprocessed,
    GoAway,
}

/// The responses of a server.
#[derive(Clone, Copy, Debug)]
struct Script {
    cut: Cut,
    /// The number of bytes sent before the cut.
    sent: usize,
    /// Whether the response has a `content-length`.
    announced: bool,
    /// The number of responses that are cut; the others are complete.
    cuts: u32,
}

/// An HTTP/2 server without TLS; returns its URL and the number of requests.
async fn serve(script: Script) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve_connection(stream, script, Arc::clone(&count)));
        }
    });
    (url, requests)
}

async fn serve_connection(mut stream: TcpStream, script: Script, requests: Arc<AtomicU32>) -> io::Result<()> {
    const DATA: u8 = 0;
    const HEADERS: u8 = 1;
    const RST_STREAM: u8 = 3;
    const SETTINGS: u8 = 4;
    const GOAWAY: u8 = 7;
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await?;
    stream.write_all(&frame(SETTINGS, 0, 0, &[])).await?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload).await?;
        let id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        match head[3] {
            SETTINGS if head[4] == 0 => stream.write_all(&frame(SETTINGS, 1, 0, &[])).await?,
            HEADERS => {
                let number = requests.fetch_add(1, Ordering::Relaxed);
                let mut block = vec![0x88];
                if script.announced {
                    // A literal field with the indexed name `content-length`.
                    let length = BODY.len().to_string();
                    block.extend([0x0f, 0x0d, length.len() as u8]);
                    block.extend(length.as_bytes());
                }
                stream.write_all(&frame(HEADERS, 4, id, &block)).await?;
                if number >= script.cuts {
                    stream.write_all(&frame(DATA, 1, id, BODY)).await?;
                    continue;
                }
                stream.write_all(&frame(DATA, 0, id, &BODY[..script.sent])).await?;
                match script.cut {
                    Cut::Reset => stream.write_all(&frame(RST_STREAM, 0, id, &[0; 4])).await?,
                    Cut::Unprocessed => stream.write_all(&frame(RST_STREAM, 0, id, &[0, 0, 0, 7])).await?,
                    Cut::GoAway => stream.write_all(&frame(GOAWAY, 0, 0, &[0; 8])).await?,
                }
            }
            _ => {}
        }
    }
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32).to_be_bytes();
    let mut frame = vec![length[1], length[2], length[3], kind, flags];
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

fn scripts(cuts: u32) -> impl Iterator<Item = Script> {
    [Cut::Reset, Cut::Unprocessed, Cut::GoAway].into_iter().flat_map(move |cut| {
        [0, 1, BODY.len() - 1]
            .into_iter()
            .flat_map(move |sent| [true, false].map(|announced| Script { cut, sent, announced, cuts }))
    })
}

fn client(url: &str) -> Client {
    Client::builder()
        .sources(Sources::none())
        .org_url(url)
        .token("00token")
        .disable_https_check(true)
        .http_version(HttpVersion::Http2)
        .retry(RetryPolicy::new().backoff(Backoff::new(Duration::ZERO, Duration::ZERO)))
        .build()
        .unwrap()
}

#[tokio::test]
async fn incomplete_body_is_retried() {
    for script in scripts(2) {
        let (url, requests) = serve(script).await;
        let users = client(&url).request(Method::GET, "/api/v1/users").send().await.unwrap();
        assert_eq!(users.attempts(), 3, "{script:?}");
        assert_eq!(requests.load(Ordering::Relaxed), 3, "{script:?}");
    }
}

#[tokio::test]
async fn incomplete_body_is_an_error_on_every_path() {
    for script in scripts(u32::MAX) {
        let (url, _) = serve(script).await;
        let okta = client(&url);
        let typed = okta.users().get("me").await.unwrap_err();
        assert_eq!(
            (typed.kind(), typed.transport(), typed.attempts()),
            (ErrorKind::Transport, Some(TransportErrorKind::Closed), 4),
            "{script:?} {typed:?}"
        );
        assert!(typed.to_string().contains("after 4 attempts"), "{typed}");
        let listing: Result<Vec<_>, _> = okta.users().list().items().try_collect().await;
        assert_eq!(listing.unwrap_err().kind(), ErrorKind::Transport, "{script:?}");
        let stream = okta.request(Method::GET, "/api/v1/users").stream().await.unwrap();
        let error = stream.into_body().collect().await.unwrap_err();
        assert_eq!(Failure::from_error(&*error), Failure::Interrupted, "{script:?} {error:?}");

        let transport =
            HyperTransport::builder().without_tls().http_version(HttpVersion::Http2).build().unwrap();
        let response = get(&transport, &format!("{url}/")).await.unwrap();
        assert!(response.into_body().collect().await.is_err(), "{script:?}");
    }
}

#[tokio::test]
async fn post_is_not_retried_after_a_response_head() {
    for script in scripts(u32::MAX).filter(|script| matches!(script.cut, Cut::Unprocessed)) {
        let (url, requests) = serve(script).await;
        let okta = client(&url);
        let created = okta.users().create(CreateUserRequest::default()).await.unwrap_err();
        assert!(!created.is_before_send() && created.is_retryable(), "{script:?} {created:?}");
        let deleted = okta.users().delete("00u1").await.unwrap_err();
        assert!(!deleted.is_before_send(), "{script:?} {deleted:?}");
        assert_eq!(requests.load(Ordering::Relaxed), 2, "{script:?}");
    }
}

#[tokio::test]
async fn complete_body_without_end_of_stream_passes() {
    // All announced bytes came, then the server reset the stream of a request with a body.
    let (url, _) = serve(Script { cut: Cut::Reset, sent: BODY.len(), announced: true, cuts: u32::MAX }).await;
    let call = client(&url).request(Method::POST, "/api/v1/users").with_content_type("text/plain").body("x");
    assert_eq!(call.fetch().await.unwrap().body(), BODY);
}
