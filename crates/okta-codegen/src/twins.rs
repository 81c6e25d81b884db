//! Twins: the type that an operation returns, and another type that an operation on the same path takes.
//!
//! The rule proposes pairs; each is reviewed in `overrides/twins.yaml`, and pairs that convert get an `impl From`.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::document::{Cursor, Document, Method, Node, Operation};
use crate::error::{Error, Result};
use crate::models::{Field, RustType, Shape, Types};

/// A resource that is read and written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// The `operationId` that reads it.
    pub get: String,
    /// The `operationId` that writes it.
    pub write: String,
    /// Whether it is replaced, rather than changed in part.
    pub replaces: bool,
    /// The type of the response.
    pub from: String,
    /// The type of the request body.
    pub to: String,
}

/// A pair of types: read, and written.
pub type Pair = (String, String);

/// The resources of a document whose response and request body are objects.
pub fn resources(document: &Document, types: &Types) -> Vec<Resource> {
    let mut resources = Vec::new();
    for get in document.operations.iter().filter(|operation| operation.method == Method::Get) {
        let Some(from) = response(get, types) else { continue };
        for write in document.operations.iter().filter(|write| write.path == get.path) {
            let replaces = write.method == Method::Put;
            if !replaces && !matches!(write.method, Method::Patch | Method::Post) {
                continue;
            }
            let Some(to) = request(write, types) else { continue };
            resources.push(Resource {
                get: get.id.clone(),
                write: write.id.clone(),
                replaces,
                from: from.to_owned(),
                to: to.to_owned(),
            });
        }
    }
    resources
}

fn object(rust: &RustType) -> Option<&str> {
    match rust {
        RustType::Object(name) | RustType::Union(name) => Some(name),
        _ => None,
    }
}

fn response<'t>(operation: &Operation, types: &'t Types) -> Option<&'t str> {
    let mut found = operation.successes().flat_map(|response| &response.content);
    let media = found.find(|media| media.is_json())?;
    object(types.at.get(&media.schema.pointer)?)
}

fn request<'t>(operation: &Operation, types: &'t Types) -> Option<&'t str> {
    object(types.at.get(&operation.json_body()?.schema.pointer)?)
}

/// The pairs of different types that the resources have, and those of their members of the same name and of the
/// variants of the same value.
pub fn proposed(resources: &[Resource], types: &Types) -> BTreeSet<Pair> {
    let mut pairs = BTreeSet::new();
    for resource in resources {
        propose(&resource.from, &resource.to, types, &mut pairs);
    }
    pairs
}

fn propose(from: &str, to: &str, types: &Types, pairs: &mut BTreeSet<Pair>) {
    if from == to || !pairs.insert((from.to_owned(), to.to_owned())) {
        return;
    }
    let shape = |name: &str| types.defs.get(name).map(|definition| &definition.shape);
    match (shape(from), shape(to)) {
        (Some(Shape::Object { fields }), Some(Shape::Object { fields: others })) => {
            propose_members(fields, others, types, pairs);
        }
        (Some(Shape::Union { arms, .. }), Some(Shape::Union { arms: others, .. })) => {
            for arm in arms {
                let same =
                    others.iter().find(|other| other.values.iter().any(|value| arm.values.contains(value)));
                if let (Some(from), Some(to)) =
                    (object(&arm.rust), same.and_then(|other| object(&other.rust)))
                {
                    propose(from, to, types, pairs);
                }
            }
        }
        _ => {}
    }
}

fn propose_members(fields: &[Field], others: &[Field], types: &Types, pairs: &mut BTreeSet<Pair>) {
    for field in fields.iter().filter(|field| !field.lazy) {
        let Some(other) = others.iter().find(|other| other.json == field.json) else { continue };
        let (mut one, mut two) = (&field.rust, &other.rust);
        while let (RustType::List(inner), RustType::List(other))
        | (RustType::Map(inner), RustType::Map(other)) = (one, two)
        {
            (one, two) = (inner, other);
        }
        if let (Some(from), Some(to)) = (object(one), object(two)) {
            propose(from, to, types, pairs);
        }
    }
}

/// The reviewed pairs: the parsed `overrides/twins.yaml`.
#[derive(Debug, Clone, Default)]
pub struct Twins {
    /// The type that is written → the types that convert to it.
    converts: BTreeMap<String, Vec<String>>,
    /// Pairs of types that have the same path, but describe different things → the reason.
    different: BTreeMap<Pair, String>,
}

impl Twins {
    /// Parses YAML text.
    pub fn parse(text: &str) -> Result<Twins> {
        let node = Node::parse(text)?;
        let mut object = Cursor::root(&node).object()?;
        let mut twins = Twins::default();
        for (from, at) in object.get("converts").map_or(Ok(Vec::new()), |at| at.entries())? {
            for to in at.texts()? {
                twins.converts.entry(to).or_default().push(from.to_owned());
            }
        }
        for (from, at) in object.get("different").map_or(Ok(Vec::new()), |at| at.entries())? {
            let reasons: IndexMap<String, String> = crate::overrides::text_map(&at)?;
            twins.different.extend(reasons.into_iter().map(|(to, reason)| ((from.to_owned(), to), reason)));
        }
        object.finish()?;
        Ok(twins)
    }

    /// The types that convert to a type.
    pub fn sources(&self, to: &str) -> &[String] {
        self.converts.get(to).map_or(&[], Vec::as_slice)
    }

    /// Whether a type converts to another one, or is the same.
    pub fn converts(&self, from: &str, to: &str) -> bool {
        from == to || self.sources(to).iter().any(|source| source == from)
    }

    /// Checks that every proposed pair is reviewed, and that every reviewed pair is proposed.
    ///
    /// # Errors
    ///
    /// Lists the pairs to review, and those that the document does not have.
    pub fn check(&self, proposed: &BTreeSet<Pair>) -> Result<()> {
        let reviewed = |pair: &Pair| self.converts(&pair.0, &pair.1) || self.different.contains_key(pair);
        let mut problems: Vec<Error> = proposed
            .iter()
            .filter(|pair| !reviewed(pair))
            .map(|(from, to)| {
                Error::general(format!(
                    "`{from}` is read and `{to}` is written on the same path: review the pair in `overrides/twins.yaml`"
                ))
            })
            .collect();
        let converting = self
            .converts
            .iter()
            .flat_map(|(to, sources)| sources.iter().map(move |from| (from.clone(), to.clone())));
        for pair in converting.chain(self.different.keys().cloned()).filter(|pair| !proposed.contains(pair)) {
            problems.push(Error::general(format!(
                "override `twins`: no path reads `{}` and writes `{}`",
                pair.0, pair.1
            )));
        }
        Error::all(problems)
    }
}
