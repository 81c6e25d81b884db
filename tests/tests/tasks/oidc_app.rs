//! An OIDC app with a group assignment, and the rotation of its secret.

use futures_util::TryStreamExt;
use okta_client::models::*;
use okta_client::{Client, Error};
use serde_json::json;

async fn task(okta: &Client, group: &str) -> Result<(), Error> {
    let client = OpenIdConnectApplicationSettingsClient::new()
        .application_type(OpenIdConnectApplicationType::Web)
        .grant_types([GrantType::AuthorizationCode, GrantType::RefreshToken])
        .response_types([OAuthResponseType::Code])
        .redirect_uris(["https://wiki.example.com/callback"])
        .refresh_token(json!({"rotation_type": "ROTATE", "leeway": 30}));
    let credentials = json!({"token_endpoint_auth_method": "client_secret_basic", "autoKeyRotation": true});
    let app = OpenIdConnectApplication::new()
        .label("Wiki")
        .credentials(json!({"oauthClient": credentials}))
        .settings(OpenIdConnectApplicationSettings::new().oauth_client(client));
    let app = okta.apps().create(app).activate(true).await?;

    let assignment = ApplicationGroupAssignment::new().priority(1).profile([("role", "editor")]);
    okta.apps().assign_group(app.id(), group).body(assignment).await?;

    let secrets = okta.app_public_keys();
    let old = secrets.list_secrets(app.id()).await?.into_items()?;
    let new = secrets.create_secret(app.id(), OAuth2ClientSecretRequestBody::new()).await?;
    for old in old {
        secrets.deactivate_secret(app.id(), &old.id).await?;
        secrets.delete_secret(app.id(), &old.id).await?;
    }
    println!("secret {} of {:?}", new.id, app.label());

    let assigned = okta.apps().list_users(app.id()).expand("user").limit(50).items();
    for assigned in assigned.try_collect::<Vec<_>>().await? {
        let user = assigned.embedded.and_then(|embedded| embedded.get("user")?.decode_model::<User>().ok());
        println!("{} {:?}", assigned.id, user.and_then(|user| user.profile?.login));
    }
    Ok(())
}

#[tokio::test]
async fn oidc_app_is_assigned_and_secret_rotated() {
    use okta_testkit::{Org, ResponseTemplate};

    let org = Org::builder().users(3).start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    let users = org.seed_users(2);
    let pilots = org.seed_group("Pilots", users.iter().map(String::as_str));
    // The org does not delete the secret that came with the app.
    let delete = "DELETE /api/v1/apps/*/credentials/secrets/*";
    org.when(delete).respond_with(ResponseTemplate::new(204));
    task(&okta, &pilots).await.unwrap();

    let app = org.apps().pop().unwrap();
    assert_eq!((&app["name"], &app["signOnMode"]), (&json!("oidc_client"), &json!("OPENID_CONNECT")));
    let sent = org.requests().matching("POST /api/v1/apps").only().json().unwrap();
    assert_eq!(
        sent["settings"]["oauthClient"],
        json!({
            "application_type": "web", "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"], "redirect_uris": ["https://wiki.example.com/callback"],
            "refresh_token": {"rotation_type": "ROTATE", "leeway": 30},
        })
    );
    let credentials = &app["credentials"]["oauthClient"];
    assert_eq!(credentials["token_endpoint_auth_method"], "client_secret_basic");
    let id = app["id"].as_str().unwrap();
    let assignment = okta.apps().get_group_assignment(id, &pilots).await.unwrap();
    assert_eq!(assignment.priority, Some(1));
    assert_eq!(assignment.profile.unwrap().get("role").unwrap(), &"editor".into());
    let assigned = okta.apps().list_users(id).await.unwrap();
    assert_eq!(assigned.len(), 2);

    let deleted = org.requests().matching(delete).only().path().rsplit('/').next().unwrap().to_owned();
    let mut secrets = okta.app_public_keys().list_secrets(id).await.unwrap().into_items().unwrap();
    secrets.retain(|secret| secret.status == Some(OAuth2ClientSecretStatus::Active));
    assert!(secrets.len() == 1 && secrets[0].id != deleted, "{secrets:?} {deleted}");
}
