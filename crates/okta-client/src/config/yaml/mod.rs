//! `okta.yaml`, the configuration file of Okta's SDKs.

mod tree;

use std::{path::Path, sync::Arc};

use self::tree::{Located, Node, SourcePosition};
use super::{
    ConfigError, ConfigSource, Sources,
    keys::{self, TESTING_PREFIX},
    merge::{MergedValues, RawValue},
};

/// The maximum size of a file, in bytes; the same as in Okta's Python SDK.
const FILE_LIMIT: usize = 1024 * 1024;

/// Reads the files in order of precedence, in each `okta.client` and then the profile that overrides it. Returns the
/// names of all profiles, sorted.
pub(super) fn read(sources: &Sources, profile: Option<&str>, merged: &mut MergedValues) -> Vec<String> {
    let mut profiles = Vec::new();
    for path in sources.foreign_files() {
        let source = FileSource { path: Arc::from(path.as_path()), profile: None };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        merged.warn(name, source.whole(), "is not read; the configuration file is named okta.yaml");
    }
    for path in sources.yaml_files() {
        let shared: Arc<Path> = Arc::from(path.as_path());
        let file = FileSource { path: shared, profile: None };
        let content = match sources.read(&path, FILE_LIMIT) {
            Ok(content) => content,
            Err(error) if error.is_not_found() => continue,
            Err(error) => {
                merged.errors.push(ConfigError::for_file(file.whole(), error.to_string()));
                continue;
            }
        };
        match std::str::from_utf8(&content) {
            Ok(text) => {
                let text = text.trim_start_matches('\u{feff}');
                file.document(text, profile, merged, &mut profiles);
            }
            Err(_) => merged.errors.push(ConfigError::for_file(file.whole(), "is not valid UTF-8")),
        }
    }
    profiles
}

/// A file being read.
#[derive(Clone)]
struct FileSource {
    path: Arc<Path>,
    profile: Option<Arc<str>>,
}

impl FileSource {
    fn at(&self, at: SourcePosition) -> ConfigSource {
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
        merged: &mut MergedValues,
        profiles: &mut Vec<String>,
    ) {
        let root = match tree::parse(text) {
            Ok(Some(root)) => root,
            Ok(None) => return,
            Err(problem) => {
                merged.errors.push(ConfigError::for_file(self.at(problem.at), problem.text));
                return;
            }
        };
        self.dotted(&root, merged);
        let Some(okta) = self.child(&root, "", "okta", merged) else { return };
        if let Some(client) = self.child(okta, "okta", "client", merged) {
            self.group(client, "", merged);
        }
        if let Some(testing) = self.child(okta, "okta", "testing", merged) {
            self.group(testing, TESTING_PREFIX, merged);
        }
        let Some(named) = self.child(okta, "okta", "profiles", merged) else { return };
        let Some(entries) = self.entries(named, "okta.profiles", merged) else { return };
        for (name, settings) in entries {
            if let Err(index) = profiles.binary_search(&name.value) {
                profiles.insert(index, name.value.clone());
            }
            if profile == Some(name.value.as_str()) {
                FileSource { profile: Some(Arc::from(name.value.as_str())), ..self.clone() }
                    .group(settings, "", merged);
            }
        }
    }

    /// Reads keys that are written with their whole path, as Okta's SDK for Java does: `okta.client.orgUrl`.
    fn dotted(&self, root: &Located<Node>, merged: &mut MergedValues) {
        let Node::Map(entries) = &root.value else { return };
        for (name, value) in entries {
            let path = match (name.value.strip_prefix("okta.client."), name.value.strip_prefix("okta.")) {
                (Some(path), _) => path,
                (None, Some(path)) if path.starts_with(TESTING_PREFIX) => path,
                _ => continue,
            };
            self.entry(path.to_owned(), name, value, merged);
        }
    }

