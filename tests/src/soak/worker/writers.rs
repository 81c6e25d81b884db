//! The writers. Each owns what it writes, so that what must be true of it is known at every moment.

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
    clients::Actor,
    readers::{Hot, life},
    tally::{Desk, Tally},
};
use crate::soak::{
    journal::{Deed, Subject, Told},
    options::Sabotage,
};

/// How creations are retried.
fn hint(tally: &Tally) -> RetryHint {
    match tally.sabotage() {
        Some(Sabotage::Repeat) => RetryHint::new().idempotent(true),
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

/// Users: made, changed in both ways, read back, deactivated, deleted.
pub(super) async fn users(actor: Actor, number: usize, tally: Arc<Tally>, hot: Arc<Hot>) {
    let mut desk = Desk::new(&tally, &actor, number);
    let mut count = 0;
    while desk.goes_on().await {
        count += 1;
        let login = format!("user-{}-{number}-{count}@example.com", actor.number);
        let subject = Subject::User(login.clone());
        let request = CreateUserRequest { profile: Some(profile(&login, 0).into()), ..Default::default() };
        let call = actor.okta.users().create(request).activate(false).with_retry(hint(&tally));
        let made = desk.write(&subject, Deed::Create, call.into_future()).await;
        let Some(id) = made.and_then(|user| user.id) else {
            read_back(&actor, &mut desk, &subject, &login).await;
            continue;
        };
        hot.show(&id);
        for version in 1..desk.random.u64(2..7) {
            let request =
                UpdateUserRequest { profile: Some(profile(&login, version).into()), ..Default::default() };
            let deed = Deed::Update(version);
            let done = if desk.random.bool() {
                desk.write(&subject, deed, actor.okta.users().update(&id, request).into_future()).await
            } else {
                desk.write(&subject, deed, actor.okta.users().replace(&id, request).into_future()).await
            };
            if done.is_some() {
                hot.confirm(version);
            }
            read_back(&actor, &mut desk, &subject, &id).await;
        }
        hot.hide();
        for _ in 0..desk.random.u8(..3) {
            desk.write(&subject, Deed::Delete, actor.okta.users().delete(&id).into_future()).await;
        }
        read_back(&actor, &mut desk, &subject, &id).await;
    }
}

/// Reads a user, and objects to a state that it cannot be in.
async fn read_back(actor: &Actor, desk: &mut Desk<'_>, subject: &Subject, key: &str) {
    let Some(outcome) = desk.tally.read("a read", actor.okta.users().get(key).into_future()).await else {
        return;
    };
    if let Some(seen) = life(&outcome)
        && let Err(violation) = desk.ledger.saw(subject, seen)
    {
        desk.tally.violation(format!("client {} read: {violation}", actor.number));
    }
}

/// Groups: made, renamed, filled and emptied, deleted.
pub(super) async fn groups(actor: Actor, tally: Arc<Tally>, residents: Arc<[String]>) {
    let mut desk = Desk::new(&tally, &actor, 10);
    let mut count = 0;
    while desk.goes_on().await {
        count += 1;
        let name = format!("group-{}-{count}", actor.number);
        let subject = Subject::Group(name.clone());
        let request = |version: u64| {
            let profile = OktaUserGroupProfile {
                name: Some(name.clone()),
                description: Some(version.to_string()),
                ..Default::default()
            };
            GroupRequest { profile: Some(profile.into()), ..Default::default() }
        };
        let call = actor.okta.groups().create(request(0)).with_retry(hint(&tally));
        let made = desk.write(&subject, Deed::Create, call.into_future()).await;
        let Some(id) = made.and_then(|group| group.id) else { continue };
        for version in 1..desk.random.u64(2..8) {
            let user = &residents[desk.random.usize(..residents.len())];
            let member = Subject::Member(id.clone(), user.clone());
            let groups = actor.okta.groups();
            match desk.random.u8(..5) {
                0 => {
                    let call = groups.replace(&id, request(version));
                    desk.write(&subject, Deed::Update(version), call.into_future()).await;
                }
                1 => {
                    desk.write(&member, Deed::Leave, groups.unassign_user(&id, user).into_future()).await;
                }
                _ => {
                    desk.write(&member, Deed::Join, groups.assign_user(&id, user).into_future()).await;
                }
            }
        }
        // Only groups without members, as deleting one ends its memberships.
        if desk.random.u8(..4) == 0 {
            let (name, subject) = (format!("{name}-gone"), Subject::Group(format!("{name}-gone")));
            let profile = OktaUserGroupProfile { name: Some(name), ..Default::default() };
            let request = GroupRequest { profile: Some(profile.into()), ..Default::default() };
            let made =
                desk.write(&subject, Deed::Create, actor.okta.groups().create(request).into_future()).await;
            if let Some(id) = made.and_then(|group| group.id) {
                desk.write(&subject, Deed::Delete, actor.okta.groups().delete(id).into_future()).await;
            }
        }
    }
}

fn bookmark(label: &str) -> Application {
    let target = BookmarkApplicationSettingsApplication {
        url: Some("https://example.com/".into()),
        ..Default::default()
    };
    let settings = BookmarkApplicationSettings { app: Some(target.into()), ..Default::default() };
    Application::Bookmark(Box::new(BookmarkApplication {
        name: Some("bookmark".into()),
        label: Some(label.into()),
        settings: Some(settings.into()),
        ..Default::default()
    }))
}

/// Apps, of which an org takes two with the same label: a creation that is sent twice shows.
pub(super) async fn apps(actor: Actor, tally: Arc<Tally>) {
    let mut desk = Desk::new(&tally, &actor, 11);
    let mut count = 0;
    while desk.goes_on().await {
        count += 1;
        let label = format!("app-{}-{count}", actor.number);
        let subject = Subject::App(label.clone());
        let call = actor.okta.apps().create(bookmark(&label)).with_retry(hint(&tally));
        let made = desk.write(&subject, Deed::Create, call.into_future()).await;
        let id = made.and_then(|app| app.id().cloned());
        let Some(id) = id.filter(|_| desk.random.u8(..4) == 0) else { continue };
        // Only an inactive app can be deleted.
        let inactive = tally.read("a deactivation", actor.okta.apps().deactivate(&id).into_future()).await;
        if matches!(inactive, Some(Ok(()))) {
            desk.write(&subject, Deed::Delete, actor.okta.apps().delete(&id).into_future()).await;
        }
    }
}

/// Apps in bulk.
pub(super) async fn bulk(actor: Actor, tally: Arc<Tally>) {
    let mut desk = Desk::new(&tally, &actor, 12);
    let mut count = 0;
    while desk.goes_on().await {
        count += 1;
        let labels: Vec<String> = (0..10).map(|n| format!("bulk-{}-{count}-{n}", actor.number)).collect();
        let (okta, hint) = (actor.okta.clone(), hint(&tally));
        let mut run = Bulk::new()
            .parallel(5)
            .run(labels.clone(), move |label| okta.apps().create(bookmark(&label)).with_retry(hint.clone()));
        let mut told: Vec<Option<Told>> = vec![None; labels.len()];
        // Now and then the rest of a run is dropped.
        let wanted = if desk.random.u8(..4) == 0 { desk.random.usize(1..labels.len()) } else { labels.len() };
        while let Some(outcome) = run.next().await {
            let place = usize::try_from(outcome.index).ok().and_then(|index| told.get_mut(index));
            if let Some(place) = place {
                *place = Some(tally.count("a bulk creation", &outcome.result));
            }
            if told.iter().flatten().count() == wanted {
                break;
            }
        }
        drop(run);
        for (label, told) in labels.into_iter().zip(told) {
            desk.note(&Subject::App(label), Deed::Create, told.unwrap_or(Told::Unknown));
        }
    }
}

/// Begins calls and forgets them: a client that leaks.
pub(super) async fn leaking(actor: Actor, tally: Arc<Tally>) {
    let mut random = tally.random(&actor, 13);
    while tally.goes_on(&mut random).await {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let mut call = Box::pin(actor.okta.users().list().limit(1).send());
        std::future::poll_fn(|cx| {
            let _ = call.as_mut().poll(cx);
            Poll::Ready(())
        })
        .await;
        std::mem::forget(call);
    }
}
