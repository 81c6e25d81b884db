//! An origin server on loopback that echoes the request line and remembers what it saw.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use tokio::net::TcpListener;

/// The server. It ends with the runtime of its test.
pub(crate) struct Origin {
    scheme: &'static str,
    address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: Mutex<Vec<Request<()>>>,
}

impl Origin {
    pub(crate) async fn http() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let server = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                server.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(TokioIo::new(stream), Arc::clone(&server)));
            }
        });
        Self { scheme: "http", address, seen }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn last_request(&self) -> Request<()> {
        self.seen.requests.lock().unwrap().last().cloned().expect("no request came in")
    }
}

async fn serve<I>(io: I, seen: Arc<Seen>)
where
    I: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let text = format!("{} {}", request.method(), request.uri().path());
        seen.requests.lock().unwrap().push(request.map(drop));
        async move { Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(text)))) }
    });
    // A client that hangs up is no failure of the test.
    let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(io, service).await;
}
