//! Resolution of schemas to Rust types.

use std::collections::{HashMap, HashSet, VecDeque};

use super::classify::Class;
use super::common::add_common_members;
use super::facts;
use super::schema_paths::{SchemaPath, SchemaPaths};
use super::types::{RustType, Shape, TypeDef, Types, Variant};
use crate::document::{Document, Schema};
use crate::error::{Error, Result};
use crate::overrides::ModelOverrides;

/// Resolves the types of everything reachable from an operation.
pub fn types(document: &Document, overrides: &ModelOverrides, paths: &SchemaPaths) -> Result<Types> {
    let mut resolver = Resolver::new(document, overrides, paths);
    for operation in document.all() {
        for schema in operation.schemas() {
            let rust = resolver.resolve(schema)?;
            resolver.types.at.insert(schema.pointer.clone(), rust);
        }
    }
    // `check_overrides` reports unknown names.
    for schema in overrides.roots.keys().filter_map(|name| document.schema(name)) {
        let rust = resolver.resolve(schema)?;
        resolver.types.at.insert(schema.pointer.clone(), rust);
    }
    resolver.build_queued()?;
    add_common_members(&mut resolver.types)?;
    prune(&mut resolver.types);
    Ok(resolver.types)
}

/// Drops unreferenced definitions, which flattened unions leave behind.
fn prune(types: &mut Types) {
    let mut reached: HashSet<String> = HashSet::new();
    let mut queue: Vec<String> =
        types.at.values().filter_map(RustType::generated).map(str::to_owned).collect();
    while let Some(name) = queue.pop() {
        if let Some(definition) = types.defs.get(&name)
            && reached.insert(name)
        {
            queue.extend(definition.references().into_iter().map(str::to_owned));
        }
    }
    types.defs.retain(|name, _| reached.contains(name));
}

pub(super) struct Resolver<'d> {
    pub(super) document: &'d Document,
    pub(super) overrides: &'d ModelOverrides,
    pub(super) paths: &'d SchemaPaths,
    pub(super) types: Types,
    /// JSON pointer → resolved type.
    resolved: HashMap<String, RustType>,
    /// Rust name → the first path that claimed it.
    claimed: HashMap<String, SchemaPath>,
    queue: VecDeque<(String, &'d Schema)>,
    /// Schemas that a discriminator maps to: separate structs even if they add nothing.
    pub(super) arms: HashSet<&'d str>,
    /// Errors to report together.
    pub(super) problems: Vec<Error>,
}

impl<'d> Resolver<'d> {
    fn new(document: &'d Document, overrides: &'d ModelOverrides, paths: &'d SchemaPaths) -> Resolver<'d> {
        let arms = document
            .schemas
            .values()
            .filter_map(|schema| schema.discriminator.as_ref())
            .flat_map(|discriminator| discriminator.mapping.values().map(String::as_str))
            .collect();
        Resolver {
            document,
            overrides,
            paths,
            types: Types::default(),
            resolved: HashMap::new(),
            claimed: HashMap::new(),
            queue: VecDeque::new(),
            arms,
            problems: Vec::new(),
        }
    }

    /// Resolves the Rust type of a schema and queues the definitions that it needs.
    pub(super) fn resolve(&mut self, schema: &'d Schema) -> Result<RustType> {
        if let Some(rust) = self.resolved.get(&schema.pointer) {
            return Ok(rust.clone());
        }
        let corrected = self.paths.get(schema).and_then(|path| self.overrides.types.get(&path.text));
        if let Some(text) = corrected {
            let rust = self.override_type(text, schema)?;
            self.resolved.insert(schema.pointer.clone(), rust.clone());
            return Ok(rust);
        }
        let rust = match self.classify(schema)? {
            Class::Alias(target) => self.resolve(target)?,
            Class::Plain(rust) => rust,
            Class::List(None) => RustType::Json.list(),
            Class::List(Some(items)) => self.resolve(items)?.list(),
            Class::Map(values) => self.resolve(values)?.map(),
            Class::Enum => RustType::Enum(self.define(schema)?),
            Class::Object => RustType::Object(self.define(schema)?),
            Class::Union | Class::Untagged => RustType::Union(self.define(schema)?),
        };
        self.resolved.insert(schema.pointer.clone(), rust.clone());
        Ok(rust)
    }

    /// Parses a type of the override file.
    fn override_type(&mut self, text: &str, schema: &'d Schema) -> Result<RustType> {
        if let Some(inner) = text.strip_prefix("list of ") {
            return Ok(self.override_type(inner, schema)?.list());
        }
        if let Some(inner) = text.strip_prefix("map to ") {
            return Ok(self.override_type(inner, schema)?.map());
        }
        let document = self.document;
        match (text, document.schema(text)) {
            ("json", _) => Ok(RustType::Json),
            ("text", _) => Ok(RustType::Text),
            (_, Some(named)) => self.resolve(named),
            (_, None) => {
                let message = format!("override `types`: unsupported type `{text}`");
                Err(Error::at(schema.pointer.clone(), message))
            }
        }
    }

    /// Returns the path of a schema.
    pub(super) fn path(&self, schema: &Schema) -> Result<&'d SchemaPath> {
        self.paths.get(schema).ok_or_else(|| Error::at(schema.pointer.clone(), "unknown path of this schema"))
    }

