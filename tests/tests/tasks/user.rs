//! A user with a password and a custom attribute, in a group; and the end of both.

use futures_util::TryStreamExt;
use okta_client::models::{CreateUserRequest, User, UserProfile};
use okta_client::{Client, Error, OptionalExt};
use serde_json::json;

async fn task(okta: &Client) -> Result<(), Error> {
    let profile = UserProfile::new()
        .login("jane@example.com")
        .email("jane@example.com")
        .first_name("Jane")
        .last_name("Doe")
        .with("badge", "B-7");
    let credentials = json!({"password": {"value": "Correct-Horse-9"}});
    let user = CreateUserRequest::new().profile(profile).credentials(credentials);
    let user = okta.users().create(user).activate(true).await?;

    let group = json!({"profile": {"name": "Pilots", "description": "fly"}});
    let group = okta.groups().create(group).await?;
    okta.groups().assign_user(&group.id, &user.id).await?;
    let members: Vec<User> = okta.groups().list_users(&group.id).items().try_collect().await?;
    let groups = okta.users().list_groups(&user.id).await?.into_items()?;
    println!("{} members, {} groups of {}", members.len(), groups.len(), user.id);
    Ok(())
}

async fn offboard(okta: &Client, login: &str, group: &str) -> Result<(), Error> {
    okta.users().deactivate(login).await?;
    okta.users().delete(login).await?;
    okta.groups().delete(group).await?;
    let user = okta.users().get(login).await.optional()?;
    println!("{login} is deleted: {}", user.is_none());
    Ok(())
}

#[tokio::test]
async fn user_with_password_is_created_and_deleted() {
    use okta_testkit::{Org, UserStatus};

    let org = Org::builder().custom_attributes(["badge"]).start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    task(&okta).await.unwrap();
    assert_eq!(org.user_status("jane@example.com"), Some(UserStatus::Active));
    let jane = org.users().pop().unwrap();
    assert_eq!((&jane["profile"]["badge"], &jane["profile"]["lastName"]), (&json!("B-7"), &json!("Doe")));
    let sent = org.requests().matching("POST /api/v1/users").only().json().unwrap();
    assert_eq!(sent["credentials"], json!({"password": {"value": "Correct-Horse-9"}}));
    let pilots = org.groups().pop().unwrap();
    assert_eq!(pilots["profile"]["name"], "Pilots");
    let group = pilots["id"].as_str().unwrap();
    assert_eq!(org.members(group), [jane["id"].as_str().unwrap()]);

    offboard(&okta, "jane@example.com", group).await.unwrap();
    assert_eq!(org.user_status("jane@example.com"), None);
    assert!(org.groups().iter().all(|group| group["id"] != pilots["id"]));
}
