//! Writers. Each task writes only objects that it created itself, so that their expected states are known.

use std::{sync::Arc, task::Poll, time::Duration};

use futures_util::StreamExt;
use okta_client::{
    bulk::Bulk,
    models::{
        Application, BookmarkApplication, BookmarkApplicationSettings,
        BookmarkApplicationSettingsApplication, CreateUserRequest, GroupRequest, OktaUserGroupProfile,
        UpdateUserRequest, UserProfile,
    },
};
use okta_tower::meta::RetryHint;

use super::{
    clients::TestClient,
    counters::{Counters, Writer},
    readers::{SharedUser, user_state},
};
use crate::{
    options::InjectedBug,
    protocol::{Change, Object, Reported},
};

/// Returns the retry hint of creations.
fn creation_hint(counters: &Counters) -> RetryHint {
    match counters.inject() {
        Some(InjectedBug::Repeat) => RetryHint::new().idempotent(true),
        _ => RetryHint::new(),
    }
}

fn profile(login: &str, version: u64) -> UserProfile {
    UserProfile {
        login: Some(login.into()),
        email: Some(login.into()),
        first_name: Some("Soak".into()),
        last_name: Some("User".into()),
        cost_center: Some(version.to_string()),
        ..UserProfile::default()
    }
}

/// Creates users, updates them in both ways, reads them, deactivates and deletes them.
pub(super) async fn write_users(
    client: TestClient,
    number: usize,
    counters: Arc<Counters>,
    shared: Arc<SharedUser>,
) {
    let mut writer = Writer::new(&counters, &client, number);
    let mut count = 0;
    while writer.proceed().await {
        count += 1;
        let login = format!("user-{}-{number}-{count}@example.com", client.number);
        let object = Object::User(login.clone());
        let users = client.okta.users();
        let request = CreateUserRequest::new().profile(profile(&login, 0));
        let call = users.create(request).activate(false).with_retry(creation_hint(&counters));
        let created = writer.write(&object, Change::Create, call.into_future()).await;
        let Some(id) = created.map(|user| user.id) else {
            read_back(&client, &mut writer, &object, &login).await;
            continue;
        };
        shared.show(&id);
        for version in 1..writer.random.u64(2..7) {
            let request = UpdateUserRequest::new().profile(profile(&login, version));
            let change = Change::Update(version);
            let updated = if writer.random.bool() {
                writer.write(&object, change, users.update(&id, request).into_future()).await
            } else {
                writer.write(&object, change, users.replace(&id, request).into_future()).await
            };
            if updated.is_some() {
                shared.confirm(version);
            }
            read_back(&client, &mut writer, &object, &id).await;
        }
        shared.hide();
        for _ in 0..writer.random.u8(..3) {
            writer.write(&object, Change::Delete, users.delete(&id).into_future()).await;
        }
        read_back(&client, &mut writer, &object, &id).await;
    }
}

/// Reads a user and checks that its state is possible.
async fn read_back(client: &TestClient, writer: &mut Writer<'_>, object: &Object, key: &str) {
    let call = client.okta.users().get(key).into_future();
    let Some(result) = writer.counters.call("read", call).await else { return };
    if let Some(state) = user_state(&result)
        && let Err(violation) = writer.expected.observe(object, state)
    {
        writer.counters.violation(format!("client {}: read: {violation}", client.number));
    }
}

fn group(name: &str, description: Option<String>) -> GroupRequest {
    let mut profile = OktaUserGroupProfile::new().name(name);
    profile.description = description;
    GroupRequest::new().profile(profile)
}

