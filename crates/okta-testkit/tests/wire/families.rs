//! Families of objects that the table of facts describes, and the objects that every org has.

use okta_testkit::Org;
use serde_json::json;

use crate::common::Http;

#[tokio::test]
async fn orgs_have_system_objects_unless_bare() {
    let (full, bare) = (Org::start().await.unwrap(), Org::builder().bare().start().await.unwrap());
    for (path, count) in [
        ("/api/v1/zones", 3),
        ("/api/v1/policies?type=PASSWORD", 1),
        ("/api/v1/policies?type=ACCESS_POLICY", 5),
        ("/api/v1/authorizationServers", 1),
        ("/api/v1/brands", 1),
        ("/api/v1/authenticators", 7),
        ("/api/v1/realms", 1),
        ("/api/v1/behaviors", 5),
    ] {
        assert_eq!(Http::new(&full).get(path).await.ids().len(), count, "{path}");
        assert!(Http::new(&bare).get(path).await.ids().is_empty(), "{path}");
    }
    for org in [&full, &bare] {
        assert_eq!(Http::new(org).get("/api/v1/groups").await.ids().len(), 1);
        assert_eq!(Http::new(org).get("/api/v1/meta/types/user").await.ids().len(), 1);
    }
}

#[tokio::test]
async fn system_objects_have_children() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let scopes = http.get("/api/v1/authorizationServers/default/scopes").await.ok();
    assert!(scopes.as_array().unwrap().iter().any(|scope| scope["name"] == "openid"));
    let claims = http.get("/api/v1/authorizationServers/default/claims").await.ok();
    assert_eq!(claims[0]["name"], "sub");
    let policy = http.get("/api/v1/policies?type=OKTA_SIGN_ON").await.ids().remove(0);
    let rules = http.get(&format!("/api/v1/policies/{policy}/rules")).await.ok();
    assert_eq!((&rules[0]["system"], &rules[0]["priority"]), (&json!(true), &json!(99)));
    http.delete(&format!("/api/v1/policies/{policy}")).await.assert_error(403, "E0000056");
    let brand = http.get("/api/v1/brands").await.ids().remove(0);
    assert_eq!(http.get(&format!("/api/v1/brands/{brand}/themes")).await.ids().len(), 1);
    // The policies that apps refer to exist.
    let app = http.post("/api/v1/apps", json!({"name": "bookmark", "label": "B"})).await.ok();
    for name in ["accessPolicy", "profileEnrollment"] {
        http.get(app["_links"][name]["href"].as_str().unwrap()).await.ok();
    }
    let policy = http.post("/api/v1/policies", json!({"name": "P", "type": "ACCESS_POLICY"})).await.ok();
    let policy = policy["id"].as_str().unwrap();
    let app = format!("/api/v1/apps/{}", app["id"].as_str().unwrap());
    assert_eq!(http.put(&format!("{app}/policies/{policy}"), None).await.status, 204);
    let link = http.get(&app).await.ok()["_links"]["accessPolicy"]["href"].as_str().unwrap().to_owned();
    assert!(link.ends_with(policy), "{link}");
    http.put(&format!("{app}/policies/rstnone"), None).await.assert_error(404, "E0000007");
    assert_eq!(http.get("/api/v1/users/me/roles").await.ok()[0]["type"], "SUPER_ADMIN");
}

#[tokio::test]
async fn objects_are_created_changed_and_deleted() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    for (path, mut body, status) in [
        ("/api/v1/zones", json!({"name": "Z", "type": "IP", "gateways": []}), 200),
        ("/api/v1/authorizationServers", json!({"name": "A", "description": "d", "audiences": ["x"]}), 201),
        ("/api/v1/trustedOrigins", json!({"name": "T", "origin": "https://example.com"}), 200),
        ("/api/v1/inlineHooks", json!({"name": "I", "type": "com.okta.import.transform"}), 200),
        ("/api/v1/policies", json!({"name": "P", "type": "PASSWORD"}), 200),
        ("/api/v1/idps", json!({"name": "G", "type": "GOOGLE"}), 200),
    ] {
        body["id"] = json!("chosen");
        let mut replacement = body.clone();
        replacement["name"] = json!("Other");
        replacement["created"] = json!("never");
        let created = http.post(path, body).await;
        assert_eq!(created.status.as_u16(), status, "{path}");
        let created = created.json();
        let id = created["id"].as_str().unwrap();
        assert_ne!(id, "chosen", "{path}");
        let at = format!("{path}/{id}");
        assert_eq!(http.get(&at).await.ok(), created, "{path}");
        assert_eq!((&created["status"], created["created"].is_string()), (&json!("ACTIVE"), true), "{path}");
        let replaced = http.put(&at, replacement).await.ok();
        assert_eq!(
            (&replaced["name"], &replaced["created"]),
            (&json!("Other"), &created["created"]),
            "{path}"
        );
        let response = http.post(&format!("{at}/lifecycle/deactivate"), None).await;
        assert!(response.status.is_success(), "{path}: {:?}", response.body);
        let shown = http.get(&at).await.ok();
        assert_eq!(shown["status"], "INACTIVE", "{path}");
        assert!(shown["_links"]["activate"].is_object() && shown["_links"]["self"].is_object(), "{path}");
        assert_eq!(http.delete(&at).await.status, 204, "{path}");
        http.get(&at).await.assert_error(404, "E0000007");
    }
    org.requests().unsupported().expect(0);
}

