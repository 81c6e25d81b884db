//! Onboards a user: account, group, app, second factor. If a step fails, the earlier ones are rolled back.
//!
//! `cargo run --example onboarding` starts an org in this process whose reads lag behind its writes, and
//! onboards two users: Ada, and Bob, whose phone number is rejected. With `OKTA_CLIENT_ORGURL` and
//! `OKTA_CLIENT_TOKEN` set, it is a dry run against that org; `cargo run --example onboarding -- --write`
//! onboards Ada and prompts for the code of the text message.

use std::{error::Error, io::BufRead, time::Duration};

use futures_util::TryStreamExt;
use okta_client::{
    Client,
    models::{
        AppUser, BookmarkApplication, BookmarkApplicationSettings, BookmarkApplicationSettingsApplication,
        CreateUserRequest, GroupRequest, Id, OktaUserGroupProfile, UserFactorActivateRequest, UserFactorSms,
        UserFactorSmsProfile, UserProfile, UserStatus,
    },
    wait::Waiter,
};
use okta_examples::{ExampleOrg, error_chain};
use okta_testkit::{Org, PASS_CODE};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

const GROUP: &str = "Example pilots";
const APP: &str = "Example flight plans";

struct Newcomer {
    login: &'static str,
    name: [&'static str; 2],
    phone: &'static str,
}

const ADA: Newcomer =
    Newcomer { login: "ada.newcomer@example.com", name: ["Ada", "Newcomer"], phone: "+1-555-415-1337" };
const BOB: Newcomer = Newcomer { login: "bob.newcomer@example.com", name: ["Bob", "Newcomer"], phone: "12" };

#[tokio::main]
async fn main() -> Result<()> {
    let org = ExampleOrg::configured_or(Org::builder().users(3)).await?;
    let okta = org.client().user_agent("onboarding/1.0").build()?;
    let Some(embedded) = org.embedded() else {
        if std::env::args().any(|argument| argument == "--write") {
            return onboard(&okta, &ADA, prompt_for_code).await;
        }
        return dry_run(&okta, &ADA).await;
    };

    // Reads lag behind writes, as on replicas.
    for path in ["GET /api/v1/groups/*", "GET /api/v1/users/*/groups", "GET /api/v1/apps/*/users/{id}"] {
        embedded.set_lag(path, Duration::from_millis(250));
    }
    onboard(&okta, &ADA, || Ok(PASS_CODE.to_owned())).await?;

    // Bob's phone number is not one.
    if onboard(&okta, &BOB, || Ok(PASS_CODE.to_owned())).await.is_ok() {
        return Err("expected the second factor to be rejected".into());
    }
    println!("users in the org:");
    for login in [ADA.login, BOB.login] {
        let status = embedded.user_status(login);
        println!("  {login:<26} {}", status.map_or("not found".into(), |status| format!("{status:?}")));
    }
    Ok(())
}

/// Onboards a user. Rolls back completed steps if a later one fails.
async fn onboard(okta: &Client, newcomer: &Newcomer, code: impl FnOnce() -> Result<String>) -> Result<()> {
    println!("{}", newcomer.login);
    let mut rollback = Rollback::default();
    let result = steps(okta, newcomer, code, &mut rollback).await;
    if let Err(error) = &result {
        println!("  ✗ {}", error_chain(&**error));
        rollback.run(okta).await;
    }
    result
}

async fn steps(
    okta: &Client,
    newcomer: &Newcomer,
    code: impl FnOnce() -> Result<String>,
    rollback: &mut Rollback,
) -> Result<()> {
    // Polls immediately, then with exponential backoff.
    let waiter = Waiter::new()
        .timeout(Duration::from_secs(30))
        .backoff(Duration::from_millis(100), Duration::from_secs(2));

    let [first_name, last_name] = newcomer.name;
    let profile = UserProfile::new()
        .login(newcomer.login)
        .email(newcomer.login)
        .first_name(first_name)
        .last_name(last_name);
    let user = okta.users().create(CreateUserRequest::new().profile(profile)).activate(false).await?.id;
    rollback.created.push(Created::User(user.clone()));
    println!("  account    {user}, created");

    let group = match find_group(okta).await? {
        Some(group) => group,
        None => {
            let profile = OktaUserGroupProfile::new().name(GROUP);
            let group = okta.groups().create(GroupRequest::new().profile(profile)).await?.id;
            rollback.created.push(Created::Group(group.clone()));
            waiter.group_visible(okta, &group).await?;
            group
        }
    };
    okta.groups().assign_user(&group, &user).await?;
    waiter.membership_visible(okta, &group, &user).await?;
    println!("  group      {group}, membership visible");

    let app = match find_app(okta).await? {
        Some(app) => app,
        None => {
            let app = okta.apps().create(bookmark()).await?.id().clone();
            rollback.created.push(Created::App(app.clone()));
            app
        }
    };
    okta.apps().assign_user(&app, AppUser::new().id(&user)).await?;
    waiter.until_visible(|| okta.apps().get_user(&app, &user)).await?;
    println!("  app        {app}, assigned");

    let factor = UserFactorSms::new().profile(UserFactorSmsProfile::new().phone_number(newcomer.phone));
    let factor = okta.user_factors().enroll(&user, factor).await?;
    let pass_code = UserFactorActivateRequest::new().pass_code(code()?);
    okta.user_factors().activate(&user, factor.id()).body(pass_code).await?;
    println!("  factor     {}, activated", factor.id());

    okta.users().activate(&user).send_email(false).await?;
    let user = waiter.user_transition_complete(okta, &user).await?;
    // PROVISIONED, not ACTIVE: the user has no password yet.
    println!("  status     {}", user.status.as_ref().map_or("none", UserStatus::as_str));
    Ok(())
}

/// Created objects, deleted in reverse order if a step fails.
#[derive(Default)]
struct Rollback {
    created: Vec<Created>,
}

enum Created {
    User(Id),
    Group(Id),
    App(Id),
}

impl Rollback {
    /// Deletes all created objects. Prints failures and continues.
    async fn run(mut self, okta: &Client) {
        while let Some(created) = self.created.pop() {
            let (id, result) = match &created {
                Created::User(id) => (id, delete_user(okta, id).await),
                Created::Group(id) => (id, okta.groups().delete(id).await),
                Created::App(id) => (id, delete_app(okta, id).await),
            };
            match result {
                Ok(()) => println!("  deleted    {id}"),
                Err(error) => println!("  not deleted {id}: {}", error_chain(&error)),
            }
        }
    }
}

/// Deactivates a user, which deletion requires, and deletes it with its memberships, assignments and factors.
async fn delete_user(okta: &Client, id: &str) -> Result<(), okta_client::Error> {
    okta.users().deactivate(id).send_email(false).await?;
    okta.users().delete(id).send_email(false).await
}

async fn delete_app(okta: &Client, id: &str) -> Result<(), okta_client::Error> {
    okta.apps().deactivate(id).await?;
    okta.apps().delete(id).await
}

async fn find_group(okta: &Client) -> Result<Option<Id>, okta_client::Error> {
    let mut groups = okta.groups().list().q(GROUP).items();
    while let Some(group) = groups.try_next().await? {
        let name = group.profile.as_ref().and_then(|profile| profile.get("name"));
        if name.is_some_and(|name| name.to_text().as_deref() == Some(GROUP)) {
            return Ok(Some(group.id));
        }
    }
    Ok(None)
}

async fn find_app(okta: &Client) -> Result<Option<Id>, okta_client::Error> {
    let mut apps = okta.apps().list().q(APP).items();
    while let Some(app) = apps.try_next().await? {
        if app.label().is_some_and(|label| label == APP) {
            return Ok(Some(app.id().clone()));
        }
    }
    Ok(None)
}

fn bookmark() -> BookmarkApplication {
    let target = BookmarkApplicationSettingsApplication::new().url("https://plans.example.com");
    BookmarkApplication::new().label(APP).settings(BookmarkApplicationSettings::new().app(target))
}

/// Prints what `--write` would create.
async fn dry_run(okta: &Client, newcomer: &Newcomer) -> Result<()> {
    let user = match okta.users().get(newcomer.login).await {
        Ok(user) => Some(user.id),
        Err(error) if error.is_not_found() => None,
        Err(error) => return Err(error.into()),
    };
    let describe =
        |found: Option<Id>| found.map_or("would be created".into(), |id| format!("exists as {id}"));
    println!("account    {}: {}", newcomer.login, describe(user));
    println!("group      {GROUP}: {}", describe(find_group(okta).await?));
    println!("app        {APP}: {}", describe(find_app(okta).await?));
    println!("dry run: nothing was changed; pass --write to apply");
    Ok(())
}

fn prompt_for_code() -> Result<String> {
    println!("  code of the text message:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}
