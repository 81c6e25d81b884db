//! From schemas to Rust types.

use std::collections::{HashMap, HashSet, VecDeque};

use indexmap::IndexMap;

use super::facts;
use super::members::{Member, Members, follow, members, only_part};
use super::positions::{Position, Positions};
use super::types::{Field, RustType, Shape, TypeDef, Types, Variant};
use crate::document::{Additional, Document, Node, Schema, Type};
use crate::error::{Error, Result};
use crate::names::{pascal, snake};
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

/// What a schema comes to.
enum Class<'d> {
    /// Another schema stands for it.
    Alias(&'d Schema),
    /// A type that needs no definition.
    Plain(RustType),
    List(Option<&'d Schema>),
    Map(&'d Schema),
    Enum,
    Object,
    /// A union that a member decides.
    Union,
    /// A union that the JSON shape decides.
    ByShape,
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
    arms: HashSet<&'d str>,
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

    fn classify(&self, schema: &'d Schema) -> Result<Class<'d>> {
        let document = self.document;
        if let Some(name) = &schema.reference {
            let target = document.schema(name);
            return target
                .map(Class::Alias)
                .ok_or_else(|| Error::at(schema.pointer.clone(), format!("there is no schema `{name}`")));
        }
        let position = self.position(schema)?;
        if let Some(part) = only_part(schema) {
            let own_struct = position.named
                && (self.arms.contains(position.short.as_str())
                    || follow(document, part).discriminator.is_some());
            return Ok(if own_struct { Class::Object } else { Class::Alias(part) });
        }
        if schema.discriminator.is_some() || self.overrides.unions.contains_key(&position.short) {
            return Ok(Class::Union);
        }
        if !(schema.one_of.is_empty() && schema.any_of.is_empty()) {
            return self.undiscriminated(schema);
        }
        if !schema.allowed.is_empty() {
            return Ok(self.classify_enum(schema, position));
        }
        Ok(match schema.kind {
            Some(Type::String) => Class::Plain(match schema.format.as_deref() {
                Some("date-time" | "ISO 8601 compliant timestamp") => RustType::DateTime,
                _ => RustType::Text,
            }),
            Some(Type::Integer) if schema.format.as_deref() == Some("int32") => Class::Plain(RustType::Int32),
            Some(Type::Integer) => Class::Plain(RustType::Int64),
            Some(Type::Number) => Class::Plain(RustType::Float),
            Some(Type::Boolean) => Class::Plain(RustType::Bool),
            Some(Type::Array) => Class::List(schema.items.as_deref()),
            // The document forgets `type` here and there.
            None if schema.items.is_some() => Class::List(schema.items.as_deref()),
            Some(Type::Object) | None => self.classify_object(schema),
        })
    }

    fn classify_object(&self, schema: &'d Schema) -> Class<'d> {
        let inherits = schema.all_of.iter().any(|part| {
            let target = follow(self.document, part);
            !(target.properties.is_empty() && target.all_of.is_empty() && target.one_of.is_empty())
        });
        if !schema.properties.is_empty() || inherits || schema.extensible {
            return Class::Object;
        }
        match &schema.additional {
            Additional::Of(values) if !values.is_decoration() => Class::Map(values),
            Additional::Unsaid if schema.kind.is_none() && schema.all_of.is_empty() => {
                Class::Plain(RustType::Json)
            }
            _ => Class::Plain(RustType::Json.map()),
        }
    }

    fn classify_enum(&self, schema: &Schema, position: &Position) -> Class<'d> {
        let texts = schema.allowed.iter().all(|value| matches!(value, Node::Text(_)));
        match schema.kind {
            Some(Type::Boolean) => Class::Plain(RustType::Bool),
            None | Some(Type::String) if texts => {
                // One value is a constant, not a choice.
                if schema.allowed.len() == 1 && !position.named {
                    Class::Plain(RustType::Text)
                } else {
                    Class::Enum
                }
            }
            _ => Class::Plain(RustType::Json),
        }
    }

    /// A union that nothing but its members' shapes tells apart.
    fn undiscriminated(&self, schema: &'d Schema) -> Result<Class<'d>> {
        use super::types::JsonShape;
        let mut shapes: Vec<JsonShape> = Vec::new();
        let mut formats = HashSet::new();
        for alternative in schema.one_of.iter().chain(&schema.any_of) {
            let target = follow(self.document, alternative);
            formats.insert(target.format.as_deref());
            shapes.push(super::unions::shape_of(target)?);
        }
        shapes.sort();
        shapes.dedup();
        Ok(match shapes.as_slice() {
            // Objects together: one struct with the members of all of them.
            [JsonShape::Object] => Class::Object,
            [JsonShape::Text] if formats.len() == 1 && formats.contains(&Some("date-time")) => {
                Class::Plain(RustType::DateTime)
            }
            [JsonShape::Text] => Class::Plain(RustType::Text),
            [JsonShape::Bool] => Class::Plain(RustType::Bool),
            [JsonShape::Number] => Class::Plain(RustType::Float),
            // Anything at all.
            shapes if shapes.len() == 5 => Class::Plain(RustType::Json),
            _ => Class::ByShape,
        })
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

    /// The fields of an object schema.
    pub(super) fn fields(&mut self, schema: &'d Schema) -> Result<Vec<Field>> {
        let members = members(self.document, schema)?;
        self.fields_of(&members)
    }

    pub(super) fn fields_of(&mut self, members: &Members<'d>) -> Result<Vec<Field>> {
        let mut fields: Vec<Field> = Vec::with_capacity(members.len());
        for (json, member) in members {
            let field = self.field(json, member)?;
            if let Some(twin) = fields.iter().find(|there| there.name == field.name) {
                let message = format!("`{}` and `{json}` would both be named `{}`", twin.json, field.name);
                let pointer = member.layers.first().map(|layer| layer.pointer.clone()).unwrap_or_default();
                return Err(Error::at(pointer, message));
            }
            fields.push(field);
        }
        Ok(fields)
    }

    fn field(&mut self, json: &str, member: &Member<'d>) -> Result<Field> {
        let mut types: Vec<RustType> = Vec::new();
        for declared in &member.declared {
            let rust = self.resolve(declared)?;
            if !types.contains(&rust) {
                types.push(rust);
            }
        }
        if types.len() > 1 {
            // A declaration that says nothing leaves the choice to the others.
            types.retain(|rust| *rust != RustType::Json);
        }
        let rust = together(&types);
        let mut candidates = Vec::new();
        if types.len() > 1 && rust != RustType::Text {
            for name in types.iter().filter_map(RustType::generated) {
                if !candidates.iter().any(|there| there == name) {
                    candidates.push(name.to_owned());
                }
            }
        }
        let places: Vec<&str> = member
            .layers
            .iter()
            .filter_map(|layer| self.positions.get(layer))
            .map(|position| position.short.as_str())
            .collect();
        let name = places.iter().find_map(|place| self.overrides.fields.get(*place)).cloned();
        let by_name = self.overrides.secrets.iter().any(|secret| secret == json);
        let by_place =
            places.iter().any(|place| self.overrides.secret_places.iter().any(|secret| secret == place));
        let by_format = member.any(|schema| schema.format.as_deref() == Some("password"));
        let texts = matches!(rust, RustType::Text);
        Ok(Field {
            name: name.unwrap_or_else(|| snake(json)),
            json: json.to_owned(),
            lazy: json == "_links" && rust.generated().is_some(),
            secret: by_place || (texts && (by_name || by_format)),
            facts: facts::of_member(member, &rust, &candidates),
            candidates,
            rust,
        })
    }

    fn enum_shape(&self, name: &str, schema: &Schema) -> Result<Shape> {
        let chosen = self.overrides.variants.get(name);
        let mut variants: IndexMap<String, Variant> = IndexMap::new();
        let further = self.overrides.values.get(name).into_iter().flatten().map(String::as_str);
        for value in schema.allowed.iter().filter_map(Node::as_text).chain(further) {
            // Some lists name a value twice.
            if variants.values().any(|variant| variant.value == value) {
                continue;
            }
            let variant = match chosen.and_then(|chosen| chosen.get(value)) {
                Some(variant) => variant.clone(),
                None => match pascal(value) {
                    // `Unknown` is the variant of values that are not listed.
                    unknown if unknown == "Unknown" => "UnknownValue".to_owned(),
                    own if own == "Self" => "Self_".to_owned(),
                    variant => variant,
                },
            };
            let taken = variants.get(&variant).map(|twin| twin.value.clone());
            if variant.is_empty() || taken.is_some() {
                let twin = taken.map(|twin| format!(" (taken by `{twin}`)")).unwrap_or_default();
                let message = format!(
                    "the value `{value}` of `{name}` needs a variant name{twin} in the override file"
                );
                return Err(Error::at(schema.pointer.clone(), message));
            }
            variants.insert(variant.clone(), Variant { name: variant, value: value.to_owned() });
        }
        Ok(Shape::Enum { variants: variants.into_values().collect() })
    }
}

/// An override of a place that is not there is a mistake, or the document has moved on.
pub fn check_overrides(overrides: &ModelOverrides, positions: &Positions, types: &Types) -> Result<()> {
    let sections: [(&str, Vec<&String>); 7] = [
        ("types", overrides.types.keys().collect()),
        ("names", overrides.names.keys().collect()),
        ("bases", overrides.bases.keys().collect()),
        ("fields", overrides.fields.keys().collect()),
        ("unions", overrides.unions.keys().collect()),
        ("secret_places", overrides.secret_places.iter().collect()),
        ("roots", overrides.roots.keys().collect()),
    ];
    let places: HashSet<&str> = positions.all().map(|position| position.short.as_str()).collect();
    let mut problems = Vec::new();
    for (section, keys) in sections {
        for place in keys.into_iter().filter(|place| !places.contains(place.as_str())) {
            problems.push(Error::general(format!("override `{section}`: there is no place `{place}`")));
        }
    }
    for name in overrides.variants.keys().chain(overrides.values.keys()) {
        if !types.defs.contains_key(name) {
            problems
                .push(Error::general(format!("override `variants` or `values`: there is no type `{name}`")));
        }
    }
    for (name, values) in &overrides.variants {
        let known: Vec<&str> = match types.defs.get(name).map(|definition| &definition.shape) {
            Some(Shape::Enum { variants }) => variants.iter().map(|variant| variant.value.as_str()).collect(),
            Some(Shape::Union { arms, .. }) => {
                arms.iter().flat_map(|arm| &arm.values).map(String::as_str).collect()
            }
            _ => Vec::new(),
        };
        for value in values.keys().filter(|value| !known.contains(&value.as_str())) {
            problems.push(Error::general(format!("override `variants`: `{name}` has no value `{value}`")));
        }
    }
    Error::all(problems)
}

/// One type for a member that the members of a union declare differently.
fn together(types: &[RustType]) -> RustType {
    match types {
        [only] => only.clone(),
        [] => RustType::Json,
        _ if types.iter().all(|rust| matches!(rust, RustType::List(_))) => RustType::Json.list(),
        _ if types.iter().all(|rust| matches!(rust, RustType::Text | RustType::Enum(_))) => RustType::Text,
        _ => RustType::Json,
    }
}
