//! A sign-on policy with rules for a zone and a group, and their order.

use okta_client::models::*;
use okta_client::{Client, Error};
use serde_json::json;

async fn task(okta: &Client, group: &str) -> Result<(), Error> {
    let office = NetworkZoneAddress::new().type_(NetworkZoneAddressType::Cidr).value("203.0.113.0/24");
    let office = okta.network_zones().create(IpNetworkZone::new().name("Office").gateways([office])).await?;

    let pilots = json!({"people": {"groups": {"include": [group]}}});
    let policy = OktaSignOnPolicy::new().name("Pilots").conditions(pilots);
    let policy = okta.policies().create(policy).activate(true).await?;

    let elsewhere = OktaSignOnPolicyRule::new()
        .name("From elsewhere")
        .actions(json!({"signon": {"access": "ALLOW", "requireFactor": true}}));
    okta.policies().create_rule(policy.id(), elsewhere).await?;

    let network =
        PolicyNetworkCondition::new().connection(PolicyNetworkConnection::Zone).include([office.id()]);
    let people = PolicyPeopleCondition::new().groups(GroupCondition::new().include([group]));
    let rule = OktaSignOnPolicyRule::new()
        .name("From the office")
        .conditions(OktaSignOnPolicyRuleConditions::new().network(network).people(people))
        .actions(json!({"signon": {"access": "ALLOW", "requireFactor": false}}));
    let rule = okta.policies().create_rule(policy.id(), rule).await?;

    let mut first = okta.policies().get_rule(policy.id(), rule.id()).await?;
    first.set_priority(1);
    okta.policies().replace_rule(policy.id(), rule.id(), first).await?;

    let mut first = okta.policies().get(policy.id()).await?;
    first.set_priority(1);
    okta.policies().replace(policy.id(), first).await?;
    println!("{} policies", okta.policies().list(PolicyType::OktaSignOn).await?.len());
    Ok(())
}

#[tokio::test]
async fn sign_on_rules_are_reordered() {
    use okta_testkit::Org;

    let org = Org::start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    let older = OktaSignOnPolicy::new().name("Older");
    let older = okta.policies().create(older).await.unwrap();
    let pilots = org.seed_group("Pilots", []);
    task(&okta, &pilots).await.unwrap();

    let policies = okta.policies().list("OKTA_SIGN_ON").await.unwrap().into_items().unwrap();
    let policy = policies.iter().find(|policy| policy.name().is_some_and(|name| name == "Pilots")).unwrap();
    let conditions = policy.get("conditions").unwrap().to_value().unwrap();
    assert_eq!(conditions, json!({"people": {"groups": {"include": [pilots]}}}));
    assert_eq!(policy.priority(), Some(&1));
    assert_eq!(okta.policies().get(older.id()).await.unwrap().priority(), Some(&2));

    let mut rules = okta.policies().list_rules(policy.id()).await.unwrap().into_items().unwrap();
    rules.retain(|rule| rule.system() != Some(&true));
    rules.sort_by_key(|rule| rule.priority().copied());
    let names: Vec<&str> = rules.iter().filter_map(|rule| Some(rule.name()?.as_str())).collect();
    assert_eq!(names, ["From the office", "From elsewhere"]);
    let rule = rules[0].as_sign_on().unwrap();
    let conditions = rule.conditions.as_ref().unwrap();
    let zones = okta.network_zones().list().await.unwrap().into_items().unwrap();
    let office = zones.iter().find(|zone| zone.name().is_some_and(|name| name == "Office")).unwrap();
    let network = conditions.network.as_ref().unwrap();
    assert_eq!(network.include.as_deref(), Some(&[String::from(office.id())][..]));
    let actions = rule.actions.as_ref().unwrap().signon.as_ref().unwrap();
    assert_eq!(actions.require_factor, Some(false));
}
