//! Groups and memberships over HTTP.

use okta_testkit::{Org, SeedUser};
use serde_json::json;

use crate::common::{Http, person};

#[tokio::test]
async fn group_create_replace_delete() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let created = http.post("/api/v1/groups", json!({"profile": {"name": "Pilots"}})).await.ok();
    assert_eq!((&created["type"], &created["profile"]["description"]), (&json!("OKTA_GROUP"), &json!(null)));
    let id = created["id"].as_str().unwrap();
    http.post("/api/v1/groups", json!({"profile": {"name": "Pilots"}})).await.assert_error(400, "E0000001");
    http.post("/api/v1/groups", json!({"profile": {}})).await.assert_error(400, "E0000001");
    let path = format!("/api/v1/groups/{id}");
    let changed = http.put(&path, json!({"profile": {"name": "Aviators", "badge": 1}})).await.ok();
    assert_eq!((&changed["profile"]["name"], &changed["profile"]["badge"]), (&json!("Aviators"), &json!(1)));
    let names = async |query: &str| -> Vec<String> {
        let groups = http.get(&format!("/api/v1/groups?{query}")).await.ok();
        groups.as_array().unwrap().iter().map(|g| g["profile"]["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("").await, ["Everyone", "Aviators"]);
    assert_eq!(names("q=avi").await, ["Aviators"]);
    assert_eq!(names("search=type+eq+%22OKTA_GROUP%22").await, ["Aviators"]);
    assert_eq!(names("search=profile.name+sw+%22every%22").await, ["Everyone"]);
    http.get("/api/v1/groups?search=colour+eq+%22red%22").await.assert_error(400, "E0000031");
    assert_eq!(http.delete(&path).await.status, 204);
    http.get(&path).await.assert_error(404, "E0000007");
}

#[tokio::test]
async fn members_are_added_and_removed() {
    let org = Org::builder().users(4).start().await.unwrap();
    let http = Http::new(&org);
    let group = org.seed_group("Pilots", ["user1@example.com", "nobody"]);
    let member = format!("/api/v1/groups/{group}/users/user2");
    for _ in 0..2 {
        assert_eq!(http.put(&member, None).await.status, 204);
    }
    assert!(org.is_member(&group, "user2"));
    let first = http.get(&format!("/api/v1/groups/{group}/users?limit=1")).await;
    let second = http.get(&first.next().unwrap()).await;
    assert_eq!((first.ids().len(), second.ids().len(), second.next()), (1, 1, None));
    let groups = http.get("/api/v1/users/user2/groups").await.ok();
    assert_eq!(groups[1]["id"], group.as_str());
    for _ in 0..2 {
        assert_eq!(http.delete(&member).await.status, 204);
    }
    assert!(!org.is_member(&group, "user2"));
    http.put(&format!("/api/v1/groups/{group}/users/nobody"), None).await.assert_error(404, "E0000007");
    http.put("/api/v1/groups/00gnone/users/user1", None).await.assert_error(404, "E0000007");
}

#[tokio::test]
async fn everyone_group_is_read_only() {
    let org = Org::builder().users(3).start().await.unwrap();
    let http = Http::new(&org);
    let everyone = http.get("/api/v1/groups?q=Everyone").await.ids()[0].clone();
    let path = format!("/api/v1/groups/{everyone}");
    assert_eq!(http.get(&format!("{path}/users")).await.ids().len(), 3);
    http.delete(&path).await.assert_error(501, "E0000060");
    http.put(&path, json!({"profile": {"name": "Nobody"}})).await.assert_error(501, "E0000060");
    http.delete(&format!("{path}/users/user1")).await.assert_error(501, "E0000060");
}

#[tokio::test]
async fn rules_add_users_to_groups() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let seeded = org.seed_user(SeedUser::new("ada@example.com").attribute("department", "Research"));
    let group = org.seed_group("Researchers", []);
    let rule = |expression: &str| {
        json!({
            "type": "group_rule", "name": "research", "conditions": {"expression": {"value": expression}},
            "actions": {"assignUserToGroups": {"groupIds": [group]}}
        })
    };
    http.post("/api/v1/groups/rules", rule("isMemberOfAnyGroup(")).await.assert_error(400, "E0000001");
    let created = http.post("/api/v1/groups/rules", rule("user.department==\"Research\"")).await.ok();
    assert_eq!(created["status"], "INACTIVE");
    let path = format!("/api/v1/groups/rules/{}", created["id"].as_str().unwrap());
    assert!(!org.is_member(&group, &seeded));
    assert_eq!(http.post(&format!("{path}/lifecycle/activate"), None).await.status, 204);
    assert!(org.is_member(&group, &seeded));
    http.put(&path, rule("user.city==\"Ulm\"")).await.assert_error(400, "E0000001");

    let mut other = person("bob@example.com");
    other["profile"]["department"] = json!("Research");
    http.post("/api/v1/users", other).await.ok();
    assert!(org.is_member(&group, "bob"));
    http.post("/api/v1/users/bob", json!({"profile": {"department": "Sales"}})).await.ok();
    assert!(!org.is_member(&group, "bob"));

    assert_eq!(http.get("/api/v1/groups/rules?search=RES").await.ids().len(), 1);
    assert_eq!(http.post(&format!("{path}/lifecycle/deactivate"), None).await.status, 204);
    assert!(org.is_member(&group, &seeded), "deactivating a rule keeps memberships");
    assert_eq!(http.delete(&format!("{path}?removeUsers=true")).await.status, 202);
    assert!(!org.is_member(&group, &seeded));
    http.get(&path).await.assert_error(404, "E0000007");
}