#[tokio::test]
async fn objects_end_with_their_parents() {
    let org = Org::builder().users(2).start().await.unwrap();
    let http = Http::new(&org);
    let role = http.post("/api/v1/users/user1/roles", json!({"type": "APP_ADMIN"})).await;
    assert_eq!(role.status, 201);
    assert_eq!(role.json()["label"], "Application Administrator");
    assert_eq!(http.get("/api/v1/users/user1/roles").await.ids().len(), 1);
    let group = org.seed_group("Pilots", []);
    http.post(&format!("/api/v1/groups/{group}/roles"), json!({"type": "READ_ONLY_ADMIN"})).await;
    assert_eq!(http.get(&format!("/api/v1/groups/{group}/roles")).await.ids().len(), 1);

    let policy = http.post("/api/v1/policies", json!({"name": "P", "type": "PASSWORD"})).await.ok();
    let policy = format!("/api/v1/policies/{}", policy["id"].as_str().unwrap());
    let rules = format!("{policy}/rules");
    let rule = http.post(&rules, json!({"name": "R", "type": "PASSWORD"})).await.ok();
    assert_eq!(rule["priority"], 1);
    http.delete(&policy).await;
    http.get(&rules).await.assert_error(404, "E0000007");
    http.get("/api/v1/users/nobody/roles").await.assert_error(404, "E0000007");
    http.post("/api/v1/groups/00gnone/roles", json!({"type": "APP_ADMIN"}))
        .await
        .assert_error(404, "E0000007");
}

#[tokio::test]
async fn lists_have_links_and_select_by_type() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let zones = http.get("/api/v1/zones?limit=2").await;
    assert_eq!(zones.ids().len(), 2);
    assert_eq!(http.get(&zones.next().unwrap()).await.ids().len(), 1);
    assert!(http.get("/api/v1/authenticators").await.links().is_empty());
    assert!(http.get("/api/v1/policies?type=NONE").await.ids().is_empty());
    http.get("/api/v1/zones?filter=x").await.assert_error(400, "E0000031");
    let filtered = http.get("/api/v1/zones?filter=name%20eq%20%22LegacyIpZone%22").await.ok();
    assert_eq!(filtered.as_array().map(Vec::len), Some(1));
    http.get("/api/v1/policies?type=PASSWORD&expand=rules").await.assert_error(501, "TESTKIT");
    let body = json!({"name": "LegacyIpZone", "type": "IP"});
    http.post("/api/v1/zones", body).await.assert_error(400, "E0000001");
}

#[tokio::test]
async fn seeded_objects_are_served() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let id = org.seed_object("/api/v1/devices", json!({"id": "guo1", "profile": {"displayName": "Laptop"}}));
    let device = http.get(&format!("/api/v1/devices/{id}")).await.ok();
    assert_eq!((id.as_str(), &device["profile"]["displayName"]), ("guo1", &json!("Laptop")));
    assert_eq!(http.get("/api/v1/devices?limit=1").await.ids(), [id.as_str()]);
    assert_eq!(http.post(&format!("/api/v1/devices/{id}/lifecycle/deactivate"), None).await.status, 204);
    assert_eq!(org.objects("/api/v1/devices")[0]["status"], "DEACTIVATED");
    assert_eq!(http.delete(&format!("/api/v1/devices/{id}")).await.status, 204);
    assert!(org.objects("/api/v1/devices").is_empty() && org.objects("/none").is_empty());
}
