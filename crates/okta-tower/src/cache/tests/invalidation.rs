//! No write of this client leaves a stale answer: one test a rule.

use std::{io, time::Duration};

use futures_util::FutureExt;
use tower_test::mock;

use super::*;

/// Reads, reads again from the cache, writes, and reads the new state.
async fn sequence(rig: &Rig, read: impl Fn() -> Request<Body>, method: Method, write: &str) {
    let name = format!("{:?}, {method} {write}", read().uri());
    let first = rig.send(read()).await;
    assert_eq!(status(&first), Some(CacheStatus::Miss), "{name}");
    let first = bytes(first).await;
    let again = rig.send(read()).await;
    assert!(is_hit(&again), "{name}");
    assert_eq!(bytes(again).await, first, "{name}");
    rig.write(method, write).await;
    let after = rig.send(read()).await;
    assert_eq!(status(&after), Some(CacheStatus::Miss), "{name}: stale");
    assert_ne!(bytes(after).await, first, "{name}");
}

fn user(rest: &str) -> String {
    format!("/api/v1/users/{USER}{rest}")
}

#[tokio::test]
async fn a_lifecycle_call_invalidates_the_resource() {
    let rig = Rig::new();
    sequence(&rig, || get(&user("")), Method::POST, &user("/lifecycle/suspend")).await;
}

#[tokio::test]
async fn every_unsafe_method_invalidates() {
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        sequence(&Rig::new(), || get(&user("")), method, &user("")).await;
    }
}

#[tokio::test]
async fn a_write_invalidates_sub_resources() {
    let factor = user("/factors/ufs2bysphxKODSZKWVCT");
    sequence(&Rig::new(), || get(&factor), Method::POST, &user("/lifecycle/reset_factors")).await;
    sequence(&Rig::new(), || get(&user("/classification")), Method::PUT, &user("")).await;
}

#[tokio::test]
async fn a_write_below_a_resource_invalidates_it() {
    sequence(&Rig::new(), || get(&user("")), Method::PUT, &user("/factors/ufs2bysphxKODSZKWVCT")).await;
}

#[tokio::test]
async fn a_write_invalidates_expand_variants_and_projections() {
    let rig = Rig::new();
    let projected =
        || header(get(&user("")), "content-type", "application/json; okta-response=omitCredentials");
    sequence(&rig, || get(&user("?expand=blocks")), Method::PUT, &user("")).await;
    sequence(&rig, projected, Method::PUT, &user("")).await;
}

#[tokio::test]
async fn a_write_by_id_invalidates_what_was_read_by_login() {
    for alias in [LOGIN, "isaac%40example.com", "isaac", "me"] {
        let read = || get(&format!("/api/v1/users/{alias}"));
        sequence(&Rig::new(), read, Method::PUT, &user("")).await;
    }
}

#[tokio::test]
async fn a_write_by_login_invalidates_what_was_read_by_id() {
    for alias in [LOGIN, "isaac%40example.com", "ISAAC@example.com", "isaac", "me"] {
        let write = format!("/api/v1/users/{alias}/lifecycle/suspend");
        sequence(&Rig::new(), || get(&user("")), Method::POST, &write).await;
        sequence(&Rig::new(), || get(&user("/factors/ufs2bysphxKODSZKWVCT")), Method::POST, &write).await;
    }
}

#[tokio::test]
async fn a_write_by_a_known_alias_leaves_other_users_alone() {
    let rig = Rig::new();
    let other = format!("/api/v1/users/{OTHER}");
    rig.get(&format!("/api/v1/users/{LOGIN}")).await;
    rig.get("/api/v1/users/isaac").await;
    rig.get(&other).await;
    for alias in [LOGIN, "isaac"] {
        rig.write(Method::POST, &format!("/api/v1/users/{alias}/lifecycle/suspend")).await;
        assert!(rig.hits(&other).await, "{alias}");
        assert!(!rig.hits(&user("")).await, "{alias}");
        rig.get("/api/v1/users/isaac").await;
    }
    rig.write(Method::POST, "/api/v1/users/unheard-of/lifecycle/suspend").await;
    assert!(!rig.hits(&other).await);
}

#[tokio::test]
async fn what_was_read_below_a_login_is_invalidated_by_id() {
    let read = || get("/api/v1/users/isaac/factors/ufs2bysphxKODSZKWVCT");
    sequence(&Rig::new(), read, Method::POST, &user("/lifecycle/reset_factors")).await;
}

