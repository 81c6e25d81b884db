//! `Debug` of data types shows neither secrets nor personal data.

use okta_models::{AppUserCredentials, LogActor, User, UserImportRequestDataUser, UserProfile};

/// Asserts that the output names the members and shows no value that contains `private`.
fn assert_redacted(output: &str, members: &[&str]) {
    assert!(!output.contains("private"), "{output}");
    for member in members {
        assert!(output.contains(member), "{member} is not in {output}");
    }
}

#[test]
fn personal_data_is_redacted() {
    let text = r#"{"login":"private@example.com","firstName":"private","city":"private","custom":"private"}"#;
    let profile = UserProfile::from_json(text.as_bytes()).unwrap();
    assert_redacted(&format!("{profile:?} {profile:#?}"), &["login: [redacted]", "city", "custom"]);

    let user = format!(r#"{{"id":"00u1","status":"ACTIVE","profile":{text}}}"#);
    let user = User::from_json(user.as_bytes()).unwrap();
    assert_redacted(&format!("{user:?}"), &["00u1", "Active"]);

    let imported = br#"{"profile":{"login":"private@example.com","custom":"private"}}"#;
    let imported = UserImportRequestDataUser::from_json(imported).unwrap();
    assert_redacted(&format!("{imported:?}"), &["profile: [redacted]"]);

    let actor = br#"{"id":"00u1","type":"User","alternateId":"private@example.com"}"#;
    assert_redacted(&format!("{:?}", LogActor::from_json(actor).unwrap()), &["00u1", "User"]);

    let credentials = br#"{"userName":"private","password":{"value":"private"}}"#;
    assert_redacted(&format!("{:?}", AppUserCredentials::from_json(credentials).unwrap()), &["user_name"]);
}
