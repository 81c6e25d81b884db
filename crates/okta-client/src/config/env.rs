//! Environment variables.

use super::{
    ConfigError, ConfigSource, Sources,
    keys::{self, Key, TESTING_PREFIX},
    merge::{MergedValues, RawValue},
};

const PREFIXES: [&str; 2] = ["OKTA_CLIENT_", "OKTA_TESTING_"];

/// Variables of Okta's Terraform provider, and the keys that they would set.
const TERRAFORM: [(&str, Key); 7] = [
    ("OKTA_ORG_NAME", keys::ORG_URL),
    ("OKTA_BASE_URL", keys::ORG_URL),
    ("OKTA_API_TOKEN", keys::TOKEN),
    ("OKTA_API_CLIENT_ID", keys::CLIENT_ID),
    ("OKTA_API_SCOPES", keys::SCOPES),
    ("OKTA_API_PRIVATE_KEY", keys::PRIVATE_KEY),
    ("OKTA_API_PRIVATE_KEY_ID", keys::KID),
];

/// Adds the values of known variables; unknown ones with a known prefix are warnings.
pub(super) fn read(sources: &Sources, merged: &mut MergedValues) {
    let known: Vec<_> = keys::all().iter().map(|key| (key.variable(), *key)).collect();
    for (name, value) in sources.variables() {
        let source = || ConfigSource::Variable(name.to_owned());
        if let Some((_, key)) = known.iter().find(|(variable, _)| variable == name) {
            match value.to_str() {
                Some(text) => merged.put(*key, RawValue::text(text), source()),
                None => {
                    merged.errors.push(ConfigError::new(key.name(), source(), "is not valid UTF-8"));
                }
            }
        } else if let Some((_, key)) = TERRAFORM.iter().find(|(variable, _)| *variable == name) {
            merged.foreign_variables.push((name.to_owned(), *key));
        } else if PREFIXES.iter().any(|prefix| name.starts_with(prefix)) && !value.is_empty() {
            let problem = match keys::nearest_variable(name) {
                Some(key) => format!("is not a known variable; did you mean {}?", key.variable()),
                None => "is not a known variable and has no effect".to_owned(),
            };
            merged.warn(path_of(name), source(), problem);
        }
    }
}

/// The key that the name of an unknown variable would stand for.
fn path_of(variable: &str) -> String {
    let [client, testing] = PREFIXES;
    match (variable.strip_prefix(client), variable.strip_prefix(testing)) {
        (Some(rest), _) => rest.to_owned(),
        (_, Some(rest)) => format!("{TESTING_PREFIX}{rest}"),
        _ => variable.to_owned(),
    }
}
