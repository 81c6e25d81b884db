//! Clients of the APIs beside that of management, against an org.

use futures_util::TryStreamExt;
use okta_client::{
    ServiceUserKey, gateway_tokens, models,
    okta_tower::auth::{OAuth, PrivateKey, PrivateKeyJwt},
};
use okta_testkit::{Org, ServiceApp};
use serde_json::json;

#[tokio::test]
async fn campaigns_are_launched_and_reviewed() {
    let org = Org::builder().users(3).start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    let pilots = org.seed_group("Pilots", ["user1@example.com", "user2@example.com"]);
    let campaigns = okta.governance().campaigns();
    let body = json!({
        "name": "Pilots", "campaignType": "RESOURCE",
        "scheduleSettings": {"type": "ONE_OFF", "startDate": "2026-12-01T00:00:00.000Z", "durationInDays": 7, "timeZone": "UTC"},
        "resourceSettings": {"type": "GROUP", "targetResources": [{"resourceId": pilots, "resourceType": "GROUP"}]},
        "principalScopeSettings": {"type": "USERS"},
        "reviewerSettings": {"type": "USER", "reviewerId": org.admin_id()},
        "remediationSettings": {"accessApproved": "NO_ACTION", "accessRevoked": "DENY", "noResponse": "NO_ACTION"},
    });
    let campaign = campaigns.create(body).await.unwrap();
    let id = campaign.id.clone();
    campaigns.launch(&id).await.unwrap();
    let pages = okta.governance().reviews().list().limit(1);
    let reviews: Vec<models::governance::ReviewSparse> = pages.items().try_collect().await.unwrap();
    assert_eq!(reviews.len(), 2);
    org.requests().unsupported().expect(0);
}

#[tokio::test]
async fn team_tokens_and_pages_work_together() {
    let org = Org::start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    let (id, secret) = org.service_user_key("engineering", "automation");
    let key = ServiceUserKey::new(&okta, org.url(), "engineering", &id, secret).unwrap();
    let access = okta.privileged_access(org.url(), OAuth::new(key)).unwrap();
    for name in ["a", "b", "c"] {
        access.groups().create("engineering", json!({"name": name, "roles": []})).await.unwrap();
    }
    let pages = access.groups().list("engineering").count(2);
    let groups: Vec<models::privileged_access::Group> = pages.items().try_collect().await.unwrap();
    assert_eq!(groups.len(), 3);
    org.requests().matching("POST /v1/teams/{team}/service_token").expect(1);
}

#[tokio::test]
async fn gateway_tokens_are_for_the_gateway() {
    let org = Org::start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    let app =
        org.register_app(ServiceApp::new().scopes(["okta.oag.app.read", "okta.oag.app.manage"])).unwrap();
    let key = PrivateKey::from_pem(app.private_key_pem()).unwrap().with_kid(app.kid());
    let key = PrivateKeyJwt::new(key);
    let tokens = gateway_tokens(&okta, org.url(), app.client_id(), key).unwrap();
    let gateway =
        okta.access_gateway(org.url(), OAuth::new(tokens.scopes(["okta.oag.app.read"]).unwrap())).unwrap();
    assert!(gateway.applications().list().await.unwrap().is_empty());
    org.requests().matching("POST /api/v2/oauth/token").expect(1);
}
