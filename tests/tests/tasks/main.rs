//! Everyday tasks of an administrator, each as a program would write it, against an embedded org.

mod authorization_server;
mod change_app;
mod factors;
mod group_rule;
mod hooks;
mod oidc_app;
mod saml_app;
mod schema_property;
mod sign_on_policy;
mod user;

#[tokio::test]
async fn served() {
    let Ok(url) = std::env::var("OKTA_CLIENT_ORGURL") else { return };
    let okta = okta_client::Client::builder()
        .sources(okta_client::config::Sources::none())
        .org_url(url)
        .token(std::env::var("OKTA_CLIENT_TOKEN").unwrap())
        .disable_https_check(true)
        .build()
        .unwrap();
    let show = async |path: &str| {
        let value = okta.request(http::Method::GET, path).await.map(|r| r.to_value().unwrap());
        println!("GET {path}: {value:?}");
        value.unwrap_or_default()
    };
    use serde_json::json;
    let group = okta.groups().create(json!({"profile": {"name": "Pilots"}})).await.unwrap();
    let me = okta.users().get("me").await.unwrap();
    okta.groups().assign_user(&group.id, &me.id).await.unwrap();
    okta.policies().create(okta_client::models::OktaSignOnPolicy::new().name("Older")).await.unwrap();
    println!("oidc {:?}", oidc_app::task(&okta, &group.id).await);
    println!("saml {:?}", saml_app::task(&okta).await);
    println!("policy {:?}", sign_on_policy::task(&okta, &group.id).await);
    println!("hooks {:?}", hooks::task(&okta).await);
    let apps = show("/api/v1/apps").await;
    for app in apps.as_array().unwrap() {
        let id = app["id"].as_str().unwrap();
        show(&format!("/api/v1/apps/{id}/credentials/secrets")).await;
        show(&format!("/api/v1/apps/{id}/groups")).await;
        println!("change {:?}", change_app::task(&okta, id).await);
    }
    let policies = show("/api/v1/policies?type=OKTA_SIGN_ON").await;
    for policy in policies.as_array().unwrap() {
        show(&format!("/api/v1/policies/{}/rules", policy["id"].as_str().unwrap())).await;
    }
    show("/api/v1/eventHooks").await;
    show("/api/v1/inlineHooks").await;
    show("/api/v1/zones").await;
}
