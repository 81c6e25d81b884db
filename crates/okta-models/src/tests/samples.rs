//! Sample types of each macro, with every kind of field.

use crate::{DateTime, Json, Lazy, Map, Number};

object! {
    /// A sample.
    pub struct Sample {
        @
        /// Identifier.
        id: "id",
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
        /// Parts.
        parts: "parts" => Vec<String>,
        /// Radius.
        radius: "radius" => i64,
        /// Unit.
        unit: "unit" => String = "cm",
    }

    /// Angular.
    pub struct Polygon {
        /// Kind.
        kind: "kind" => String,
        /// Name.
        name: "name" => String,
        /// Parts.
        parts: "parts" => Vec<String>,
        /// Corners.
        corners: "corners" => i32,
    }

    /// The members of all shapes.
    pub struct BaseShape {
        /// Kind.
        kind: "kind" => String,
        /// Name.
        name: "name" => String,
        /// Parts.
        parts: "parts" => Vec<String>,
    }

    /// The members of all nested shapes.
    pub struct NestedBase {
        @
        /// Identifier.
        id: "id",
        /// Name.
        name: "name" => String,
        /// Child.
        child: "child" => Box<Links>,
    }

    /// A leaf.
    pub struct Leaf {
        @
        /// Identifier.
        id: "id",
        /// Name.
        name: "name" => String,
        /// Child.
        child: "child" => Box<Links>,
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
        "CIRCLE" => Circle(Box<Circle>) as_circle as_circle_mut,
        "TRIANGLE" | "SQUARE" => Polygon(Box<Polygon>) as_polygon as_polygon_mut,
        else => Other(Box<BaseShape>),
    }
    common { kind set_kind: String, name set_name: String, parts set_parts: Vec<String> }
}

union! {
    /// A union of unions.
    pub enum Nested by "class" {
        "shape" => Shape(Box<Shape>, union) as_shape as_shape_mut,
        "empty" => Empty(Box<Empty>) as_empty as_empty_mut,
        else => Other(Json),
    }
}

union! {
    /// A union whose members are common to a nested one.
    pub enum Tree by "level" {
        "inner" => Inner(Box<Inner>, union) as_inner as_inner_mut,
        "leaf" => Leaf(Box<Leaf>) as_leaf as_leaf_mut,
        else => Other(Box<NestedBase>),
    }
    common { @ id, name set_name: String, child set_child: Box<Links> }
}

union! {
    /// A nested union.
    pub enum Inner by "kind" {
        "leaf" => Leaf(Box<Leaf>) as_leaf as_leaf_mut,
        else => Other(Box<NestedBase>),
    }
    common { @ id, name set_name: String, child set_child: Box<Links> }
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
