//! From schemas to Rust types.

use std::collections::{HashMap, HashSet, VecDeque};

use super::classify::Class;
use super::facts;
use super::positions::{Position, Positions};
use super::types::{RustType, Shape, TypeDef, Types, Variant};
use crate::document::{Document, Schema};
use crate::error::{Error, Result};
use crate::overrides::ModelOverrides;

/// The types of everything that operations reach.
pub fn types(document: &Document, overrides: &ModelOverrides, positions: &Positions) -> Result<Types> {
    let mut resolver = Resolver::new(document, overrides, positions);
    for operation in &document.operations {
        for schema in operation.schemas() {
            let rust = resolver.resolve(schema)?;
            resolver.types.at.insert(schema.pointer.clone(), rust);
        }
    }
    // Whether all of them are there, `check_overrides` says.
    for schema in overrides.roots.keys().filter_map(|name| document.schema(name)) {
        let rust = resolver.resolve(schema)?;
        resolver.types.at.insert(schema.pointer.clone(), rust);
    }
    resolver.build_queued()?;
    prune(&mut resolver.types);
    Ok(resolver.types)
}

/// Drops definitions that nothing names: members of unions that were laid flat leave some behind.
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
    pub(super) positions: &'d Positions,
    pub(super) types: Types,
    /// JSON pointer → type, for what has been seen.
    resolved: HashMap<String, RustType>,
    /// Rust name → the first place that took it.
    claimed: HashMap<String, Position>,
    queue: VecDeque<(String, &'d Schema)>,
    /// Named schemas that a discriminator leads to: structs of their own even where they add nothing.
    pub(super) arms: HashSet<&'d str>,
    /// What is wrong with names: gathered, since there may be many.
    problems: Vec<Error>,
}

impl<'d> Resolver<'d> {
    fn new(document: &'d Document, overrides: &'d ModelOverrides, positions: &'d Positions) -> Resolver<'d> {
        let arms = document
            .schemas
            .values()
            .filter_map(|schema| schema.discriminator.as_ref())
            .flat_map(|discriminator| discriminator.mapping.values().map(String::as_str))
            .collect();
        Resolver {
            document,
            overrides,
            positions,
            types: Types::default(),
            resolved: HashMap::new(),
            claimed: HashMap::new(),
            queue: VecDeque::new(),
            arms,
            problems: Vec::new(),
        }
    }

    /// The Rust type of a schema. Definitions that it needs are queued.
    pub(super) fn resolve(&mut self, schema: &'d Schema) -> Result<RustType> {
        if let Some(rust) = self.resolved.get(&schema.pointer) {
            return Ok(rust.clone());
        }
        let corrected = self.positions.get(schema).and_then(|place| self.overrides.types.get(&place.short));
        if let Some(text) = corrected {
            let rust = self.written(text, schema)?;
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
            Class::Union | Class::ByShape => RustType::Union(self.define(schema)?),
        };
        self.resolved.insert(schema.pointer.clone(), rust.clone());
        Ok(rust)
    }

    /// A type as the override file writes it.
    fn written(&mut self, text: &str, schema: &'d Schema) -> Result<RustType> {
        if let Some(inner) = text.strip_prefix("list of ") {
            return Ok(self.written(inner, schema)?.list());
        }
        if let Some(inner) = text.strip_prefix("map to ") {
            return Ok(self.written(inner, schema)?.map());
        }
        let document = self.document;
        match (text, document.schema(text)) {
            ("json", _) => Ok(RustType::Json),
            ("text", _) => Ok(RustType::Text),
            (_, Some(named)) => self.resolve(named),
            (_, None) => {
                let message = format!("override `types`: `{text}` is not understood");
                Err(Error::at(schema.pointer.clone(), message))
            }
        }
    }

    /// The place of a schema.
    pub(super) fn position(&self, schema: &Schema) -> Result<&'d Position> {
        self.positions
            .get(schema)
            .ok_or_else(|| Error::at(schema.pointer.clone(), "the place of this schema is not known"))
    }

    /// Takes the name for a definition and queues it.
    fn define(&mut self, schema: &'d Schema) -> Result<String> {
        let position = self.position(schema)?;
        let name = position.hint.clone();
        if self.claim(&name, schema)? {
            self.queue.push_back((name.clone(), schema));
        }
        Ok(name)
    }

    /// A name stands for one place, unless the override file gives it to several on purpose.
    fn claim(&mut self, name: &str, schema: &'d Schema) -> Result<bool> {
        let position = self.position(schema)?;
        let chosen = self.overrides.names.contains_key(&position.short);
        match self.claimed.get(name) {
            None => {
                self.claimed.insert(name.to_owned(), position.clone());
            }
            Some(first) if first != position && !chosen => {
                let message = format!(
                    "`{}` would be named `{name}` like `{}`: give it a name in the override file",
                    position.short, first.short
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
                Class::ByShape => self.by_shape(schema),
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

    /// Adds a definition; one that is there already must be the same, or an enum or a union that can be extended.
    pub(super) fn add(&mut self, name: String, shape: Shape, schema: &'d Schema) -> Result<()> {
        let position = self.position(schema)?;
        let Some(there) = self.types.defs.get_mut(&name) else {
            let facts = facts::of_lifecycle(&schema.lifecycle)
                .into_iter()
                .chain(schema.deprecated.then(|| "deprecated".to_owned()))
                .chain(schema.extensible.then(|| "takes custom attributes".to_owned()))
                .chain(schema.defined_as.as_ref().map(|app| format!("the app is named `{app}`")))
                .collect();
            let definition = TypeDef {
                name: name.clone(),
                shape,
                source: position.short.clone(),
                pointer: schema.pointer.clone(),
                base_of: None,
                facts,
            };
            self.types.defs.insert(name, definition);
            return Ok(());
        };
        if there.shape == shape {
            return Ok(());
        }
        match (&mut there.shape, shape) {
            (Shape::Union { by, arms, .. }, Shape::Union { by: other_by, arms: more, .. })
                if *by == other_by =>
            {
                super::unions::extend(arms, more, &schema.pointer)
            }
            (Shape::Enum { variants }, Shape::Enum { variants: more }) => {
                let new =
                    more.into_iter().filter(|new| !variants.iter().any(|there| there.value == new.value));
                let new: Vec<Variant> = new.collect();
                variants.extend(new);
                Ok(())
            }
            _ => {
                let message = format!(
                    "`{name}` cannot stand for `{}` and `{}`: they differ",
                    there.source, position.short
                );
                Err(Error::at(schema.pointer.clone(), message))
            }
        }
    }
}
