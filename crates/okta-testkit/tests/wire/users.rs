//! Users over HTTP: create, read, list, search, update, status transitions.

use crate::common::{Http, escape, person};
use http_body_util::Full;
use okta_testkit::{LinkOrigin, LinkStyle, Org, SeedUser, UserStatus};
use serde_json::json;

#[tokio::test]
async fn user_create_read_update_delete() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let mut body = person("ada@example.com");
    body["profile"]["costCenter"] = json!("R-1");
    let created = http.post("/api/v1/users?activate=false", body).await.ok();
    assert_eq!(created["status"], "STAGED");
    assert_eq!(created["profile"]["secondEmail"], json!(null));
    let id = created["id"].as_str().unwrap().to_owned();
    assert_eq!(created["_links"]["activate"]["method"], "POST");

    for key in [id.as_str(), "ada@example.com", "ADA@EXAMPLE.COM", "ada"] {
        assert_eq!(
            http.get(&format!("/api/v1/users/{}", escape(key))).await.ok()["id"],
            id.as_str(),
            "{key}"
        );
    }

    let change = json!({"profile": {"costCenter": null, "title": "Dr"}});
    let changed = http.post(&format!("/api/v1/users/{id}"), change).await.ok();
    assert_eq!(changed["profile"]["title"], "Dr");
    assert_eq!(changed["profile"].get("costCenter"), None);
    assert_eq!(changed["profile"]["firstName"], "Ada");

    let replaced = http.put(&format!("/api/v1/users/{id}"), person("ada@example.com")).await.ok();
    assert_eq!(replaced["profile"].get("title"), None);

    assert_eq!(http.delete(&format!("/api/v1/users/{id}")).await.status, 204);
    assert_eq!(org.user_status(&id), Some(UserStatus::Deprovisioned));
    assert_eq!(http.delete(&format!("/api/v1/users/{id}")).await.status, 204);
    http.get(&format!("/api/v1/users/{id}")).await.assert_error(404, "E0000007");
}

#[tokio::test]
async fn me_is_token_owner() {
    let org = Org::start().await.unwrap();
    let me = Http::new(&org).get("/api/v1/users/me").await.ok();
    assert_eq!(me["id"], org.admin_id());
}

#[tokio::test]
async fn encoded_logins_are_one_path_segment() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    for login in [
        "a/b@example.com",
        "50%25@example.com",
        "x#y z@example.com",
        "jörg+ü?@example.com",
        "..%2f@example.com",
    ] {
        let id = org.seed_user(SeedUser::new(login));
        let found = http.get(&format!("/api/v1/users/{}", escape(login))).await;
        assert_eq!(found.ok()["id"], id.as_str(), "{login}");
    }
}

#[tokio::test]
async fn invalid_requests_are_rejected() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    http.post("/api/v1/users", json!({"profile": {"login": "x@example.com"}}))
        .await
        .assert_error(400, "E0000001");
    let mut bad = person("not-an-address");
    let response = http.post("/api/v1/users", bad.clone()).await;
    assert!(
        response.assert_error(400, "E0000001").json()["errorCauses"][0]["errorSummary"]
            .as_str()
            .unwrap()
            .contains("login")
    );
    bad["profile"]["login"] = json!("admin@example.com");
    http.post("/api/v1/users", bad).await.assert_error(400, "E0000001");
    let mut weak = person("weak@example.com");
    weak["credentials"] = json!({"password": {"value": "short"}});
    http.post("/api/v1/users", weak).await.assert_error(400, "E0000001");
    http.post("/api/v1/users?activate=perhaps", person("p@example.com")).await.assert_error(400, "E0000001");
    http.post("/api/v1/users?nextLogin=never", person("p@example.com")).await.assert_error(400, "E0000001");
    assert_eq!(org.user_count(), 1);

    let raw = |body: &'static str, content_type| {
        let request = http.request("POST", "/api/v1/users").header("content-type", content_type);
        http.send(request.body(Full::from(body)).unwrap())
    };
    raw("{\"profile\":", "application/json").await.unwrap().assert_error(400, "E0000003");
    raw("[1]", "application/json").await.unwrap().assert_error(400, "E0000003");
    raw("a=b", "application/x-www-form-urlencoded").await.unwrap().assert_error(400, "E0000021");

    for (accept, status) in
        [("text/html", 400), ("application/json; charset=utf-8", 200), ("text/html, */*;q=0.1", 200)]
    {
        let request =
            http.request("GET", "/api/v1/users").header("accept", accept).body(Full::default()).unwrap();
        let response = http.send(request).await.unwrap();
        assert_eq!(response.status, status, "{accept}");
        if status == 400 {
            response.assert_error(400, "E0000019");
        }
    }
    http.put("/api/v1/users", person("p@example.com")).await.assert_error(405, "E0000022");
    http.get("/api/v1/no-such-thing").await.assert_error(501, "TESTKIT");
    http.get("/api/v1/users?after=invented").await.assert_error(400, "E0000029");
    http.get("/api/v1/users?limit=many").await.assert_error(400, "E0000001");
    http.get("/api/v1/users?search=status%20eq").await.assert_error(400, "E0000031");
    http.get("/api/v1/users?filter=profile.title%20eq%20%22x%22").await.assert_error(400, "E0000031");
}

