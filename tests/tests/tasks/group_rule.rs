//! A group rule, and the membership that it adds.

use std::time::Duration;

use okta_client::models::*;
use okta_client::{
    Client,
    wait::{WaitError, Waiter},
};
use serde_json::json;

async fn task(okta: &Client, group: &str, user: &str) -> Result<(), WaitError> {
    let department = json!({"type": "urn:okta:expression:1.0", "value": r#"user.department=="IT""#});
    let groups = GroupRuleGroupAssignment::new().group_ids([group]);
    let rule = CreateGroupRuleRequest::new()
        .type_("group_rule")
        .name("IT people")
        .conditions(json!({"expression": department}))
        .actions(GroupRuleAction::new().assign_user_to_groups(groups));
    let rule = okta.group_rules().create(rule).await?;
    okta.group_rules().activate(&rule.id).await?;
    Waiter::new().timeout(Duration::from_secs(5)).membership_visible(okta, group, user).await
}

#[tokio::test]
async fn group_rule_adds_members() {
    use okta_client::models::GroupRuleStatus;
    use okta_testkit::{Org, SeedUser};

    let org = Org::start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    let ada = org.seed_user(SeedUser::new("ada@example.com").attribute("department", "IT"));
    org.seed_user(SeedUser::new("bob@example.com").attribute("department", "HR"));
    let group = org.seed_group("IT", []);
    task(&okta, &group, &ada).await.unwrap();

    assert_eq!(org.members(&group), [ada]);
    let rules = okta.group_rules().list().await.unwrap().into_items().unwrap();
    assert_eq!((rules.len(), rules[0].status.clone()), (1, Some(GroupRuleStatus::Active)));
    let expression = rules[0].conditions.as_ref().unwrap().expression.as_ref().unwrap();
    assert_eq!(expression.value.as_deref(), Some(r#"user.department=="IT""#));
}
