//! The blocking interface, over real sockets.

use std::{collections::HashSet, sync::mpsc, thread, time::Duration};

use futures_util::TryStreamExt;
use http::Method;
use http_body_util::BodyExt;
use okta_client::{
    ErrorKind,
    blocking::{BlockingExt, block_on},
    bulk::Bulk,
    config::DpopMode,
    models::{CreateUserRequest, UserStatus},
    wait,
};
use okta_testkit::{KeyKind, Org, ResponseTemplate, ServiceApp};
use okta_tests::{builder, client, new_user_profile, service_app, unauthenticated};

fn org() -> Org {
    Org::builder().users(25).start_blocking().unwrap()
}

#[test]
fn calls_return_values_responses_and_errors() {
    let org = org();
    let okta = client(&org).unwrap();
    let request = CreateUserRequest::new().profile(new_user_profile());
    let id = okta.users().create(request).activate(false).wait().unwrap().id;
    let response = okta.users().get(&id).send().wait().unwrap();
    assert_eq!((response.status().as_u16(), response.status.clone()), (200, Some(UserStatus::Staged)));
    let raw = okta.request(Method::GET, "/api/v1/users/me").wait().unwrap();
    assert!(raw.to_string().contains("admin@example.com"));

    let error = okta.users().get("nobody").wait().unwrap_err();
    assert!(error.is_not_found());
    org.when("GET /api/v1/groups").times(9).respond_with(ResponseTemplate::new(503));
    let error = builder(&org).disable_retry().build().unwrap().groups().list().wait().unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 503);
    block_on(org.shutdown()).unwrap();
    let error = okta.users().get(&id).with_deadline(Duration::from_millis(200)).wait().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect | ErrorKind::Timeout), "{error:?}");
}

#[test]
fn listings_iterate_over_items_and_pages() {
    let org = org();
    let okta = client(&org).unwrap();
    let items = okta.users().list().limit(10).items().wait();
    let ids: HashSet<_> = items.map(|user| user.unwrap().id).collect();
    assert_eq!(ids.len(), 25);
    let pages = okta.users().list().limit(10).prefetch().pages().wait();
    assert_eq!(pages.map(|page| page.unwrap().len()).collect::<Vec<_>>(), [10, 10, 5]);
    let page = okta.users().list().limit(10).wait().unwrap();
    let cursor = page.next().unwrap().clone();
    let rest = okta.users().list().limit(10).resume(cursor).items().wait();
    assert_eq!(rest.count(), 15);
    // Stream combinators can be used before `wait`.
    let logins = okta.users().list().items().try_filter_map(async |user| {
        Ok(user.profile.and_then(|profile| profile.login).filter(|login| login.starts_with("user1")))
    });
    let logins: Vec<String> = logins.wait().collect::<Result<_, _>>().unwrap();
    assert_eq!(logins.len(), 11);
}

#[test]
fn pages_are_requested_with_their_first_item() {
    let org = org();
    let okta = client(&org).unwrap();
    let mut items = okta.users().list().limit(5).items().wait();
    let lists = || org.requests().matching("GET /api/v1/users").len();
    assert_eq!(lists(), 0);
    for _ in 0..5 {
        items.next().unwrap().unwrap();
    }
    assert_eq!((lists(), items.left_in_page()), (1, 0));
    items.next().unwrap().unwrap();
    assert_eq!(lists(), 2);
    assert!(!items.checkpoint().is_end());
}

#[test]
fn dropped_iterator_returns_its_connection() {
    let org = org();
    let okta = client(&org).unwrap();
    for _ in 0..20 {
        let mut items = okta.users().list().limit(5).items().wait();
        items.by_ref().take(7).for_each(|user| drop(user.unwrap()));
    }
    // A call that starts before the previous connection is back in the pool opens another, which is pooled too. A lost
    // connection would add one per iterator.
    let opened = org.connections().len();
    assert!(opened <= 3, "{opened} connections for 20 iterators");
    // The call in flight for the prefetched page is cancelled.
    let mut items = okta.users().list().limit(5).prefetch().items().wait();
    items.next().unwrap().unwrap();
    drop(items);
    okta.users().get("me").wait().unwrap();
    // A streamed body that is not read to its end.
    let response = okta.request(Method::GET, "/api/v1/users").stream().wait().unwrap();
    let mut chunks = response.into_body().into_data_stream().wait();
    assert!(!chunks.next().unwrap().unwrap().is_empty());
    drop(chunks);
    okta.users().get("me").wait().unwrap();
}

