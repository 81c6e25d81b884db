//! `okta.yaml`: the file that Okta's SDKs share.

use std::{collections::BTreeSet, fmt, path::Path, sync::Arc};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_saphyr::{Location, Spanned};

use super::{
    ConfigError, ConfigSource, Sources,
    keys::{self, TESTING_PREFIX},
    layers::{Data, Layers},
};

/// The largest file that is read, the same as in Okta's Python SDK.
const FILE_LIMIT: usize = 1024 * 1024;

/// Reads the files, the weakest first, and within each the profile over `okta.client`. Gives back the names
/// of all profiles that were seen.
pub(super) fn read(sources: &Sources, profile: Option<&str>, layers: &mut Layers) -> BTreeSet<String> {
    let mut profiles = BTreeSet::new();
    for path in sources.yaml_files() {
        let shared: Arc<Path> = Arc::from(path.as_path());
        let place = Place { path: shared, text: "", profile: None };
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
                Place { text, ..place }.document(profile, layers, &mut profiles);
            }
            Err(_) => layers.errors.push(ConfigError::of_file(place.whole(), "is not valid UTF-8")),
        }
    }
    profiles
}

/// Any YAML value. Scalars that look like numbers or booleans keep their spelling, which stands in the text:
/// a token may well be all digits.
enum Node {
    Null,
    Text(String),
    Plain,
    List(Vec<Spanned<Node>>),
    Map(Vec<(Spanned<String>, Spanned<Node>)>),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Plain)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Plain)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Plain)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Node, E> {
        Ok(Node::Plain)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Node, E> {
        Ok(Node::Plain)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Plain)
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Node::Map(map))
    }
}

/// A file being read.
#[derive(Clone)]
struct Place<'a> {
    path: Arc<Path>,
    text: &'a str,
    profile: Option<Arc<str>>,
}

impl Place<'_> {
    fn at(&self, location: Location) -> ConfigSource {
        ConfigSource::File {
            path: Arc::clone(&self.path),
            line: location.line(),
            column: location.column(),
            profile: self.profile.clone(),
        }
    }

    fn whole(&self) -> ConfigSource {
        ConfigSource::File { path: Arc::clone(&self.path), line: 0, column: 0, profile: None }
    }

    fn document(&self, profile: Option<&str>, layers: &mut Layers, profiles: &mut BTreeSet<String>) {
        // A snippet of the file in an error could show a secret.
        let options = serde_saphyr::options! { with_snippet: false };
        let root = match serde_saphyr::from_str_with_options::<Option<Spanned<Node>>>(self.text, options) {
            Ok(Some(root)) => root,
            Ok(None) => return,
            Err(error) => {
                let origin = error.location().map_or_else(|| self.whole(), |location| self.at(location));
                layers.errors.push(ConfigError::of_file(origin, syntax_problem(&error)));
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
        node: &'n Spanned<Node>,
        name: &str,
        layers: &mut Layers,
    ) -> Option<&'n [(Spanned<String>, Spanned<Node>)]> {
        match &node.value {
            Node::Map(entries) => Some(entries),
            Node::Null => None,
            _ => {
                let problem = "must be a mapping of keys to values";
                let name = if name.is_empty() { "the document" } else { name };
                layers.errors.push(ConfigError::new(name, self.at(node.referenced), problem));
                None
            }
        }
    }

    fn child<'n>(
        &self,
        node: &'n Spanned<Node>,
        name: &str,
        child: &str,
        layers: &mut Layers,
    ) -> Option<&'n Spanned<Node>> {
        let entries = self.entries(node, name, layers)?;
        entries.iter().find(|(key, _)| key.value == child).map(|(_, value)| value)
    }

    /// Puts a mapping's values into the layers; `prefix` is empty or ends with a dot.
    fn group(&self, node: &Spanned<Node>, prefix: &str, layers: &mut Layers) {
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
                    Ok(Some(data)) => layers.put(key, data, self.at(value.referenced)),
                    Ok(None) => {}
                    Err(problem) => {
                        layers.errors.push(ConfigError::new(path, self.at(value.referenced), problem));
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
                layers.warn(path, self.at(name.referenced), problem);
            }
        }
    }

    fn data(&self, node: &Spanned<Node>) -> Result<Option<Data>, String> {
        Ok(Some(match &node.value {
            Node::Null => return Ok(None),
            Node::Text(text) => Data::text(text.as_str()),
            Node::Plain => Data::text(self.spelling(node)),
            Node::List(items) => {
                let items: Option<Vec<String>> = items.iter().map(|item| self.scalar(item)).collect();
                Data::List(items.ok_or("must be a list of single values")?)
            }
            // An unquoted {placeholder} is a mapping to YAML, but not to the person who wrote it.
            Node::Map(entries) => match entries.as_slice() {
                [(name, Spanned { value: Node::Null, .. })] => Data::text(format!("{{{}}}", name.value)),
                _ => Data::Mapping(self.json(node)?.to_string().into()),
            },
        }))
    }

    fn scalar(&self, node: &Spanned<Node>) -> Option<String> {
        match &node.value {
            Node::Text(text) => Some(text.clone()),
            Node::Plain => Some(self.spelling(node)),
            _ => None,
        }
    }

    /// A plain scalar as it is written in the file.
    fn spelling(&self, node: &Spanned<Node>) -> String {
        let span = node.defined.span();
        let start = span.byte_offset().and_then(|start| usize::try_from(start).ok());
        let length = span.byte_len().and_then(|length| usize::try_from(length).ok());
        let range =
            start.zip(length).and_then(|(start, length)| self.text.get(start..start.checked_add(length)?));
        range.unwrap_or_default().trim().to_owned()
    }

    fn json(&self, node: &Spanned<Node>) -> Result<serde_json::Value, String> {
        use serde_json::Value;
        Ok(match &node.value {
            Node::Null => Value::Null,
            Node::Text(text) => Value::from(text.as_str()),
            Node::Plain => match self.spelling(node).as_str() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                other => Value::from(other),
            },
            Node::List(items) => items.iter().map(|item| self.json(item)).collect::<Result<_, _>>()?,
            Node::Map(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(name, value)| Ok((name.value.clone(), self.json(value)?)))
                    .collect::<Result<_, String>>()?,
            ),
        })
    }
}

/// What a parser error says, without anything that stands in the file but key names.
fn syntax_problem(error: &serde_saphyr::Error) -> String {
    use serde_saphyr::Error;
    match error.without_snippet() {
        Error::DuplicateMappingKey { key: Some(key), .. } => format!("has the key {key} twice"),
        Error::DuplicateMappingKey { key: None, .. } => "has a key twice".to_owned(),
        Error::MultipleDocuments { .. } => "holds more than one YAML document".to_owned(),
        Error::Eof { .. } => "ends in the middle of a value".to_owned(),
        Error::ExternalMessage { msg, .. } => format!("is not valid YAML: {msg}"),
        _ => "is not valid YAML".to_owned(),
    }
}
