//! Rendering of a type: macro invocation and doc comment.

use std::fmt::Write;

use super::usages::{TypeUsages, abbreviated};
use crate::emit::{WIDTH, doc, literal};
use crate::models::{Field, JsonShape, RustType, Shape, TypeDef, setter, variant_accessors};
use crate::sentences::Sentences;
use crate::twins::Twins;

/// What doc comments of types are composed of, besides the facts of each.
pub(super) struct TypeDocs<'a> {
    pub(super) usages: TypeUsages,
    pub(super) sentences: &'a Sentences,
    pub(super) twins: &'a Twins,
}

/// Renders the macro invocation of a type.
pub(super) fn definition_text(definition: &TypeDef, docs: &TypeDocs<'_>) -> String {
    let name = &definition.name;
    let sentences = docs.sentences;
    let docs = doc("///", 4, &type_doc(definition, docs));
    match &definition.shape {
        Shape::Object { fields } => {
            let sentence = |field: &Field| sentences.member(definition.sentence_key(), &field.json);
            let (ids, others): (Vec<_>, Vec<_>) = fields.iter().partition(|field| field.rust == RustType::Id);
            let body: String =
                ids.into_iter().chain(others).map(|field| field_text(field, sentence(field))).collect();
            let body = if body.is_empty() { "{}".to_owned() } else { format!("{{\n{body}    }}") };
            format!("object! {{\n{docs}    pub struct {name} {body}\n}}\n")
        }
        Shape::Enum { variants } => {
            let body: String = variants
                .iter()
                .map(|variant| {
                    let sentence = sentences.variant(&definition.source, &variant.value);
                    let docs = sentence.map(|sentence| doc("///", 8, sentence)).unwrap_or_default();
                    format!("{docs}        {} = {},\n", variant.name, literal(&variant.value))
                })
                .collect();
            format!("open_enum! {{\n{docs}    pub enum {name} {{\n{body}    }}\n}}\n")
        }
        Shape::Union { by, arms, other, common } => {
            let mut body = String::new();
            for arm in arms {
                let values: Vec<String> = arm.values.iter().map(|value| literal(value)).collect();
                let nested = if matches!(arm.rust, RustType::Union(_)) { ", union" } else { "" };
                let variant = format!(
                    "{}(Box<{}>{nested}) {},",
                    arm.name,
                    arm.rust,
                    variant_accessors(&arm.name).join(" ")
                );
                let one_line = format!("        {} => {variant}\n", values.join(" | "));
                if one_line.len() <= WIDTH + 1 {
                    body.push_str(&one_line);
                } else {
                    let _ = writeln!(body, "        {}", values.join("\n        | "));
                    let _ = writeln!(body, "            => {variant}");
                }
            }
            let other = match other {
                RustType::Object(base) => format!("Box<{base}>"),
                other => other.to_string(),
            };
            let _ = writeln!(body, "        else => Other({other}),");
            let common = if common.is_empty() { String::new() } else { common_text(common) };
            format!("union! {{\n{docs}    pub enum {name} by {} {{\n{body}    }}\n{common}}}\n", literal(by))
        }
        Shape::Untagged { arms } => {
            let mut body = String::new();
            for arm in arms {
                let kind = match arm.shape {
                    JsonShape::Text => "string",
                    JsonShape::Bool => "boolean",
                    JsonShape::Number => "number",
                    JsonShape::List => "array",
                    JsonShape::Object => "object",
                };
                let rust = match &arm.rust {
                    RustType::Object(name) => format!("Box<{name}>"),
                    rust => rust.to_string(),
                };
                let _ = writeln!(body, "        {kind} => {}({rust}),", arm.name);
            }
            body.push_str("        _ => Other(Json),\n");
            format!("untagged_union! {{\n{docs}    pub enum {name} {{\n{body}    }}\n}}\n")
        }
    }
}

fn field_text(field: &Field, sentence: Option<&str>) -> String {
    // Facts are a sentence, which may begin with an acronym.
    let facts = match field.facts.char_indices().nth(1) {
        Some((at, second)) if second.is_lowercase() => {
            let (first, rest) = field.facts.split_at(at);
            format!("; {}{rest}", first.to_lowercase())
        }
        Some(_) => format!("; {}", field.facts),
        None => ".".to_owned(),
    };
    let member = format!("Member `{}`{facts}", field.json);
    let paragraphs: Vec<&str> = [sentence, Some(&member)].into_iter().flatten().collect();
    let docs = doc("///", 8, &paragraphs.join("\n\n"));
    if field.rust == RustType::Id {
        return format!("        @\n{docs}        {}: {},\n", field.name, literal(&field.json));
    }
    let redacted = match (field.secret, field.personal) {
        (true, _) => "secret ",
        (false, true) => "personal ",
        (false, false) => "",
    };
    let constant = field.constant.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
    format!(
        "{docs}        {}: {redacted}{} => {}{constant},\n",
        field.name,
        literal(&field.json),
        field.rust_type()
    )
}

fn common_text(common: &[Field]) -> String {
    let (ids, others): (Vec<_>, Vec<_>) = common.iter().partition(|field| field.rust == RustType::Id);
    let ids = ids.into_iter().map(|field| format!("        @ {},\n", field.name));
    let others = others
        .into_iter()
        .map(|field| format!("        {} {}: {},\n", field.name, setter(field), field.rust_type()));
    let fields: String = ids.chain(others).collect();
    format!("    common {{\n{fields}    }}\n")
}

fn type_doc(definition: &TypeDef, docs: &TypeDocs<'_>) -> String {
    let mut text = match docs.sentences.types.get(definition.sentence_key()) {
        Some(sentence) => format!("{sentence}\n\n"),
        None => String::new(),
    };
    if let Some(union) = &definition.base_of {
        text.push_str(&format!(
            "The members common to all variants of [`{union}`]; the typed part of an unknown variant."
        ));
        return text;
    }
    text.push_str(&match definition.source.contains(['.', '[', '{', '|', '>', '?', ' ']) {
        false => format!("Schema `{}`", definition.source),
        true => format!("Inline schema `{}`", definition.source),
    });
    for fact in &definition.facts {
        text.push_str("; ");
        text.push_str(fact);
    }
    text.push('.');
    if let Some(usage) = docs.usages.by_type.get(&definition.name) {
        text.push_str("\n\n");
        let mut sentences = Vec::new();
        if !usage.sent_by.is_empty() {
            sentences.push(format!("Sent by {}.", abbreviated(&usage.sent_by)));
        }
        if !usage.returned_by.is_empty() {
            sentences.push(format!("Returned by {}.", abbreviated(&usage.returned_by)));
        }
        if !usage.webhooks.is_empty() {
            sentences.push(format!("Of Okta's requests to webhooks: {}.", abbreviated(&usage.webhooks)));
        }
        text.push_str(&sentences.join(" "));
    }
    text
}
