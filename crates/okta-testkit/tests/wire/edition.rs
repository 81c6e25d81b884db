//! Orgs of an earlier month, and orgs without a feature.

use okta_testkit::{Edition, Feature, Org};
use serde_json::json;

use crate::common::{Http, person};

#[tokio::test]
async fn later_members_are_left_out() {
    let bookmark = json!({"name": "bookmark", "label": "B", "signOnMode": "BOOKMARK"});
    for (edition, has_orn, has_logout) in [
        (Edition::new(2020, 8), false, false),
        (Edition::new(2025, 3), true, false),
        (Edition::new(2026, 1), true, true),
    ] {
        let org = Org::builder().edition(edition).start().await.unwrap();
        let http = Http::new(&org);
        let app = http.post("/api/v1/apps", bookmark.clone()).await.ok();
        let listed = http.get("/api/v1/apps").await.ok()[0].clone();
        for app in [app, listed] {
            assert_eq!(app.get("orn").is_some(), has_orn, "{edition}");
            assert_eq!(app.get("universalLogout").is_some(), has_logout, "{edition}");
        }
    }
}

#[tokio::test]
async fn operations_of_missing_features_are_rejected() {
    let org = Org::builder().without(Feature::Realms).without(Feature::UserBlocks).start().await.unwrap();
    let http = Http::new(&org);
    http.get("/api/v1/realms").await.assert_error(401, "E0000015");
    http.get("/api/v1/users/nobody/blocks").await.assert_error(401, "E0000015");
    let user = http.post("/api/v1/users", person("ada@example.com")).await.ok();
    assert_eq!(user.get("realmId"), None);
    assert_eq!(http.get("/api/v1/users").await.ok()[0].get("realmId"), None);
    http.get("/api/v1/authorizationServers").await.ok();
}
