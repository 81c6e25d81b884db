//! Strategies for arbitrary JSON texts.

use std::fmt::Write;

use proptest::prelude::*;

/// A JSON value that covers all variations of text: digits, escapes, white space, duplicate names.
#[derive(Debug, Clone)]
pub(super) enum Tree {
    Number(String),
    Text(String),
    /// A raw literal: `null`, a boolean or a string.
    Literal(&'static str),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    pub(super) fn to_text(&self, style: u8) -> String {
        let mut text = String::new();
        self.write(style, &mut text);
        text
    }

    fn write(&self, style: u8, out: &mut String) {
        let space = ["", " ", "\n\t", "\r\n  "][usize::from(style % 4)];
        match self {
            Self::Literal(text) => out.push_str(text),
            Self::Number(text) => out.push_str(text),
            Self::Text(text) => write_text(text, style, out),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    out.push_str(space);
                    item.write(style, out);
                    out.push_str(space);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    out.push_str(space);
                    write_text(name, style, out);
                    out.push_str(space);
                    out.push(':');
                    out.push_str(space);
                    value.write(style, out);
                    out.push_str(space);
                }
                out.push('}');
            }
        }
    }
}

fn write_text(text: &str, style: u8, out: &mut String) {
    if style < 4 {
        out.push_str(&serde_json::to_string(text).unwrap());
        return;
    }
    // The same text, with every character escaped.
    out.push('"');
    for unit in text.encode_utf16() {
        write!(out, "\\u{unit:04x}").unwrap();
    }
    out.push('"');
}

const NAMES: &[&str] = &[
    "id",
    "type",
    "active",
    "count",
    "big",
    "ratio",
    "number",
    "created",
    "any",
    "names",
    "child",
    "children",
    "map",
    "scores",
    "shape",
    "loose",
    "_links",
    "password",
    "self",
    "kind",
    "name",
    "radius",
    "corners",
    "class",
    "edges",
    "status",
    "profile",
    "settings",
    "signOnMode",
    "credentials",
    "conditions",
];

const TEXTS: &[&str] =
    &["ONE", "TWO", "THREE", "CIRCLE", "TRIANGLE", "SQUARE", "shape", "empty", "", "é\u{1F600}\u{0}\"\\"];

const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "1.0",
    "1.10",
    "0.1",
    "1e2",
    "1E+2",
    "1e400",
    "-1.5e-7",
    "2147483647",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "123456789012345678901234567890",
    "0.30000000000000004",
];

fn name() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        8 => proptest::sample::select(NAMES).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[a-c]",
    ]
}

fn leaf() -> impl Strategy<Value = Tree> + Clone {
    prop_oneof![
        proptest::sample::select(&["null", "true", "false"][..]).prop_map(Tree::Literal),
        proptest::sample::select(NUMBERS).prop_map(|text| Tree::Number(text.to_owned())),
        any::<i32>().prop_map(|value| Tree::Number(value.to_string())),
        proptest::num::f64::NORMAL.prop_map(|value| Tree::Number(format!("{value:?}"))),
        proptest::sample::select(TEXTS).prop_map(|text| Tree::Text(text.to_owned())),
        any::<String>().prop_map(Tree::Text),
        Just(Tree::Literal(r#""\ud800""#)),
        Just(Tree::Literal(r#""\udc00\ud83d\ude00""#)),
    ]
}

pub(super) fn tree() -> impl Strategy<Value = Tree> + Clone {
    leaf().prop_recursive(6, 96, 12, |inner| {
        prop_oneof![
            1 => proptest::collection::vec(inner.clone(), 0..5).prop_map(Tree::Array),
            3 => object_of(inner),
        ]
    })
}

fn object_of(inner: impl Strategy<Value = Tree> + Clone) -> impl Strategy<Value = Tree> + Clone {
    proptest::collection::vec((name(), inner), 0..12).prop_map(Tree::Object)
}

fn object() -> impl Strategy<Value = Tree> {
    object_of(tree())
}

pub(super) fn text() -> impl Strategy<Value = String> {
    (tree(), 0..8_u8).prop_map(|(tree, style)| tree.to_text(style))
}

pub(super) fn object_text() -> impl Strategy<Value = String> {
    (object(), 0..8_u8).prop_map(|(tree, style)| tree.to_text(style))
}
