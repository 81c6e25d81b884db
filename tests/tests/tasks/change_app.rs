//! An app is read, changed and written back, whatever its kind, with members that this version does not know.

use okta_client::{Client, Error};

async fn task(okta: &Client, id: &str) -> Result<(), Error> {
    let mut app = okta.apps().get(id).await?;
    app.set_label("New");
    okta.apps().replace(id, app).await?;
    Ok(())
}

#[tokio::test]
async fn change_of_app_keeps_unknown_members() {
    use okta_testkit::Org;
    use serde_json::json;

    let org = Org::start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    for app in [
        json!({
            "name": "oidc_client", "label": "Old", "signOnMode": "OPENID_CONNECT",
            "brandNew": {"a": [1, 2.50, null]}, "licensing": null,
            "settings": {
                "oauthClient": {"application_type": "web", "grant_types": ["implicit", "urn:new"], "newer": 7},
                "x": null,
            },
            "credentials": {"oauthClient": {"client_id": "abc", "pkce_required": "weird"}},
            "visibility": {"hide": {"iOS": false, "web": false, "tv": true}},
        }),
        json!({"name": "scaleft", "label": "Old", "signOnMode": "FUTURE_MODE", "settings": {"x": 1}}),
    ] {
        let id = org.seed_app(app);
        let path = format!("/api/v1/apps/{id}");
        let read = okta.request(http::Method::GET, &path).await.unwrap();
        let mut expected = read.to_value().unwrap();
        expected["label"] = json!("New");
        org.clear_requests();
        task(&okta, &id).await.unwrap();
        let sent = org.requests().matching("PUT /api/v1/apps/*").only().json().unwrap();
        assert_eq!(sent, expected);
        assert_eq!(org.apps().pop().unwrap()["label"], "New");
    }
}
