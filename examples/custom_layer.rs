//! A layer of one's own in each of the three slots, printing what it sees there.
//!
//! Run it with `cargo run --example custom_layer`.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use http::{Request, Response, header::AUTHORIZATION};
use okta_client::HttpService;
use okta_examples::AnOrg;
use okta_testkit::{ResponseTemplate, Org};
use okta_tower::{
    BoxError,
    body::Body,
    meta::{Attempt, Operation},
};
use tower::{Layer, Service};

/// Prints every request and answer that passes its place.
#[derive(Clone, Copy)]
struct Print {
    place: &'static str,
}

impl Layer<HttpService> for Print {
    type Service = Printing;

    fn layer(&self, inner: HttpService) -> Printing {
        Printing { inner, place: self.place }
    }
}

#[derive(Clone)]
struct Printing {
    inner: HttpService,
    place: &'static str,
}

impl Service<Request<Body>> for Printing {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let place = self.place;
        println!(
            "{place:<12} → {} {} attempt {}, {}",
            Operation::from_request(&request).map_or("(raw)", |meta| meta.id),
            request.uri().path(),
            Attempt::from_request(&request),
            if request.headers().contains_key(AUTHORIZATION) { "signed" } else { "not signed yet" },
        );
        let answer = self.inner.call(request);
        Box::pin(async move {
            let answer = answer.await;
            match &answer {
                Ok(response) => println!("{place:<12} ← {}", response.status()),
                Err(error) => println!("{place:<12} ← {error}"),
            }
            answer
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let org = AnOrg::find(Org::builder().users(3)).await?;
    if let Some(org) = org.embedded() {
        // The first attempt fails, so that attempts and calls can be told apart.
        org.when("GET /api/v1/users/me").respond_with(ResponseTemplate::new(503));
    }
    let okta = org
        .client()
        .layer_per_call(Print { place: "per call" })
        .layer_per_attempt(Print { place: "per attempt" })
        .layer_wire(Print { place: "wire" })
        .build()?;
    let me = okta.users().get("me").await?;
    println!("I am {}", me.id.as_deref().unwrap_or("nobody"));
    Ok(())
}
