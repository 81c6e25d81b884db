//! Sample types of each macro, with every kind of field.

use crate::{DateTime, Json, Lazy, Map, Number};

object! {
    /// A sample.
    pub struct Sample {
        /// Text.
        id: "id" => String,
        /// Text.
        type_: "type" => Kind,
        /// Flag.
        active: "active" => bool,
        /// Count.
        count: "count" => i32,
        /// Count.
        big: "big" => i64,
        /// Ratio.
        ratio: "ratio" => f64,
        /// Number.
        number: "number" => Number,
        /// Date.
        created: "created" => DateTime,
        /// Any.
        any: "any" => Json,
        /// Names.
        names: "names" => Vec<String>,
        /// Recursion.
        child: "child" => Box<Sample>,
        /// Recursion.
        children: "children" => Vec<Sample>,
        /// Map.
        map: "map" => Map<Json>,
        /// Map.
        scores: "scores" => Map<i64>,
        /// Union.
        shape: "shape" => Box<Shape>,
        /// Untagged union.
        loose: "loose" => Loose,
        /// Links.
        links: "_links" => Lazy<Links>,
        /// Secret.
        password: secret "password" => String,
    }

    /// Links.
    pub struct Links {
        /// Self.
        self_: "self" => Json,
    }

    /// No members.
    pub struct Empty {}

    /// Round.
    pub struct Circle {
        /// Kind.
        kind: "kind" => String,
        /// Name.
        name: "name" => String,
        /// Radius.
        radius: "radius" => i64,
    }

    /// Angular.
    pub struct Polygon {
        /// Kind.
        kind: "kind" => String,
        /// Name.
        name: "name" => String,
        /// Corners.
        corners: "corners" => i32,
    }

    /// The members of all shapes.
    pub struct BaseShape {
        /// Kind.
        kind: "kind" => String,
        /// Name.
        name: "name" => String,
    }
}

open_enum! {
    /// An enumeration.
    pub enum Kind {
        One = "ONE",
        /// Documented.
        Two = "TWO",
    }
}

union! {
    /// A union.
    pub enum Shape by "kind" {
        "CIRCLE" => Circle(Box<Circle>),
        "TRIANGLE" | "SQUARE" => Polygon(Box<Polygon>),
        else => Other(Box<BaseShape>),
    }
    common { kind: String, name: String }
}

union! {
    /// A union of unions.
    pub enum Nested by "class" {
        "shape" => Shape(Box<Shape>),
        "empty" => Empty(Box<Empty>),
        else => Other(Map<Json>),
    }
}

untagged_union! {
    /// An untagged union.
    pub enum Loose {
        string => Text(String),
        number => Count(i64),
        boolean => Flag(bool),
        array => List(Vec<i64>),
        object => Links(Box<Links>),
        _ => Other(Json),
    }
}
