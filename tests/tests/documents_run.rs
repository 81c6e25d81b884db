//! The code of the README and of the tour runs against an embedded org.

use std::{error::Error, sync::OnceLock};

use okta_client::{Client, ClientBuilder, Cursor};
use okta_testkit::{Org, SeedUser};
use okta_tests::{builder, client};

include!(concat!(env!("OUT_DIR"), "/documents.rs"));

/// The org that stands for the one of the environment.
fn configured_org() -> &'static Org {
    static ORG: OnceLock<Org> = OnceLock::new();
    ORG.get_or_init(|| {
        let jane = SeedUser::new("jane@example.com");
        Org::builder().users(30).user(jane).start_blocking().unwrap()
    })
}

/// Stands for `okta_client::Client` where it reads the environment.
struct Environment;

impl Environment {
    fn from_env() -> Result<Client, okta_client::Error> {
        client(configured_org())
    }

    fn builder() -> ClientBuilder {
        builder(configured_org())
    }
}

#[test]
fn readme_runs() {
    readme_1::main().unwrap();
    let requests = configured_org().requests();
    requests.matching("GET /api/v1/users/{id}").expect(1);
    readme_2::run().unwrap();
}

#[tokio::test]
async fn tour_runs() -> Result<(), Box<dyn Error>> {
    let org = Org::builder().users(30).start().await?;
    let okta = client(&org)?;
    tour_1::run(okta.clone()).await?;
    org.requests().matching("POST /api/v1/users").expect(1);
    let groups = okta.groups().list().limit(1).send().await?;
    let saved = groups.next().cloned().unwrap_or_else(|| Cursor::from_after("00g1"));
    tour_2::run(okta.clone(), saved).await?;
    let page = okta.users().list().search(r#"status eq "ACTIVE""#).limit(3).send().await?;
    let ids = page.iter().skip(1).filter_map(|user| Some(user.ok()?.id.to_string())).collect();
    tour_3::run(okta.clone(), ids).await?;
    tour_5::run(okta).await;
    tour_6::run().await
}
