//! reqwest with reqwest-middleware and reqwest-retry, as their READMEs show, and a user with serde derive.

use peers_rust::{
    LOCK, next_link,
    program::{self, BoxError, Program, locked},
    serde_types::DerivedUser,
};
use reqwest::{Response, header};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use reqwest_retry::{RetryTransientMiddleware, policies::ExponentialBackoff};

#[derive(Clone)]
struct Reqwest {
    client: ClientWithMiddleware,
    url: String,
}

impl Reqwest {
    async fn send(&self, url: &str) -> Result<Response, BoxError> {
        let request = self.client.get(url).header(header::AUTHORIZATION, "SSWS 00example");
        Ok(request.header(header::ACCEPT, "application/json").send().await?.error_for_status()?)
    }
}

impl Program for Reqwest {
    async fn list(&self) -> Result<usize, BoxError> {
        let (mut count, mut url) = (0, format!("{}/api/v1/users?limit=200", self.url));
        loop {
            let response = self.send(&url).await?;
            let next = next_link(response.headers().get_all("link").iter().map(AsRef::as_ref));
            let users: Vec<DerivedUser> = response.json().await?;
            count += std::hint::black_box(users).iter().filter(|user| user.login().is_some()).count();
            let Some(next) = next else { return Ok(count) };
            url = next;
        }
    }

    async fn get(&self, id: &str) -> Result<(), BoxError> {
        let response = self.send(&format!("{}/api/v1/users/{id}", self.url)).await?;
        drop(std::hint::black_box(response.json::<DerivedUser>().await?));
        Ok(())
    }
}

fn main() -> Result<(), BoxError> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let versions =
        ["reqwest", "reqwest-middleware", "reqwest-retry"].map(|name| locked(LOCK, name)).join(", ");
    program::run(&versions, &arguments, |url| {
        let policy = ExponentialBackoff::builder().build_with_max_retries(3);
        let client = ClientBuilder::new(reqwest::Client::new())
            .with(RetryTransientMiddleware::new_with_policy(policy))
            .build();
        Ok(Reqwest { client, url: url.to_owned() })
    })
}
