//! What the generator writes: Rust types, in terms of Rust.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use indexmap::IndexMap;

/// A Rust type that stands at some place of the document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RustType {
    /// `String`
    Text,
    /// `bool`
    Bool,
    /// `i32`
    Int32,
    /// `i64`
    Int64,
    /// `Number`, which keeps its digits
    Float,
    /// `DateTime` of the runtime.
    DateTime,
    /// `Json` of the runtime: anything.
    Json,
    /// `Vec<T>`
    List(Box<RustType>),
    /// `Map<T>` of the runtime.
    Map(Box<RustType>),
    /// A generated struct.
    Object(String),
    /// A generated open enum.
    Enum(String),
    /// A generated union.
    Union(String),
}

impl RustType {
    /// `Vec<self>`
    pub fn list(self) -> RustType {
        RustType::List(Box::new(self))
    }

    /// `Map<self>`
    pub fn map(self) -> RustType {
        RustType::Map(Box::new(self))
    }

    /// The name of the generated type inside, where there is one.
    pub fn generated(&self) -> Option<&str> {
        match self {
            RustType::Object(name) | RustType::Enum(name) | RustType::Union(name) => Some(name),
            RustType::List(inner) | RustType::Map(inner) => inner.generated(),
            _ => None,
        }
    }

    /// The runtime types used inside (`DateTime`, `Json`, `Map`).
    pub fn runtime(&self, found: &mut BTreeSet<&'static str>) {
        match self {
            RustType::DateTime => {
                found.insert("DateTime");
            }
            RustType::Json => {
                found.insert("Json");
            }
            RustType::Map(inner) => {
                found.insert("Map");
                inner.runtime(found);
            }
            RustType::List(inner) => inner.runtime(found),
            _ => {}
        }
    }
}

/// As Rust writes it, unboxed: `Vec<User>`.
impl fmt::Display for RustType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RustType::Text => f.write_str("String"),
            RustType::Bool => f.write_str("bool"),
            RustType::Int32 => f.write_str("i32"),
            RustType::Int64 => f.write_str("i64"),
            RustType::Float => f.write_str("Number"),
            RustType::DateTime => f.write_str("DateTime"),
            RustType::Json => f.write_str("Json"),
            RustType::List(inner) => write!(f, "Vec<{inner}>"),
            RustType::Map(inner) => write!(f, "Map<{inner}>"),
            RustType::Object(name) | RustType::Enum(name) | RustType::Union(name) => f.write_str(name),
        }
    }
}

/// One field of a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its Rust name.
    pub name: String,
    /// Its JSON name.
    pub json: String,
    /// Its type.
    pub rust: RustType,
    /// Whether it is kept as raw text and decoded when asked for.
    pub lazy: bool,
    /// Whether `Debug` must not show it.
    pub secret: bool,
    /// The generated types that the value may be decoded into, where no one type holds all of them.
    pub candidates: Vec<String>,
    /// The facts for its doc comment: one sentence.
    pub facts: String,
}

impl Field {
    /// The type as it stands in the struct: structs are boxed.
    pub fn written(&self) -> String {
        match &self.rust {
            rust if self.lazy => format!("Lazy<{rust}>"),
            RustType::Object(name) => format!("Box<{name}>"),
            rust => rust.to_string(),
        }
    }
}

/// One value of an open enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its Rust name.
    pub name: String,
    /// Its JSON text.
    pub value: String,
}

/// One arm of a union with a discriminator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// The discriminator's values that choose it.
    pub values: Vec<String>,
    /// The variant's name.
    pub name: String,
    /// Its type: a struct, or a union of its own.
    pub rust: RustType,
}

/// One arm of a union that the JSON shape decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShapeArm {
    /// The variant's name.
    pub name: String,
    /// Its type.
    pub rust: RustType,
    /// The JSON shape that chooses it.
    pub shape: JsonShape,
}

/// The kinds of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonShape {
    /// A string.
    Text,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// An array.
    List,
    /// An object.
    Object,
}

/// What a generated type is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A struct.
    Object {
        /// Its fields, in the order of the document, inherited ones first.
        fields: Vec<Field>,
    },
    /// An open enum of strings.
    Enum {
        /// Its known values.
        variants: Vec<Variant>,
    },
    /// A union that one member decides.
    Union {
        /// The JSON name of the member.
        by: String,
        /// Its arms.
        arms: Vec<Arm>,
        /// The type of `Other`: the base struct, or [`RustType::Json`].
        other: RustType,
        /// Fields that every arm has.
        common: Vec<Field>,
    },
    /// A union that the JSON shape decides.
    ByShape {
        /// Its arms.
        arms: Vec<ShapeArm>,
    },
}

/// A generated type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeDef {
    /// Its Rust name.
    pub name: String,
    /// What it is.
    pub shape: Shape,
    /// Where it comes from, in the words of the override file.
    pub source: String,
    /// The JSON pointer of its schema.
    pub pointer: String,
    /// The union whose common members this struct has, where it is no schema of its own.
    pub base_of: Option<String>,
    /// Further facts for the type's doc comment.
    pub facts: Vec<String>,
}

impl TypeDef {
    /// The generated types that this one names.
    pub fn references(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        match &self.shape {
            Shape::Object { fields } => {
                found.extend(fields.iter().filter_map(|field| field.rust.generated()));
                found.extend(fields.iter().flat_map(|field| field.candidates.iter().map(String::as_str)));
            }
            Shape::Enum { .. } => {}
            Shape::Union { arms, other, common, .. } => {
                found.extend(arms.iter().filter_map(|arm| arm.rust.generated()));
                found.extend(other.generated());
                found.extend(common.iter().filter_map(|field| field.rust.generated()));
            }
            Shape::ByShape { arms } => found.extend(arms.iter().filter_map(|arm| arm.rust.generated())),
        }
        found
    }
}

/// The types of a document and where they stand.
#[derive(Debug, Default)]
pub struct Types {
    /// Every generated type by its name.
    pub defs: IndexMap<String, TypeDef>,
    /// The Rust type at each schema of an operation (parameters, bodies), by JSON pointer.
    pub at: BTreeMap<String, RustType>,
}
