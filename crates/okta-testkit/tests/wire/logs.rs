//! The System Log over HTTP.

use std::time::Duration;

use okta_testkit::{Clock, Org};
use serde_json::{Value, json};

use crate::common::{Http, Response, person};

fn types(response: &Response) -> Vec<String> {
    let events = response.ok();
    events.as_array().unwrap().iter().map(|event| event["eventType"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn writes_are_logged() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let created = http.post("/api/v1/users", person("ada@example.com")).await;
    http.post("/api/v1/users/ada", json!({"profile": {"title": "Dr"}})).await.ok();
    http.delete("/api/v1/users/ada").await;
    http.get("/api/v1/users/ada").await;
    let log = http.get("/api/v1/logs").await;
    assert_eq!(
        types(&log),
        [
            "user.lifecycle.create",
            "user.lifecycle.activate",
            "user.account.update_profile",
            "user.lifecycle.deactivate"
        ]
    );
    let first: &Value = &log.ok()[0];
    assert_eq!(first["actor"]["id"], org.admin_id());
    assert_eq!(first["target"][0]["alternateId"], "ada@example.com");
    assert_eq!(first["transaction"]["id"], created.headers["x-okta-request-id"].to_str().unwrap());
    let filtered = http.get("/api/v1/logs?filter=eventType+eq+%22user.lifecycle.create%22").await;
    assert_eq!(types(&filtered).len(), 1);
    let id = created.ok()["id"].as_str().unwrap().to_owned();
    assert_eq!(types(&http.get(&format!("/api/v1/logs?filter=target.id+eq+%22{id}%22")).await).len(), 4);
    assert_eq!(types(&http.get("/api/v1/logs?q=update_profile+ada").await).len(), 1);
}

#[tokio::test]
async fn polling_never_ends_and_sees_late_events() {
    let clock = Clock::frozen_at(1_700_000_000);
    let org = Org::builder().clock(clock.clone()).start().await.unwrap();
    let http = Http::new(&org);
    for n in 0..3 {
        org.seed_event(&format!("e{n}"));
    }
    let first = http.get("/api/v1/logs?since=2023-11-01T00:00:00Z&limit=2").await;
    assert_eq!(types(&first), ["e0", "e1"]);
    let second = http.get(&first.next().unwrap()).await;
    assert_eq!(types(&second), ["e2"]);
    let third = http.get(&second.next().unwrap()).await;
    assert!(types(&third).is_empty());
    assert!(!third.next().unwrap().contains("since"));
    // Stored now, published before all other events.
    org.seed_event_at("late", clock.now() - Duration::from_secs(3600));
    let fourth = http.get(&third.next().unwrap()).await;
    assert_eq!(types(&fourth), ["late"]);
    assert!(fourth.next().is_some());
}

#[tokio::test]
async fn bounded_query_is_ordered_and_ends() {
    let clock = Clock::frozen_at(1_700_000_000);
    let org = Org::builder().clock(clock.clone()).start().await.unwrap();
    let http = Http::new(&org);
    for seconds in [30, 10, 20, 999_999] {
        org.seed_event_at(&format!("before{seconds}"), clock.now() - Duration::from_secs(seconds));
    }
    let query = "/api/v1/logs?limit=2&until=2023-11-14T22:13:20.000Z";
    let first = http.get(query).await;
    let last = http.get(&first.next().unwrap()).await;
    assert_eq!(
        [types(&first), types(&last)].concat(),
        ["before30", "before20", "before10"],
        "the default range is one week"
    );
    assert_eq!(last.next(), None);
    let down = http.get(&format!("{query}&sortOrder=DESCENDING")).await;
    assert_eq!(types(&down), ["before10", "before20"]);
    assert_eq!(types(&http.get(&down.next().unwrap()).await), ["before30"]);
    let since = http.get(&format!("{query}&since=2023-11-14T22:13:05.000Z")).await;
    assert_eq!(types(&since), ["before10"]);
}

#[tokio::test]
async fn invalid_queries_are_rejected() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    for query in ["since=yesterday", "until=1", "limit=1001", "sortOrder=down", "limit=x"] {
        http.get(&format!("/api/v1/logs?{query}")).await.assert_error(400, "E0000001");
    }
    http.get("/api/v1/logs?filter=eventType").await.assert_error(400, "E0000031");
    http.get("/api/v1/logs?after=invented").await.assert_error(400, "E0000029");
    let next = http.get("/api/v1/logs").await.next().unwrap();
    http.get(&format!("{next}&since=2023-11-01T00:00:00Z")).await.assert_error(400, "E0000001");
    http.post("/api/v1/logs", json!({})).await.assert_error(405, "E0000022");
}
