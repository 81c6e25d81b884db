//! Listings cut by time against an org: each item once, whatever their times, faults and restarts.

use std::{
    collections::HashSet,
    time::{Duration, SystemTime},
};

use futures_util::TryStreamExt;
use okta_client::{
    ErrorKind,
    models::LogEvent,
    page::{Parallel, ParallelCheckpoint},
};
use okta_testkit::{Clock, Org, ResponseTemplate};
use okta_tests::{builder, client};

const START: u64 = 1_760_000_000;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// An org with events at these seconds after the start of its log.
async fn org_with_events(offsets: impl IntoIterator<Item = u64>) -> Org {
    let org = Org::builder().bare().clock(Clock::frozen_at(START + 1_000_000)).start().await.unwrap();
    for offset in offsets {
        org.seed_event_at("user.session.start", at(START + offset));
    }
    org
}

/// An org with users who were created at these seconds after its start.
async fn org_with_users(offsets: &[u64]) -> Org {
    let org = Org::builder().bare().clock(Clock::frozen_at(START)).start().await.unwrap();
    let mut now = 0;
    for offset in offsets {
        org.clock().advance(Duration::from_secs(offset - now));
        now = *offset;
        org.seed_users(1);
    }
    org.clock().advance(Duration::from_secs(100));
    org
}

