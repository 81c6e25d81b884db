//! The page of an area in the `api` module.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::response::ResponseKind;
use super::wrapper::{BodyKind, Wrapper};
use crate::areas::Area;
use crate::emit::doc;
use crate::manifest::Entry;
use crate::models::RustType;
use crate::names::pascal;
use crate::sentences::Sentences;

/// The number of types that a page lists.
const MAX_TYPES: usize = 12;

/// Renders the module documentation of an area: what it is, an example, mistakes, its handles, types, scopes and
/// buckets.
pub(super) fn area_page(
    entry: &Entry,
    area: &Area,
    wrappers: &[&Wrapper<'_>],
    sentences: &Sentences,
) -> String {
    let mut text = doc("//!", 0, &format!("{} (feature `{}`).", area.about, area.feature));
    if let Some(page) = sentences.areas.get(&area.module()) {
        text.push_str("//!\n");
        text.push_str(&lines(&page.text()));
    }
    let handles: BTreeSet<&str> = wrappers.iter().map(|wrapper| wrapper.handle.as_str()).collect();
    text.push_str("//!\n//! # Handles\n//!\n//! | handle | operations |\n//! |---|---|\n");
    for handle in handles {
        let count = wrappers.iter().filter(|wrapper| wrapper.handle == handle).count();
        let line = match entry.handle() {
            None => {
                let name = pascal(handle);
                format!("[`{name}`], by [`Client::{handle}`](crate::Client::{handle})")
            }
            Some(root) if handle.is_empty() => {
                // Rustdoc rejects a path to an item of the same module.
                let is_here = entry.module.as_deref() == Some(area.module().as_str());
                let path = if is_here { String::new() } else { format!("({})", entry.api_path(&root)) };
                format!("[`{root}`]{path}, by `Client::{}`", entry.root_method())
            }
            Some(root) => {
                let name = pascal(handle);
                format!("[`{name}`], by [`{root}::{handle}`]({}::{handle})", entry.api_path(&root))
            }
        };
        let _ = writeln!(text, "//! | {line} | {count} |");
    }
    let types = main_types(wrappers);
    if !types.is_empty() {
        text.push_str("//!\n//! # Types\n//!\n");
        let links: Vec<String> =
            types.iter().map(|name| format!("[`{name}`]({}::{name})", entry.models_path())).collect();
        text.push_str(&doc("//!", 0, &format!("{}.", links.join(", "))));
    }
    let scopes: BTreeSet<&str> =
        wrappers.iter().flat_map(|wrapper| &wrapper.operation.security.scopes).map(String::as_str).collect();
    if !scopes.is_empty() {
        text.push_str("//!\n//! # Scopes\n//!\n");
        let scopes: Vec<String> = scopes.iter().map(|scope| format!("`{scope}`")).collect();
        text.push_str(&doc("//!", 0, &format!("{}.", scopes.join(", "))));
    }
    let buckets: BTreeSet<&str> = wrappers.iter().map(|wrapper| wrapper.bucket.as_str()).collect();
    text.push_str("//!\n//! # Rate-limit buckets\n//!\n");
    let buckets: Vec<String> = buckets.iter().map(|bucket| format!("`{bucket}`")).collect();
    text.push_str(&doc("//!", 0, &format!("{}.", buckets.join(", "))));
    text
}

/// The text as it is, in lines of module documentation.
fn lines(text: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    for line in text.lines() {
        if line.starts_with("```") {
            code = !code;
        }
        match (code, line) {
            (_, "") => out.push_str("//!\n"),
            (true, line) => {
                let _ = writeln!(out, "//! {line}");
            }
            (false, line) => out.push_str(&doc("//!", 0, line)),
        }
    }
    out
}

/// The types that most operations send or return.
fn main_types<'w>(wrappers: &[&'w Wrapper<'_>]) -> Vec<&'w str> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for wrapper in wrappers {
        for name in types_of(wrapper) {
            match counts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, count)) => *count += 1,
                None => counts.push((name, 1)),
            }
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().take(MAX_TYPES).map(|(name, _)| name).collect()
}

/// The generated types in the response and the body of an operation.
pub(super) fn types_of<'w>(wrapper: &'w Wrapper<'_>) -> Vec<&'w str> {
    let response: Vec<&RustType> = match &wrapper.response {
        ResponseKind::Json(value) | ResponseKind::Optional(value) => vec![value],
        ResponseKind::List { item, .. } => vec![item],
        ResponseKind::ByStatus(values) => values.iter().map(|(_, value)| value).collect(),
        ResponseKind::Empty | ResponseKind::Text(_) | ResponseKind::Url => Vec::new(),
    };
    let body = match &wrapper.body {
        Some(BodyKind::Json(value) | BodyKind::MergePatch(value) | BodyKind::Form(value)) => Some(value),
        _ => None,
    };
    let mut names = Vec::new();
    for name in response.into_iter().chain(body).filter_map(RustType::generated) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
