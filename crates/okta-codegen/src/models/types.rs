//! The generated Rust types.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use indexmap::IndexMap;

/// A Rust type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RustType {
    /// `String`
    Text,
    /// `Id` of the runtime: the identifier of an object.
    Id,
    /// `bool`
    Bool,
    /// `i32`
    Int32,
    /// `i64`
    Int64,
    /// `Number` of the runtime, which keeps all digits.
    Float,
    /// `DateTime` of the runtime.
    DateTime,
    /// `Json` of the runtime: any value.
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
    /// Returns `Vec<self>`.
    pub fn list(self) -> RustType {
        RustType::List(Box::new(self))
    }

    /// Returns `Map<self>`.
    pub fn map(self) -> RustType {
        RustType::Map(Box::new(self))
    }

    /// Returns the name of the inner generated type, if any.
    pub fn generated(&self) -> Option<&str> {
        match self {
            RustType::Object(name) | RustType::Enum(name) | RustType::Union(name) => Some(name),
            RustType::List(inner) | RustType::Map(inner) => inner.generated(),
            _ => None,
        }
    }

    /// Collects the runtime types that this type uses (`DateTime`, `Json`, `Map`, `Number`).
    pub fn runtime(&self, found: &mut BTreeSet<&'static str>) {
        match self {
            RustType::DateTime => {
                found.insert("DateTime");
            }
            RustType::Float => {
                found.insert("Number");
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

/// Formats as Rust code, unboxed: `Vec<User>`.
impl fmt::Display for RustType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RustType::Text => f.write_str("String"),
            RustType::Id => f.write_str("Id"),
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

/// A field of a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its Rust name.
    pub name: String,
    /// Its JSON name.
    pub json: String,
    /// Its type.
    pub rust: RustType,
    /// Whether it is kept as raw text and decoded on access.
    pub lazy: bool,
    /// Whether it is a secret: `Debug` redacts it.
    pub secret: bool,
    /// Whether it is personal data: `Debug` redacts it.
    pub personal: bool,
    /// Generated types that the value can be decoded into, if no single type fits.
    pub candidates: Vec<String>,
    /// Its value, if it always has the same one: a Rust literal.
    pub constant: Option<String>,
    /// Its doc comment: one sentence.
    pub facts: String,
}

impl Field {
    /// Returns the type in the struct; objects are boxed.
    pub fn rust_type(&self) -> String {
        match &self.rust {
            rust if self.lazy => format!("Lazy<{rust}>"),
            RustType::Object(name) => format!("Box<{name}>"),
            rust => rust.to_string(),
        }
    }
}

/// A variant of an open enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its Rust name.
    pub name: String,
    /// Its JSON text.
    pub value: String,
}

/// An arm of a union with a discriminator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// The discriminator values that select it.
    pub values: Vec<String>,
    /// The variant's name.
    pub name: String,
    /// Its type: a struct or a nested union.
    pub rust: RustType,
}

/// An arm of an untagged union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntaggedArm {
    /// The variant's name.
    pub name: String,
    /// Its type.
    pub rust: RustType,
    /// The JSON shape that selects it.
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

/// The shape of a generated type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A struct.
    Object {
        /// Its fields, in document order; inherited fields come first.
        fields: Vec<Field>,
    },
    /// An open enum of strings.
    Enum {
        /// Its known values.
        variants: Vec<Variant>,
    },
    /// A union with a discriminator.
    Union {
        /// The JSON name of the discriminator.
        by: String,
        /// Its arms.
        arms: Vec<Arm>,
        /// The type of `Other`: the base struct, or [`RustType::Json`].
        other: RustType,
        /// Fields common to all arms.
        common: Vec<Field>,
    },
    /// A union whose arm is selected by JSON shape.
    Untagged {
        /// Its arms.
        arms: Vec<UntaggedArm>,
    },
}

/// A generated type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeDef {
    /// Its Rust name.
    pub name: String,
    /// Its shape.
    pub shape: Shape,
    /// Its schema path.
    pub source: String,
    /// The JSON pointer of its schema.
    pub pointer: String,
    /// For a struct of the common members of a union, the name of the union.
    pub base_of: Option<String>,
    /// Facts for its doc comment.
    pub facts: Vec<String>,
}

impl TypeDef {
    /// The key of its sentence: the schema path, or the name of the union whose common members these are.
    pub fn sentence_key(&self) -> &str {
        self.base_of.as_deref().unwrap_or(&self.source)
    }

    /// Lists the generated types that this one refers to.
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
            Shape::Untagged { arms } => found.extend(arms.iter().filter_map(|arm| arm.rust.generated())),
        }
        found
    }
}

/// The types of a document.
#[derive(Debug, Default)]
pub struct Types {
    /// The generated types by name.
    pub defs: IndexMap<String, TypeDef>,
    /// The Rust types of parameters and bodies, by JSON pointer of the schema.
    pub at: BTreeMap<String, RustType>,
}
