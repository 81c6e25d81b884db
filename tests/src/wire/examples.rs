//! Values for calls: examples of the document, or values derived from its schemas.

use okta_codegen::document::{Map, Node};

use super::schema::conforms;

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// The OpenAPI document.
#[derive(Debug)]
pub struct Spec {
    root: Node,
}

/// An operation of the document.
#[derive(Debug, Clone, Copy)]
pub struct SpecOperation<'d> {
    spec: &'d Spec,
    path: &'d Node,
    operation: &'d Node,
}

impl Spec {
    /// Parses a document.
    pub fn parse(text: &str) -> Result<Self, okta_codegen::Error> {
        Node::parse(text).map(|root| Self { root })
    }

    /// Returns the operation with this id.
    pub fn operation(&self, id: &str) -> Option<SpecOperation<'_>> {
        let paths = entries(member(&self.root, "paths")?);
        paths
            .flat_map(|(_, path)| {
                METHODS.into_iter().filter_map(move |method| Some((path, member(path, method)?)))
            })
            .find(|(_, operation)| text(operation, "operationId") == Some(id))
            .map(|(path, operation)| SpecOperation { spec: self, path, operation })
    }

    /// Resolves references.
    pub fn resolve<'d>(&'d self, mut node: &'d Node) -> &'d Node {
        while let Some(reference) = text(node, "$ref") {
            let target = reference.strip_prefix("#/").and_then(|path| {
                path.split('/').try_fold(&self.root, |node, key| {
                    member(node, &key.replace("~1", "/").replace("~0", "~"))
                })
            });
            match target {
                Some(target) => node = target,
                None => break,
            }
        }
        node
    }

    /// Returns the examples of a parameter or media type, in document order.
    fn examples<'d>(&'d self, node: &'d Node) -> Vec<&'d Node> {
        let named = member(node, "examples").into_iter().flat_map(entries);
        let values = named.filter_map(|(_, example)| member(self.resolve(example), "value"));
        member(node, "example").into_iter().chain(values).filter(|value| **value != Node::Null).collect()
    }

    /// Returns a minimal value that conforms to a schema.
    pub fn sample(&self, schema: &Node) -> Node {
        self.sample_at(schema, 0)
    }

    /// Returns a value with all members, as an empty form is no body.
    fn sample_all(&self, schema: &Node) -> Node {
        let properties = member(self.resolve(schema), "properties").into_iter().flat_map(entries);
        Node::Map(properties.map(|(name, property)| (name.clone(), self.sample(property))).collect())
    }

    fn sample_at(&self, schema: &Node, depth: usize) -> Node {
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
                let mut chosen = self.sample_at(first, depth + 1);
                if let (Node::Map(members), Some((name, value))) = (&mut chosen, selector(schema)) {
                    members.insert(name, value);
                }
                return self.with_sibling_members(schema, key, chosen, depth);
            }
        }
        if let Some(parts) = member(schema, "allOf") {
            return self.sample_all_of(schema, parts, depth);
        }
        self.sample_type(schema, depth)
    }

    /// Adds the properties declared next to a union.
    fn with_sibling_members(&self, schema: &Node, key: &str, chosen: Node, depth: usize) -> Node {
        match (chosen, schema) {
            (Node::Map(chosen), Node::Map(all)) if all.contains_key("properties") => {
                let mut siblings = all.clone();
                siblings.shift_remove(key);
                let mut members = match self.sample_at(&Node::Map(siblings), depth + 1) {
                    Node::Map(members) => members,
                    _ => Map::new(),
                };
                members.extend(chosen);
                Node::Map(members)
            }
            (chosen, _) => chosen,
        }
    }

    fn sample_all_of(&self, schema: &Node, parts: &Node, depth: usize) -> Node {
        let mut siblings = Map::new();
        for key in ["properties", "required"] {
            if let Some(value) = member(schema, key) {
                siblings.insert(key.to_owned(), value.clone());
            }
        }
        let siblings = Node::Map(siblings);
        let placeholder = Node::Text("string".to_owned());
        let mut members = Map::new();
        let mut other = None;
        for part in elements(parts).chain([&siblings]) {
            match self.sample_at(part, depth + 1) {
                // A member without a schema has a placeholder, which replaces nothing.
                Node::Map(part) => {
                    for (name, value) in part {
                        if value != placeholder || !members.contains_key(&name) {
                            members.insert(name, value);
                        }
                    }
                }
                Node::Null => {}
                // A text without values describes one with values.
                value if value == placeholder && other.is_some() => {}
                value => other = Some(value),
            }
        }
        other.filter(|_| members.is_empty()).unwrap_or(Node::Map(members))
    }

    fn sample_type(&self, schema: &Node, depth: usize) -> Node {
        let kind = text(schema, "type").or_else(|| member(schema, "properties").map(|_| "object"));
        match kind {
            Some("object") => self.sample_object(schema, depth),
            Some("array") => {
                let item =
                    member(schema, "items").map_or(Node::Null, |items| self.sample_at(items, depth + 1));
                Node::List(vec![item])
            }
            Some("integer" | "number") => member(schema, "minimum").cloned().unwrap_or(Node::Integer(1)),
            Some("boolean") => Node::Bool(true),
            Some("string") => sample_text(schema),
            _ if depth == 0 => sample_text(schema),
            _ => Node::Map(Map::new()),
        }
    }

    fn sample_object(&self, schema: &Node, depth: usize) -> Node {
        let null = Node::Null;
        let mut names: Vec<&str> =
            member(schema, "required").into_iter().flat_map(elements).filter_map(Node::as_text).collect();
        let discriminator = member(schema, "discriminator");
        let discriminating = discriminator.and_then(|node| text(node, "propertyName"));
        names.extend(discriminating.filter(|name| !names.contains(name)));
        let properties = member(schema, "properties").unwrap_or(&null);
        let mut members = Map::new();
        for name in names {
            let property = member(properties, name).map(|property| self.resolve(property));
            if property.is_some_and(|property| member(property, "readOnly") == Some(&Node::Bool(true))) {
                continue;
            }
            let value = property
                .map_or(Node::Text("string".to_owned()), |property| self.sample_at(property, depth + 1));
            members.insert(name.to_owned(), value);
        }
        let first = discriminator.and_then(|node| entries(member(node, "mapping")?).next());
        if let (Some(name), Some((value, _))) = (discriminating, first)
            && members.contains_key(name)
        {
            members.insert(name.to_owned(), Node::Text(value.clone()));
        }
        Node::Map(members)
    }
}