fn events(org: &Org, page: i32) -> Parallel<LogEvent> {
    client(org)
        .unwrap()
        .logs()
        .list()
        .since("2025-10-09T08:53:20.000Z")
        .filter(r#"eventType eq "user.session.start""#)
        .limit(page)
        .parallel(8)
}

async fn keys(listing: Parallel<LogEvent>) -> Vec<String> {
    listing.items().map_ok(|event| event.uuid.unwrap_or_default()).try_collect().await.unwrap()
}

fn unique(keys: &[String]) -> usize {
    keys.iter().collect::<HashSet<_>>().len()
}

#[tokio::test]
async fn each_event_is_yielded_once() {
    // Two crowds, several events in one second, and a day between them.
    let offsets = (0..300).map(|index| index / 3).chain((0..200).map(|index| 86_400 + index * 7));
    let org = org_with_events(offsets).await;
    for page in [7, 100, 1000] {
        let found = keys(events(&org, page)).await;
        assert_eq!((found.len(), unique(&found)), (500, 500), "limit {page}");
    }
    assert!(org.requests().iter().filter(|request| request.param("until").is_some()).count() > 10);
}

#[tokio::test]
async fn ordered_events_are_in_the_order_of_the_log() {
    let org = org_with_events((0..400).map(|index| index * 11)).await;
    let times = |listing: Parallel<LogEvent>| async {
        let events: Vec<LogEvent> = listing.ordered().items().try_collect().await.unwrap();
        events.into_iter().map(|event| event.published.unwrap()).collect::<Vec<_>>()
    };
    let ascending = times(events(&org, 20)).await;
    assert_eq!(ascending.len(), 400);
    assert!(ascending.is_sorted());
    let descending = client(&org)
        .unwrap()
        .logs()
        .list()
        .since("2025-10-09T08:53:20.000Z")
        .filter(r#"eventType eq "user.session.start""#)
        .sort_order("DESCENDING")
        .limit(20)
        .parallel(8);
    let mut descending = times(descending).await;
    descending.reverse();
    assert_eq!(descending, ascending);
}

#[tokio::test]
async fn checkpoint_continues_in_another_process() {
    let org = org_with_events((0..500).map(|index| index / 2)).await;
    let mut first = events(&org, 13).items();
    let mut found = Vec::new();
    for _ in 0..137 {
        found.push(first.try_next().await.unwrap().unwrap().uuid.unwrap());
    }
    let text = first.checkpoint().to_string();
    drop(first);
    let checkpoint: ParallelCheckpoint = text.parse().unwrap();
    assert_eq!(checkpoint.to_string(), text);
    let mut rest = events(&org, 40).resume(checkpoint).items();
    while let Some(event) = rest.try_next().await.unwrap() {
        found.push(event.uuid.unwrap());
    }
    assert!(rest.checkpoint().is_end());
    assert_eq!((found.len(), unique(&found)), (500, 500));

    let other = client(&org).unwrap().logs().list().q("x").parallel(2).resume(text.parse().unwrap());
    let error = other.items().try_next().await.unwrap_err();
    assert_eq!(error.error().kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn users_are_cut_by_creation_and_their_search_is_kept() {
    let offsets: Vec<u64> = (0..200).map(|index| index * 37).collect();
    let org = org_with_users(&offsets).await;
    let okta = client(&org).unwrap();
    let all = org.users();
    let logins: HashSet<String> =
        all.iter().filter_map(|user| user["id"].as_str().map(str::to_owned)).collect();
    let listing =
        okta.users().list().search(r#"status eq "ACTIVE" or status eq "STAGED""#).limit(10).parallel(6);
    let found: Vec<String> = listing.items().map_ok(|user| user.id.to_string()).try_collect().await.unwrap();
    assert_eq!(unique(&found), found.len());
    assert_eq!(found.iter().cloned().collect::<HashSet<_>>(), logins);
    let searches: Vec<String> = org.requests().iter().filter_map(|request| request.param("search")).collect();
    let kept = r#"(status eq "ACTIVE" or status eq "STAGED")"#;
    assert!(searches.iter().all(|search| search.starts_with(kept)), "{searches:?}");
    assert!(searches.iter().any(|search| search.contains(r#" and created lt "2"#)), "{searches:?}");

    // Without a search, as in a listing without parameters.
    org.set_user_status(all[3]["id"].as_str().unwrap(), okta_testkit::UserStatus::Deprovisioned);
    let plain: Vec<_> = okta.users().list().items().try_collect().await.unwrap();
    let cut: Vec<_> = okta.users().list().limit(10).parallel(6).items().try_collect().await.unwrap();
    assert_eq!((cut.len(), plain.len()), (all.len() - 1, all.len() - 1));
}

#[tokio::test]
async fn what_cannot_be_cut_is_rejected() {
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    let calls = [
        okta.users().list().q("jane").parallel(2),
        okta.users().list().filter(r#"status eq "ACTIVE""#).parallel(2),
        okta.users().list().search("x pr").sort_by("profile.login").parallel(2),
        okta.users().list().with_query("after", "x").parallel(2),
    ];
    for (index, call) in calls.into_iter().enumerate() {
        let mut items = call.items();
        let error = items.try_next().await.unwrap_err();
        assert_eq!(error.error().kind(), ErrorKind::InvalidRequest, "call {index}");
        assert!(std::error::Error::source(&error).unwrap().to_string().contains("parallel"), "call {index}");
        assert!(items.try_next().await.unwrap().is_none(), "call {index}");
    }
    assert_eq!(org.requests().len(), 0);
}

#[tokio::test]
async fn errors_name_their_range_and_the_others_go_on() {
    let org = org_with_events((0..300).map(|index| index * 5)).await;
    // One page fails for good.
    org.when("GET /api/v1/logs").after(5).respond_with(ResponseTemplate::new(400));
    let mut items = events(&org, 10).items();
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    loop {
        match items.try_next().await {
            Ok(Some(event)) => found.push(event.uuid.unwrap()),
            Ok(None) => break,
            Err(error) => errors.push(error.to_string()),
        }
    }
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].starts_with("listing failed between "), "{errors:?}");
    assert!(found.len() < 300);
    // What is missing is in the checkpoint.
    found.extend(keys(events(&org, 10).resume(items.checkpoint())).await);
    assert_eq!((found.len(), unique(&found)), (300, 300));
}

#[tokio::test]
async fn user_created_during_the_run_moves_no_other() {
    let offsets: Vec<u64> = (0..150).map(|index| index * 60).collect();
    let org = org_with_users(&offsets).await;
    let known: HashSet<String> =
        org.users().iter().filter_map(|user| user["id"].as_str().map(str::to_owned)).collect();
    let okta = builder(&org).build().unwrap();
    let mut items = okta.users().list().search("id pr").limit(5).parallel(4).items();
    let mut found = Vec::new();
    while let Some(user) = items.try_next().await.unwrap() {
        found.push(user.id.to_string());
        if found.len() % 20 == 0 {
            org.seed_users(1);
        }
    }
    assert_eq!(unique(&found), found.len());
    assert!(known.iter().all(|id| found.contains(id)));
}
