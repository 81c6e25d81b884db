//! Doc comments of methods and setters.

use super::area_page::types_of;
use super::response::ResponseKind;
use super::wrapper::{Setter, Style, Wrapper};
use crate::document::placeholders;
use crate::manifest::Entry;
use crate::models::facts::{lifecycle_note, parameter_facts, sentence};
use crate::names::words;
use crate::sentences::Sentences;

/// The doc lines of a method, without `///`.
pub(super) fn method_doc(entry: &Entry, wrapper: &Wrapper<'_>, sentences: &Sentences) -> Vec<String> {
    let operation = wrapper.operation;
    let summary = sentences.operations.get(&operation.id).cloned().unwrap_or_else(|| title(&operation.id));
    let mut lines = vec![summary, String::new()];
    lines.push(format!(
        "`{} {}` ([reference]({}))",
        operation.method.as_str(),
        operation.path,
        entry.reference_of(&operation.tag, &operation.id)
    ));
    lines.push(String::new());
    lines.extend(argument_docs(wrapper, sentences));
    let types: Vec<String> =
        types_of(wrapper).iter().map(|name| format!("[`{name}`]({}::{name})", entry.models_path())).collect();
    if !types.is_empty() {
        lines.push(format!("- Types: {}", types.join(", ")));
    }
    lines.push(format!("- Credentials: {}", credentials(wrapper)));
    lines.push(format!("- Rate-limit bucket: `{}`", wrapper.bucket));
    if let Some(paging) = paging(wrapper) {
        lines.push(format!("- Paging: {paging}"));
    }
    if let Some(note) = lifecycle_note(&operation.lifecycle) {
        lines.push(format!("- Availability: {note}"));
    }
    if let Some(label) = &wrapper.server {
        lines.push(format!("- Server: `{label}.` before the org's host"));
    }
    if wrapper.not_idempotent {
        lines.push("- Not idempotent: not retried if the request may have been processed".to_owned());
    }
    if wrapper.secret {
        lines.push("- Contains secrets: neither cached nor logged".to_owned());
    }
    lines
}

/// The doc lines of the arguments: path parameters, then required parameters.
fn argument_docs(wrapper: &Wrapper<'_>, sentences: &Sentences) -> Vec<String> {
    let names = placeholders(&wrapper.operation.path).skip(usize::from(wrapper.bound.is_some()));
    let of_path = wrapper.segments.iter().map(String::as_str).zip(names);
    let required =
        wrapper.required.iter().map(|setter| (setter.name.as_str(), setter.parameter.name.as_str()));
    of_path
        .chain(required)
        .filter_map(|(argument, name)| {
            let sentence = sentences.parameter(&wrapper.operation.id, name)?;
            Some(format!("- `{argument}`: {sentence}"))
        })
        .collect()
}

/// The doc text of a setter.
pub(super) fn setter_doc(setter: &Setter<'_>, operation: &str, sentences: &Sentences) -> String {
    let parameter = setter.parameter;
    let mut facts = vec![match setter.style {
        Style::Header => format!("header `{}`", parameter.name),
        Style::OktaResponse => format!("parameter `okta-response` of the header `{}`", parameter.name),
        _ => format!("query parameter `{}`", parameter.name),
    }];
    facts.extend(parameter_facts(&parameter.schema));
    if parameter.schema.deprecated {
        facts.push("deprecated".to_owned());
    }
    facts.extend(lifecycle_note(&parameter.lifecycle));
    let facts = sentence(&facts);
    match sentences.parameter(operation, &parameter.name) {
        Some(own) => format!("{own}\n\n{facts}"),
        None => facts,
    }
}

/// An operation id as words: `List user blocks.`
fn title(id: &str) -> String {
    sentence(&[words(id).join(" ")])
}

fn credentials(wrapper: &Wrapper<'_>) -> String {
    let security = &wrapper.operation.security;
    let scopes: Vec<String> = security.scopes.iter().map(|scope| format!("`{scope}`")).collect();
    let of_user = if wrapper.user { " of the user" } else { "" };
    if security.client {
        return "OAuth client authentication; \
                [`ClientBuilder::client_authentication`](crate::ClientBuilder::client_authentication) adds it, else the \
                request contains it"
            .to_owned();
    }
    let oauth = match scopes.as_slice() {
        [] => format!("access token{of_user}"),
        scopes => format!("access token{of_user} with {}", scopes.join(" or ")),
    };
    match (security.token, security.oauth) {
        (true, true) => format!("API token, or {oauth}"),
        (true, false) => "API token only".to_owned(),
        (false, true) => format!("{oauth}; no API token"),
        (false, false) => "none".to_owned(),
    }
}

fn paging(wrapper: &Wrapper<'_>) -> Option<String> {
    let ResponseKind::List { member, .. } = &wrapper.response else { return None };
    Some(match (member, wrapper.has_cursor) {
        (Some(member), false) => format!("items in `{member}`, all in one page according to the document"),
        (Some(member), true) => format!("items in `{member}`, cursor in `_links.next` or `Link`"),
        (None, true) => "cursor in `Link`".to_owned(),
        (None, false) => "all items in one page according to the document".to_owned(),
    })
}