/// Creates groups, renames them, adds and removes members, deletes groups.
pub(super) async fn write_groups(client: TestClient, counters: Arc<Counters>, seeded_users: Arc<[String]>) {
    let mut writer = Writer::new(&counters, &client, 10);
    let groups = client.okta.groups();
    let mut count = 0;
    while writer.proceed().await {
        count += 1;
        let name = format!("group-{}-{count}", client.number);
        let object = Object::Group(name.clone());
        let request = |version: u64| group(&name, Some(version.to_string()));
        let call = groups.create(request(0)).with_retry(creation_hint(&counters));
        let created = writer.write(&object, Change::Create, call.into_future()).await;
        let Some(id) = created.map(|group| group.id.to_string()) else { continue };
        for version in 1..writer.random.u64(2..8) {
            let user = &seeded_users[writer.random.usize(..seeded_users.len())];
            let membership = Object::Membership(id.clone(), user.clone());
            match writer.random.u8(..5) {
                0 => {
                    let call = groups.replace(&id, request(version));
                    writer.write(&object, Change::Update(version), call.into_future()).await;
                }
                1 => {
                    let call = groups.unassign_user(&id, user);
                    writer.write(&membership, Change::Remove, call.into_future()).await;
                }
                _ => {
                    let call = groups.assign_user(&id, user);
                    writer.write(&membership, Change::Add, call.into_future()).await;
                }
            }
        }
        // Only groups without members, since deleting a group deletes its memberships.
        if writer.random.u8(..4) == 0 {
            let name = format!("{name}-deleted");
            let object = Object::Group(name.clone());
            let call = groups.create(group(&name, None));
            let created = writer.write(&object, Change::Create, call.into_future()).await;
            if let Some(id) = created.map(|group| group.id) {
                writer.write(&object, Change::Delete, groups.delete(id).into_future()).await;
            }
        }
    }
}

fn bookmark(label: &str) -> Application {
    let target = BookmarkApplicationSettingsApplication::new().url("https://example.com/");
    BookmarkApplication::new().label(label).settings(BookmarkApplicationSettings::new().app(target)).into()
}

/// Creates and deletes apps. An org accepts two apps with the same label, so a duplicate creation is detected.
pub(super) async fn write_apps(client: TestClient, counters: Arc<Counters>) {
    let mut writer = Writer::new(&counters, &client, 11);
    let apps = client.okta.apps();
    let mut count = 0;
    while writer.proceed().await {
        count += 1;
        let label = format!("app-{}-{count}", client.number);
        let object = Object::App(label.clone());
        let call = apps.create(bookmark(&label)).with_retry(creation_hint(&counters));
        let created = writer.write(&object, Change::Create, call.into_future()).await;
        let id = created.map(|app| app.id().clone());
        let Some(id) = id.filter(|_| writer.random.u8(..4) == 0) else { continue };
        // Only an inactive app can be deleted.
        let inactive = counters.call("deactivation", apps.deactivate(&id).into_future()).await;
        if matches!(inactive, Some(Ok(()))) {
            writer.write(&object, Change::Delete, apps.delete(&id).into_future()).await;
        }
    }
}

/// Creates apps with [`Bulk`].
pub(super) async fn create_apps_in_bulk(client: TestClient, counters: Arc<Counters>) {
    let mut writer = Writer::new(&counters, &client, 12);
    let mut count = 0;
    while writer.proceed().await {
        count += 1;
        let labels: Vec<String> = (0..10).map(|n| format!("bulk-{}-{count}-{n}", client.number)).collect();
        let (okta, hint) = (client.okta.clone(), creation_hint(&counters));
        let mut run = Bulk::new()
            .parallel(5)
            .run(labels.clone(), move |label| okta.apps().create(bookmark(&label)).with_retry(hint.clone()));
        let mut reported: Vec<Option<Reported>> = vec![None; labels.len()];
        // One run in four is dropped before its end.
        let wanted =
            if writer.random.u8(..4) == 0 { writer.random.usize(1..labels.len()) } else { labels.len() };
        while let Some(outcome) = run.next().await {
            let entry = usize::try_from(outcome.index).ok().and_then(|index| reported.get_mut(index));
            if let Some(entry) = entry {
                *entry = Some(counters.count("bulk creation", &outcome.result));
            }
            if reported.iter().flatten().count() == wanted {
                break;
            }
        }
        drop(run);
        for (label, reported) in labels.into_iter().zip(reported) {
            writer.record(&Object::App(label), Change::Create, reported.unwrap_or(Reported::Unknown));
        }
    }
}

/// Starts calls and forgets them, as a client that leaks.
pub(super) async fn leak_calls(client: TestClient, counters: Arc<Counters>) {
    let mut random = counters.random(&client, 13);
    while counters.proceed(&mut random).await {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let mut call = Box::pin(client.okta.users().list().limit(1).send());
        std::future::poll_fn(|cx| {
            let _ = call.as_mut().poll(cx);
            Poll::Ready(())
        })
        .await;
        std::mem::forget(call);
    }
}
