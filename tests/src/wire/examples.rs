//! Values for calls: the document's examples, or values made after its schemas.

use okta_codegen::document::{Map, Node};

use super::fits::fits;

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// The document as data.
#[derive(Debug)]
pub struct Source {
    root: Node,
}

/// One operation of the document.
#[derive(Debug, Clone, Copy)]
pub struct Described<'d> {
    source: &'d Source,
    path: &'d Node,
    operation: &'d Node,
}

impl Source {
    /// Reads the text of a document.
    pub fn parse(text: &str) -> Result<Self, okta_codegen::Error> {
        Node::parse(text).map(|root| Self { root })
    }

    /// The operation with this id.
    pub fn operation(&self, id: &str) -> Option<Described<'_>> {
        let paths = entries(member(&self.root, "paths")?);
        paths
            .flat_map(|(_, path)| {
                METHODS.into_iter().filter_map(move |method| Some((path, member(path, method)?)))
            })
            .find(|(_, operation)| text(operation, "operationId") == Some(id))
            .map(|(path, operation)| Described { source: self, path, operation })
    }

    /// Follows references.
    pub fn resolve<'d>(&'d self, mut node: &'d Node) -> &'d Node {
        while let Some(reference) = text(node, "$ref") {
            let target = reference.strip_prefix("#/").and_then(|path| {
                path.split('/')
                    .try_fold(&self.root, |at, key| member(at, &key.replace("~1", "/").replace("~0", "~")))
            });
            match target {
                Some(target) => node = target,
                None => break,
            }
        }
        node
    }

    /// Example values of a parameter or media type, in the order of the document.
    fn examples<'d>(&'d self, of: &'d Node) -> Vec<&'d Node> {
        let named = member(of, "examples").into_iter().flat_map(entries);
        let values = named.filter_map(|(_, example)| member(self.resolve(example), "value"));
        member(of, "example").into_iter().chain(values).filter(|value| **value != Node::Null).collect()
    }

    /// A value that a schema allows, as small as it may be.
    pub fn made(&self, schema: &Node) -> Node {
        self.make(schema, 0)
    }

    fn make(&self, schema: &Node, depth: usize) -> Node {
        let schema = self.resolve(schema);
        if let Some(value) = member(schema, "example") {
            return value.clone();
        }
        if let Some(value) = member(schema, "enum").and_then(|values| elements(values).next()) {
            return value.clone();
        }
        if let Some(value) = member(schema, "default").filter(|value| **value != Node::Null) {
            return value.clone();
        }
        if depth > 8 {
            return if text(schema, "type") == Some("object") { Node::Map(Map::new()) } else { Node::Null };
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(first) = member(schema, key).and_then(|all| elements(all).next()) {
                return self.with_own_members(schema, key, self.make(first, depth + 1), depth);
            }
        }
        if let Some(parts) = member(schema, "allOf") {
            return self.make_all(schema, parts, depth);
        }
        self.make_plain(schema, depth)
    }

    /// The members that stand beside a union.
    fn with_own_members(&self, schema: &Node, key: &str, chosen: Node, depth: usize) -> Node {
        match (chosen, schema) {
            (Node::Map(chosen), Node::Map(all)) if all.contains_key("properties") => {
                let mut own = all.clone();
                own.shift_remove(key);
                let mut made = match self.make(&Node::Map(own), depth + 1) {
                    Node::Map(made) => made,
                    _ => Map::new(),
                };
                made.extend(chosen);
                Node::Map(made)
            }
            (chosen, _) => chosen,
        }
    }

    fn make_all(&self, schema: &Node, parts: &Node, depth: usize) -> Node {
        let mut own = Map::new();
        for key in ["properties", "required"] {
            if let Some(value) = member(schema, key) {
                own.insert(key.to_owned(), value.clone());
            }
        }
        let own = Node::Map(own);
        let mut together = Map::new();
        let mut other = None;
        for part in elements(parts).chain([&own]) {
            match self.make(part, depth + 1) {
                Node::Map(made) => together.extend(made),
                Node::Null => {}
                value => other = Some(value),
            }
        }
        other.filter(|_| together.is_empty()).unwrap_or(Node::Map(together))
    }

    fn make_plain(&self, schema: &Node, depth: usize) -> Node {
        let kind = text(schema, "type").or_else(|| member(schema, "properties").map(|_| "object"));
        match kind {
            Some("object") => self.make_object(schema, depth),
            Some("array") => {
                let item = member(schema, "items").map_or(Node::Null, |items| self.make(items, depth + 1));
                Node::List(vec![item])
            }
            Some("integer" | "number") => member(schema, "minimum").cloned().unwrap_or(Node::Integer(1)),
            Some("boolean") => Node::Bool(true),
            Some("string") => made_text(schema),
            _ if depth == 0 => made_text(schema),
            _ => Node::Map(Map::new()),
        }
    }

    fn make_object(&self, schema: &Node, depth: usize) -> Node {
        let nothing = Node::Null;
        let mut names: Vec<&str> =
            member(schema, "required").into_iter().flat_map(elements).filter_map(Node::as_text).collect();
        let discriminator = member(schema, "discriminator");
        let decides = discriminator.and_then(|node| text(node, "propertyName"));
        names.extend(decides.filter(|name| !names.contains(name)));
        let properties = member(schema, "properties").unwrap_or(&nothing);
        let mut made = Map::new();
        for name in names {
            let property = member(properties, name).map(|property| self.resolve(property));
            if property.is_some_and(|property| member(property, "readOnly") == Some(&Node::Bool(true))) {
                continue;
            }
            let value =
                property.map_or(Node::Text("string".to_owned()), |property| self.make(property, depth + 1));
            made.insert(name.to_owned(), value);
        }
        let first = discriminator.and_then(|node| entries(member(node, "mapping")?).next());
        if let (Some(name), Some((value, _))) = (decides, first)
            && made.contains_key(name)
        {
            made.insert(name.to_owned(), Node::Text(value.clone()));
        }
        Node::Map(made)
    }
}

