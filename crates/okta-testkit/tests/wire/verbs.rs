//! Operations that neither read nor write one JSON object: uploads, certificates, push transactions; declared collections.

use std::time::Duration;

use bytes::Bytes;
use okta_testkit::{Clock, Org};
use serde_json::json;

use crate::common::{Http, Response};

/// Sends a body that is not JSON.
async fn send(http: &Http, path: &str, kind: &str, body: &[u8]) -> Response {
    let request =
        http.request("POST", path).header("content-type", kind).header("content-length", body.len());
    http.send(request.body(Bytes::copy_from_slice(body).into()).unwrap()).await.unwrap()
}

#[tokio::test]
async fn images_of_themes_are_uploaded() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let brand = http.get("/api/v1/brands").await.ids().remove(0);
    let theme = http.get(&format!("/api/v1/brands/{brand}/themes")).await.ids().remove(0);
    let at = format!("/api/v1/brands/{brand}/themes/{theme}");
    let multipart = "multipart/form-data; boundary=b";
    for (path, member) in [("logo", "logo"), ("favicon", "favicon"), ("background-image", "backgroundImage")]
    {
        let response = send(&http, &format!("{at}/{path}"), multipart, b"--b\r\n\r\nx\r\n--b--").await;
        assert_eq!(response.status, 201, "{path}");
        let url = response.json()["url"].clone();
        assert_eq!(response.headers["location"].to_str().unwrap(), url);
        assert_eq!(http.get(&at).await.ok()[member], url);
        assert_eq!(http.delete(&format!("{at}/{path}")).await.status, 204);
        assert!(http.get(&at).await.ok()[member].is_null());
    }
    send(&http, &format!("{at}/logo"), "image/png", b"x").await.assert_error(400, "E0000021");
    send(&http, &format!("{at}/logo"), multipart, b"").await.assert_error(400, "E0000001");
}

#[tokio::test]
async fn certificates_of_signing_requests_become_keys() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let app = http.post("/api/v1/apps", json!({"name": "bookmark", "label": "B"})).await.ok();
    let at = format!("/api/v1/apps/{}/credentials", app["id"].as_str().unwrap());
    let subject = json!({"subject": {"countryName": "US", "commonName": "testkit"}});
    let request = http.post(&format!("{at}/csrs"), subject).await.json();
    let publish = format!("{at}/csrs/{}/lifecycle/publish", request["id"].as_str().unwrap());
    send(&http, &publish, "application/x-pem-file", b"no certificate").await.assert_error(400, "E0000001");
    // The start of a DER sequence is enough: the content is not verified.
    let response = send(&http, &publish, "application/pkix-cert", &[0x30, 0x82, 0, 1, 0]).await;
    assert_eq!(response.status, 201, "{:?}", response.body);
    let key = response.json();
    assert_eq!(key["x5c"], json!(["MIIAAQA="]));
    let keys = http.get(&format!("{at}/keys")).await.ok();
    assert!(keys.as_array().unwrap().iter().any(|other| other["kid"] == key["kid"]));
    send(&http, &publish, "application/pkix-cert", &[0x30, 0x82]).await.assert_error(404, "E0000007");
}

#[tokio::test]
async fn push_transactions_wait_for_the_device() {
    let clock = Clock::frozen_at(1_700_000_000);
    let org = Org::builder().users(2).clock(clock.clone()).start().await.unwrap();
    let http = Http::new(&org);
    let user = org.users()[1]["id"].as_str().unwrap().to_owned();
    let factors = format!("/api/v1/users/{user}/factors");
    let factor = http.post(&factors, json!({"factorType": "push", "provider": "OKTA"})).await.ok();
    let at = format!("{factors}/{}", factor["id"].as_str().unwrap());
    let activation = http.post(&format!("{at}/lifecycle/activate"), json!({})).await.ok();
    assert_eq!(activation["factorResult"], "WAITING");
    assert_eq!(org.decide_push(&user, true), 1);
    assert_eq!(http.get(&at).await.ok()["status"], "ACTIVE");

    let verify = format!("{at}/verify");
    for (approve, result) in [(true, "SUCCESS"), (false, "REJECTED")] {
        let response = http.post(&verify, json!({})).await;
        assert_eq!(response.status, 201);
        let poll = response.json()["_links"]["poll"]["href"].as_str().unwrap().to_owned();
        assert_eq!(http.get(&poll).await.ok()["factorResult"], "WAITING");
        assert_eq!(org.decide_push(&user, approve), 1);
        assert_eq!(http.get(&poll).await.ok()["factorResult"], result);
        assert_eq!(org.decide_push(&user, !approve), 0);
    }
    let response = http.post(&verify, json!({})).await.json();
    clock.advance(Duration::from_secs(300));
    let poll = response["_links"]["poll"]["href"].as_str().unwrap();
    assert_eq!(http.get(poll).await.ok()["factorResult"], "TIMEOUT");
}

#[tokio::test]
async fn declared_collections_have_objects_without_rules() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let path = "/api/v9/campaigns";
    http.get(path).await.assert_error(501, "TESTKIT");
    let campaigns = org.collection(path);
    let seeded = campaigns.seed(json!({"name": "A", "status": "READY"}));
    let created = http.post(path, json!({"name": "B", "id": "chosen"})).await;
    assert_eq!(created.status, 201);
    let id = created.json()["id"].as_str().unwrap().to_owned();
    assert_ne!(id, "chosen");
    assert_eq!(http.get(path).await.ids(), [seeded.as_str(), &id]);
    let page = http.get(&format!("{path}?limit=1")).await;
    assert_eq!(http.get(&page.next().unwrap()).await.ids(), [id.as_str()]);
    let at = format!("{path}/{id}");
    assert_eq!(http.write("PATCH", &at, json!({"size": 2})).await.ok()["name"], "B");
    let replaced = http.put(&at, json!({"name": "C"})).await.ok();
    assert_eq!((&replaced["name"], replaced.get("size")), (&json!("C"), None));
    assert_eq!(http.post(&format!("{at}/lifecycle/activate"), None).await.ok()["status"], "ACTIVE");
    assert_eq!(http.delete(&at).await.status, 204);
    http.get(&at).await.assert_error(404, "E0000007");
    assert_eq!(campaigns.objects().len(), 1);

    // A collection for each parent, which replaces what the org supports.
    org.collection("/api/v1/groups/{groupId}/owners");
    let owner = http.post("/api/v1/groups/any/owners", json!({"x": 1})).await;
    assert_eq!(owner.status, 201);
    assert_eq!(http.get("/api/v1/groups/other/owners").await.ok(), json!([]));
}

#[tokio::test]
async fn attributes_are_those_of_the_user_type() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let kind = json!({"name": "contractor", "displayName": "Contractor"});
    let kind = http.post("/api/v1/meta/types/user", kind).await.ok();
    let schema = kind["_links"]["schema"]["href"].as_str().unwrap().to_owned();
    let property = json!({"definitions": {"custom": {"id": "#custom", "type": "object", "properties": {
        "agency": {"title": "Agency", "type": "string"}
    }}}});
    http.post(&schema, property).await.ok();
    let user = |login: &str, kind: Option<&serde_json::Value>| {
        let mut user = crate::common::person(login);
        user["profile"]["agency"] = json!("A");
        if let Some(kind) = kind {
            user["type"] = json!({ "id": kind });
        }
        user
    };
    http.post("/api/v1/users", user("a@example.com", Some(&kind["id"]))).await.ok();
    http.post("/api/v1/users", user("b@example.com", None)).await.assert_error(400, "E0000001");
}
