//! Lists users with okta-client.

use futures_util::TryStreamExt;
use okta_client::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let okta = Client::from_env()?;
    let mut users = okta.users().list().items();
    while let Some(user) = users.try_next().await? {
        println!("{:?}", user.profile.and_then(|profile| profile.login));
    }
    Ok(())
}
