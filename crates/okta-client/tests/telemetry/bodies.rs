//! Bodies in the log: only where the configuration asks for them, and without secrets.

use okta_client::models::{CreateUserRequest, PasswordCredential, UserCredentialsWritable, UserProfile};
use okta_testkit::Org;

use super::{builder, sink::Sink};

/// The log of creating a user with a password, under these settings.
async fn log(settings: &[(&str, &str)]) -> String {
    let org = Org::start().await.unwrap();
    let mut builder = builder(&org);
    for (key, value) in settings {
        builder = builder.set(key, *value);
    }
    let okta = builder.build().unwrap();
    let (sink, guard) = Sink::listen(tracing::Level::DEBUG);
    let profile = UserProfile {
        login: Some("jane@example.com".into()),
        email: Some("jane@example.com".into()),
        first_name: Some("Jane".into()),
        last_name: Some("Doe".into()),
        ..Default::default()
    };
    let password = PasswordCredential { value: Some("Tr0ub4dor&3x".into()), ..Default::default() };
    let request = CreateUserRequest {
        profile: Some(profile.into()),
        credentials: Some(
            UserCredentialsWritable { password: Some(password.into()), ..Default::default() }.into(),
        ),
        ..Default::default()
    };
    okta.users().create(request).await.unwrap();
    drop(guard);
    let text = sink.text();
    assert!(!text.contains("Tr0ub4dor") && !text.contains(org.token()), "{text}");
    text
}

#[tokio::test]
async fn bodies_are_shown_only_if_asked_for_and_without_the_password() {
    let usual = log(&[("logging.enabled", "true"), ("logging.logLevel", "DEBUG")]).await;
    assert!(usual.contains("answer came in") && !usual.contains("jane@example.com"), "{usual}");

    let bodies = [("logging.enabled", "true"), ("logging.logLevel", "DEBUG"), ("logging.bodies", "true")];
    let full = log(&bodies).await;
    assert!(full.contains("body goes out") && full.contains("body came in"), "{full}");
    assert!(
        full.contains("\"login\":\"jane@example.com\"") && full.contains("\"password\":\"[redacted]\""),
        "{full}"
    );

    let cut = log(&[bodies.as_slice(), &[("logging.bodyLimit", "10")]].concat()).await;
    assert!(cut.contains("body goes out") && !cut.contains("jane@example.com"), "{cut}");

    let off = log(&[("logging.bodies", "true")]).await;
    assert!(!off.contains("body goes out"), "{off}");
}