#[tokio::test]
async fn authorization_is_matched_exactly() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let token = org.token().to_owned();
    for wrong in [
        String::new(),
        "SSWS".to_owned(),
        format!("SSWS  {token}"),
        format!("ssws {token}"),
        format!("Bearer {token}"),
        format!("SSWS {token}x"),
        "SSWS 00other".to_owned(),
    ] {
        let request =
            http::Request::get(format!("{}/api/v1/users", org.url())).header("authorization", &wrong);
        http.send(request.body(Full::default()).unwrap()).await.unwrap().assert_error(401, "E0000011");
    }
    let none = http::Request::get(format!("{}/api/v1/users", org.url())).body(Full::default()).unwrap();
    http.send(none).await.unwrap().assert_error(401, "E0000011");
    let reader = Http { token: org.read_only_token(), ..Http::new(&org) };
    assert_eq!(reader.get("/api/v1/users").await.status, 200);
    reader.post("/api/v1/users", person("p@example.com")).await.assert_error(403, "E0000006");
    assert!(org.revoke_token(&reader.token));
    reader.get("/api/v1/users").await.assert_error(401, "E0000011");
}

#[tokio::test]
async fn lists_are_paged_with_link_headers() {
    let org = Org::builder().users(25).start().await.unwrap();
    let http = Http::new(&org);
    let first = http.get("/api/v1/users?limit=10").await;
    let base = org.url();
    let links = first.links();
    assert_eq!(links.len(), 2);
    assert_eq!(links[0], format!("<{base}/api/v1/users?limit=10>; rel=\"self\""));
    assert!(links[1].starts_with(&format!("<{base}/api/v1/users?after=")), "{links:?}");
    assert!(links[1].ends_with("&limit=10>; rel=\"next\""), "{links:?}");

    let mut all = first.ids();
    let mut next = first.next();
    while let Some(url) = next {
        let page = http.get(&url).await;
        all.extend(page.ids());
        next = page.next();
    }
    assert_eq!(all.len(), 25);
    assert!(all.is_sorted());
    org.requests().matching("GET /api/v1/users").expect(3);

    // A page that ends with the last user has no next link; the default page size is 200.
    assert_eq!(http.get("/api/v1/users?limit=25").await.next(), None);
    assert_eq!(
        http.get("/api/v1/users").await.links(),
        [format!("<{base}/api/v1/users?limit=200>; rel=\"self\"")]
    );
}

#[tokio::test]
async fn paging_is_stable_under_concurrent_changes() {
    let org = Org::builder().users(6).start().await.unwrap();
    let http = Http::new(&org);
    let first = http.get("/api/v1/users?limit=2").await;
    let last_seen = first.ids()[1].clone();
    org.set_user_status(&last_seen, UserStatus::Deprovisioned);
    http.delete(&format!("/api/v1/users/{last_seen}")).await;
    org.seed_user(SeedUser::new("late@example.com"));
    let second = http.get(&first.next().unwrap()).await;
    let third = http.get(&second.next().unwrap()).await;
    assert_eq!((second.ids().len(), third.ids().len()), (2, 2));
    let fourth = http.get(&third.next().unwrap()).await;
    assert_eq!(fourth.ok()[0]["profile"]["login"], "late@example.com");
}

