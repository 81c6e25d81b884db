//! A program in which a user signs in on another device, and that continues the session when it is started again.
//!
//! ```text
//! cargo run --example sign_in
//! cargo run --example sign_in -- --client-id 0oa1example --tokens ~/.okta-tokens
//! ```
//!
//! With `--client-id`, the org comes from `OKTA_CLIENT_ORGURL`; the app is a native app of the org with the grants
//! device authorization and refresh token. Without it, the example starts an org in this process, whose user signs in at
//! once.

use std::{env, error::Error, path::PathBuf};

use okta_client::{
    Client,
    config::Sources,
    okta_tower::auth::{AuthErrorKind, ClientAuthentication, FileTokenStore, OAuth, UserTokens, oauth},
};
use okta_testkit::{OidcApp, Org};

/// What the program may do for the user, and `offline_access` for a refresh token.
const SCOPES: [&str; 4] = ["openid", "profile", "offline_access", "okta.users.read"];

struct Options {
    client_id: Option<String>,
    tokens: Option<PathBuf>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut options = Self { client_id: None, tokens: None };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} has no value"))?;
            match name.as_str() {
                "--client-id" => options.client_id = Some(value),
                "--tokens" => options.tokens = Some(value.into()),
                _ => return Err(format!("unknown argument {name}").into()),
            }
        }
        Ok(options)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse(env::args().skip(1))?;
    // An embedded org is new each time, and so are its tokens.
    let temporary = env::temp_dir().join(format!("okta-sign-in-{}", std::process::id()));
    let folder = options.tokens.clone().unwrap_or_else(|| temporary.clone());
    let (okta, client_id, org) = match &options.client_id {
        Some(id) => (Client::builder().without_credentials().build()?, id.clone(), None),
        None => {
            let (okta, id, org) = embedded().await?;
            (okta, id, Some(org))
        }
    };
    for start in ["first", "second"] {
        let user = user(&okta, &client_id, folder.clone())?;
        if needs_sign_in(&user).await? {
            sign_in(&okta, &client_id, &user, org.as_ref()).await?;
        }
        let okta = okta.to_builder()?.credential(user).build()?;
        let me = okta.users().get("me").await?;
        let login = me.profile.and_then(|profile| profile.login).unwrap_or_default();
        println!("{start} start: signed in as {login}");
    }
    if options.tokens.is_none() {
        std::fs::remove_dir_all(temporary)?;
    }
    Ok(())
}

async fn embedded() -> Result<(Client, String, Org), Box<dyn Error>> {
    let org = Org::builder().users(1).start().await?;
    let app = org.register_client(OidcApp::new().scopes(["okta.users.read"]))?;
    let builder = Client::builder().sources(Sources::none()).org_url(org.url()).disable_https_check(true);
    Ok((builder.without_credentials().build()?, app.client_id().to_owned(), org))
}

/// The credential of the user, as the last start of the program left it.
fn user(okta: &Client, client_id: &str, tokens: PathBuf) -> Result<OAuth, Box<dyn Error>> {
    let app = okta.authorization_server().token_endpoint(client_id, ClientAuthentication::none())?;
    Ok(oauth(UserTokens::new(app)).store(FileTokenStore::new(tokens)).build())
}

async fn needs_sign_in(user: &OAuth) -> Result<bool, Box<dyn Error>> {
    match user.prepare().await {
        Ok(()) => Ok(false),
        Err(error) if error.kind() == AuthErrorKind::SignInRequired => Ok(true),
        Err(error) => Err(error.into()),
    }
}

async fn sign_in(
    okta: &Client,
    client_id: &str,
    user: &OAuth,
    org: Option<&Org>,
) -> Result<(), Box<dyn Error>> {
    let server = okta.authorization_server();
    let app = server.token_endpoint(client_id, ClientAuthentication::none())?;
    let started = server.device_authorization(app)?.scopes(SCOPES)?.start().await?;
    println!("open {} and enter {}", started.verification_uri(), started.user_code());
    if let Some(org) = org {
        let login = org.users().first().and_then(|user| user["profile"]["login"].as_str().map(str::to_owned));
        org.approve_device(started.user_code(), &login.unwrap_or_default());
    }
    // Polls until the user is done, or the code expires.
    user.sign_in(&started).await?;
    Ok(())
}
