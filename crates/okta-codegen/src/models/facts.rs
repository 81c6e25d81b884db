//! Doc comments composed of facts: type, format, limits and flags. Prose of the document is never copied.

use super::members::Member;
use super::types::RustType;
use crate::document::{Lifecycle, Node, Schema, Stage, Type};

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
    // A page size of -1 means that there is none.
    let default = schema.default.as_ref().and_then(default_of).filter(|default| default != "default `-1`");
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
        // Some are URNs.
        "uri" | "url" => "URI",
        "email" => "e-mail address",
        "uuid" => "UUID",
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
    // The document has these for texts and lists, too.
    let unit = match schema.kind {
        Some(Type::String) => Some(" characters"),
        Some(Type::Array) => Some(" elements"),
        Some(Type::Object) => None,
        _ => Some(""),
    };
    facts.extend(unit.and_then(|unit| range(text(&limits.minimum), text(&limits.maximum), unit)));
    facts.extend(range(length(limits.min_items), length(limits.max_items), " elements"));
    if let Some(step) = &limits.multiple_of {
        facts.push(format!("a multiple of {step}"));
    }
    if limits.unique_items && schema.kind == Some(Type::Array) {
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
        // Other text is prose.
        Node::Text(text) if text.is_empty() || text.len() > 40 || text.contains(['`', ' ']) => None,
        node => Some(format!("default {}", code(node))),
    }
}

fn code(node: &Node) -> String {
    match node {
        Node::Text(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn facts(text: &str) -> Vec<String> {
        let document = format!(
            "{{openapi: 3.0.3, info: {{version: '1', title: x}}, paths: {{}}, components: {{schemas: {{S: {text}}}}}}}"
        );
        parameter_facts(Document::parse(&document).unwrap().schema("S").unwrap())
    }

    #[test]
    fn limits_have_the_unit_of_their_type() {
        for (schema, expected) in [
            ("{type: integer, minimum: 1, maximum: 5}", "1 to 5"),
            ("{type: string, minimum: 1, maximum: 5}", "1 to 5 characters"),
            (
                "{type: array, items: {type: string}, maximum: 5, uniqueItems: true}",
                "at most 5 elements, no duplicates",
            ),
            ("{type: string, maxLength: 5, uniqueItems: true}", "at most 5 characters"),
            ("{type: integer, default: 20}", "default `20`"),
        ] {
            assert_eq!(facts(schema), [expected], "{schema}");
        }
        for schema in [
            "{type: object, minimum: 0}",
            "{type: integer, default: -1}",
            "{type: string, default: current time}",
        ] {
            assert!(facts(schema).is_empty(), "{schema}");
        }
    }
}
