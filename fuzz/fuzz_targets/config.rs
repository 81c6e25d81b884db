//! `okta.yaml` and the environment: no panic, and no secret in errors, `Debug` output or the configuration report.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_client::config::{Config, Sources};
use okta_fuzz::{assert_no_secret, parts};

const VARIABLES: &[&str] = &[
    "OKTA_CLIENT_ORGURL",
    "OKTA_CLIENT_AUTHORIZATIONMODE",
    "OKTA_CLIENT_CLIENTID",
    "OKTA_CLIENT_SCOPES",
    "OKTA_CLIENT_REQUESTTIMEOUT",
    "OKTA_CLIENT_RATELIMIT_MAXRETRIES",
    "OKTA_CLIENT_CACHE_ENABLED",
    "OKTA_CLIENT_PROXY_HOST",
    "OKTA_CLIENT_PROXY_PORT",
    "OKTA_CLIENT_LOGGING_LEVEL",
];
const TOKEN: &str = "00Zq7Xw3Rt9Bn5Vc1Lk8Jh2Gf6Ds4Ap0Yu";
const PASSWORD: &str = "hW8vK2nD6xR4cQ9zT1mB7jF3";

fuzz_target!(|text: &str| {
    let [project, home, environment, profile] = parts(text);
    let mut sources = Sources::none()
        .with_var("OKTA_CLIENT_TOKEN", TOKEN)
        .with_var("OKTA_CLIENT_PROXY_USERNAME", "user")
        .with_var("OKTA_CLIENT_PROXY_PASSWORD", PASSWORD)
        .with_project_dir("/project")
        .with_home_dir("/home")
        .with_file("/project/okta.yaml", project.as_bytes())
        .with_file("/home/.okta/okta.yaml", home.as_bytes());
    for (name, value) in VARIABLES.iter().zip(environment.split('\n')).filter(|(_, value)| !value.is_empty())
    {
        sources = sources.with_var(*name, value);
    }
    let mut builder = Config::builder().sources(sources);
    if !profile.is_empty() {
        builder = builder.profile(profile);
    }
    let output = match builder.build() {
        Ok(config) => format!("{config:?}\n{}", config.explain()),
        Err(errors) => format!("{errors}\n{errors:?}"),
    };
    // The input itself may contain the value outside a secret.
    if !text.contains(&TOKEN[..10]) {
        assert_no_secret(&output, TOKEN);
    }
    if !text.contains(&PASSWORD[..10]) {
        assert_no_secret(&output, PASSWORD);
    }
});
