//! The APIs beside that of management: governance, MyAccount, OAuth clients, Privileged Access, Access Gateway.

use okta_testkit::{Org, PASS_CODE, SeedUser};
use serde_json::{Value, json};

use crate::common::{Http, Response};

#[tokio::test]
async fn campaign_reviews_the_users_of_its_resources() {
    let org = Org::builder().user(SeedUser::new("ada@example.com")).start().await.unwrap();
    let http = Http::new(&org);
    let group = org.seed_group("Pilots", ["ada@example.com"]);
    let path = "/governance/api/v1/campaigns";
    let campaign = json!({
        "name": "Pilots", "campaignType": "RESOURCE",
        "scheduleSettings": {"type": "ONE_OFF", "startDate": "2026-12-01T00:00:00.000Z", "durationInDays": 7, "timeZone": "UTC"},
        "resourceSettings": {"type": "GROUP", "targetResources": [{"resourceId": group, "resourceType": "GROUP"}]},
        "principalScopeSettings": {"type": "USERS"},
        "reviewerSettings": {"type": "USER", "reviewerId": org.admin_id()},
        "remediationSettings": {"accessApproved": "NO_ACTION", "accessRevoked": "DENY", "noResponse": "NO_ACTION"},
    });
    let created = http.post(path, campaign).await;
    assert_eq!(created.status, 201, "{:?}", created.body);
    let id = created.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(http.get(path).await.ok()["data"][0]["status"], "SCHEDULED");
    let at = format!("{path}/{id}");
    http.post(&format!("{at}/end"), json!({})).await.assert_error(400, "E0000001");
    assert_eq!(http.post(&format!("{at}/launch"), None).await.status, 202);
    assert_eq!(http.get(path).await.ok()["data"][0]["status"], "ACTIVE");
    let reviews = http.get("/governance/api/v1/reviews").await.ok();
    let review = &reviews["data"][0];
    assert_eq!((&review["campaignId"], &review["decision"]), (&json!(id), &json!("UNREVIEWED")));
    assert_eq!(review["principalProfile"]["login"], "ada@example.com");
    let ada = &review["principalProfile"]["id"];
    let reassign = json!({"reviewerId": ada, "reviewIds": [review["id"]], "note": "to herself"});
    let reassigned = http.post(&format!("{at}/reviews/reassign"), reassign).await.ok();
    assert_eq!(reassigned["data"][0]["reviewerProfile"]["id"], *ada);

    let bulk = format!("/governance/api/v1/my/campaigns/{id}/reviews/bulk-decisions");
    let criteria = json!({"type": "GOVERNANCE_ANALYZER", "govAnalyzerCriteria": {"recommendedActionDecision": "APPROVE"}});
    let job = http.post(&bulk, json!({"criteria": criteria, "reviewDecision": "APPROVE"})).await;
    assert_eq!((job.status.as_u16(), &job.json()["eligibleReviewRecordCount"]), (202, &json!(1)));
    let job = http.get(&format!("{bulk}/jobs/{}", job.json()["jobId"].as_str().unwrap())).await.ok();
    assert_eq!(job["status"], "COMPLETED");
    let review = format!("/governance/api/v1/reviews/{}", review["id"].as_str().unwrap());
    assert_eq!(http.get(&review).await.ok()["decision"], "APPROVE");
    assert_eq!(http.post(&format!("{at}/end"), json!({"skipRemediation": true})).await.status, 202);
    http.post(&format!("{at}/launch"), None).await.assert_error(400, "E0000001");
    assert_eq!(http.delete(&at).await.status, 204);
}

#[tokio::test]
async fn governance_lists_link_to_the_next_page() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let path = "/governance/api/v1/collections";
    for name in ["A", "B", "C"] {
        assert_eq!(http.post(path, json!({"name": name})).await.status, 201);
    }
    let mut names = Vec::new();
    let mut next = Some(format!("{path}?limit=2"));
    while let Some(url) = next {
        let page = http.get(&url).await;
        names.extend(
            page.ok()["data"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()),
        );
        next = page.ok()["_links"]["next"]["href"].as_str().map(str::to_owned);
        assert_eq!(next, page.next());
    }
    assert_eq!(names, ["A", "B", "C"]);
}

