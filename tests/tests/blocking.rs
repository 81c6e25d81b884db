//! Programs without a runtime: everything that can be awaited, waited for over real sockets.

use std::{collections::HashSet, sync::mpsc, thread, time::Duration};

use futures_util::TryStreamExt;
use http::Method;
use http_body_util::BodyExt;
use okta_client::{
    Client, ErrorKind,
    blocking::{BlockingExt, block_on},
    bulk::Bulk,
    config::Sources,
    models::{CreateUserRequest, UserStatus},
    wait,
};
use okta_testkit::{KeyKind, Org, ResponseTemplate, ServiceApp};
use okta_tests::{ada, builder, client, service_app};

fn org() -> Org {
    Org::builder().users(25).start_blocking().unwrap()
}

#[test]
fn calls_give_values_replies_and_errors() {
    let org = org();
    let okta = client(&org).unwrap();
    let request = CreateUserRequest { profile: Some(ada().into()), ..Default::default() };
    let id = okta.users().create(request).activate(false).wait().unwrap().id.unwrap();
    let reply = okta.users().get(&id).send().wait().unwrap();
    assert_eq!((reply.status().as_u16(), reply.status.clone()), (200, Some(UserStatus::Staged)));
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
fn listings_are_iterators_of_items_and_pages() {
    let org = org();
    let okta = client(&org).unwrap();
    let items = okta.users().list().limit(10).items().wait();
    let ids: HashSet<String> = items.map(|user| user.unwrap().id.unwrap()).collect();
    assert_eq!(ids.len(), 25);
    let pages = okta.users().list().limit(10).prefetch().pages().wait();
    assert_eq!(pages.map(|page| page.unwrap().len()).collect::<Vec<_>>(), [10, 10, 5]);
    let page = okta.users().list().limit(10).wait().unwrap();
    let cursor = page.next().unwrap().clone();
    let rest = okta.users().list().limit(10).resume(cursor).items().wait();
    assert_eq!(rest.count(), 15);
    // What is made of a stream is a stream.
    let logins = okta.users().list().items().try_filter_map(async |user| {
        Ok(user.profile.and_then(|profile| profile.login).filter(|login| login.starts_with("user1")))
    });
    let logins: Vec<String> = logins.wait().collect::<Result<_, _>>().unwrap();
    assert_eq!(logins.len(), 11);
}

#[test]
fn a_page_is_asked_for_when_its_first_item_is() {
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
    assert!(items.cursor().is_some());
}

#[test]
fn an_iterator_dropped_half_read_leaves_the_connection_for_the_next_call() {
    let org = org();
    let okta = client(&org).unwrap();
    for _ in 0..20 {
        let mut items = okta.users().list().limit(5).items().wait();
        items.by_ref().take(7).for_each(|user| drop(user.unwrap()));
    }
    // A call that comes before the last one's connection is back in the pool opens another, which is then kept too. An
    // iterator that lost its connection would show as one each time.
    let opened = org.connections().len();
    assert!(opened <= 3, "{opened} connections for 20 iterators");
    // With the next page asked for ahead, the call that is under way is given up.
    let mut items = okta.users().list().limit(5).prefetch().items().wait();
    items.next().unwrap().unwrap();
    drop(items);
    okta.users().get("me").wait().unwrap();
    // A body that comes in pieces, not read to its end.
    let answer = okta.request(Method::GET, "/api/v1/users").stream().wait().unwrap();
    let mut pieces = answer.into_body().into_data_stream().wait();
    assert!(!pieces.next().unwrap().unwrap().is_empty());
    drop(pieces);
    okta.users().get("me").wait().unwrap();
}

#[test]
fn the_log_is_followed_from_a_thread() {
    let org = org();
    let okta = client(&org).unwrap();
    let (sender, events) = mpsc::channel();
    let following = okta.clone();
    let thread = thread::spawn(move || {
        let mut tail = following.logs().list().tail().poll_interval(Duration::from_millis(1)).wait();
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
fn bulk_runs_and_waits_for_a_state() {
    let org = org();
    let okta = client(&org).unwrap();
    let ids: Vec<String> = okta.users().list().items().wait().map(|user| user.unwrap().id.unwrap()).collect();
    let calls = okta.clone();
    let mut run = Bulk::new().parallel(8).run(ids, move |id| calls.users().get(id)).wait();
    run.by_ref().for_each(|outcome| drop(outcome.unwrap().result.unwrap()));
    assert_eq!((run.progress().succeeded, run.progress().finished()), (25, 25));

    okta.users().suspend("user2@example.com").wait().unwrap();
    let waiting = wait::Waiter::new().backoff(Duration::from_millis(1), Duration::from_millis(2));
    let user = waiting.user_status(&okta, "user2@example.com", UserStatus::Suspended).wait().unwrap();
    assert_eq!(user.status, Some(UserStatus::Suspended));
    let soon = waiting.timeout(Duration::from_millis(20));
    let error = soon.user_status(&okta, "user2@example.com", UserStatus::Active).wait().unwrap_err();
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
fn service_apps_get_and_renew_their_tokens() {
    let org = org();
    let app = ServiceApp::new().scopes(["okta.users.read"]).key(KeyKind::P256).require_dpop(true);
    let app = org.register_app(app).unwrap();
    let unauthorized =
        Client::builder().sources(Sources::none()).org_url(org.url()).disable_https_check(true);
    let okta = service_app(unauthorized, &app).build().unwrap();
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
fn inside_a_runtime_nothing_is_sent() {
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
    // The same client awaited here and waited for where blocking is fine, in one runtime.
    runtime.block_on(async {
        okta.users().get("me").await.unwrap();
        let same = okta.clone();
        tokio::task::spawn_blocking(move || same.users().get("me").wait().unwrap()).await.unwrap();
        okta.users().get("me").await.unwrap();
    });
    assert_eq!(org.requests().len(), 3);
}

#[test]
fn a_streamed_body_is_collected() {
    let org = org();
    let okta = client(&org).unwrap();
    let answer = okta.request(Method::GET, "/api/v1/users").stream().wait().unwrap();
    let body = answer.into_body().collect().wait().unwrap().to_bytes();
    assert!(body.starts_with(b"["));
}
