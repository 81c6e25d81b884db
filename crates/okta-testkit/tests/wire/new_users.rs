//! New and changed users: imported passwords, groups, the schema, links and entity tags.

use http_body_util::Full;
use okta_testkit::{Org, SeedUser, UserStatus};
use serde_json::{Value, json};

use crate::common::{Http, person};

fn with_password(login: &str, password: Value) -> Value {
    let mut body = person(login);
    body["credentials"] = json!({ "password": password });
    body
}

#[tokio::test]
async fn imported_passwords_count_as_passwords() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let hash = json!({"hash": {"algorithm": "SHA-512", "value": "abc", "salt": "s", "saltOrder": "PREFIX"}});
    let hook = json!({"hook": {"type": "default"}});
    for (login, password) in [("hash@example.com", hash), ("hook@example.com", hook)] {
        let user =
            http.post("/api/v1/users?activate=false", with_password(login, password.clone())).await.ok();
        assert_eq!(
            (&user["status"], &user["credentials"]["password"]),
            (&json!("STAGED"), &json!({})),
            "{login}"
        );
        assert_eq!(user["credentials"]["provider"], json!({"type": "IMPORT", "name": "IMPORT"}));
        assert!(user["passwordChanged"].is_string() && user["statusChanged"].is_string());
        let active =
            http.post("/api/v1/users", with_password(&format!("active-{login}"), password)).await.ok();
        assert_eq!(active["status"], "ACTIVE");
        let change = json!({"oldPassword": {"value": "abc"}, "newPassword": {"value": "Difference2"}});
        let path = format!("/api/v1/users/active-{login}/credentials/change_password");
        http.post(&path, change).await.assert_error(403, "E0000014");
    }
    for hash in [json!({"algorithm": "ROT13", "value": "x"}), json!({"algorithm": "BCRYPT"}), json!({})] {
        let body = with_password("bad@example.com", json!({ "hash": hash }));
        http.post("/api/v1/users", body).await.assert_error(400, "E0000001");
    }
    let staged = with_password("staged@example.com", json!({"value": "Analytical1"}));
    assert!(http.post("/api/v1/users?activate=false", staged).await.ok()["statusChanged"].is_string());
}

#[tokio::test]
async fn new_users_join_their_groups() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let group = org.seed_group("Pilots", []);
    let create = async |login: &str, member: &str, value: Value| {
        let mut body = person(login);
        body[member] = value;
        http.post("/api/v1/users", body).await
    };
    let user = create("ada@example.com", "groupIds", json!([group])).await.ok();
    assert!(org.is_member(&group, user["id"].as_str().unwrap()));
    create("bob@example.com", "groupIds", json!(["00gnone"])).await.assert_error(404, "E0000007");
    create("bob@example.com", "type", json!({"id": "otynone"})).await.assert_error(400, "E0000001");
    create("bob@example.com", "realmId", json!("guonone")).await.assert_error(404, "E0000007");
    assert!(user["realmId"].is_string());
    create("bob@example.com", "type", json!({"id": user["type"]["id"]})).await.ok();
}

