//! A person joins: account, group, app, second factor. Nothing of it stays if a step fails.
//!
//! `cargo run --example onboarding` starts an org in this process whose reads lag behind its writes, and takes in
//! two people there: Ada, and Bob, whose second factor is refused. With `OKTA_CLIENT_ORGURL` and
//! `OKTA_CLIENT_TOKEN` set it only looks up what it would do in that org; `cargo run --example onboarding -- --write`
//! does it, for Ada alone, and asks for the code of the text message.

use std::{error::Error, io::BufRead, time::Duration};

use futures_util::TryStreamExt;
use okta_client::{
    Client,
    models::{
        AppUser, BookmarkApplication, BookmarkApplicationSettings, BookmarkApplicationSettingsApplication,
        CreateUserRequest, GroupRequest, OktaUserGroupProfile, UserFactor, UserFactorActivateRequest,
        UserFactorSms, UserFactorSmsProfile, UserProfile, UserStatus,
    },
    wait::Waiter,
};
use okta_examples::{AnOrg, explain};
use okta_testkit::{Org, PASS_CODE, ResponseTemplate};

type Outcome<T> = Result<T, Box<dyn Error>>;

const GROUP: &str = "Example pilots";
const APP: &str = "Example flight plans";

struct Newcomer {
    login: &'static str,
    name: [&'static str; 2],
    phone: &'static str,
}

const ADA: Newcomer =
    Newcomer { login: "ada.newcomer@example.com", name: ["Ada", "Newcomer"], phone: "+1-555-415-1337" };
const BOB: Newcomer =
    Newcomer { login: "bob.newcomer@example.com", name: ["Bob", "Newcomer"], phone: "+1-555-415-1338" };

#[tokio::main]
async fn main() -> Outcome<()> {
    let org = AnOrg::find(Org::builder().users(3)).await?;
    let okta = org.client().user_agent("onboarding/1.0").build()?;
    let Some(embedded) = org.embedded() else {
        if std::env::args().any(|argument| argument == "--write") {
            return take_in(&okta, &ADA, typed_code).await;
        }
        return look(&okta, &ADA).await;
    };

    // What was written can be read a little later, as happens with replicas.
    for path in ["GET /api/v1/groups/*", "GET /api/v1/users/*/groups", "GET /api/v1/apps/*/users/{id}"] {
        embedded.set_lag(path, Duration::from_millis(250));
    }
    take_in(&okta, &ADA, || Ok(PASS_CODE.to_owned())).await?;

    embedded
        .when("POST /api/v1/users/*/factors")
        .respond_with(ResponseTemplate::okta_error("E0000001", "this phone cannot be used"));
    if take_in(&okta, &BOB, || Ok(PASS_CODE.to_owned())).await.is_ok() {
        return Err("the second factor was to be refused".into());
    }
    println!("in the org afterwards:");
    for login in [ADA.login, BOB.login] {
        let status = embedded.user_status(login);
        println!("  {login:<26} {}", status.map_or("not there".into(), |status| format!("{status:?}")));
    }
    Ok(())
}

/// Takes somebody in. When a step fails, what was done before it is undone.
async fn take_in(okta: &Client, who: &Newcomer, code: impl FnOnce() -> Outcome<String>) -> Outcome<()> {
    println!("{}", who.login);
    let mut undo = Undo::default();
    let done = steps(okta, who, code, &mut undo).await;
    if let Err(error) = &done {
        println!("  ✗ {}", explain(&**error));
        undo.run(okta).await;
    }
    done
}

async fn steps(
    okta: &Client,
    who: &Newcomer,
    code: impl FnOnce() -> Outcome<String>,
    undo: &mut Undo,
) -> Outcome<()> {
    // Polls at once, then with growing delays, up to a limit.
    let wait = Waiter::new()
        .timeout(Duration::from_secs(30))
        .backoff(Duration::from_millis(100), Duration::from_secs(2));

    let profile = UserProfile {
        login: Some(who.login.into()),
        email: Some(who.login.into()),
        first_name: Some(who.name[0].into()),
        last_name: Some(who.name[1].into()),
        ..Default::default()
    };
    let user = CreateUserRequest { profile: Some(profile.into()), ..Default::default() };
    let user = okta.users().create(user).activate(false).await?.id.ok_or("a user without an id")?;
    undo.steps.push(Step::User(user.clone()));
    println!("  account    {user}, not active yet");

    let group = match find_group(okta).await? {
        Some(group) => group,
        None => {
            let profile = OktaUserGroupProfile { name: Some(GROUP.into()), ..Default::default() };
            let group = GroupRequest { profile: Some(profile.into()), ..Default::default() };
            let group = okta.groups().create(group).await?.id.ok_or("a group without an id")?;
            undo.steps.push(Step::Group(group.clone()));
            wait.group_visible(okta, &group).await?;
            group
        }
    };
    okta.groups().assign_user(&group, &user).await?;
    wait.membership_visible(okta, &group, &user).await?;
    println!("  group      {group}, and the membership can be seen");

    let app = match find_app(okta).await? {
        Some(app) => app,
        None => {
            let app = okta.apps().create(bookmark()).await?.id().cloned().ok_or("an app without an id")?;
            undo.steps.push(Step::App(app.clone()));
            app
        }
    };
    let assignment = AppUser { id: Some(user.clone()), ..Default::default() };
    okta.apps().assign_user(&app, assignment).await?;
    wait.until_visible(|| okta.apps().get_user(&app, &user)).await?;
    println!("  app        {app} is assigned");

    let phone = UserFactorSmsProfile { phone_number: Some(who.phone.into()), ..Default::default() };
    let factor = UserFactorSms { profile: Some(phone.into()), ..Default::default() };
    let factor = okta.user_factors().enroll(&user, UserFactor::Sms(factor.into())).await?;
    let factor = factor.id().cloned().ok_or("a factor without an id")?;
    let pass_code = UserFactorActivateRequest { pass_code: Some(code()?), ..Default::default() };
    okta.user_factors().activate(&user, &factor).body(pass_code).await?;
    println!("  factor     {factor}, proven with a code");

    okta.users().activate(&user).send_email(false).await?;
    let user = wait.user_transition_complete(okta, &user).await?;
    // Without a password it is PROVISIONED: the person chooses one.
    println!("  status     {}", user.status.as_ref().map_or("none", UserStatus::as_str));
    Ok(())
}

/// What has been made, to be taken back in reverse.
#[derive(Default)]
struct Undo {
    steps: Vec<Step>,
}

enum Step {
    User(String),
    Group(String),
    App(String),
}

impl Undo {
    /// Takes everything back; a step that fails is told and does not keep the others from being taken back.
    async fn run(mut self, okta: &Client) {
        while let Some(step) = self.steps.pop() {
            let (what, outcome) = match &step {
                Step::User(id) => (id, remove_user(okta, id).await),
                Step::Group(id) => (id, okta.groups().delete(id).await),
                Step::App(id) => (id, remove_app(okta, id).await),
            };
            match outcome {
                Ok(()) => println!("  undone     {what}"),
                Err(error) => println!("  left over  {what}: {}", explain(&error)),
            }
        }
    }
}

/// Only a deactivated user can be deleted. Memberships, assignments and factors go with the user.
async fn remove_user(okta: &Client, id: &str) -> Result<(), okta_client::Error> {
    okta.users().deactivate(id).send_email(false).await?;
    okta.users().delete(id).send_email(false).await
}

async fn remove_app(okta: &Client, id: &str) -> Result<(), okta_client::Error> {
    okta.apps().deactivate(id).await?;
    okta.apps().delete(id).await
}

async fn find_group(okta: &Client) -> Result<Option<String>, okta_client::Error> {
    let mut groups = okta.groups().list().q(GROUP).items();
    while let Some(group) = groups.try_next().await? {
        let name = group.profile.as_ref().and_then(|profile| profile.get("name"));
        if name.is_some_and(|name| name.to_text().as_deref() == Some(GROUP)) {
            return Ok(group.id);
        }
    }
    Ok(None)
}

async fn find_app(okta: &Client) -> Result<Option<String>, okta_client::Error> {
    let mut apps = okta.apps().list().q(APP).items();
    while let Some(app) = apps.try_next().await? {
        if app.label().is_some_and(|label| label == APP) {
            return Ok(app.id().cloned());
        }
    }
    Ok(None)
}

fn bookmark() -> BookmarkApplication {
    let target = BookmarkApplicationSettingsApplication {
        url: Some("https://plans.example.com".into()),
        ..Default::default()
    };
    let settings = BookmarkApplicationSettings { app: Some(target.into()), ..Default::default() };
    BookmarkApplication {
        name: Some("bookmark".into()),
        label: Some(APP.into()),
        settings: Some(settings.into()),
        ..Default::default()
    }
}

/// What would be done, without doing it.
async fn look(okta: &Client, who: &Newcomer) -> Outcome<()> {
    let user = match okta.users().get(who.login).await {
        Ok(user) => user.id,
        Err(error) if error.is_not_found() => None,
        Err(error) => return Err(error.into()),
    };
    let told =
        |found: Option<String>| found.map_or("would be created".into(), |id| format!("exists as {id}"));
    println!("account    {}: {}", who.login, told(user));
    println!("group      {GROUP}: {}", told(find_group(okta).await?));
    println!("app        {APP}: {}", told(find_app(okta).await?));
    println!("nothing was changed; --write does it");
    Ok(())
}

fn typed_code() -> Outcome<String> {
    println!("  the code of the text message:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}
