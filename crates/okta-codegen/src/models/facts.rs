//! Doc comments composed of facts: type, format, limits and flags. Prose of the document is never copied.

use super::members::Member;
use super::types::RustType;
use crate::document::{Lifecycle, Node, Schema, Stage};

/// The doc comment of a member; empty if its type says everything.
pub(super) fn member_doc(member: &Member<'_>, rust: &RustType, candidates: &[String]) -> String {
    let mut facts = Vec::new();
    facts.extend(kind(rust, member.last(|schema| schema.format.clone()).as_deref()).map(str::to_owned));
    if !candidates.is_empty() {
        let names: Vec<String> = candidates.iter().map(|name| format!("[`{name}`]")).collect();
        facts.push(format!("for {}", names.join(" or ")));
    }
    if let Some(limits) = member.last(limits_of) {
        facts.push(limits);
    }
    if let Some(only) = member.constant.filter(|_| matches!(rust, RustType::Text | RustType::Bool)) {
        facts.push(format!("always {}", code(only)));
    }
    let read_only = member.any(|schema| schema.read_only);
    // The default of a read-only member does not matter to callers.
    if let Some(default) = member.last(|schema| schema.default.clone()).filter(|_| !read_only) {
        facts.extend(default_of(&default));
    }
    if member.required {
        facts.push("required".to_owned());
    }
    for (on, word) in [
        (read_only, "read-only"),
        (member.any(|schema| schema.write_only), "write-only"),
        (member.any(|schema| schema.nullable), "nullable"),
        (member.any(|schema| schema.deprecated), "deprecated"),
    ] {
        if on {
            facts.push(word.to_owned());
        }
    }
    facts.extend(member.lifecycle().and_then(lifecycle_note));
    sentence(&facts)
}

/// The facts about a parameter beyond its type.
pub(crate) fn parameter_facts(schema: &Schema) -> Vec<String> {
    let default = schema.default.as_ref().and_then(default_of);
    limits_of(schema).into_iter().chain(default).collect()
}

/// The note for a feature that is not generally available.
pub(crate) fn lifecycle_note(lifecycle: &Lifecycle) -> Option<String> {
    let note = lifecycle.note()?;
    if lifecycle.products.is_empty() || lifecycle.stage == Stage::Removed {
        return Some(note.to_owned());
    }
    Some(format!("{note} ({})", lifecycle.products.join(", ")))
}

/// Joins facts into a sentence.
pub(crate) fn sentence(facts: &[String]) -> String {
    let joined = facts.join("; ");
    let mut chars = joined.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => String::new(),
    }
}

/// The kind of text, by format.
fn kind(rust: &RustType, format: Option<&str>) -> Option<&'static str> {
    if *rust != RustType::Text {
        return None;
    }
    Some(match format? {
        "uri" | "url" => "URL",
        "email" => "e-mail address",
        "uuid" => "UUID",
        "regex" => "regular expression",
        "binary" | "base64" => "Base64",
        "boolean" => "boolean as text",
        _ => return None,
    })
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

fn default_of(default: &Node) -> Option<String> {
    match default {
        Node::Null | Node::Map(_) | Node::List(_) => None,
        // Longer text is prose.
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