#[tokio::test]
async fn attributes_outside_schema_are_rejected() {
    let org =
        Org::builder().user(SeedUser::new("old@example.com").attribute("level", 9)).start().await.unwrap();
    let http = Http::new(&org);
    let reason = async |method: &str, path: &str, attribute: &str, value: Value| {
        let mut body = person("ada@example.com");
        body["profile"][attribute] = value;
        let error = http.write(method, path, body).await;
        error.assert_error(400, "E0000001").json()["errorCauses"][0]["errorSummary"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let undefined = "Property name 'notValid' is not defined in profile";
    assert_eq!(reason("POST", "/api/v1/users", "notValid", json!("x")).await, undefined);
    assert_eq!(reason("POST", "/api/v1/users/old", "notValid", json!("x")).await, undefined);
    assert_eq!(reason("PUT", "/api/v1/users/old", "notValid", json!("x")).await, undefined);
    let taken = reason("POST", "/api/v1/users", "login", json!("OLD@example.com")).await;
    assert_eq!(taken, "login: An object with this field already exists in the current organization");
    // Seeded attributes are in the schema.
    http.post("/api/v1/users/old", json!({"profile": {"level": 10}})).await.ok();

    let properties = json!({
        "size": {"type": "string", "enum": ["S", "M"]}, "code": {"type": "string", "minLength": 2, "maxLength": 3},
        "tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}
    });
    let change = json!({"definitions": {"custom": {"properties": properties}}});
    let schema = http.post("/api/v1/meta/schemas/user/default", change).await.ok();
    for pointer in [
        "base/properties/login/minLength",
        "base/properties/email/format",
        "base/properties/title/master",
        "custom/properties/size/master",
        "custom/properties/size/permissions",
    ] {
        assert!(schema.pointer(&format!("/definitions/{pointer}")).is_some(), "{pointer}");
    }
    for (attribute, value) in
        [("size", json!("L")), ("code", json!("x")), ("code", json!("long")), ("tags", json!(["a", "c"]))]
    {
        assert!(reason("POST", "/api/v1/users", attribute, value).await.starts_with(attribute));
    }
    http.post("/api/v1/users/old", json!({"profile": {"size": "M", "code": "ab", "tags": ["b"]}})).await.ok();
}

#[tokio::test]
async fn put_can_change_credentials_only() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    org.seed_user(SeedUser::new("ada@example.com").attribute("title", "Dr"));
    let body = json!({"credentials": {"password": {"value": "Different2"}}});
    assert_eq!(http.put("/api/v1/users/ada", body).await.ok()["profile"]["title"], "Dr");
    let change = json!({"oldPassword": {"value": "Different2"}, "newPassword": {"value": "Analytical3"}});
    http.post("/api/v1/users/ada/credentials/change_password", change).await.ok();
    http.put("/api/v1/users/ada", json!({})).await.assert_error(400, "E0000001");
}

#[tokio::test]
async fn links_follow_the_status() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let id = org.seed_user(SeedUser::new("ada@example.com"));
    for (status, present, absent) in [
        (UserStatus::Provisioned, &["suspend", "resetPassword", "reactivate"][..], "delete"),
        (UserStatus::Deprovisioned, &["delete", "activate"], "deactivate"),
        (UserStatus::Active, &["forgotPassword", "suspend"], "activate"),
        (UserStatus::Staged, &["activate"], "deactivate"),
    ] {
        org.set_user_status(&id, status);
        let user = http.get(&format!("/api/v1/users/{id}")).await.ok();
        let links = user["_links"].as_object().unwrap();
        assert!(present.iter().all(|name| links.contains_key(*name)), "{status:?}: {links:?}");
        assert!(!links.contains_key(absent), "{status:?}: {links:?}");
    }
    assert_eq!(http.post(&format!("/api/v1/users/{id}/lifecycle/deactivate"), None).await.ok(), json!({}));
}

#[tokio::test]
async fn known_entity_tags_are_not_modified() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let first = http.get("/api/v1/users/me").await;
    let tag = first.headers["etag"].to_str().unwrap();
    for (sent, status) in [(tag, 304), ("*", 304), ("W/\"other\"", 200)] {
        let request = http.request("GET", "/api/v1/users/me").header("if-none-match", sent);
        let response = http.send(request.body(Full::default()).unwrap()).await.unwrap();
        assert_eq!((response.status.as_u16(), response.body.is_empty()), (status, status == 304), "{sent}");
    }
    let write = http.post("/api/v1/users/me", json!({"profile": {"title": "Dr"}})).await;
    assert!(!write.headers.contains_key("etag"), "only reads have entity tags");
}

#[tokio::test]
async fn fields_select_members_of_users() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let users = http.get("/api/v1/users?fields=status,profile:(firstName,%20city)").await.ok();
    let expected = json!([{"id": org.admin_id(), "status": "ACTIVE", "profile": {"firstName": "Org"}}]);
    assert_eq!(users, expected);
    http.get("/api/v1/users?fields=profile:(firstName").await.assert_error(400, "E0000001");
}