#[tokio::test]
async fn entitlements_have_values_and_are_patched() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let path = "/governance/api/v1/entitlements";
    let entitlement = json!({
        "name": "License", "externalValue": "license", "dataType": "string", "multiValue": false,
        "parent": {"externalId": "0oa1", "type": "APPLICATION"},
        "values": [{"name": "Basic", "externalValue": "basic"}, {"name": "Pro", "externalValue": "pro"}],
    });
    let created = http.post(path, entitlement).await;
    assert_eq!(created.status, 201, "{:?}", created.body);
    let at = format!("{path}/{}", created.json()["id"].as_str().unwrap());
    let values = http.get(&format!("{at}/values")).await.ok();
    assert_eq!(values["data"][1]["name"], "Pro");
    assert_eq!(http.get(&format!("{path}/values")).await.ok()["data"].as_array().unwrap().len(), 2);
    let patch = json!([{"op": "REPLACE", "path": "/description", "value": "d"}]);
    assert_eq!(http.write("PATCH", &at, patch).await.ok()["description"], "d");
    assert_eq!(http.delete(&at).await.status, 204);
    http.get(&format!("{at}/values")).await.assert_error(404, "E0000007");
}

#[tokio::test]
async fn list_bodies_create_several_objects() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let collection = http.post("/governance/api/v1/collections", json!({"name": "A"})).await.json();
    let path = format!("/governance/api/v1/collections/{}/assignments", collection["id"].as_str().unwrap());
    let principal = |id: &str| json!({"principal": {"externalId": id, "type": "OKTA_USER"}, "actor": "API"});
    let assigned = http.post(&path, json!([principal("00u1"), principal("00u2")])).await;
    assert_eq!((assigned.status.as_u16(), assigned.json().as_array().unwrap().len()), (201, 2));
    assert_eq!(assigned.json()[1]["collectionId"], collection["id"]);
}

#[tokio::test]
async fn access_requests_are_submitted() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let path = "/governance/api/v2/requests";
    let request = json!({
        "requested": {"type": "CATALOG_ENTRY", "entryId": "cen1"},
        "requestedFor": {"externalId": org.admin_id(), "type": "OKTA_USER"},
    });
    let created = http.post(path, request).await;
    assert_eq!(created.status, 202, "{:?}", created.body);
    let id = created.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(http.get(&format!("{path}/{id}")).await.ok()["status"], "SUBMITTED");
    assert_eq!(http.get(path).await.ok()["data"][0]["id"], id.as_str());
    let message = http.post(&format!("{path}/{id}/messages"), json!({"message": "please"})).await;
    assert_eq!(message.status, 201);
}

#[tokio::test]
async fn account_addresses_are_verified_by_code() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let path = "/idp/myaccount/emails";
    assert_eq!(http.get(path).await.ok()[0]["roles"], json!(["PRIMARY"]));
    let email = json!({"profile": {"email": "second@example.com"}, "sendEmail": false});
    let email = http.post(path, email).await;
    assert_eq!((email.status.as_u16(), &email.json()["status"]), (201, &json!("UNVERIFIED")));
    let at = format!("{path}/{}", email.json()["id"].as_str().unwrap());
    let challenge = http.post(&format!("{at}/challenge"), json!({"state": "s"})).await.json();
    let challenge = format!("{at}/challenge/{}", challenge["id"].as_str().unwrap());
    let verify = format!("{challenge}/verify");
    http.post(&verify, json!({"verificationCode": "0"})).await.assert_error(403, "E0000068");
    assert_eq!(http.post(&verify, json!({"verificationCode": PASS_CODE})).await.status, 200);
    assert_eq!(http.get(&challenge).await.ok()["status"], "VERIFIED");
    assert_eq!(http.delete(&at).await.status, 204);

    let phone = json!({"profile": {"phoneNumber": "+15551234567"}, "method": "SMS"});
    let phone = http.post("/idp/myaccount/phones", phone).await.json();
    let at = format!("/idp/myaccount/phones/{}", phone["id"].as_str().unwrap());
    http.post(&format!("{at}/challenge"), json!({"method": "SMS"})).await.ok();
    let verified = http.post(&format!("{at}/verify"), json!({"verificationCode": PASS_CODE})).await;
    assert_eq!((verified.status.as_u16(), &http.get(&at).await.ok()["status"]), (204, &json!("VERIFIED")));
}

