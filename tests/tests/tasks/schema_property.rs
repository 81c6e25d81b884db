//! A custom property of users with a closed set of values.

use okta_client::models::*;
use okta_client::{Client, Error};

async fn task(okta: &Client, user: &str) -> Result<(), Error> {
    let sizes = [("S", "Small"), ("M", "Medium"), ("L", "Large")];
    let shirt_size = UserSchemaAttribute::new()
        .title("Shirt size")
        .type_(UserSchemaAttributeType::String)
        .enum_(["S", "M", "L"])
        .one_of(sizes.map(|(size, title)| UserSchemaAttributeEnum::new().const_(size).title(title)));
    let custom = UserSchemaPublic::new().properties([("shirtSize", shirt_size)]);
    let schema = UserSchema::new().definitions(UserSchemaDefinitions::new().custom(custom));
    okta.schemas().update_user_schema("default", schema).await?;

    for size in ["M", "XXXL"] {
        let profile = UserProfile::new().with("shirtSize", size);
        match okta.users().update(user, UpdateUserRequest::new().profile(profile)).await {
            Err(error) if error.is_validation() => println!("{size} is not a size: {error}"),
            result => println!("{size} is the size of {}", result?.id),
        }
    }
    Ok(())
}

#[tokio::test]
async fn schema_property_accepts_values_of_enum() {
    use okta_testkit::Org;
    use serde_json::json;

    let org = Org::builder().users(2).start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    task(&okta, org.admin_id()).await.unwrap();

    let schema = okta.schemas().get_user_schema("default").await.unwrap();
    let property =
        schema.definitions.unwrap().custom.unwrap().properties.unwrap().remove("shirtSize").unwrap();
    assert_eq!(property.title.as_deref(), Some("Shirt size"));
    assert_eq!(property.enum_.unwrap(), ["S".into(), "M".into(), "L".into()]);
    assert_eq!(property.one_of.unwrap()[2], UserSchemaAttributeEnum::new().const_("L").title("Large"));
    assert_eq!(org.users()[0]["profile"]["shirtSize"], json!("M"));
    org.requests().matching("POST /api/v1/users/*").with_status(400).expect(1);
}