#[tokio::test]
async fn searches_are_checked() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    for (query, status) in [
        ("users?search=status+ne+%22ACTIVE%22", 400),
        ("groups?search=type+ne+%22x%22", 400),
        ("users?search=created+gt+%22yesterday%22", 400),
        ("users?filter=lastUpdated+gt+%222026%22", 400),
        ("groups?search=lastMembershipUpdated+lt+%22x%22", 400),
        ("users?search=created+gt+%222020-01-01T00:00:00Z%22", 200),
        ("users?search=classification.type+eq+%22LITE%22", 200),
        ("groups?search=source.id+eq+%220oa1%22", 200),
    ] {
        let response = http.get(&format!("/api/v1/{query}")).await;
        assert_eq!(response.status.as_u16(), status, "{query}: {:?}", response.body);
    }
    let groups = http.get("/api/v1/groups?q=every").await;
    assert_eq!((groups.ids().len(), groups.links().len()), (1, 0), "a query by name has no links");
}

#[tokio::test]
async fn rules_apply_to_seeded_users() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let group = org.seed_group("Research", []);
    let rule = |name: &str, expression: &str| {
        json!({"type": "group_rule", "name": name, "conditions": {"expression": {"value": expression}},
               "actions": {"assignUserToGroups": {"groupIds": [group]}}})
    };
    let created = http.post("/api/v1/groups/rules", rule("a", "user.department == \"Research\"")).await.ok();
    let path = format!("/api/v1/groups/rules/{}", created["id"].as_str().unwrap());
    assert_eq!(http.get(&path).await.ok()["allGroupsValid"], true);
    http.post(&format!("{path}/lifecycle/activate"), None).await;
    org.seed_user(SeedUser::new("ada@example.com").attribute("department", "Research"));
    assert!(org.is_member(&group, "ada"));

    // A rule that the org cannot evaluate is stored, but not activated.
    let created = http.post("/api/v1/groups/rules", rule("b", "Arrays.size(user.tags) > 2")).await.ok();
    assert_eq!(created["status"], "INACTIVE");
    let path = format!("/api/v1/groups/rules/{}/lifecycle/activate", created["id"].as_str().unwrap());
    http.post(&path, None).await.assert_error(501, "TESTKIT");
    http.post("/api/v1/groups/rules", rule("c", "user.x ==")).await.assert_error(400, "E0000001");
}

#[tokio::test]
async fn factors_have_what_activates_them() {
    let org = Org::builder().users(2).start().await.unwrap();
    let http = Http::new(&org);
    let path = "/api/v1/users/user1/factors";
    for (kind, provider, embedded, present, absent) in [
        ("token:software:totp", "GOOGLE", "sharedSecret", "activate", "resend"),
        ("push", "OKTA", "factorResult", "poll", "resend"),
        ("webauthn", "FIDO", "challenge", "activate", "resend"),
        ("u2f", "FIDO", "nonce", "activate", "resend"),
    ] {
        let factor = http.post(path, json!({"factorType": kind, "provider": provider})).await.ok();
        assert!(!factor["_embedded"]["activation"][embedded].is_null(), "{kind}: {factor}");
        let links = factor["_links"].as_object().unwrap();
        assert!(links.contains_key(present) && !links.contains_key(absent), "{kind}: {links:?}");
    }
    let question = json!({"factorType": "question", "profile": {"question": "first_pet", "answer": "rex"}});
    let question = http.post(path, question).await.ok();
    assert!(question["_links"]["questions"].is_object() && question["_links"].get("verify").is_none());
    assert_eq!(question["profile"]["questionText"], "first pet");
    for (kind, provider) in
        [("token", "RSA"), ("token:hardware", "YUBICO"), ("token:hotp", "CUSTOM"), ("web", "DUO")]
    {
        let body = json!({"factorType": kind, "provider": provider, "profile": {"credentialId": "c"}});
        http.post(path, body).await.ok();
    }
    let questions = http.get(&format!("{path}/questions")).await.ok();
    assert!(questions[0]["question"].is_string() && questions[0]["questionText"].is_string());
    assert_eq!(http.get("/api/v1/meta/schemas/user/linkedObjects").await.ok(), json!([]));
}

#[tokio::test]
async fn metadata_has_the_members_of_okta() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let organization = http.get("/.well-known/okta-organization").await.ok();
    assert!(organization["cell"].is_string() && organization["settings"]["itpEnabled"].is_boolean());
    if cfg!(feature = "oauth") {
        let metadata = http.get("/.well-known/openid-configuration").await.ok();
        for name in
            ["authorization_endpoint", "introspection_endpoint", "userinfo_endpoint", "claims_supported"]
        {
            assert!(!metadata[name].is_null(), "{name}");
        }
    }
}