#[tokio::test]
async fn link_styles_are_configurable() {
    let org = Org::builder().users(5).start().await.unwrap();
    let http = Http::new(&org);
    let page = "/api/v1/users?limit=2&search=status%20eq%20%22ACTIVE%22";

    org.set_link_style(LinkStyle::default().joined(true).next_first(true));
    let links = http.get(page).await.links();
    assert_eq!(links.len(), 1);
    assert!(links[0].find("rel=\"next\"").unwrap() < links[0].find("rel=\"self\"").unwrap());

    org.set_link_style(LinkStyle::default().origin(LinkOrigin::Admin).drop_filters(true));
    let next = http.get(page).await.next().unwrap();
    assert!(next.contains("-admin.") && !next.contains("search"), "{next}");

    org.set_link_style(LinkStyle::default().origin(LinkOrigin::Other("https://evil.example/".to_owned())));
    assert!(http.get(page).await.next().unwrap().starts_with("https://evil.example/api/v1/users?after="));

    org.set_link_style(LinkStyle::default().relative(true));
    assert!(http.get(page).await.next().unwrap().starts_with("/api/v1/users?after="));

    for cursor in [okta_testkit::CursorStyle::Base64, okta_testkit::CursorStyle::Text] {
        org.set_link_style(LinkStyle::default().cursor(cursor));
        let next = http.get(page).await.next().unwrap();
        assert_eq!(http.get(&next).await.ids().len(), 2, "{next}");
    }

    org.set_link_style(LinkStyle::default().repeat_cursor(true));
    let second = http.get(page).await.next().unwrap();
    assert_eq!(http.get(&second).await.next().as_ref(), Some(&second));
}

