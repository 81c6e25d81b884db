//! Environment variables.

use super::{
    ConfigError, ConfigSource, Sources,
    keys::{self, TESTING_PREFIX},
    merge::{Data, Layers},
};

const PREFIXES: [&str; 2] = ["OKTA_CLIENT_", "OKTA_TESTING_"];

/// Adds the variables that have a meaning; those that look as if they should have one are warned about.
pub(super) fn read(sources: &Sources, layers: &mut Layers) {
    let known: Vec<_> = keys::all().iter().map(|key| (key.variable(), *key)).collect();
    for (name, value) in sources.variables() {
        let source = || ConfigSource::Variable(name.to_owned());
        if let Some((_, key)) = known.iter().find(|(variable, _)| variable == name) {
            match value.to_str() {
                Some(text) => layers.put(*key, Data::text(text), source()),
                None => {
                    layers.errors.push(ConfigError::new(
                        key.name(),
                        source(),
                        "is not valid UTF-8; set it anew",
                    ));
                }
            }
        } else if PREFIXES.iter().any(|prefix| name.starts_with(prefix)) && !value.is_empty() {
            let problem = match keys::nearest_variable(name) {
                Some(key) => format!("is not a known variable; did you mean {}?", key.variable()),
                None => "is not a known variable and has no effect".to_owned(),
            };
            layers.warn(path_of(name), source(), problem);
        }
    }
}

/// What a variable that no key has would be called as a key.
fn path_of(variable: &str) -> String {
    let [client, testing] = PREFIXES;
    match (variable.strip_prefix(client), variable.strip_prefix(testing)) {
        (Some(rest), _) => rest.to_owned(),
        (_, Some(rest)) => format!("{TESTING_PREFIX}{rest}"),
        _ => variable.to_owned(),
    }
}
