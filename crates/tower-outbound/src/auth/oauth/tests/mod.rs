//! Tests of tokens and proofs against a strict test server.

mod proofs;
mod refresh;
mod sharing;
mod sources;
mod targets;

use futures_util::future::join_all;
use http::{Request, StatusCode};
use tower::ServiceExt;

use super::super::{
    AuthError,
    test_server::{SERVER, TestService, Text},
};
use crate::BoxError;

fn get() -> Request<Text> {
    Request::get(format!("{SERVER}/users?limit=5")).body(Text::default()).unwrap()
}

async fn call(service: &TestService) -> Result<StatusCode, BoxError> {
    Ok(service.clone().oneshot(get()).await?.status())
}

async fn calls(service: &TestService, number: usize) -> Vec<StatusCode> {
    let calls = (0..number).map(|_| call(service));
    join_all(calls).await.into_iter().map(|result| result.unwrap()).collect()
}

fn all_ok(statuses: &[StatusCode]) -> bool {
    statuses.iter().all(|status| *status == StatusCode::OK)
}

#[track_caller]
fn auth_error(result: Result<StatusCode, BoxError>) -> AuthError {
    result.unwrap_err().downcast_ref::<AuthError>().unwrap().clone()
}