    /// The entries of a mapping; nothing for null, an error for anything else.
    fn entries<'n>(
        &self,
        node: &'n Located<Node>,
        name: &str,
        merged: &mut MergedValues,
    ) -> Option<&'n [(Located<String>, Located<Node>)]> {
        match &node.value {
            Node::Map(entries) => Some(entries),
            Node::Null => None,
            _ => {
                let problem = "must be a mapping of keys to values";
                let name = if name.is_empty() { "the document" } else { name };
                merged.errors.push(ConfigError::new(name, self.at(node.at), problem));
                None
            }
        }
    }

    fn child<'n>(
        &self,
        node: &'n Located<Node>,
        name: &str,
        child: &str,
        merged: &mut MergedValues,
    ) -> Option<&'n Located<Node>> {
        let entries = self.entries(node, name, merged)?;
        entries.iter().find(|(key, _)| key.value == child).map(|(_, value)| value)
    }

    /// Adds the values of a mapping; `prefix` is empty or ends with a dot.
    fn group(&self, node: &Located<Node>, prefix: &str, merged: &mut MergedValues) {
        let shown = match (prefix.trim_end_matches('.'), &self.profile) {
            ("", Some(profile)) => format!("okta.profiles.{profile}"),
            ("", None) => "okta.client".to_owned(),
            (group, _) => group.to_owned(),
        };
        let Some(entries) = self.entries(node, &shown, merged) else { return };
        for (name, value) in entries {
            self.entry(format!("{prefix}{}", name.value), name, value, merged);
        }
    }

    /// Adds the value of one key, or the values of a group of keys.
    fn entry(&self, path: String, name: &Located<String>, value: &Located<Node>, merged: &mut MergedValues) {
        // `testing` is a sibling of `client`, but a member of a profile.
        let testing = path == "testing" && self.profile.is_none();
        if let Some(key) = keys::find(&path) {
            match self.data(value) {
                Ok(Some(data)) => merged.put(key, data, self.at(value.at)),
                Ok(None) => {}
                Err(problem) => merged.errors.push(ConfigError::new(path, self.at(value.at), problem)),
            }
        } else if keys::is_group(&path) && !testing {
            self.group(value, &format!("{path}."), merged);
        } else {
            let problem = match (keys::without_effect(&path), keys::nearest(&path)) {
                (Some(why), _) => format!("has no effect: {why}"),
                (None, Some(key)) => format!("is not a known key; did you mean {}?", key.name()),
                (None, None) => "is not a known key and has no effect".to_owned(),
            };
            merged.warn(path, self.at(name.at), problem);
        }
    }

    fn data(&self, node: &Located<Node>) -> Result<Option<RawValue>, String> {
        Ok(Some(match &node.value {
            Node::Null => return Ok(None),
            Node::Text(text) | Node::Plain(text) => RawValue::text(text.as_str()),
            Node::List(items) => {
                let items: Option<Vec<String>> = items.iter().map(scalar).collect();
                RawValue::List(items.ok_or("must be a list of single values")?)
            }
            // An unquoted {placeholder} is a mapping in YAML.
            Node::Map(entries) => match entries.as_slice() {
                [(name, Located { value: Node::Null, .. })] => RawValue::text(format!("{{{}}}", name.value)),
                _ => RawValue::Mapping(json(node).to_string().into()),
            },
        }))
    }
}

fn scalar(node: &Located<Node>) -> Option<String> {
    match &node.value {
        Node::Text(text) | Node::Plain(text) => Some(text.to_string()),
        Node::Null | Node::List(_) | Node::Map(_) => None,
    }
}

/// A mapping as JSON, such as a JWK. Numbers stay text.
fn json(node: &Located<Node>) -> serde_json::Value {
    use serde_json::Value;
    match &node.value {
        Node::Null => Value::Null,
        Node::Plain(text) if text.as_str() == "true" => Value::Bool(true),
        Node::Plain(text) if text.as_str() == "false" => Value::Bool(false),
        Node::Text(text) | Node::Plain(text) => Value::from(text.as_str()),
        Node::List(items) => items.iter().map(json).collect(),
        Node::Map(entries) => {
            let mut object = serde_json::Map::new();
            for (name, value) in entries {
                object.insert(name.value.clone(), json(value));
            }
            Value::Object(object)
        }
    }
}
