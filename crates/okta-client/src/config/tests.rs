//! Behaviour of configuration as a whole.

use super::*;

fn program() -> ConfigBuilder {
    Config::builder().sources(Sources::none())
}

#[test]
fn the_least_that_works() {
    let config = program().org_url("https://example.okta.com").token("t0ken").build().unwrap();
    assert!(matches!(config.credentials, Credentials::Ssws(_)));
    assert_eq!(config.warnings(), []);
}