#[tokio::test]
async fn account_profile_is_that_of_the_user() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let path = "/idp/myaccount/profile";
    assert_eq!(http.get(path).await.ok()["profile"]["login"], "admin@example.com");
    http.put(path, json!({"profile": {"nickName": "Chief"}})).await.ok();
    let user = http.get("/api/v1/users/me").await.ok();
    assert_eq!(user["profile"]["nickName"], "Chief");
    http.put(path, json!({"profile": {"unknown": 1}})).await.assert_error(400, "E0000001");
    assert_eq!(http.delete("/idp/myaccount/password").await.status, 204);
    http.get("/idp/myaccount/password").await.assert_error(404, "E0000007");
    let password = json!({"profile": {"password": "Abcd1234#xyz"}});
    assert_eq!(http.post("/idp/myaccount/password", password).await.status, 201);
    let change = json!({"oldPassword": "Abcd1234#xyz", "newPassword": "Efgh5678#xyz"});
    assert_eq!(http.post("/idp/myaccount/password/change-password", change).await.status, 204);
}

#[tokio::test]
async fn oauth_clients_are_registered() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let client =
        json!({"client_name": "A", "application_type": "web", "redirect_uris": ["https://example.com/cb"]});
    let created = http.post("/oauth2/v1/clients", client).await;
    assert_eq!(created.status, 201, "{:?}", created.body);
    let id = created.json()["client_id"].as_str().unwrap().to_owned();
    assert!(created.json()["client_secret"].is_string());
    let at = format!("/oauth2/v1/clients/{id}");
    assert_eq!(http.get(&at).await.ok().get("client_secret"), None);
    let secret = http.post(&format!("{at}/lifecycle/newSecret"), None).await.ok();
    assert_ne!(secret["client_secret"], created.json()["client_secret"]);
    assert_eq!(http.delete(&at).await.status, 204);
    http.get(&at).await.assert_error(404, "E0000007");
}

/// A request with a bearer token.
async fn bearer(http: &Http, token: &str, method: &str, path: &str, body: Option<Value>) -> Response {
    let request = hyper::Request::builder().method(method).uri(format!("{}{path}", http.base));
    let request = request.header("authorization", format!("Bearer {token}"));
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let request = request.header("content-type", "application/json").header("content-length", body.len());
    http.send(request.body(body.into()).unwrap()).await.unwrap()
}