#[test]
fn log_is_tailed_from_a_thread() {
    let org = org();
    let okta = client(&org).unwrap();
    let (sender, events) = mpsc::channel();
    let tailing = okta.clone();
    let thread = thread::spawn(move || {
        let mut tail = tailing.logs().list().tail().poll_interval(Duration::from_millis(1)).wait();
        while let Some(event) = tail.next() {
            let checkpoint = tail.checkpoint();
            let kind = event.unwrap().event_type.unwrap_or_default();
            if sender.send((kind, checkpoint)).is_err() {
                return;
            }
        }
    });
    okta.users().suspend("user1@example.com").wait().unwrap();
    let (kind, checkpoint) = events.iter().find(|(kind, _)| kind == "user.lifecycle.suspend").unwrap();
    assert!(checkpoint.cursor().is_some() || !kind.is_empty());
    drop(events);
    okta.users().unsuspend("user1@example.com").wait().unwrap();
    thread.join().unwrap();
}

#[test]
fn bulk_and_waiters_block() {
    let org = org();
    let okta = client(&org).unwrap();
    let ids: Vec<_> = okta.users().list().items().wait().map(|user| user.unwrap().id).collect();
    let calls = okta.clone();
    let mut run = Bulk::new().parallel(8).run(ids, move |id| calls.users().get(id)).wait();
    run.by_ref().for_each(|outcome| drop(outcome.unwrap().result.unwrap()));
    assert_eq!((run.progress().succeeded, run.progress().finished()), (25, 25));

    okta.users().suspend("user2@example.com").wait().unwrap();
    let waiter = wait::Waiter::new().backoff(Duration::from_millis(1), Duration::from_millis(2));
    let user = waiter.user_status(&okta, "user2@example.com", UserStatus::Suspended).wait().unwrap();
    assert_eq!(user.status, Some(UserStatus::Suspended));
    let short = waiter.timeout(Duration::from_millis(20));
    let error = short.user_status(&okta, "user2@example.com", UserStatus::Active).wait().unwrap_err();
    assert!(error.is_timeout());
}

#[test]
fn one_client_serves_many_threads() {
    let org = org();
    let okta = client(&org).unwrap();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..12)
            .map(|number| {
                let okta = &okta;
                scope.spawn(move || {
                    let login = format!("user{}@example.com", 1 + number % 24);
                    for _ in 0..10 {
                        let user = okta.users().get(&login).wait().unwrap();
                        assert_eq!(user.profile.unwrap().login, Some(login.clone()));
                    }
                    okta.users().list().limit(7).items().wait().count()
                })
            })
            .collect();
        assert!(threads.into_iter().all(|thread| thread.join().unwrap() == 25));
    });
    assert_eq!(org.requests().matching("GET /api/v1/users/{id}").len(), 120);
}

#[test]
fn service_apps_obtain_and_renew_tokens() {
    let org = org();
    let app = ServiceApp::new().scopes(["okta.users.read"]).key(KeyKind::P256).require_dpop(true);
    let app = org.register_app(app).unwrap();
    let okta = service_app(unauthenticated(&org), &app).dpop(DpopMode::Always).build().unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(okta.users().list().items().wait().count(), 25));
        }
    });
    assert_eq!(org.oauth_counters().tokens_issued, 1);
    org.revoke_access_tokens();
    assert_eq!(okta.users().list().items().wait().count(), 25);
    let counters = org.oauth_counters();
    assert_eq!((counters.tokens_issued, counters.rejected_proofs, counters.replayed_jti), (2, 0, 0));
}

#[test]
fn wait_inside_a_runtime_is_an_error() {
    let org = org();
    let okta = client(&org).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let error = okta.users().get("me").wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        assert!(error.to_string().contains(".await"), "{error}");
        let mut items = okta.users().list().items().wait();
        assert_eq!(items.next().unwrap().unwrap_err().kind(), ErrorKind::WouldBlock);
        assert!(items.next().is_none());
    });
    assert!(org.requests().is_empty());
    // The same client, awaited and blocked on in one runtime.
    runtime.block_on(async {
        okta.users().get("me").await.unwrap();
        let clone = okta.clone();
        tokio::task::spawn_blocking(move || clone.users().get("me").wait().unwrap()).await.unwrap();
        okta.users().get("me").await.unwrap();
    });
    assert_eq!(org.requests().len(), 3);
}

#[test]
fn streamed_body_is_collected() {
    let org = org();
    let okta = client(&org).unwrap();
    let response = okta.request(Method::GET, "/api/v1/users").stream().wait().unwrap();
    let body = response.into_body().collect().wait().unwrap().to_bytes();
    assert!(body.starts_with(b"["));
}