fn made_text(schema: &Node) -> Node {
    let mut value = match text(schema, "format") {
        Some("date-time") => "2026-01-02T03:04:05.000Z",
        Some("date") => "2026-01-02",
        Some("uri") => "https://example.com/a",
        Some("email") => "a@example.com",
        Some("uuid") => "123e4567-e89b-12d3-a456-426614174000",
        Some("byte") => "YQ==",
        Some("ipv4") => "192.0.2.1",
        Some("hostname") => "example.com",
        _ => "string",
    }
    .to_owned();
    let limit = |key| match member(schema, key) {
        Some(Node::Integer(length)) => usize::try_from(*length).ok(),
        _ => None,
    };
    if let Some(least) = limit("minLength") {
        value.extend(std::iter::repeat_n('x', least.saturating_sub(value.len())));
    }
    if let Some(most) = limit("maxLength") {
        value.truncate(most);
    }
    Node::Text(value)
}

impl<'d> Described<'d> {
    /// Whether it takes an API token; without credentials counts as that.
    pub fn takes_token(&self) -> bool {
        let ways: Vec<&Node> = member(self.operation, "security").into_iter().flat_map(elements).collect();
        ways.is_empty() || ways.iter().any(|way| member(way, "apiToken").is_some())
    }

    /// Values for its parameters; of those that may be left out only when `all`.
    pub fn parameters(&self, all: bool) -> impl Iterator<Item = (String, Vec<String>)> {
        let shared = member(self.path, "parameters").into_iter().flat_map(elements);
        let own = member(self.operation, "parameters").into_iter().flat_map(elements);
        let source = self.source;
        shared.chain(own).map(|parameter| source.resolve(parameter)).filter_map(move |parameter| {
            let wanted = all || member(parameter, "required") == Some(&Node::Bool(true));
            let name = text(parameter, "name").filter(|_| wanted)?;
            let nothing = Node::Null;
            let schema = member(parameter, "schema").unwrap_or(&nothing);
            let value = source
                .examples(parameter)
                .first()
                .map_or_else(|| source.made(schema), |value| (*value).clone());
            // A page size is a number, also where the document calls it text.
            let value = if name == "limit" && value.as_text().is_some() { Node::Integer(20) } else { value };
            Some((name.to_owned(), flat(&value)))
        })
    }

    /// Content type and content of its request body: the first example that keeps to the schema, else a value
    /// made after the schema.
    pub fn body(&self) -> Option<(String, Vec<u8>)> {
        let source = self.source;
        let body = source.resolve(member(self.operation, "requestBody")?);
        let (content_type, media) = entries(member(body, "content")?).next()?;
        if content_type == "multipart/form-data" {
            return Some((content_type.clone(), b"\x89PNG\r\n\x1a\n".to_vec()));
        }
        let nothing = Node::Null;
        let schema = member(media, "schema").unwrap_or(&nothing);
        let examples = source.examples(media);
        let example = examples.into_iter().find(|value| fits(source, value, schema));
        let value = example.cloned().unwrap_or_else(|| source.made(schema));
        let content = match &value {
            Node::Text(text) if !content_type.ends_with("json") => text.clone(),
            value => value.to_string(),
        };
        Some((content_type.clone(), content.into_bytes()))
    }
}

/// A value as the text of a parameter; of a list, each element.
fn flat(value: &Node) -> Vec<String> {
    match value {
        Node::List(values) => values.iter().flat_map(flat).collect(),
        Node::Text(text) => vec![text.clone()],
        value => vec![value.to_string()],
    }
}

/// A member of a map.
pub fn member<'d>(node: &'d Node, name: &str) -> Option<&'d Node> {
    match node {
        Node::Map(map) => map.get(name),
        _ => None,
    }
}

/// The text of a member.
pub fn text<'d>(node: &'d Node, name: &str) -> Option<&'d str> {
    member(node, name).and_then(Node::as_text)
}

/// The elements of a list.
pub fn elements(node: &Node) -> impl Iterator<Item = &Node> {
    match node {
        Node::List(values) => values.as_slice(),
        _ => &[],
    }
    .iter()
}

/// The members of a map.
pub fn entries(node: &Node) -> impl Iterator<Item = (&String, &Node)> {
    match node {
        Node::Map(map) => Some(map.iter()),
        _ => None,
    }
    .into_iter()
    .flatten()
}