#[tokio::test]
async fn a_write_invalidates_the_lists_that_contain_the_resource() {
    for list in ["/api/v1/users?limit=2".to_owned(), format!("/api/v1/groups/{GROUP}/users")] {
        sequence(&Rig::new(), || force(&list), Method::PUT, &user("")).await;
        sequence(&Rig::new(), || force(&list), Method::POST, "/api/v1/users").await;
    }
    let members = format!("/api/v1/groups/{GROUP}/users");
    let member = format!("{members}/{USER}");
    sequence(&Rig::new(), || force(&members), Method::PUT, &member).await;
    sequence(&Rig::new(), || force("/api/v1/users"), Method::DELETE, &user("")).await;
}

#[tokio::test]
async fn a_write_invalidates_what_embeds_the_resource() {
    let app = "/api/v1/apps/0oa1gjh63g214q0Hq0g4";
    sequence(&Rig::new(), || get(&format!("{app}?expand=user")), Method::PUT, &user("")).await;
}

#[tokio::test]
async fn a_write_leaves_the_rest_alone() {
    let rig = Rig::new();
    let other = format!("/api/v1/users/{OTHER}");
    let group = format!("/api/v1/groups/{GROUP}");
    rig.get(&other).await;
    rig.get(&group).await;
    rig.write(Method::PUT, &user("")).await;
    assert!(rig.hits(&other).await);
    assert!(rig.hits(&group).await);
}

#[tokio::test]
async fn a_write_invalidates_for_every_principal() {
    let rig = Rig::new();
    let theirs = || with(get(&user("")), Principal::new("somebody else"));
    sequence(&rig, theirs, Method::PUT, &user("")).await;
}

#[tokio::test]
async fn a_write_names_its_resource_in_its_answer() {
    // A path that tells nothing of the user, and an answer that does.
    let rig = Rig::new();
    rig.get(&user("")).await;
    assert!(rig.hits(&user("")).await);
    rig.write(Method::POST, &format!("/api/v1/somewhere/00x118oQYT4TBGuay0g4/{USER}")).await;
    assert!(!rig.hits(&user("")).await);
}

#[tokio::test]
async fn a_refused_write_invalidates_too() {
    for status in [StatusCode::BAD_REQUEST, StatusCode::PRECONDITION_FAILED] {
        let rig = Rig::new();
        rig.get(&user("")).await;
        *rig.org.fault.lock().unwrap() = Some(status);
        rig.write(Method::PUT, &user("")).await;
        assert!(!rig.hits(&user("")).await);
        assert!(rig.hits(&user("")).await, "stored again at once: the server has said no");
    }
}

type Server = mock::Handle<Request<Body>, Response<Body>>;
type Mocked = Cache<mock::Mock<Request<Body>, Response<Body>>>;

fn mocked() -> (Mocked, Server) {
    let (mock, server) = mock::pair();
    (CacheLayer::new(Principal::new("me")).layer(mock), server)
}

