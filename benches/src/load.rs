//! The same load for the floor and for the client.

use std::{sync::Arc, time::Duration};

use futures_util::{TryStreamExt, future::BoxFuture};
use http::Request;
use http_body_util::BodyExt;
use okta_client::{Client, config::Sources, models::User, okta_tower::body::Body, transport::HttpVersion};
use tokio::runtime::Runtime;
use tower::Service;

use crate::{
    cpu,
    floor::{BoxError, Floor, Version},
    serde_types::DerivedUser,
    server::{PAGE, Server},
};

/// One call of any client.
pub type Call = Arc<dyn Fn() -> BoxFuture<'static, Result<(), BoxError>> + Send + Sync>;

/// A runtime of one thread, so that the thread's processor time is the client's.
///
/// # Errors
///
/// When the operating system refuses.
pub fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// The client with its default stack.
///
/// # Errors
///
/// When it cannot be built.
pub fn client(server: &Server, version: Version) -> Result<Client, BoxError> {
    let builder = Client::builder()
        .sources(Sources::none())
        .org_url(server.url())
        .token("00example")
        // Another crate of the same build may have turned the feature on.
        .disable_metrics()
        .disable_https_check(true);
    Ok(match version {
        Version::Http1 => builder.http_version(HttpVersion::Http1),
        Version::Http2 => builder.http_version(HttpVersion::Http2),
    }
    .build()?)
}

/// One user's bytes over hyper alone.
#[must_use]
pub fn floor_bytes(floor: &Floor) -> Call {
    let floor = floor.clone();
    Arc::new(move || {
        let floor = floor.clone();
        Box::pin(async move { floor.get("/api/v1/users/00u1").await.map(drop) })
    })
}

/// One user over hyper and serde's derive.
#[must_use]
pub fn floor_user(floor: &Floor) -> Call {
    let floor = floor.clone();
    Arc::new(move || {
        let floor = floor.clone();
        Box::pin(async move {
            let (_, body) = floor.get("/api/v1/users/00u1").await?;
            drop(std::hint::black_box(serde_json::from_slice::<DerivedUser>(&body)?));
            Ok(())
        })
    })
}

/// One user's bytes through the default stack, called as the service that it is.
#[must_use]
pub fn stack_bytes(client: &Client, server: &Server) -> Call {
    let (service, url) = (client.clone().into_service(), server.url());
    Arc::new(move || {
        let (mut service, url) = (service.clone(), url.clone());
        Box::pin(async move {
            let request = Request::get(format!("{url}/api/v1/users/00u1")).body(Body::empty())?;
            // As hyper's client is called: both are always ready.
            let response = service.call(request).await?;
            drop(response.into_body().collect().await?.to_bytes());
            Ok(())
        })
    })
}

/// One user's bytes through a call to any path.
#[must_use]
pub fn client_bytes(client: &Client) -> Call {
    let client = client.clone();
    Arc::new(move || {
        let call = client.request(http::Method::GET, "/api/v1/users/00u1");
        Box::pin(async move {
            drop(call.fetch().await?);
            Ok(())
        })
    })
}

/// One user through the stack and the typed method.
#[must_use]
pub fn client_user(client: &Client) -> Call {
    let client = client.clone();
    Arc::new(move || {
        let call = client.users().get("00u1");
        Box::pin(async move {
            drop(std::hint::black_box(call.await?));
            Ok(())
        })
    })
}

/// Makes `calls` calls, `concurrency` at a time, and gives the processor time of this thread.
///
/// # Errors
///
/// When a call fails.
pub fn calls(runtime: &Runtime, call: &Call, calls: usize, concurrency: usize) -> Result<Duration, BoxError> {
    let each = calls / concurrency;
    cpu::spent(|| {
        runtime.block_on(async {
            let tasks: Vec<_> = (0..concurrency)
                .map(|_| {
                    let call = Arc::clone(call);
                    tokio::spawn(async move {
                        for _ in 0..each {
                            call().await?;
                        }
                        Ok::<_, BoxError>(())
                    })
                })
                .collect();
            for task in tasks {
                task.await??;
            }
            Ok(())
        })
    })
}

/// Lists all users over hyper and serde's derive; gives how many there were.
///
/// # Errors
///
/// When a page cannot be had or read.
pub async fn floor_list(floor: &Floor) -> Result<usize, BoxError> {
    let mut path = format!("/api/v1/users?limit={PAGE}");
    let mut count = 0;
    loop {
        let (headers, body) = floor.get(&path).await?;
        let users: Vec<DerivedUser> = serde_json::from_slice(&body)?;
        count += std::hint::black_box(users).len();
        let next = headers.get_all("link").iter().find_map(|value| {
            let (url, rest) = value.to_str().ok()?.strip_prefix('<')?.split_once('>')?;
            rest.contains("\"next\"").then(|| url.to_owned())
        });
        let Some(next) = next else { return Ok(count) };
        next[next.find("/api").unwrap_or_default()..].clone_into(&mut path);
    }
}

/// Lists all users as a stream of typed items; gives how many there were.
///
/// # Errors
///
/// When a page or a user cannot be had.
pub async fn client_list(client: &Client) -> Result<usize, BoxError> {
    let mut users = client.users().list().limit(i32::try_from(PAGE)?).items();
    let mut count = 0;
    while let Some(user) = users.try_next().await? {
        let user: User = std::hint::black_box(user);
        drop(user);
        count += 1;
    }
    Ok(count)
}
