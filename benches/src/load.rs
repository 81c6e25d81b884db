//! The same calls with the floor and with the client.

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
    serde_types::{DerivedUser, ListedUser},
    server::{PAGE, Server},
};

/// Pages of a listing of the program `calls`.
pub const LISTING_PAGES: usize = 10;

/// A call with either client.
pub type Call = Arc<dyn Fn() -> BoxFuture<'static, Result<(), BoxError>> + Send + Sync>;

/// Creates a single-threaded runtime, so that the thread's CPU time is the client's.
///
/// # Errors
///
/// Fails if the operating system cannot create it.
pub fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// Creates a client with the default stack.
///
/// # Errors
///
/// Fails if the client cannot be built.
pub fn client(server: &Server, version: Version) -> Result<Client, BoxError> {
    let builder = Client::builder()
        .sources(Sources::none())
        .org_url(server.url())
        .token("00example")
        // Feature unification may enable the feature.
        .disable_metrics()
        .disable_https_check(true);
    Ok(match version {
        Version::Http1 => builder.http_version(HttpVersion::Http1),
        Version::Http2 => builder.http_version(HttpVersion::Http2),
    }
    .build()?)
}

/// Reads a user's bytes with hyper.
#[must_use]
pub fn floor_bytes(floor: &Floor) -> Call {
    let floor = floor.clone();
    Arc::new(move || {
        let floor = floor.clone();
        Box::pin(async move { floor.get("/api/v1/users/00u1").await.map(drop) })
    })
}

/// Reads a user with hyper and serde derive.
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

/// Reads a user's bytes with the default stack, called as a `Service`.
#[must_use]
pub fn stack_bytes(client: &Client, server: &Server) -> Call {
    let (service, url) = (client.clone().into_service(), server.url());
    Arc::new(move || {
        let (mut service, url) = (service.clone(), url.clone());
        Box::pin(async move {
            let request = Request::get(format!("{url}/api/v1/users/00u1")).body(Body::empty())?;
            // No `poll_ready`, as with hyper's client: both are always ready.
            let response = service.call(request).await?;
            drop(response.into_body().collect().await?.to_bytes());
            Ok(())
        })
    })
}

/// Reads a user's bytes with a raw request.
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

/// Reads a user with the typed method.
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

/// Lists all users with hyper and a type with serde derive.
#[must_use]
pub fn floor_users<U: ListedUser>(floor: &Floor) -> Call {
    let floor = floor.clone();
    Arc::new(move || {
        let floor = floor.clone();
        Box::pin(async move { floor_list::<U>(&floor).await.map(drop) })
    })
}

/// Lists all users as a stream of typed items.
#[must_use]
pub fn client_users(client: &Client) -> Call {
    let client = client.clone();
    Arc::new(move || {
        let client = client.clone();
        Box::pin(async move { client_list(&client).await.map(drop) })
    })
}

/// Makes `calls` calls with the given concurrency. Returns the CPU time of this thread.
///
/// # Errors
///
/// Fails if a call fails.
pub fn run_calls(
    runtime: &Runtime,
    call: &Call,
    calls: usize,
    concurrency: usize,
) -> Result<Duration, BoxError> {
    let calls_per_task = calls / concurrency;
    cpu::measure(|| {
        runtime.block_on(async {
            let tasks: Vec<_> = (0..concurrency)
                .map(|_| {
                    let call = Arc::clone(call);
                    tokio::spawn(async move {
                        for _ in 0..calls_per_task {
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

/// Lists all users with hyper and a type with serde derive. Returns the number of logins.
///
/// # Errors
///
/// Fails if a page cannot be fetched or decoded.
pub async fn floor_list<U: ListedUser>(floor: &Floor) -> Result<usize, BoxError> {
    let mut path = format!("/api/v1/users?limit={PAGE}");
    let mut count = 0;
    loop {
        let (headers, body) = floor.get(&path).await?;
        let users: Vec<U> = serde_json::from_slice(&body)?;
        count += std::hint::black_box(users).iter().filter(|user| user.login().is_some()).count();
        let next = headers.get_all("link").iter().find_map(|value| {
            let (url, rest) = value.to_str().ok()?.strip_prefix('<')?.split_once('>')?;
            rest.contains("\"next\"").then(|| url.to_owned())
        });
        let Some(next) = next else { return Ok(count) };
        next[next.find("/api").unwrap_or_default()..].clone_into(&mut path);
    }
}

/// Lists all users as a stream of typed items. Returns the number of logins.
///
/// # Errors
///
/// Fails if a page cannot be fetched or a user cannot be decoded.
pub async fn client_list(client: &Client) -> Result<usize, BoxError> {
    let mut users = client.users().list().limit(i32::try_from(PAGE)?).items();
    let mut count = 0;
    while let Some(user) = users.try_next().await? {
        let user: User = std::hint::black_box(user);
        count += usize::from(user.profile.is_some_and(|profile| profile.login.is_some()));
    }
    Ok(count)
}
