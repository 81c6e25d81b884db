//! Apps, assignments and factors over HTTP.

use okta_testkit::{Org, PASS_CODE};
use serde_json::json;

use crate::common::Http;

fn bookmark(label: &str) -> serde_json::Value {
    json!({"name": "bookmark", "label": label, "settings": {"app": {"url": "https://example.com", "x": [1, null]}}})
}

#[tokio::test]
async fn app_create_replace_deactivate_delete() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let created = http.post("/api/v1/apps", bookmark("News")).await.ok();
    assert_eq!((&created["status"], &created["signOnMode"]), (&json!("ACTIVE"), &json!("BOOKMARK")));
    assert_eq!(created["settings"]["app"]["x"], json!([1, null]), "unknown members are kept");
    let path = format!("/api/v1/apps/{}", created["id"].as_str().unwrap());
    let mut changed = bookmark("Old news");
    changed["futureSetting"] = json!({"a": 1});
    assert_eq!(http.put(&path, changed).await.ok()["futureSetting"], json!({"a": 1}));
    http.delete(&path).await.assert_error(403, "E0000056");
    assert_eq!(http.post(&format!("{path}/lifecycle/deactivate"), None).await.ok(), json!({}));
    assert_eq!(http.get(&path).await.ok()["status"], "INACTIVE");
    assert_eq!(http.delete(&path).await.status, 204);
    http.get(&path).await.assert_error(404, "E0000007");

    http.post("/api/v1/apps", json!({"name": "bookmark"})).await.assert_error(400, "E0000001");
    http.post("/api/v1/apps", json!({"label": "Which?"})).await.assert_error(400, "E0000001");
    http.post("/api/v1/apps", json!({"label": "Future", "signOnMode": "TELEPATHY"})).await.ok();
}

#[tokio::test]
async fn apps_are_paged_and_filtered() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    for n in 0..5 {
        http.post(&format!("/api/v1/apps?activate={}", n % 2 == 0), bookmark(&format!("App {n}"))).await.ok();
    }
    let first = http.get("/api/v1/apps?limit=3").await;
    assert_eq!(first.ids().len(), 3);
    assert_eq!(http.get(&first.next().unwrap()).await.ids().len(), 2);
    assert_eq!(http.get("/api/v1/apps?filter=status+eq+%22INACTIVE%22").await.ids().len(), 2);
    assert_eq!(http.get("/api/v1/apps?q=app+3").await.ids().len(), 1);
    http.get("/api/v1/apps?filter=colour+eq+%22red%22").await.assert_error(400, "E0000031");
}

#[tokio::test]
async fn apps_are_assigned_to_users_and_groups() {
    let org = Org::builder().users(4).start().await.unwrap();
    let http = Http::new(&org);
    let group = org.seed_group("Pilots", ["user1"]);
    let app = http.post("/api/v1/apps", bookmark("News")).await.ok()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/apps/{app}");
    let user = http.get("/api/v1/users/user2").await.ok()["id"].as_str().unwrap().to_owned();

    let assigned =
        http.post(&format!("{path}/users"), json!({"id": user, "profile": {"role": "x"}})).await.ok();
    assert_eq!(assigned["credentials"]["userName"], "user2@example.com");
    let renamed = json!({"credentials": {"userName": "two"}});
    let changed = http.post(&format!("{path}/users/{user}"), renamed).await.ok();
    assert_eq!(
        (&changed["credentials"]["userName"], &changed["profile"]["role"]),
        (&json!("two"), &json!("x"))
    );
    assert_eq!(http.get(&format!("{path}/users")).await.ids(), std::slice::from_ref(&user));
    assert_eq!(
        http.get(&format!("/api/v1/apps?filter=user.id+eq+%22{user}%22")).await.ids(),
        std::slice::from_ref(&app)
    );
    assert_eq!(http.delete(&format!("{path}/users/{user}")).await.status, 204);
    http.get(&format!("{path}/users/{user}")).await.assert_error(404, "E0000007");
    http.post(&format!("{path}/users"), json!({"id": "nobody"})).await.assert_error(404, "E0000007");

    assert_eq!(http.put(&format!("{path}/groups/{group}"), json!({"priority": 2})).await.ok()["priority"], 2);
    assert_eq!(http.get(&format!("/api/v1/groups/{group}/apps")).await.ids(), [app]);
    assert_eq!(http.delete(&format!("{path}/groups/{group}")).await.status, 204);
    http.delete(&format!("{path}/groups/{group}")).await.assert_error(404, "E0000007");
    http.put(&format!("{path}/groups/00gnone"), json!({})).await.assert_error(404, "E0000007");
}

#[tokio::test]
async fn group_members_get_apps_of_group() {
    let org = Org::builder().users(4).start().await.unwrap();
    let http = Http::new(&org);
    let group = org.seed_group("Pilots", ["user1"]);
    let app = http.post("/api/v1/apps", bookmark("News")).await.ok()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/apps/{app}");
    let users = async || -> Vec<(String, String)> {
        let users = http.get(&format!("{path}/users")).await.ok();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        users
            .as_array()
            .unwrap()
            .iter()
            .map(|user| (text(&user["credentials"]["userName"]), text(&user["scope"])))
            .collect()
    };
    let pair = |n: u8, scope: &str| (format!("user{n}@example.com"), scope.to_owned());
    http.put(&format!("{path}/groups/{group}"), json!({"profile": {"role": "x"}})).await.ok();
    assert_eq!(users().await, [pair(1, "GROUP")]);
    let one =
        http.get(&format!("{path}/users/{}", http.get(&format!("{path}/users")).await.ids()[0])).await.ok();
    assert_eq!(one["profile"]["role"], "x");

    http.put(&format!("/api/v1/groups/{group}/users/user2"), None).await;
    assert_eq!(users().await, [pair(1, "GROUP"), pair(2, "GROUP")]);
    let id = http.get("/api/v1/users/user2").await.ok()["id"].clone();
    http.post(&format!("{path}/users"), json!({"id": id})).await.ok();
    http.delete(&format!("/api/v1/groups/{group}/users/user1")).await;
    http.delete(&format!("/api/v1/groups/{group}/users/user2")).await;
    assert_eq!(users().await, [pair(2, "USER")], "direct assignments are kept");

    http.put(&format!("/api/v1/groups/{group}/users/user3"), None).await;
    assert_eq!(users().await.len(), 2);
    assert_eq!(http.delete(&format!("{path}/groups/{group}")).await.status, 204);
    assert_eq!(users().await, [pair(2, "USER")]);
}

