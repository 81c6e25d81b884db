//! An authorization server with a scope, a claim, an access policy and its rule.

use okta_client::models::*;
use okta_client::{Client, Error};
use serde_json::json;

async fn task(okta: &Client) -> Result<(), Error> {
    let servers = okta.authorization_servers();
    let server = AuthorizationServer::new().name("Flights").description("d").audiences(["api://flights"]);
    let server = servers.create(server).await?;

    let scope = OAuth2Scope::new()
        .name("flights:read")
        .consent(OAuth2ScopeConsentType::Implicit)
        .metadata_publish(OAuth2ScopeMetadataPublish::AllClients);
    servers.create_scope(&server.id, scope).await?;

    let claim = OAuth2Claim::new()
        .name("badge")
        .claim_type(OAuth2ClaimType::Resource)
        .value_type(OAuth2ClaimValueType::Expression)
        .value("user.badge")
        .conditions(OAuth2ClaimConditions::new().scopes(["flights:read"]));
    servers.create_claim(&server.id, claim).await?;

    let policy = json!({
        "type": "OAUTH_AUTHORIZATION_POLICY", "name": "all", "description": "all", "priority": 1,
        "conditions": {"clients": {"include": ["ALL_CLIENTS"]}},
    });
    let policy = okta.authorization_server_policies().create(&server.id, policy).await?;

    let rule = json!({
        "type": "RESOURCE_ACCESS", "name": "default", "priority": 1,
        "conditions": {
            "people": {"groups": {"include": ["EVERYONE"]}},
            "grantTypes": {"include": ["authorization_code"]},
            "scopes": {"include": ["*"]},
        },
        "actions": {"token": {"accessTokenLifetimeMinutes": 60}},
    });
    okta.authorization_server_policy_rules().create(&server.id, &policy.id, rule).await?;
    Ok(())
}

#[tokio::test]
async fn authorization_server_has_scope_claim_and_policy() {
    use okta_testkit::Org;

    let org = Org::start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    task(&okta).await.unwrap();

    let servers = okta.authorization_servers().list().q("Flights").await.unwrap().into_items().unwrap();
    let [server] = &servers[..] else { panic!("{servers:?}") };
    assert_eq!(server.audiences.as_deref(), Some(&["api://flights".to_owned()][..]));
    let scopes = okta.authorization_servers().list_scopes(&server.id).await.unwrap().into_items().unwrap();
    let scope = scopes.iter().find(|scope| scope.name.as_deref() == Some("flights:read")).unwrap();
    assert_eq!(scope.consent, Some(OAuth2ScopeConsentType::Implicit));
    let claims = okta.authorization_servers().list_claims(&server.id).await.unwrap().into_items().unwrap();
    let claim = claims.iter().find(|claim| claim.name.as_deref() == Some("badge")).unwrap();
    assert_eq!(claim.conditions, Some(OAuth2ClaimConditions::new().scopes(["flights:read"]).into()));

    let policies = okta.authorization_server_policies();
    let policies = policies.list(&server.id).await.unwrap().into_items().unwrap();
    let policy = policies.iter().find(|policy| policy.name.as_deref() == Some("all")).unwrap();
    let rules = okta.authorization_server_policy_rules();
    let rules = rules.list(&server.id, &policy.id).await.unwrap().into_items().unwrap();
    let [rule] = &rules[..] else { panic!("{rules:?}") };
    let token = rule.actions.as_ref().unwrap().token.as_ref().unwrap();
    assert_eq!(token.access_token_lifetime_minutes, Some(60));
    let scopes = rule.conditions.as_ref().unwrap().scopes.as_ref().unwrap();
    assert_eq!(scopes.include.as_deref(), Some(&["*".to_owned()][..]));
}