#[tokio::test]
async fn search_filter_and_q_select_users() {
    let org = Org::builder()
        .users(3)
        .user(SeedUser::new("grace@example.com").name("Grace", "Hopper").attribute("level", 9))
        .user(SeedUser::new("deactivated@example.com").status(UserStatus::Deprovisioned))
        .start()
        .await
        .unwrap();
    let http = Http::new(&org);
    let logins = async |query: &str| -> Vec<String> {
        let users = http.get(&format!("/api/v1/users?{query}")).await.ok();
        users.as_array().unwrap().iter().map(|u| u["profile"]["login"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(logins("limit=200").await.len(), 4);
    assert_eq!(logins("search=status+eq+%22DEPROVISIONED%22").await, ["deactivated@example.com"]);
    assert_eq!(logins("search=profile.level+gt+8").await, ["grace@example.com"]);
    assert_eq!(logins("filter=profile.firstName+eq+%22Grace%22").await, ["grace@example.com"]);
    assert_eq!(logins("q=gra").await, ["grace@example.com"]);
    let sorted = logins("search=id+pr&sortBy=profile.login&sortOrder=desc").await;
    assert!(sorted.iter().rev().is_sorted(), "{sorted:?}");
    let first = http.get("/api/v1/users?search=id+pr&sortBy=profile.login&sortOrder=desc&limit=2").await;
    let rest = http.get(&first.next().unwrap()).await.ok();
    assert_eq!(rest[0]["profile"]["login"], sorted[2].as_str());
}

#[tokio::test]
async fn invalid_status_transitions_are_rejected() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let mut body = person("ada@example.com");
    assert_eq!(http.post("/api/v1/users", body.clone()).await.ok()["status"], "PROVISIONED");
    body = person("ada2@example.com");
    body["credentials"] = json!({"password": {"value": "Analytical1"}});
    assert_eq!(http.post("/api/v1/users", body.clone()).await.ok()["status"], "ACTIVE");
    let act = async |action: &str| http.post(&format!("/api/v1/users/ada2/lifecycle/{action}"), None).await;
    act("activate").await.assert_error(403, "E0000016");
    act("unlock").await.assert_error(403, "E0000032");
    act("reactivate").await.assert_error(403, "E0000038");
    act("unsuspend").await.assert_error(400, "E0000001");
    assert_eq!(act("suspend").await.ok(), json!({}));
    act("suspend").await.assert_error(400, "E0000001");
    assert_eq!(act("unsuspend").await.ok(), json!({}));
    assert_eq!(act("expire_password").await.ok()["status"], "PASSWORD_EXPIRED");
    assert!(act("reset_password?sendEmail=false").await.ok()["resetPasswordUrl"].is_string());
    assert_eq!(org.user_status("ada2"), Some(UserStatus::Recovery));
    assert_eq!(act("deactivate").await.ok(), json!({}));
    act("deactivate").await.assert_error(403, "E0000038");
    http.post("/api/v1/users/ada2", json!({"profile": {"title": "x"}})).await.assert_error(403, "E0000038");
    assert!(act("activate?sendEmail=false").await.ok()["activationToken"].is_string());
    assert_eq!(org.user_status("ada2"), Some(UserStatus::Active));
    act("fly").await.assert_error(501, "TESTKIT");
    org.set_user_status("ada2", UserStatus::LockedOut);
    assert_eq!(act("unlock").await.ok(), json!({}));

    body = person("ada3@example.com");
    body["credentials"] = json!({"password": {"value": "Analytical1"}});
    let created = http.post("/api/v1/users?nextLogin=changePassword", body).await.ok();
    assert_eq!(created["status"], "PASSWORD_EXPIRED");
    assert_eq!(created["credentials"]["password"], json!({}));
    let change = json!({"oldPassword": {"value": "Analytical1"}, "newPassword": {"value": "Difference2"}});
    http.post("/api/v1/users/ada3/credentials/change_password", change.clone()).await.ok();
    assert_eq!(org.user_status("ada3"), Some(UserStatus::Active));
    http.post("/api/v1/users/ada3/credentials/change_password", change).await.assert_error(403, "E0000014");
}

#[tokio::test]
async fn entity_tags_guard_writes() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let id = org.seed_user(SeedUser::new("ada@example.com"));
    let path = format!("/api/v1/users/{id}");
    let tag = http.get(&path).await.headers["etag"].to_str().unwrap().to_owned();
    assert!(tag.starts_with("W/\""));
    let write = async |tag: &str| {
        let request =
            http.request("POST", &path).header("if-match", tag).header("content-type", "application/json");
        http.send(request.body(Full::from(r#"{"profile":{"title":"Dr"}}"#)).unwrap()).await.unwrap()
    };
    assert_eq!(write(&tag).await.status, 200);
    assert_ne!(http.get(&path).await.headers["etag"], tag.as_str());
    write(&tag).await.assert_error(412, "E0000231");
    write("nonsense").await.assert_error(400, "E0000242");
    assert_eq!(write("*").await.status, 200);
}

#[tokio::test]
async fn okta_response_omits_credentials() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let content_type =
        "application/json; okta-response=omitCredentials,omitCredentialsLinks,omitTransitioningToStatus";
    let get = async |path: &str| {
        let request =
            http.request("GET", path).header("content-type", content_type).body(Full::default()).unwrap();
        http.send(request).await.unwrap().ok()
    };
    let me = get("/api/v1/users/me").await;
    assert_eq!(me.get("credentials"), None);
    assert_eq!(me["_links"].get("changePassword"), None);
    assert!(me["_links"]["suspend"].is_object());
    assert_eq!(get("/api/v1/users").await[0].get("credentials"), None);
    assert!(http.get("/api/v1/users/me").await.ok()["credentials"]["provider"].is_object());
}

#[tokio::test]
async fn strict_schema_rejects_unknown_attributes() {
    let org = Org::builder().custom_attributes(["badge"]).start().await.unwrap();
    let http = Http::new(&org);
    let mut body = person("ada@example.com");
    body["profile"]["badge"] = json!(7);
    http.post("/api/v1/users", body.clone()).await.ok();
    body["profile"]["login"] = json!("bob@example.com");
    body["profile"]["bagde"] = json!(7);
    http.post("/api/v1/users", body).await.assert_error(400, "E0000001");
}

#[tokio::test]
async fn schema_read_and_update() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let me = http.get("/api/v1/users/me").await.ok();
    let link = |name: &str| me["_links"][name]["href"].as_str().unwrap().to_owned();
    assert_eq!(http.get(&link("type")).await.ok()["id"], me["type"]["id"]);
    let path = link("schema");
    let change = |properties| json!({"definitions": {"custom": {"properties": properties}}});
    let changed =
        http.post(&path, change(json!({"level": {"title": "Level", "type": "integer"}}))).await.ok();
    assert_eq!(changed["definitions"]["custom"]["properties"]["level"]["title"], "Level");
    let mut body = person("ada@example.com");
    body["profile"]["level"] = json!("seven");
    http.post("/api/v1/users", body.clone()).await.assert_error(400, "E0000001");
    body["profile"]["level"] = json!(7);
    http.post("/api/v1/users", body).await.ok();
    let removed = http.post("/api/v1/meta/schemas/user/default", change(json!({"level": null}))).await.ok();
    assert_eq!(removed["definitions"]["custom"]["properties"], json!({}));
    http.post(&path, change(json!({"9lives": {"type": "string"}}))).await.assert_error(400, "E0000001");
    http.post(&path, change(json!({"level": {"type": "colour"}}))).await.assert_error(400, "E0000001");
    http.get("/api/v1/meta/schemas/user/oscother").await.assert_error(404, "E0000007");
}
