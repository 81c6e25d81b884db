//! Body logging: only if configured, and without secrets.

use okta_client::models::{CreateUserRequest, PasswordCredential, UserCredentialsWritable, UserProfile};
use okta_testkit::Org;

use super::{common::builder, log_capture::LogCapture};

/// Creates a user with a password and returns the log.
async fn log_with(settings: &[(&str, &str)]) -> String {
    let org = Org::start().await.unwrap();
    let mut builder = builder(&org);
    for (key, value) in settings {
        builder = builder.set(key, *value);
    }
    let okta = builder.build().unwrap();
    let (capture, guard) = LogCapture::start(tracing::Level::DEBUG);
    let profile = UserProfile::new()
        .login("jane@example.com")
        .email("jane@example.com")
        .first_name("Jane")
        .last_name("Doe");
    let password = PasswordCredential::new().value("Tr0ub4dor&3x");
    let request = CreateUserRequest::new()
        .profile(profile)
        .credentials(UserCredentialsWritable::new().password(password));
    okta.users().create(request).await.unwrap();
    drop(guard);
    let text = capture.text();
    assert!(!text.contains("Tr0ub4dor") && !text.contains(org.token()), "{text}");
    text
}

#[tokio::test]
async fn bodies_are_logged_if_configured_without_secrets() {
    let default = log_with(&[("logging.enabled", "true"), ("logging.logLevel", "DEBUG")]).await;
    assert!(default.contains(": response ") && !default.contains("jane@example.com"), "{default}");

    let bodies = [("logging.enabled", "true"), ("logging.logLevel", "DEBUG"), ("logging.bodies", "true")];
    let full = log_with(&bodies).await;
    assert!(full.contains("request body") && full.contains("response body"), "{full}");
    assert!(
        full.contains("\"login\":\"jane@example.com\"") && full.contains("\"password\":\"[redacted]\""),
        "{full}"
    );

    let truncated = log_with(&[bodies.as_slice(), &[("logging.bodyLimit", "10")]].concat()).await;
    assert!(truncated.contains("request body") && !truncated.contains("jane@example.com"), "{truncated}");

    let disabled = log_with(&[("logging.bodies", "true")]).await;
    assert!(!disabled.contains("request body"), "{disabled}");
}
