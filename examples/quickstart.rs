//! Creates, lists, reads and updates users, and handles an error response.
//!
//! `cargo run --example quickstart` starts an org in this process. With `OKTA_CLIENT_ORGURL` and
//! `OKTA_CLIENT_TOKEN` set, it only reads from that org.

use std::{
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::TryStreamExt;
use okta_client::{
    Client, Error,
    models::{
        CreateUserRequest, Id, PasswordCredential, UpdateUserRequest, UserCredentialsWritable, UserProfile,
        UserStatus,
    },
};
use okta_examples::{ExampleOrg, error_chain};
use okta_testkit::Org;
use tower::util::MapRequestLayer;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error_chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let org = ExampleOrg::configured_or(Org::builder().users(1).custom_attributes(["costCenter"])).await?;

    // A custom layer above the transport counts requests, retries included.
    let requests = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&requests);
    let okta = org
        .client()
        .user_agent("quickstart/1.0")
        .layer_wire(MapRequestLayer::new(move |request| {
            counter.fetch_add(1, Ordering::Relaxed);
            request
        }))
        .build()?;

    if org.embedded().is_some() {
        create(&okta).await?;
    }
    if let Some(id) = list(&okta).await? {
        read(&okta, &id).await?;
        if org.embedded().is_some() {
            update(&okta, &id).await?;
        }
    }
    not_found(&okta).await;
    println!("{} requests sent", requests.load(Ordering::Relaxed));
    Ok(())
}

async fn create(okta: &Client) -> Result<(), Error> {
    for number in 1..=7 {
        let profile = UserProfile::new()
            .login(format!("worker{number}@example.com"))
            .email(format!("worker{number}@example.com"))
            .first_name("Worker")
            .last_name(format!("Number {number}"))
            // A custom attribute of the org.
            .with("costCenter", format!("CC-{number}"));
        let password = PasswordCredential::new().value(format!("Correct-Horse-{number}"));
        let credentials = UserCredentialsWritable::new().password(password);
        let request = CreateUserRequest::new().profile(profile).credentials(credentials);
        let user = okta.users().create(request).activate(true).await?;
        println!("created {} ({})", user.id, status(user.status.as_ref()));
    }
    Ok(())
}

/// Lists active users with a page size of three. Returns the id of the last one.
async fn list(okta: &Client) -> Result<Option<Id>, Error> {
    let mut users = okta.users().list().search(r#"status eq "ACTIVE""#).limit(3).items();
    let mut last = None;
    let mut count = 0;
    while let Some(user) = users.try_next().await? {
        count += 1;
        let login = user.profile.as_ref().and_then(|profile| profile.login.as_deref());
        println!("{count:>3}. {}", login.unwrap_or("(no login)"));
        last = Some(user.id);
        if count == 50 {
            println!("     … (stopped after 50)");
            break;
        }
    }
    Ok(last)
}

async fn read(okta: &Client, id: &str) -> Result<(), Error> {
    let response = okta.users().get(id).send().await?;
    println!(
        "read {}: HTTP {}, request {}, {} attempt(s)",
        response.id,
        response.status(),
        response.request_id().unwrap_or("without id"),
        response.attempts(),
    );
    if let Some(limit) = response.rate_limit() {
        let (left, of) = (limit.remaining.unwrap_or_default(), limit.limit.unwrap_or_default());
        println!("rate limit: {left} of {of} requests left");
    }
    Ok(())
}

async fn update(okta: &Client, id: &str) -> Result<(), Error> {
    let profile = UserProfile::new().with("costCenter", "CC-42");
    let request = UpdateUserRequest::new().profile(profile);
    let user = okta.users().update(id, request).await?;
    let cost_center = user.profile.as_ref().and_then(|profile| profile.get("costCenter")?.to_text());
    println!("updated {id}: costCenter is now {}", cost_center.as_deref().unwrap_or("unset"));
    Ok(())
}

async fn not_found(okta: &Client) {
    match okta.users().get("nobody@example.com").await {
        Ok(_) => println!("nobody@example.com exists"),
        Err(error) if error.is_not_found() => println!("not found, as expected: {}", error_chain(&error)),
        Err(error) => println!("failed: {}", error_chain(&error)),
    }
}

fn status(status: Option<&UserStatus>) -> &str {
    status.map_or("no status", |status| status.as_str())
}