/// The discriminating member of a union, with the value of the first alternative.
fn selector(schema: &Node) -> Option<(String, Node)> {
    let discriminator = member(schema, "discriminator")?;
    let name = text(discriminator, "propertyName")?;
    let first = ["oneOf", "anyOf"].into_iter().find_map(|key| elements(member(schema, key)?).next())?;
    let target = text(first, "$ref")?;
    let mut mapping = entries(member(discriminator, "mapping")?);
    let (value, _) = mapping.find(|(_, mapped)| mapped.as_text() == Some(target))?;
    Some((name.to_owned(), Node::Text(value.clone())))
}

fn sample_text(schema: &Node) -> Node {
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
    // Patterns are not evaluated, except for identifiers of hexadecimal digits.
    if text(schema, "pattern").is_some_and(|pattern| pattern.starts_with("^[a-fA-F")) {
        value = "a".repeat(limit("minLength").unwrap_or(24));
    }
    if let Some(min) = limit("minLength") {
        value.extend(std::iter::repeat_n('x', min.saturating_sub(value.len())));
    }
    if let Some(max) = limit("maxLength") {
        value.truncate(max);
    }
    Node::Text(value)
}

impl<'d> SpecOperation<'d> {
    /// Whether the operation accepts an API token, or needs no credential.
    pub fn accepts_token(&self) -> bool {
        // Without `security`, that of the document applies.
        let security = member(self.operation, "security").or_else(|| member(&self.spec.root, "security"));
        let schemes: Vec<&Node> = security.into_iter().flat_map(elements).collect();
        let is_token =
            |scheme: &&Node| ["apiToken", "ApiKey"].iter().any(|name| member(scheme, name).is_some());
        schemes.is_empty() || schemes.iter().any(is_token)
    }

