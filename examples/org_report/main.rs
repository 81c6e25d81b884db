//! Writes a report about an org as an HTML page with plots, and prints a summary.
//!
//! `cargo run --example org_report` starts an org in this process, reads it, and writes `org-report.html` to
//! the temporary directory, or to the file given as an argument. With `OKTA_CLIENT_ORGURL` and
//! `OKTA_CLIENT_TOKEN` set, it reads that org, and the second factors of the first 200 active users.
//!
//! A layer above the transport records each request; two plots show rate-limit usage and latency by
//! operation.

mod bars;
mod latency;
mod limits;
mod page;
mod read;
mod recorder;
mod svg;

use std::{error::Error, path::PathBuf, time::Duration};

use futures_util::StreamExt;
use okta_client::{
    Client,
    bulk::Bulk,
    models::{UserFactorSms, UserFactorSmsProfile},
};
use okta_examples::ExampleOrg;
use okta_testkit::{Org, ResponseTemplate, SeedUser, UserStatus};
use serde_json::json;

use crate::{read::Report, recorder::Recorder};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let org = ExampleOrg::configured_or(Org::builder()).await?;
    if let Some(embedded) = org.embedded() {
        seed(embedded, &org.client().build()?).await?;
    }

    let recorder = Recorder::start();
    let okta = org.client().user_agent("org_report/1.0").layer_wire(recorder.clone()).build()?;
    let report = Report::read(&okta, 200).await?;
    let requests = recorder.take();

    print!("{}", page::summary(&report, &requests));
    let file = std::env::args_os()
        .nth(1)
        .map_or_else(|| std::env::temp_dir().join("org-report.html"), PathBuf::from);
    std::fs::write(&file, page::html(&report, &requests))
        .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    println!("\nreport written to {}", file.display());
    Ok(())
}

/// Seeds the embedded org with data, latency, a rate limit and transient errors.
async fn seed(org: &Org, okta: &Client) -> Result<(), Box<dyn Error>> {
    for (n, status) in
        [UserStatus::Suspended, UserStatus::LockedOut, UserStatus::Staged, UserStatus::Deprovisioned]
            .into_iter()
            .cycle()
            .take(26)
            .enumerate()
    {
        org.seed_user(SeedUser::new(&format!("former{n}@example.com")).status(status));
    }
    let users = org.seed_users(160);
    for (name, share) in [
        ("Engineering", 2),
        ("Support", 5),
        ("Sales", 3),
        ("Finance", 11),
        ("Pilots", 17),
        ("Night shift", 9),
    ] {
        org.seed_group(name, users.iter().step_by(share).map(String::as_str));
    }
    for (label, mode) in [
        ("Portal", "OPENID_CONNECT"),
        ("Scanner", "OPENID_CONNECT"),
        ("Sync", "OPENID_CONNECT"),
        ("Expenses", "SAML_2_0"),
        ("Travel", "SAML_2_0"),
        ("Canteen", "BOOKMARK"),
        ("Lobby hologram", "TELEPATHY"),
    ] {
        org.seed_app(json!({ "name": "example", "label": label, "signOnMode": mode }));
    }
    for (event, times) in [
        ("user.session.start", 61),
        ("user.authentication.sso", 94),
        ("policy.evaluate_sign_on", 58),
        ("user.account.lock", 7),
    ] {
        for _ in 0..times {
            org.seed_event(event);
        }
    }
    let client = okta.clone();
    let enrolled: Vec<_> = users.iter().step_by(3).chain(users.iter().skip(1).step_by(3)).cloned().collect();
    let mut run = Bulk::new().run(enrolled, move |user| enroll_phone(client.clone(), user));
    while let Some(outcome) = run.next().await {
        outcome.result?;
    }

    org.set_latency(Duration::from_millis(6));
    org.set_rate_limit("users", 70, Duration::from_secs(1));
    // Two requests fail with 503 and are retried.
    org.when("GET users/*/factors").after(40).times(2).respond_with(ResponseTemplate::new(503));
    Ok(())
}

/// Enrolls a phone as a second factor.
async fn enroll_phone(okta: Client, user: String) -> Result<(), okta_client::Error> {
    let profile = UserFactorSmsProfile::new().phone_number("+1-555-415-1337");
    let factor = UserFactorSms::new().profile(profile);
    okta.user_factors().enroll(user, factor).activate(true).await.map(drop)
}
