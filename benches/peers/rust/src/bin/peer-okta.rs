//! The crate `okta`: `pages` lists page by page, `all` with the method that fetches all pages.

use okta::Client;
use peers_rust::{
    LOCK, next_link,
    program::{self, BoxError, Program, locked},
};

const USERS_PER_PAGE: i64 = 200;

#[derive(Clone)]
struct Okta {
    client: Client,
    all: bool,
}

impl Program for Okta {
    async fn list(&self) -> Result<usize, BoxError> {
        let users = self.client.users();
        let logins = |users: &[okta::types::User]| {
            users
                .iter()
                .filter(|user| user.profile.as_ref().is_some_and(|profile| !profile.login.is_empty()))
                .count()
        };
        if self.all {
            return Ok(logins(&users.list_all("", "", "", "", "").await?.body));
        }
        let (mut count, mut after) = (0, String::new());
        loop {
            let page = users.list("", &after, USERS_PER_PAGE, "", "", "", "").await?;
            count += logins(&std::hint::black_box(page.body));
            let Some(next) = next_link(page.headers.get_all("link").iter().map(AsRef::as_ref)) else {
                return Ok(count);
            };
            let cursor = next.split(['?', '&']).find_map(|pair| pair.strip_prefix("after="));
            after = cursor.ok_or("next link without a cursor")?.to_owned();
        }
    }

    async fn get(&self, id: &str) -> Result<(), BoxError> {
        drop(std::hint::black_box(self.client.users().get(id).await?));
        Ok(())
    }
}

fn main() -> Result<(), BoxError> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (kind, arguments) = arguments.split_first().ok_or("usage: peer-okta pages|all URL …")?;
    program::run(&locked(LOCK, "okta"), arguments, |url| {
        let mut client = Client::new("00example");
        client.with_host_override(url);
        Ok(Okta { client, all: kind == "all" })
    })
}