/// The token of a new service user of the team `engineering`.
async fn team_token(org: &Org, http: &Http) -> String {
    let (id, secret) = org.service_user_key("engineering", "automation");
    let body = json!({"key_id": id, "key_secret": secret});
    let issued = http.post("/v1/teams/engineering/service_token", body).await.ok();
    assert_eq!(issued["team_name"], "engineering");
    issued["bearer_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn team_tokens_are_issued_for_keys() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let token = team_token(&org, &http).await;
    let me = bearer(&http, &token, "GET", "/v1/teams/engineering/current_user", None).await.ok();
    assert_eq!((&me["name"], &me["team_name"]), (&json!("automation"), &json!("engineering")));
    bearer(&http, &token, "GET", "/v1/teams/other/groups", None).await.assert_error(403, "E0000006");
    // API tokens of the org are not valid here.
    http.get("/v1/teams/engineering/groups").await.assert_error(401, "E0000011");
    let wrong = json!({"key_id": "k", "key_secret": "s"});
    http.post("/v1/teams/engineering/service_token", wrong).await.assert_error(401, "E0000011");
    let keys = "/v1/teams/engineering/service_users/automation/keys";
    let rotated = bearer(&http, &token, "POST", keys, None).await.ok();
    let body = json!({"key_id": rotated["id"], "key_secret": rotated["secret"]});
    http.post("/v1/teams/engineering/service_token", body).await.ok();
    let listed = bearer(&http, &token, "GET", keys, None).await.ok();
    assert_eq!(listed["list"].as_array().unwrap().len(), 2);
    assert_eq!(listed["list"][0].get("secret"), None);
}

#[tokio::test]
async fn team_lists_have_pages_in_both_directions() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let token = team_token(&org, &http).await;
    let path = "/v1/teams/engineering/groups";
    for name in ["a", "b", "c", "d", "e"] {
        let created = bearer(&http, &token, "POST", path, Some(json!({"name": name, "roles": []}))).await;
        assert_eq!(created.status, 201, "{:?}", created.body);
    }
    let names = |page: &Response| -> Vec<String> {
        page.ok()["list"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let link = |page: &Response, rel: &str| {
        let link = page.links().into_iter().find(|link| link.ends_with(&format!("rel=\"{rel}\"")))?;
        Some(link.split('>').next()?.trim_start_matches(['<']).trim_start_matches(&http.base).to_owned())
    };
    let first = bearer(&http, &token, "GET", &format!("{path}?count=2"), None).await;
    assert_eq!((names(&first), link(&first, "prev")), (vec!["a".to_owned(), "b".to_owned()], None));
    let second = bearer(&http, &token, "GET", &link(&first, "next").unwrap(), None).await;
    assert_eq!(names(&second), ["c", "d"]);
    let third = bearer(&http, &token, "GET", &link(&second, "next").unwrap(), None).await;
    assert_eq!((names(&third), link(&third, "next")), (vec!["e".to_owned()], None));
    let back = bearer(&http, &token, "GET", &link(&third, "prev").unwrap(), None).await;
    assert_eq!(names(&back), ["c", "d"]);
    let at = format!("{path}/a");
    let updated = bearer(&http, &token, "PUT", &at, Some(json!({"name": "a", "roles": ["pam_admin"]}))).await;
    assert_eq!(updated.status, 204);
    assert_eq!(bearer(&http, &token, "GET", &at, None).await.ok()["roles"], json!(["pam_admin"]));
    assert_eq!(bearer(&http, &token, "DELETE", &at, None).await.status, 204);
}

#[cfg(feature = "oauth")]
#[tokio::test]
async fn gateway_needs_its_own_token() {
    let clock = okta_testkit::Clock::frozen_at(crate::oauth::NOW);
    let org = Org::builder().clock(clock).start().await.unwrap();
    let http = Http::new(&org);
    http.get("/api/v2/apps").await.assert_error(401, "E0000011");
    let scopes = ["okta.oag.app.manage", "okta.oag.idp.read"];
    let app = org.register_app(okta_testkit::ServiceApp::new().scopes(scopes)).unwrap();
    let token = crate::oauth::gateway_token(&http, &app, "okta.oag.app.manage okta.oag.idp.read").await;
    let path = "/api/v2/apps";
    let app = json!({"label": "Wiki", "type": "SAMPLE_HEADER"});
    let created = bearer(&http, &token, "POST", path, Some(app)).await.ok();
    let at = format!("{path}/{}", created["id"].as_str().unwrap());
    assert_eq!(bearer(&http, &token, "GET", path, None).await.ok()[0]["label"], "Wiki");
    assert_eq!(bearer(&http, &token, "POST", &format!("{at}/deactivate"), None).await.status, 200);
    assert_eq!(bearer(&http, &token, "GET", &at, None).await.ok()["status"], "INACTIVE");
    assert_eq!(bearer(&http, &token, "POST", "/api/v2/idps", Some(json!({}))).await.status, 403);
    assert_eq!(bearer(&http, &token, "DELETE", &at, None).await.status, 204);
}

#[cfg(feature = "oauth")]
#[tokio::test]
async fn custom_servers_have_metadata() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let at = format!("{}/oauth2/default", org.url());
    let metadata = http.get("/oauth2/default/.well-known/openid-configuration").await.ok();
    assert_eq!(metadata["issuer"], at.as_str());
    assert_eq!(metadata["token_endpoint"], format!("{at}/v1/token"));
    assert_eq!(metadata["userinfo_endpoint"], format!("{at}/v1/userinfo"));
    let metadata = http.get("/oauth2/default/.well-known/oauth-authorization-server").await.ok();
    assert_eq!((&metadata["issuer"], metadata.get("userinfo_endpoint")), (&json!(at), None));
}

#[tokio::test]
async fn claims_are_those_of_the_user() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let claims = http.get("/oauth2/v1/userinfo").await.ok();
    assert_eq!((&claims["sub"], &claims["email"]), (&json!(org.admin_id()), &json!("admin@example.com")));
    let logout =
        "/oauth2/v1/logout?id_token_hint=a.b.c&post_logout_redirect_uri=https://app.example/out&state=s";
    let response = http.get(logout).await;
    assert_eq!(response.status, 302);
    assert_eq!(response.headers["location"], "https://app.example/out?state=s");
    http.get("/oauth2/v1/logout?id_token_hint=a").await.assert_error(400, "E0000001");
}
