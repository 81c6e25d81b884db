//! A web service that looks people up in Okta: the client as shared state, a deadline for each request that is
//! passed on, errors as statuses.
//!
//! `cargo run --example axum_service` starts an org and the service in this process, makes a few requests to the
//! service, and ends. With `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN` set the service looks up people of that
//! org, on port 3000 until Ctrl-C: `curl -i -H 'x-timeout-ms: 500' localhost:3000/people/jane@example.com`.

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
use okta_examples::{AnOrg, explain};
use okta_testkit::{Org, SeedUser};
use serde_json::{Value, json};
use tokio::{net::TcpListener, time::Instant};

/// The routes. Clones of a client share connections, tokens and limits, so each request may have one.
fn service(okta: Client) -> Router {
    Router::new().route("/people/{login}", get(person)).with_state(okta)
}

/// A person, and the groups that the person is in: two calls, one deadline.
async fn person(
    State(okta): State<Client>,
    Path(login): Path<String>,
    budget: Budget,
) -> Result<Json<Value>, Failure> {
    let user = okta.users().get(&login).with_deadline(budget.left()).await?;
    let groups = okta.users().list_groups(&login).with_deadline(budget.left()).items();
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

/// How long the caller waits for the answer: what it says in `x-timeout-ms`, or two seconds.
struct Budget {
    end: Instant,
}

impl Budget {
    fn left(&self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }
}

impl<S: Sync> FromRequestParts<S> for Budget {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let asked = parts.headers.get("x-timeout-ms").and_then(|value| value.to_str().ok()?.parse().ok());
        let limit = Duration::from_millis(asked.unwrap_or(2_000)).min(Duration::from_secs(30));
        Ok(Self { end: Instant::now() + limit })
    }
}

/// A call that failed, as this service tells it to its own callers.
struct Failure(Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let error = self.0;
        let (status, told) = match error.kind() {
            _ if error.is_not_found() => (StatusCode::NOT_FOUND, "no such person"),
            _ if error.is_rate_limited() => (StatusCode::SERVICE_UNAVAILABLE, "busy, try again later"),
            _ if error.is_timeout() => (StatusCode::GATEWAY_TIMEOUT, "no answer in time"),
            ErrorKind::InvalidRequest => (StatusCode::BAD_REQUEST, "not a login"),
            // Refused credentials are this service's own trouble, and nothing for its callers to see.
            _ => (StatusCode::BAD_GATEWAY, "the directory cannot be asked"),
        };
        eprintln!("{status}: {}", explain(&error));
        let mut response = (status, Json(json!({ "error": told }))).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let wait = error.retry_after().unwrap_or(Duration::ZERO).as_secs() + 1;
            response.headers_mut().insert(RETRY_AFTER, wait.into());
        }
        response
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ada = SeedUser::new("ada@example.com").name("Ada", "Lovelace");
    let org = AnOrg::find(Org::builder().user(ada)).await?;
    let okta = org.client().user_agent("axum_service/1.0").build()?;
    let Some(embedded) = org.embedded() else {
        let listener = TcpListener::bind("127.0.0.1:3000").await?;
        println!("http://{}/people/{{login}}", listener.local_addr()?);
        let ended = async { drop(tokio::signal::ctrl_c().await) };
        return Ok(axum::serve(listener, service(okta)).with_graceful_shutdown(ended).await?);
    };

    embedded.seed_group("Pilots", ["ada@example.com"]);
    embedded.when("GET /api/v1/users/slow@example.com").always().delay(Duration::from_secs(20));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let ended = async { drop(ended.await) };
    let serving =
        tokio::spawn(axum::serve(listener, service(okta)).with_graceful_shutdown(ended).into_future());

    ask(&base, "ada@example.com", 2_000).await?;
    ask(&base, "nobody@example.com", 2_000).await?;
    ask(&base, "slow@example.com", 150).await?;
    // Nothing is left of this limit, and the window ends long after the caller has stopped waiting.
    embedded.set_rate_limit("GET /api/v1/users/{id}", 1, Duration::from_secs(60));
    ask(&base, "ada@example.com", 2_000).await?;
    ask(&base, "ada@example.com", 2_000).await?;

    let _ = end.send(());
    serving.await??;
    println!("the service has ended");
    Ok(())
}

/// One request to the service.
async fn ask(base: &str, login: &str, timeout_ms: u64) -> Result<(), Box<dyn std::error::Error>> {
    let client = HttpClient::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let request = http::Request::get(format!("{base}/people/{login}")).header("x-timeout-ms", timeout_ms);
    let answer = client.request(request.body(Empty::new())?).await?;
    let status = answer.status();
    let later = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let later = later.map(|seconds| format!(" (again in {seconds} s)")).unwrap_or_default();
    let body = answer.into_body().collect().await?.to_bytes();
    println!("{login} within {timeout_ms} ms: {status}{later} {}", String::from_utf8_lossy(&body));
    Ok(())
}