fn json() -> Response<Body> {
    Response::new(Body::from(format!(r#"{{"id":"{USER}"}}"#)))
}

/// Reads through a mocked server, which must be asked.
async fn fill(cache: &Mocked, server: &mut Server) -> CacheStatus {
    let read = cache.clone().oneshot(get(&user("")));
    let serve = async {
        match server.next_request().now_or_never() {
            Some(request) => request.unwrap().1.send_response(json()),
            None => tokio::task::yield_now().await,
        }
    };
    let (response, ()) = futures_util::future::join(read, serve).await;
    status(&response.unwrap()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_write_of_unknown_outcome_keeps_its_resource_uncached_for_a_while() {
    for outcome in ["failed", "dropped", "502"] {
        let (cache, mut server) = mocked();
        let put = Request::put(format!("{ORIGIN}{}", user(""))).body(Body::from("{}")).unwrap();
        let mut write = tokio_test::task::spawn(cache.clone().oneshot(put));
        tokio_test::assert_pending!(write.poll());
        let (_, send) = server.next_request().await.unwrap();
        match outcome {
            "failed" => send.send_error(io::Error::from(io::ErrorKind::ConnectionReset)),
            "502" => send.send_response(Response::builder().status(502).body(Body::empty()).unwrap()),
            _ => drop(send),
        }
        if outcome != "dropped" {
            let _ = write.await;
        } else {
            drop(write);
        }
        assert_eq!(fill(&cache, &mut server).await, CacheStatus::Miss, "{outcome}");
        assert_eq!(fill(&cache, &mut server).await, CacheStatus::Miss, "{outcome}: it may yet be applied");
        tokio::time::advance(Duration::from_secs(31)).await;
        assert_eq!(fill(&cache, &mut server).await, CacheStatus::Miss, "{outcome}");
        assert!(matches!(fill(&cache, &mut server).await, CacheStatus::Hit { .. }), "{outcome}");
    }
}

#[tokio::test]
async fn a_read_that_began_before_a_write_is_not_stored_after_it() {
    for write_ends_first in [true, false] {
        let (cache, mut server) = mocked();
        let mut read = tokio_test::task::spawn(cache.clone().oneshot(get(&user(""))));
        tokio_test::assert_pending!(read.poll());
        let (_, answer_read) = server.next_request().await.unwrap();

        let put = Request::put(format!("{ORIGIN}{}", user(""))).body(Body::from("{}")).unwrap();
        let mut write = tokio_test::task::spawn(cache.clone().oneshot(put));
        tokio_test::assert_pending!(write.poll());
        let (_, answer_write) = server.next_request().await.unwrap();

        if write_ends_first {
            answer_write.send_response(json());
            write.await.unwrap();
            answer_read.send_response(json());
            read.await.unwrap();
        } else {
            answer_read.send_response(json());
            read.await.unwrap();
            answer_write.send_response(json());
            write.await.unwrap();
        }
        assert_eq!(fill(&cache, &mut server).await, CacheStatus::Miss, "{write_ends_first}");
        assert!(matches!(fill(&cache, &mut server).await, CacheStatus::Hit { .. }));
    }
}

#[tokio::test]
async fn a_read_during_a_write_is_not_answered_with_what_was_before() {
    let (cache, mut server) = mocked();
    fill(&cache, &mut server).await;
    let put = Request::put(format!("{ORIGIN}{}", user(""))).body(Body::from("{}")).unwrap();
    let mut write = tokio_test::task::spawn(cache.clone().oneshot(put));
    tokio_test::assert_pending!(write.poll());
    let (_, answer_write) = server.next_request().await.unwrap();
    assert_eq!(fill(&cache, &mut server).await, CacheStatus::Miss);
    answer_write.send_response(json());
    write.await.unwrap();
    assert_eq!(fill(&cache, &mut server).await, CacheStatus::Miss, "read while the write was under way");
}

#[tokio::test(start_paused = true)]
async fn a_server_whose_reads_lag_is_given_time() {
    let rig = Rig::with(|layer| layer.with_settling(Duration::from_secs(5)));
    rig.write(Method::PUT, &user("")).await;
    rig.get(&user("")).await;
    assert!(!rig.hits(&user("")).await);
    tokio::time::advance(Duration::from_secs(6)).await;
    rig.get(&user("")).await;
    assert!(rig.hits(&user("")).await);
}

#[tokio::test]
async fn a_program_can_invalidate_what_changed_elsewhere() {
    let rig = Rig::new();
    let other = format!("/api/v1/users/{OTHER}");
    rig.get(&user("")).await;
    rig.get(&other).await;
    rig.layer.invalidate(&format!("{ORIGIN}{}", user("")).parse().unwrap()).await.unwrap();
    assert!(!rig.hits(&user("")).await);
    assert!(rig.hits(&other).await);
    rig.layer.clear().await.unwrap();
    assert!(!rig.hits(&other).await);
}

#[tokio::test]
async fn the_operations_template_tells_words_from_names() {
    static RULE: OperationMeta =
        OperationMeta::new("getGroupRule", Method::GET, "/api/v1/groups/rules/{groupRuleId}");
    static REPLACE: OperationMeta =
        OperationMeta::new("replaceGroupRule", Method::PUT, "/api/v1/groups/rules/{groupRuleId}");
    let rig = Rig::new();
    let rule = |id: &str| with(get(&format!("/api/v1/groups/rules/{id}")), Operation(&RULE));
    let group = format!("/api/v1/groups/{GROUP}");
    rig.send(rule("0pr3f7zMZZHPgUoWO0g4")).await;
    rig.send(rule("0pr999999999999999zz")).await;
    rig.get(&group).await;
    let put = Request::put(format!("{ORIGIN}/api/v1/groups/rules/0pr3f7zMZZHPgUoWO0g4"))
        .extension(Operation(&REPLACE))
        .body(Body::from("{}"))
        .unwrap();
    rig.send(put).await;
    assert!(!is_hit(&rig.send(rule("0pr3f7zMZZHPgUoWO0g4")).await));
    assert!(is_hit(&rig.send(rule("0pr999999999999999zz")).await));
    assert!(rig.hits(&group).await);
}
