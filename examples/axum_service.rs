//! A web service that looks up users in Okta: the client as shared state, request deadlines propagated to
//! calls, errors mapped to statuses.
//!
//! `cargo run --example axum_service` starts an org and the service in this process, sends a few requests to
//! the service, and exits. With `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN` set, the service looks up users
//! of that org, on port 3000 until Ctrl-C:
//!
//! ```sh
//! curl -i -H 'x-timeout-ms: 500' localhost:3000/users/jane@example.com
//! ```

use std::{convert::Infallible, time::Duration};

use axum::{
    Json, Router,
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, header::RETRY_AFTER, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use futures_util::TryStreamExt;
use http_body_util::{BodyExt, Empty};
use hyper_util::{client::legacy::Client as HttpClient, rt::TokioExecutor};
use okta_client::{Client, Error, ErrorKind, models::UserStatus};
use okta_examples::{ExampleOrg, error_chain};
use okta_testkit::{Org, SeedUser};
use serde_json::{Value, json};
use tokio::{net::TcpListener, time::Instant};

/// Returns the routes. Clones of a client share connections, tokens and limits.
fn service(okta: Client) -> Router {
    Router::new().route("/users/{login}", get(user)).with_state(okta)
}

/// Returns a user and the user's groups: two calls, one deadline.
async fn user(
    State(okta): State<Client>,
    Path(login): Path<String>,
    deadline: RequestDeadline,
) -> Result<Json<Value>, ServiceError> {
    let user = okta.users().get(&login).with_deadline(deadline.remaining()).await?;
    let groups = okta.users().list_groups(&login).with_deadline(deadline.remaining()).items();
    let groups: Vec<_> = groups
        .try_filter_map(async |group| Ok(group.profile.and_then(|profile| profile.get("name")?.to_text())))
        .try_collect()
        .await?;
    Ok(Json(json!({
        "login": user.profile.and_then(|profile| profile.login),
        "status": user.status.as_ref().map(UserStatus::as_str),
        "groups": groups,
    })))
}

/// The deadline of a request, from `x-timeout-ms`; default 2 s, maximum 30 s.
struct RequestDeadline(Instant);

impl RequestDeadline {
    fn remaining(&self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}

impl<S: Sync> FromRequestParts<S> for RequestDeadline {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let millis = parts.headers.get("x-timeout-ms").and_then(|value| value.to_str().ok()?.parse().ok());
        let timeout = Duration::from_millis(millis.unwrap_or(2_000)).min(Duration::from_secs(30));
        Ok(Self(Instant::now() + timeout))
    }
}

/// A failed call, as the service reports it.
struct ServiceError(Error);

impl From<Error> for ServiceError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for ServiceError {
    fn into_response(self) -> Response {
        let error = self.0;
        let (status, message) = match error.kind() {
            _ if error.is_not_found() => (StatusCode::NOT_FOUND, "user not found"),
            _ if error.is_rate_limited() => (StatusCode::SERVICE_UNAVAILABLE, "rate limited, retry later"),
            _ if error.is_timeout() => (StatusCode::GATEWAY_TIMEOUT, "timed out"),
            ErrorKind::InvalidRequest => (StatusCode::BAD_REQUEST, "invalid login"),
            // Callers do not learn why, for example that the service's credentials are rejected.
            _ => (StatusCode::BAD_GATEWAY, "directory unavailable"),
        };
        eprintln!("{status}: {}", error_chain(&error));
        let mut response = (status, Json(json!({ "error": message }))).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let seconds = error.retry_after().unwrap_or(Duration::ZERO).as_secs() + 1;
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ada = SeedUser::new("ada@example.com").name("Ada", "Lovelace");
    let org = ExampleOrg::configured_or(Org::builder().user(ada)).await?;
    let okta = org.client().user_agent("axum_service/1.0").build()?;
    let Some(embedded) = org.embedded() else {
        let listener = TcpListener::bind("127.0.0.1:3000").await?;
        println!("http://{}/users/{{login}}", listener.local_addr()?);
        let shutdown = async { drop(tokio::signal::ctrl_c().await) };
        return Ok(axum::serve(listener, service(okta)).with_graceful_shutdown(shutdown).await?);
    };

    embedded.seed_group("Pilots", ["ada@example.com"]);
    embedded.when("GET /api/v1/users/slow@example.com").always().delay(Duration::from_secs(20));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async { drop(stopped.await) };
    let server =
        tokio::spawn(axum::serve(listener, service(okta)).with_graceful_shutdown(shutdown).into_future());

    look_up(&base, "ada@example.com", 2_000).await?;
    look_up(&base, "nobody@example.com", 2_000).await?;
    look_up(&base, "slow@example.com", 150).await?;
    // The second request exceeds this limit, and the window ends after the request's deadline.
    embedded.set_rate_limit("GET /api/v1/users/{id}", 1, Duration::from_secs(60));
    look_up(&base, "ada@example.com", 2_000).await?;
    look_up(&base, "ada@example.com", 2_000).await?;

    let _ = stop.send(());
    server.await??;
    println!("service stopped");
    Ok(())
}

/// Sends one request to the service.
async fn look_up(base: &str, login: &str, timeout_ms: u64) -> Result<(), Box<dyn std::error::Error>> {
    let client = HttpClient::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let request = http::Request::get(format!("{base}/users/{login}")).header("x-timeout-ms", timeout_ms);
    let response = client.request(request.body(Empty::new())?).await?;
    let status = response.status();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let retry_after = retry_after.map(|seconds| format!(" (retry after {seconds} s)")).unwrap_or_default();
    let body = response.into_body().collect().await?.to_bytes();
    println!("{login}, timeout {timeout_ms} ms: {status}{retry_after} {}", String::from_utf8_lossy(&body));
    Ok(())
}
