//! Members of apps: defaults, secrets, links.

use okta_testkit::Org;
use serde_json::{Value, json};

use crate::common::Http;

fn at<'v>(value: &'v Value, pointer: &str) -> &'v Value {
    value.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is missing in {value}"))
}

#[tokio::test]
async fn secrets_of_apps_are_not_returned() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let swa = json!({
        "name": "template_swa", "label": "S", "settings": {"app": {"url": "https://example.com"}},
        "credentials": {"scheme": "SHARED_USERNAME_AND_PASSWORD", "userName": "u", "password": {"value": "hunter2"}}
    });
    let created = http.post("/api/v1/apps", swa).await.ok();
    assert_eq!(at(&created, "/credentials/password"), &json!({}));
    assert_eq!(at(&created, "/credentials/userName"), "u");

    let client = json!({"token_endpoint_auth_method": "client_secret_post", "client_secret": "hunter2"});
    let oidc = json!({"name": "oidc_client", "label": "O", "signOnMode": "OPENID_CONNECT",
                      "credentials": {"oauthClient": client}});
    let created = http.post("/api/v1/apps", oidc).await.ok();
    let id = created["id"].as_str().unwrap();
    assert_eq!(at(&created, "/credentials/oauthClient/client_id"), id);
    assert_eq!(at(&created, "/credentials/oauthClient/client_secret"), "hunter2");
    assert!(at(&created, "/credentials/signing/kid").is_string());

    let path = format!("/api/v1/apps/{id}");
    let changed = json!({"name": "oidc_client", "label": "P", "signOnMode": "OPENID_CONNECT",
                         "credentials": {"oauthClient": {"client_secret": "hunter2"}}});
    let changed = http.put(&path, changed).await.ok();
    assert_eq!(at(&changed, "/credentials/oauthClient/client_id"), id);
    let without_secret = json!({"name": "oidc_client", "label": "N", "signOnMode": "OPENID_CONNECT",
                                "credentials": {"oauthClient": {"token_endpoint_auth_method": "none"}}});
    let without_secret = http.post("/api/v1/apps", without_secret).await.ok();
    let shown = [changed, without_secret, http.get("/api/v1/apps").await.ok(), http.get(&path).await.ok()];
    for view in shown {
        assert!(
            !view.to_string().contains("hunter2") && !view.to_string().contains("client_secret\""),
            "{view}"
        );
    }
}

#[tokio::test]
async fn sent_objects_keep_their_other_defaults() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let body = json!({
        "label": "Custom", "signOnMode": "SAML_2_0", "accessibility": {"selfService": true},
        "visibility": {"hide": {"web": true}}, "credentials": {"userNameTemplate": {"template": "x", "type": "CUSTOM"}},
        "settings": {"notes": {"admin": "a"}, "signOn": {"defaultRelayState": "", "ssoAcsUrl": "https://example.com"}}
    });
    let app = http.post("/api/v1/apps", body).await.ok();
    for (pointer, expected) in [
        ("/accessibility/selfService", json!(true)),
        ("/accessibility/loginRedirectUrl", json!(null)),
        ("/visibility/autoLaunch", json!(false)),
        ("/visibility/hide", json!({"web": true, "iOS": false})),
        ("/credentials/userNameTemplate/pushStatus", json!("DONT_PUSH")),
        ("/settings/notes", json!({"admin": "a", "enduser": null})),
        ("/settings/notifications/vpn/network/connection", json!("DISABLED")),
        ("/settings/signOn/defaultRelayState", json!(null)),
        ("/settings/signOn/ssoAcsUrl", json!("https://example.com")),
        ("/settings/signOn/assertionEncryption/enabled", json!(false)),
    ] {
        assert_eq!(at(&app, pointer), &expected, "{pointer}");
    }
    let link = format!("{}_link", app["name"].as_str().unwrap());
    assert_eq!(at(&app, "/visibility/appLinks"), &json!({ link: true }));
    let links = app["_links"].as_object().unwrap();
    for name in
        ["logo", "uploadLogo", "accessPolicy", "policies", "profileEnrollment", "metadata", "deactivate"]
    {
        assert!(links.contains_key(name), "{name}");
    }
    assert!(!links.contains_key("self"));

    let name = &app["name"];
    let path = format!("/api/v1/apps/{}", app["id"].as_str().unwrap());
    let replaced = http.put(&path, json!({"label": "Other", "signOnMode": "SAML_2_0"})).await.ok();
    assert_eq!((&replaced["name"], at(&replaced, "/accessibility/selfService")), (name, &json!(false)));
}

#[tokio::test]
async fn invalid_requests_for_apps_are_rejected() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let auto = json!({"label": "A", "signOnMode": "AUTO_LOGIN"});
    let id =
        http.post("/api/v1/apps?activate=false", auto.clone()).await.ok()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/apps/{id}");
    http.put(&path, auto.clone()).await.assert_error(400, "E0000024");
    http.post(&format!("{path}/lifecycle/activate"), None).await.ok();
    http.put(&path, auto).await.ok();
    for expand in ["user/a,group/b", "group/b", "user"] {
        http.get(&format!("/api/v1/apps?expand={expand}")).await.assert_error(400, "E0000001");
        http.get(&format!("{path}?expand={expand}")).await.assert_error(400, "E0000001");
    }
    let kid = "/api/v1/apps?filter=credentials.signing.kid+eq+%22none%22";
    assert!(http.get(kid).await.ids().is_empty());
}

#[tokio::test]
async fn group_assignments_get_next_priority() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let app = org.seed_app(json!({"name": "bookmark", "label": "B", "signOnMode": "BOOKMARK"}));
    let assign = async |group: &str, body: Value| {
        let path = format!("/api/v1/apps/{app}/groups/{group}");
        http.put(&path, body).await.ok()["priority"].as_u64().unwrap()
    };
    let [a, b, c] = ["A", "B", "C"].map(|name| org.seed_group(name, []));
    assert_eq!(assign(&a, json!({})).await, 0);
    assert_eq!(assign(&b, json!({"priority": 5})).await, 5);
    assert_eq!(assign(&c, json!({})).await, 6);
    assert_eq!(assign(&b, json!({})).await, 5, "an existing priority stays");
}