    /// Claims the name of a definition and queues it.
    fn define(&mut self, schema: &'d Schema) -> Result<String> {
        let name = self.path(schema)?.type_name.clone();
        if self.claim(&name, schema)? {
            self.queue.push_back((name.clone(), schema));
        }
        Ok(name)
    }

    /// Claims a name for a schema. Only the override file may assign a name to several paths.
    fn claim(&mut self, name: &str, schema: &'d Schema) -> Result<bool> {
        let path = self.path(schema)?;
        let chosen = self.overrides.names.contains_key(&path.text);
        match self.claimed.get(name) {
            None => {
                self.claimed.insert(name.to_owned(), path.clone());
            }
            Some(first) if first != path && !chosen => {
                let message = format!(
                    "`{}` and `{}` have the same type name `{name}`; name one of them in the override file",
                    path.text, first.text
                );
                self.problems.push(Error::at(schema.pointer.clone(), message));
                return Ok(false);
            }
            Some(_) => {}
        }
        Ok(true)
    }

    fn build_queued(&mut self) -> Result<()> {
        while let Some((name, schema)) = self.queue.pop_front() {
            let shape = match self.classify(schema)? {
                Class::Enum => self.enum_shape(&name, schema),
                Class::Union => self.union_shape(&name, schema),
                Class::Untagged => self.untagged_shape(schema),
                _ => self.fields(schema).map(|fields| Shape::Object { fields }),
            };
            let shape = match shape {
                Ok(shape) => shape,
                Err(problem) => {
                    self.problems.push(problem);
                    continue;
                }
            };
            if let Err(problem) = self.add(name, shape, schema) {
                self.problems.push(problem);
            }
        }
        Error::all(std::mem::take(&mut self.problems))
    }

    /// Adds a definition. An existing definition of the same name must be identical or extensible.
    pub(super) fn add(&mut self, name: String, shape: Shape, schema: &'d Schema) -> Result<()> {
        let path = self.path(schema)?;
        let Some(existing) = self.types.defs.get_mut(&name) else {
            let facts = facts::lifecycle_note(&schema.lifecycle)
                .into_iter()
                .chain(schema.deprecated.then(|| "deprecated".to_owned()))
                .chain(schema.extensible.then(|| "takes custom attributes".to_owned()))
                .chain(schema.defined_as.as_ref().map(|app| format!("app name `{app}`")))
                .collect();
            let definition = TypeDef {
                name: name.clone(),
                shape,
                source: path.text.clone(),
                pointer: schema.pointer.clone(),
                base_of: None,
                facts,
            };
            self.types.defs.insert(name, definition);
            return Ok(());
        };
        if path.text == name {
            existing.source.clone_from(&path.text);
            existing.pointer.clone_from(&schema.pointer);
        }
        if existing.shape == shape {
            return Ok(());
        }
        let message =
            format!("`{}` and `{}` have the same type name `{name}` but differ", existing.source, path.text);
        let differ = || Error::at(schema.pointer.clone(), message);
        match (&mut existing.shape, shape) {
            (Shape::Union { by, arms, .. }, Shape::Union { by: other_by, arms: more, .. })
                if *by == other_by =>
            {
                super::unions::extend(arms, more, &schema.pointer)
            }
            (Shape::Enum { variants }, Shape::Enum { variants: more }) => {
                let new =
                    more.into_iter().filter(|new| !variants.iter().any(|known| known.value == new.value));
                let new: Vec<Variant> = new.collect();
                variants.extend(new);
                Ok(())
            }
            (Shape::Object { fields }, Shape::Object { fields: more }) => {
                *fields = super::fields::merge(fields, &more).ok_or_else(differ)?;
                Ok(())
            }
            _ => Err(differ()),
        }
    }
}
