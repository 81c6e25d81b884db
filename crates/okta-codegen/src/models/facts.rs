//! Doc comments out of facts: type, format, limits, marks. Never a sentence of the document.

use super::members::Member;
use super::types::RustType;
use crate::document::{Lifecycle, Node, Schema, Stage};

/// The sentence about a member.
pub(super) fn of_member(member: &Member<'_>, rust: &RustType) -> String {
    let mut facts = vec![kind(rust, member.last(|schema| schema.format.clone()).as_deref())];
    if let Some(limits) = member.last(limits_of) {
        facts.push(limits);
    }
    if let [only] = allowed(member).as_slice()
        && matches!(rust, RustType::Text | RustType::Bool)
    {
        facts.push(format!("always {}", code(only)));
    }
    if let Some(default) = member.last(|schema| schema.default.clone()) {
        facts.extend(default_of(&default));
    }
    if member.required {
        facts.push("required".to_owned());
    }
    for (on, word) in [
        (member.any(|schema| schema.read_only), "read-only"),
        (member.any(|schema| schema.write_only), "write-only"),
        (member.any(|schema| schema.nullable), "nullable"),
        (member.any(|schema| schema.deprecated), "deprecated"),
    ] {
        if on {
            facts.push(word.to_owned());
        }
    }
    facts.extend(member.lifecycle().and_then(of_lifecycle));
    sentence(&facts)
}

/// What a lifecycle mark says, where it warns of something.
pub(super) fn of_lifecycle(lifecycle: &Lifecycle) -> Option<String> {
    let note = lifecycle.note()?;
    if lifecycle.products.is_empty() || lifecycle.stage == Stage::Removed {
        return Some(note.to_owned());
    }
    Some(format!("{note} ({})", lifecycle.products.join(", ")))
}

/// Joins facts: first letter in upper case, a period at the end.
pub(super) fn sentence(facts: &[String]) -> String {
    let joined = facts.join("; ");
    let mut chars = joined.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => String::new(),
    }
}

fn kind(rust: &RustType, format: Option<&str>) -> String {
    let word = match rust {
        RustType::Text => match format {
            Some("uri" | "url") => "URL",
            Some("email") => "e-mail address",
            Some("uuid") => "UUID",
            Some("regex") => "regular expression",
            Some("binary" | "base64") => "Base64 or binary data as text",
            Some("boolean") => "boolean as text",
            _ => "text",
        },
        RustType::Bool => "boolean",
        RustType::Int32 | RustType::Int64 => "integer",
        RustType::Float => "number",
        RustType::DateTime => "date and time",
        RustType::Json => "any JSON",
        RustType::List(inner) => return format!("list of {}", plural(inner)),
        RustType::Map(inner) => return format!("map to {}", plural(inner)),
        RustType::Object(name) | RustType::Enum(name) | RustType::Union(name) => {
            return format!("[`{name}`]");
        }
    };
    word.to_owned()
}

fn plural(rust: &RustType) -> String {
    let word = match rust {
        RustType::Text => "texts",
        RustType::Bool => "booleans",
        RustType::Int32 | RustType::Int64 => "integers",
        RustType::Float => "numbers",
        RustType::DateTime => "dates and times",
        RustType::Json => "any JSON",
        RustType::List(inner) => return format!("lists of {}", plural(inner)),
        RustType::Map(inner) => return format!("maps to {}", plural(inner)),
        RustType::Object(name) | RustType::Enum(name) | RustType::Union(name) => {
            return format!("[`{name}`]");
        }
    };
    word.to_owned()
}

fn limits_of(schema: &Schema) -> Option<String> {
    let limits = &schema.limits;
    let text = |value: &Option<Node>| value.as_ref().map(ToString::to_string);
    let length = |value: Option<i64>| value.filter(|value| *value > 0).map(|value| value.to_string());
    let mut facts = Vec::new();
    facts.extend(range(length(limits.min_length), length(limits.max_length), " characters"));
    facts.extend(range(text(&limits.minimum), text(&limits.maximum), ""));
    facts.extend(range(length(limits.min_items), length(limits.max_items), " elements"));
    if let Some(step) = &limits.multiple_of {
        facts.push(format!("a multiple of {step}"));
    }
    if limits.unique_items {
        facts.push("no duplicates".to_owned());
    }
    (!facts.is_empty()).then(|| facts.join(", "))
}

fn range(least: Option<String>, most: Option<String>, unit: &str) -> Option<String> {
    Some(match (least, most) {
        (Some(least), Some(most)) if least == most => format!("{least}{unit}"),
        (Some(least), Some(most)) => format!("{least} to {most}{unit}"),
        (Some(least), None) => format!("at least {least}{unit}"),
        (None, Some(most)) => format!("at most {most}{unit}"),
        (None, None) => return None,
    })
}

fn allowed(member: &Member<'_>) -> Vec<Node> {
    member.last(|schema| (!schema.allowed.is_empty()).then(|| schema.allowed.clone())).unwrap_or_default()
}

fn default_of(default: &Node) -> Option<String> {
    match default {
        Node::Null | Node::Map(_) | Node::List(_) => None,
        // Anything longer is prose rather than a value.
        Node::Text(text) if text.is_empty() || text.len() > 40 || text.contains('`') => None,
        node => Some(format!("default {}", code(node))),
    }
}

fn code(node: &Node) -> String {
    match node {
        Node::Text(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}