#[tokio::test]
async fn expand_embeds_objects() {
    let org = Org::builder().users(4).start().await.unwrap();
    let http = Http::new(&org);
    let group = org.seed_group("Pilots", ["user1", "user2"]);
    let app = http.post("/api/v1/apps", bookmark("News")).await.ok()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/apps/{app}");
    http.put(&format!("{path}/groups/{group}"), json!({})).await.ok();

    let users = http.get(&format!("{path}/users?expand=user")).await.ok();
    assert_eq!(users[0]["_embedded"]["user"]["profile"]["login"], "user1@example.com");
    let id = users[0]["id"].as_str().unwrap();
    let one = http.get(&format!("{path}/users/{id}?expand=user")).await.ok();
    assert_eq!(one["_embedded"]["user"]["id"], id);
    let shown = http.get(&format!("{path}?expand=user/{id}")).await.ok();
    assert_eq!(shown["_embedded"]["user"]["scope"], "GROUP");
    let groups = http.get(&format!("{path}/groups?expand=group")).await.ok();
    assert_eq!(groups[0]["_embedded"]["group"]["profile"]["name"], "Pilots");
    let groups = http.get("/api/v1/groups?expand=stats&q=Pilots").await.ok();
    let stats = &groups[0]["_embedded"]["stats"];
    assert_eq!((&stats["usersCount"], &stats["appsCount"]), (&json!(2), &json!(1)));
    let user = http.get("/api/v1/users/user1?expand=blocks").await.ok();
    assert_eq!(user["_embedded"]["blocks"], json!([]));
    for plain in [&format!("{path}/users/{id}"), &path, "/api/v1/users/user1"] {
        assert!(http.get(plain).await.ok().get("_embedded").is_none(), "{plain}");
    }
}

#[tokio::test]
async fn factors_are_enrolled_activated_and_verified() {
    let org = Org::builder().users(2).start().await.unwrap();
    let http = Http::new(&org);
    let path = "/api/v1/users/user1/factors";
    let sms = json!({"factorType": "sms", "provider": "OKTA", "profile": {"phoneNumber": "+15550100"}});
    let created = http.post(path, sms.clone()).await.ok();
    assert_eq!(created["status"], "PENDING_ACTIVATION");
    assert!(created["_links"]["resend"].is_array());
    let at = format!("{path}/{}", created["id"].as_str().unwrap());
    http.post(path, sms).await.assert_error(400, "E0000001");
    http.post(&format!("{at}/verify"), json!({"passCode": PASS_CODE})).await.assert_error(400, "E0000001");
    http.post(&format!("{at}/lifecycle/activate"), json!({"passCode": "0"}))
        .await
        .assert_error(403, "E0000068");
    let active = http.post(&format!("{at}/lifecycle/activate"), json!({"passCode": PASS_CODE})).await.ok();
    assert_eq!(active["status"], "ACTIVE");
    assert_eq!(http.post(&format!("{at}/verify"), json!({})).await.ok()["factorResult"], "CHALLENGE");
    let verified = http.post(&format!("{at}/verify"), json!({"passCode": PASS_CODE})).await.ok();
    assert_eq!(verified["factorResult"], "SUCCESS");

    let question = json!({"factorType": "question", "profile": {"question": "pet", "answer": "rex"}});
    let created = http.post(path, question).await.ok();
    assert_eq!((&created["status"], created["profile"].get("answer")), (&json!("ACTIVE"), None));
    let at2 = format!("{path}/{}", created["id"].as_str().unwrap());
    http.post(&format!("{at2}/verify"), json!({"answer": "tom"})).await.assert_error(403, "E0000068");
    http.post(&format!("{at2}/verify"), json!({"answer": "rex"})).await.ok();

    assert_eq!(http.get(path).await.ids().len(), 2);
    assert_eq!(http.delete(&at).await.status, 204);
    http.get(&at).await.assert_error(404, "E0000007");
    http.post("/api/v1/users/user1/lifecycle/reset_factors", None).await.ok();
    assert!(http.get(path).await.ids().is_empty());
    http.post(path, json!({"factorType": "pigeon"})).await.assert_error(400, "E0000001");
}

#[tokio::test]
async fn seeded_apps_keep_unknown_members() {
    let org = Org::builder().users(2).start().await.unwrap();
    let http = Http::new(&org);
    let app = org.seed_app(json!({"label": "Old", "signOnMode": null, "status": "INACTIVE", "beam": [1]}));
    assert!(org.assign_app(&app, "user1"));
    assert!(!org.assign_app(&app, "nobody"));
    let shown = http.get(&format!("/api/v1/apps/{app}")).await.ok();
    assert_eq!((&shown["status"], &shown["beam"]), (&json!("INACTIVE"), &json!([1])));
    let users = http.get(&format!("/api/v1/apps/{app}/users")).await.ok();
    assert_eq!(users[0]["credentials"]["userName"], "user1@example.com");
}
