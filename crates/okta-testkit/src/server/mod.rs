//! The sockets: accepts connections, speaks HTTP/1.1 and HTTP/2, ends connections in the ways that faults ask for.

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

use crate::{faults::Welcome, shared::Shared};
pub use connections::Connection;
pub(crate) use connections::Connections;
use connections::Link;
use socket::Wire;

/// Accepts connections until `stop` changes, then drops them all.
pub(crate) async fn accept(listener: TcpListener, shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => {
                // An error here is about one connection (or a passing lack of descriptors), not about the listener.
                let Ok((stream, _)) = accepted else { continue };
                match shared.faults.welcome() {
                    Welcome::Serve => drop(connections.spawn(serve(stream, shared.clone()))),
                    Welcome::Close => drop(stream),
                    Welcome::Ignore => drop(connections.spawn(async move {
                        let _open = stream;
                        pending().await
                    })),
                }
            }
        }
    }
    // Close the port first: nobody may connect to an org that has stopped.
    drop(listener);
    connections.shutdown().await;
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let link = shared.connections.open();
    // Small answers should not wait for more to send.
    let _ = stream.set_nodelay(true);
    let wire = Wire::new(stream, link.clone());
    match shared.tls.as_ref().map(|tls| tls.acceptor.clone()) {
        None => converse(wire, &shared, &link).await,
        Some(acceptor) => {
            // A failed handshake is the client's to report.
            if let Ok(stream) = acceptor.accept(wire).await {
                converse(stream, &shared, &link).await;
            }
        }
    }
    link.open.store(false, Ordering::Relaxed);
}

async fn converse<S>(stream: S, shared: &Arc<Shared>, link: &Arc<Link>)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(|request| exchange::exchange(request, shared.clone(), link.clone()));
    let mut builder = auto::Builder::new(TokioExecutor::new());
    // Without a timer: nothing here may depend on the caller's (perhaps paused) time.
    builder.http1().header_read_timeout(None);
    builder.http2().max_concurrent_streams(1024);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    loop {
        tokio::select! {
            // What ends a connection is seen by its client; there is nobody else to tell.
            _ = connection.as_mut() => return,
            () = link.kill.notified() => return,
            () = link.drain.notified() => connection.as_mut().graceful_shutdown(),
        }
    }
}
