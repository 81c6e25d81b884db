//! The programs with hyper and with okta-client.

use okta_client::config::Sources;

use super::program::{self, BoxError, Program, locked};
use crate::{
    floor::{Floor, Version},
    load,
    serde_types::DerivedUser,
};

const LOCK: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock"));

#[derive(Clone, Debug)]
struct Hyper(Floor);

impl Program for Hyper {
    async fn list(&self) -> Result<usize, BoxError> {
        load::floor_list::<DerivedUser>(&self.0).await
    }

    async fn get(&self, id: &str) -> Result<(), BoxError> {
        let (_, body) = self.0.get(&format!("/api/v1/users/{id}")).await?;
        drop(std::hint::black_box(serde_json::from_slice::<DerivedUser>(&body)?));
        Ok(())
    }
}

#[derive(Clone, Debug)]
struct OktaClient(okta_client::Client);

impl Program for OktaClient {
    async fn list(&self) -> Result<usize, BoxError> {
        load::client_list(&self.0).await
    }

    async fn get(&self, id: &str) -> Result<(), BoxError> {
        drop(std::hint::black_box(self.0.users().get(id).await?));
        Ok(())
    }
}

/// Runs the program `hyper` or `okta-client` with its arguments.
///
/// # Errors
///
/// Fails if the name or the arguments are unknown, or the client cannot be built.
pub fn run(name: &str, arguments: &[String]) -> Result<(), BoxError> {
    match name {
        "hyper" => {
            let versions = format!("{}, {}", locked(LOCK, "hyper"), locked(LOCK, "serde_json"));
            program::run(&versions, arguments, |url| Ok(Hyper(Floor::new(url.to_owned(), Version::Http1))))
        }
        "okta-client" => program::run(&locked(LOCK, "okta-client"), arguments, |url| {
            let builder = okta_client::Client::builder().sources(Sources::none());
            Ok(OktaClient(builder.org_url(url).token("00example").disable_https_check(true).build()?))
        }),
        other => Err(format!("unknown program `{other}`: expected `hyper` or `okta-client`").into()),
    }
}
