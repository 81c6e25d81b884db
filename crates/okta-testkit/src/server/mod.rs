//! The server: accepts connections, serves HTTP/1.1 and HTTP/2, and closes connections as the faults require.

mod authenticate;
mod body;
mod connections;
mod exchange;
mod socket;
pub(crate) mod tls;

use std::{
    future::pending,
    sync::{Arc, atomic::Ordering},
};

use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use crate::{faults::ConnectionAction, shared::OrgShared};
pub use connections::Connection;
use connections::ConnectionState;
pub(crate) use connections::Connections;
use socket::Socket;

/// Accepts connections until `stop` changes, then drops them all.
pub(crate) async fn accept(listener: TcpListener, shared: Arc<OrgShared>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => {
                // An error concerns one connection (or a temporary lack of descriptors), not the listener.
                let Ok((stream, _)) = accepted else { continue };
                match shared.faults.connection_action() {
                    ConnectionAction::Serve => drop(connections.spawn(serve(stream, shared.clone()))),
                    ConnectionAction::Close => drop(stream),
                    ConnectionAction::Stall => drop(connections.spawn(async move {
                        let _open = stream;
                        pending().await
                    })),
                }
            }
        }
    }
    // The port is closed first, so that no client can connect to a stopped org.
    drop(listener);
    connections.shutdown().await;
}

async fn serve(stream: TcpStream, shared: Arc<OrgShared>) {
    let state = shared.connections.open();
    // Small responses are sent without delay.
    let _ = stream.set_nodelay(true);
    let socket = Socket::new(stream, state.clone());
    match shared.tls.as_ref().map(|tls| tls.acceptor.clone()) {
        None => serve_http(socket, &shared, &state).await,
        Some(acceptor) => {
            // The client reports a failed handshake.
            if let Ok(stream) = acceptor.accept(socket).await {
                serve_http(stream, &shared, &state).await;
            }
        }
    }
    state.open.store(false, Ordering::Relaxed);
}

async fn serve_http<S>(stream: S, shared: &Arc<OrgShared>, state: &Arc<ConnectionState>)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(|request| exchange::exchange(request, shared.clone(), state.clone()));
    let mut builder = auto::Builder::new(TokioExecutor::new());
    // No timer: the server must not depend on tokio's time, which the test may have paused.
    builder.http1().header_read_timeout(None);
    builder.http2().max_concurrent_streams(1024);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    loop {
        tokio::select! {
            // The client sees the error of a connection; there is no other place to report it.
            _ = connection.as_mut() => return,
            () = state.abort.notified() => return,
            () = state.drain.notified() => connection.as_mut().graceful_shutdown(),
        }
    }
}