    /// Returns values for the parameters; optional ones only if `all` is set.
    pub fn parameters(&self, all: bool) -> impl Iterator<Item = (String, Vec<String>)> {
        let shared = member(self.path, "parameters").into_iter().flat_map(elements);
        let own = member(self.operation, "parameters").into_iter().flat_map(elements);
        let spec = self.spec;
        shared.chain(own).map(|parameter| spec.resolve(parameter)).filter_map(move |parameter| {
            let wanted = all || member(parameter, "required") == Some(&Node::Bool(true));
            let name = text(parameter, "name").filter(|_| wanted)?;
            let null = Node::Null;
            let schema = member(parameter, "schema").unwrap_or(&null);
            let value = spec
                .examples(parameter)
                .first()
                .map_or_else(|| spec.sample(schema), |value| (*value).clone());
            // The document declares some page sizes as strings.
            let value = if name == "limit" && value.as_text().is_some() { Node::Integer(20) } else { value };
            Some((name.to_owned(), parameter_values(&value)))
        })
    }

    /// Returns the examples of JSON and form bodies: the status of a response, or `None` of the request, and the value.
    pub fn body_examples(&self) -> Vec<(Option<u16>, &'d Node)> {
        let spec = self.spec;
        let mut bodies = Vec::new();
        bodies.extend(member(self.operation, "requestBody").map(|body| (None, spec.resolve(body))));
        for (status, response) in member(self.operation, "responses").into_iter().flat_map(entries) {
            if let Ok(status) = status.parse() {
                bodies.push((Some(status), spec.resolve(response)));
            }
        }
        bodies
            .into_iter()
            .flat_map(|(status, body)| {
                let media = member(body, "content").into_iter().flat_map(entries);
                let media = media.filter(|(content_type, _)| {
                    content_type.contains("json") || content_type.contains("form-urlencoded")
                });
                media.flat_map(move |(_, media)| spec.examples(media)).map(move |value| (status, value))
            })
            .collect()
    }

    /// Returns content type and content of the request body: the first example that conforms to the schema, else a
    /// sample of the schema.
    pub fn body(&self) -> Option<(String, Vec<u8>)> {
        let spec = self.spec;
        let body = spec.resolve(member(self.operation, "requestBody")?);
        let (content_type, media) = entries(member(body, "content")?).next()?;
        if content_type == "multipart/form-data" {
            return Some((content_type.clone(), b"\x89PNG\r\n\x1a\n".to_vec()));
        }
        let null = Node::Null;
        let schema = member(media, "schema").unwrap_or(&null);
        let examples = spec.examples(media);
        let example = examples.into_iter().find(|value| conforms(spec, value, schema));
        let mut value = example.cloned().unwrap_or_else(|| spec.sample(schema));
        if *schema == Node::Null && content_type.contains("json") {
            value = Node::Map(Map::new());
        }
        if value == Node::Map(Map::new()) && content_type.contains("form-urlencoded") {
            value = spec.sample_all(schema);
        }
        let content = match &value {
            Node::Text(text) if !content_type.ends_with("json") => text.clone(),
            value => value.to_string(),
        };
        Some((content_type.clone(), content.into_bytes()))
    }
}

/// Returns a value as text of a parameter; for a list, the text of each element.
fn parameter_values(value: &Node) -> Vec<String> {
    match value {
        Node::List(values) => values.iter().flat_map(parameter_values).collect(),
        Node::Text(text) => vec![text.clone()],
        value => vec![value.to_string()],
    }
}

/// Returns a member of a map.
pub fn member<'d>(node: &'d Node, name: &str) -> Option<&'d Node> {
    match node {
        Node::Map(map) => map.get(name),
        _ => None,
    }
}

/// Returns the text of a member.
pub fn text<'d>(node: &'d Node, name: &str) -> Option<&'d str> {
    member(node, name).and_then(Node::as_text)
}

/// Lists the elements of a list.
pub fn elements(node: &Node) -> impl Iterator<Item = &Node> {
    match node {
        Node::List(values) => values.as_slice(),
        _ => &[],
    }
    .iter()
}

/// Lists the members of a map.
pub fn entries(node: &Node) -> impl Iterator<Item = (&String, &Node)> {
    match node {
        Node::Map(map) => Some(map.iter()),
        _ => None,
    }
    .into_iter()
    .flatten()
}
