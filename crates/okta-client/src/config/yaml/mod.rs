//! `okta.yaml`: the file that Okta's SDKs share.

mod tree;

use std::{collections::BTreeSet, path::Path, sync::Arc};

use self::tree::{At, Node, Spot};
use super::{
    ConfigError, ConfigSource, Sources,
    keys::{self, TESTING_PREFIX},
    merge::{Data, Layers},
};

/// The largest file that is read, the same as in Okta's Python SDK.
const FILE_LIMIT: usize = 1024 * 1024;

/// Reads the files, the weakest first, and within each the profile over `okta.client`. Gives back the names
/// of all profiles that were seen.
pub(super) fn read(sources: &Sources, profile: Option<&str>, layers: &mut Layers) -> BTreeSet<String> {
    let mut profiles = BTreeSet::new();
    for path in sources.yaml_files() {
        let shared: Arc<Path> = Arc::from(path.as_path());
        let place = Place { path: shared, profile: None };
        let content = match sources.read(&path, FILE_LIMIT) {
            Ok(content) => content,
            Err(error) if error.is_not_found() => continue,
            Err(error) => {
                layers.errors.push(ConfigError::of_file(place.whole(), error.to_string()));
                continue;
            }
        };
        match std::str::from_utf8(&content) {
            Ok(text) => {
                let text = text.trim_start_matches('\u{feff}');
                place.document(text, profile, layers, &mut profiles);
            }
            Err(_) => layers.errors.push(ConfigError::of_file(place.whole(), "is not valid UTF-8")),
        }
    }
    profiles
}

/// A file being read.
#[derive(Clone)]
struct Place {
    path: Arc<Path>,
    profile: Option<Arc<str>>,
}

impl Place {
    fn at(&self, at: At) -> ConfigSource {
        ConfigSource::File {
            path: Arc::clone(&self.path),
            line: at.line,
            column: at.column,
            profile: self.profile.clone(),
        }
    }

    fn whole(&self) -> ConfigSource {
        ConfigSource::File { path: Arc::clone(&self.path), line: 0, column: 0, profile: None }
    }

    fn document(
        &self,
        text: &str,
        profile: Option<&str>,
        layers: &mut Layers,
        profiles: &mut BTreeSet<String>,
    ) {
        let root = match tree::parse(text) {
            Ok(Some(root)) => root,
            Ok(None) => return,
            Err(problem) => {
                layers.errors.push(ConfigError::of_file(self.at(problem.at), problem.text));
                return;
            }
        };
        let Some(okta) = self.child(&root, "", "okta", layers) else { return };
        if let Some(client) = self.child(okta, "okta", "client", layers) {
            self.group(client, "", layers);
        }
        if let Some(testing) = self.child(okta, "okta", "testing", layers) {
            self.group(testing, TESTING_PREFIX, layers);
        }
        let Some(named) = self.child(okta, "okta", "profiles", layers) else { return };
        let Some(entries) = self.entries(named, "okta.profiles", layers) else { return };
        for (name, settings) in entries {
            profiles.insert(name.value.clone());
            if profile == Some(name.value.as_str()) {
                Place { profile: Some(Arc::from(name.value.as_str())), ..self.clone() }
                    .group(settings, "", layers);
            }
        }
    }

    /// The entries of a mapping; nothing for null, an error for anything else.
    fn entries<'n>(
        &self,
        node: &'n Spot<Node>,
        name: &str,
        layers: &mut Layers,
    ) -> Option<&'n [(Spot<String>, Spot<Node>)]> {
        match &node.value {
            Node::Map(entries) => Some(entries),
            Node::Null => None,
            _ => {
                let problem = "must be a mapping of keys to values";
                let name = if name.is_empty() { "the document" } else { name };
                layers.errors.push(ConfigError::new(name, self.at(node.at), problem));
                None
            }
        }
    }

    fn child<'n>(
        &self,
        node: &'n Spot<Node>,
        name: &str,
        child: &str,
        layers: &mut Layers,
    ) -> Option<&'n Spot<Node>> {
        let entries = self.entries(node, name, layers)?;
        entries.iter().find(|(key, _)| key.value == child).map(|(_, value)| value)
    }

    /// Puts a mapping's values into the layers; `prefix` is empty or ends with a dot.
    fn group(&self, node: &Spot<Node>, prefix: &str, layers: &mut Layers) {
        let shown = match (prefix.trim_end_matches('.'), &self.profile) {
            ("", Some(profile)) => format!("okta.profiles.{profile}"),
            ("", None) => "okta.client".to_owned(),
            (group, _) => group.to_owned(),
        };
        let Some(entries) = self.entries(node, &shown, layers) else { return };
        for (name, value) in entries {
            let path = format!("{prefix}{}", name.value);
            let known = keys::find(&path);
            // `testing` stands beside `client`, except in a profile, which has both in one mapping.
            let testing = path == "testing" && self.profile.is_none();
            if let Some(key) = known {
                match self.data(value) {
                    Ok(Some(data)) => layers.put(key, data, self.at(value.at)),
                    Ok(None) => {}
                    Err(problem) => {
                        layers.errors.push(ConfigError::new(path, self.at(value.at), problem));
                    }
                }
            } else if keys::is_group(&path) && !testing {
                self.group(value, &format!("{path}."), layers);
            } else {
                let problem = match (keys::without_effect(&path), keys::nearest(&path)) {
                    (Some(why), _) => format!("has no effect here: {why}"),
                    (None, Some(key)) => format!("is not a known key; did you mean {}?", key.name()),
                    (None, None) => "is not a known key and has no effect".to_owned(),
                };
                layers.warn(path, self.at(name.at), problem);
            }
        }
    }

    fn data(&self, node: &Spot<Node>) -> Result<Option<Data>, String> {
        Ok(Some(match &node.value {
            Node::Null => return Ok(None),
            Node::Text(text) | Node::Plain(text) => Data::text(text.as_str()),
            Node::List(items) => {
                let items: Option<Vec<String>> = items.iter().map(scalar).collect();
                Data::List(items.ok_or("must be a list of single values")?)
            }
            // An unquoted {placeholder} is a mapping to YAML, but not to the person who wrote it.
            Node::Map(entries) => match entries.as_slice() {
                [(name, Spot { value: Node::Null, .. })] => Data::text(format!("{{{}}}", name.value)),
                _ => Data::Mapping(json(node).to_string().into()),
            },
        }))
    }
}

fn scalar(node: &Spot<Node>) -> Option<String> {
    match &node.value {
        Node::Text(text) | Node::Plain(text) => Some(text.to_string()),
        Node::Null | Node::List(_) | Node::Map(_) => None,
    }
}

/// A mapping as JSON, such as a key that stands in the file as a JWK. Numbers stay text.
fn json(node: &Spot<Node>) -> serde_json::Value {
    use serde_json::Value;
    match &node.value {
        Node::Null => Value::Null,
        Node::Plain(text) if text.as_str() == "true" => Value::Bool(true),
        Node::Plain(text) if text.as_str() == "false" => Value::Bool(false),
        Node::Text(text) | Node::Plain(text) => Value::from(text.as_str()),
        Node::List(items) => items.iter().map(json).collect(),
        Node::Map(entries) => {
            Value::Object(entries.iter().map(|(name, value)| (name.value.clone(), json(value))).collect())
        }
    }
}
