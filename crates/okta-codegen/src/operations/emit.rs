//! The files of okta-client's `api` module.

use std::fmt::Write;

use indexmap::IndexMap;

use super::answer::Answer;
use super::docs;
use super::wrapper::{Body, Setter, Wrapper};
use crate::areas::{Area, Areas};
use crate::document::{Document, Security};
use crate::emit::{File, WIDTH, doc};
use crate::models::RustType;
use crate::names::{pascal, singular, words};

/// The folder of the `api` module, from the root of the workspace.
pub const API: &str = "crates/okta-client/src/api";

/// The files of the `api` module: a folder an area, a file a tag.
pub fn api_files(document: &Document, areas: &Areas, wrappers: &[Wrapper<'_>]) -> Vec<File> {
    let mut tags: IndexMap<&str, Vec<&Wrapper<'_>>> = IndexMap::new();
    for wrapper in wrappers {
        tags.entry(&wrapper.operation.tag).or_default().push(wrapper);
    }
    let mut handles: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (tag, own) in &tags {
        if let Some(first) = own.first() {
            handles.entry(&first.handle).or_default().push(tag);
        }
    }
    let mut files = vec![root(document, areas)];
    for area in &areas.all {
        let mut modules = Vec::new();
        for (tag, own) in tags.iter().filter(|(tag, _)| area.tags.iter().any(|known| known == *tag)) {
            let of_handle = own.first().and_then(|first| handles.get(first.handle.as_str()));
            // The handle is declared where its first tag is.
            let declares = of_handle.filter(|tags| tags.first() == Some(tag)).map(Vec::as_slice);
            modules.push(module(area, tag));
            let path = format!("{API}/{}/{}.rs", area.module(), module(area, tag));
            files.push(File { path, text: file(document, tag, own, declares) });
        }
        modules.sort();
        files.push(folder(document, area, &modules));
    }
    files
}

/// The module of a tag: `user_lifecycle`. It is never called as the area that it is in.
fn module(area: &Area, tag: &str) -> String {
    let name = words(tag).join("_");
    if name == area.module() { singular(&name).unwrap_or(name) } else { name }
}

fn banner(document: &Document) -> String {
    format!(
        "//!\n//! Written by okta-codegen from Okta's OpenAPI document, version {}. Do not edit: change the generator or its\n\
         //! overrides, then run it again.\n",
        document.version
    )
}

fn root(document: &Document, areas: &Areas) -> File {
    let mut text = String::from(
        "//! The operations of Okta's Management API: one module an area, one method an operation.\n//!\n\
         //! Methods hang on handles, which [`Client`](crate::Client) gives: `client.users().get(id)`.\n",
    );
    text.push_str(&banner(document));
    let mut features: Vec<(String, &str)> =
        areas.all.iter().map(|area| (area.module(), area.feature.as_str())).collect();
    features.sort();
    for (module, feature) in &features {
        let _ = write!(text, "\n#[cfg(feature = \"{feature}\")]\nmod {module};");
    }
    text.push('\n');
    for (module, feature) in &features {
        let _ = write!(text, "\n#[cfg(feature = \"{feature}\")]\npub use {module}::*;");
    }
    text.push('\n');
    File { path: format!("{API}/mod.rs"), text }
}

fn folder(document: &Document, area: &Area, modules: &[String]) -> File {
    let mut text = format!("//! {} (feature `{}`).\n", area.about, area.feature);
    text.push_str(&banner(document));
    text.push('\n');
    for module in modules {
        let _ = writeln!(text, "mod {module};");
    }
    text.push('\n');
    for module in modules {
        let _ = writeln!(text, "pub use {module}::*;");
    }
    File { path: format!("{API}/{}/mod.rs", area.module()), text }
}

fn file(document: &Document, tag: &str, wrappers: &[&Wrapper<'_>], declares: Option<&[&str]>) -> String {
    let mut text = format!("//! Operations of Okta's tag `{tag}`.\n");
    text.push_str(&banner(document));
    text.push('\n');
    let handle = wrappers.first().map(|wrapper| wrapper.handle.as_str()).unwrap_or_default();
    if wrappers.iter().any(|wrapper| names_models(wrapper)) {
        text.push_str("use okta_models as models;\n\n");
    }
    if let Some(tags) = declares {
        let tags: Vec<String> = tags.iter().map(|tag| format!("`{tag}`")).collect();
        let word = if tags.len() == 1 { "tag" } else { "tags" };
        let about = doc("///", 4, &format!("Operations of the {word} {}.", tags.join(", ")));
        let _ = writeln!(text, "handle! {{\n{about}    {handle} => {}\n}}", pascal(handle));
    } else {
        let _ = writeln!(text, "use super::{};", pascal(handle));
    }
    for wrapper in wrappers {
        text.push('\n');
        operation(&mut text, wrapper);
    }
    text
}

/// Whether anything of the call is typed by okta-models.
fn names_models(wrapper: &Wrapper<'_>) -> bool {
    let mut text = String::new();
    operation(&mut text, wrapper);
    text.contains("models::")
}

/// The enum of the answers of an operation that gives one type with one status and another with another.
fn reply(text: &mut String, wrapper: &Wrapper<'_>, bodies: &[(u16, RustType)]) {
    let (id, builder) = (&wrapper.operation.id, &wrapper.builder);
    let _ = writeln!(text, "reply! {{\n    /// What `{id}` answers, by status.\n    {builder}Reply {{");
    for (status, value) in bodies {
        let name = match status {
            200 => "Ok",
            201 => "Created",
            _ => "Accepted",
        };
        let _ = writeln!(text, "        {status} => {name}({}),", rust(value));
    }
    text.push_str("    }\n}\n\n");
}

fn operation(text: &mut String, wrapper: &Wrapper<'_>) {
    let operation = wrapper.operation;
    if let Answer::ByStatus(bodies) = &wrapper.answer {
        reply(text, wrapper, bodies);
    }
    text.push_str("operation! {\n");
    for line in docs::of_method(wrapper) {
        text.push_str(&doc("///", 4, &line));
    }
    if operation.deprecated {
        text.push_str("    #[deprecated = \"Okta has deprecated this operation\"]\n");
    }
    let _ = writeln!(
        text,
        "    {}.{}({}) -> {} as {};",
        pascal(&wrapper.handle),
        wrapper.method,
        wrapper.segments.join(", "),
        answer(&wrapper.answer, &wrapper.builder),
        wrapper.builder
    );
    let head = format!("    {} \"{}\" = \"{}\",", operation.method.as_str(), operation.path, operation.id);
    let facts = facts(wrapper).join(", ");
    let gap = if head.len() + facts.len() + 2 > WIDTH { "\n        " } else { " " };
    let _ = writeln!(text, "{head}{gap}{facts};");
    for setter in &wrapper.required {
        let _ = writeln!(text, "    required {};", written(setter));
    }
    if let Some(body) = &wrapper.body {
        let optional = if wrapper.optional_body { "optional " } else { "" };
        let _ = writeln!(text, "    {optional}body {};", self::body(body));
    }
    for setter in &wrapper.optional {
        text.push_str(&doc("///", 4, &docs::of_setter(setter)));
        let _ = writeln!(text, "    {};", written(setter));
    }
    text.push_str("}\n");
}

fn written(setter: &Setter<'_>) -> String {
    format!("{} {}: {} = \"{}\"", setter.style.word(), setter.name, rust(&setter.rust), setter.parameter.name)
}

fn facts(wrapper: &Wrapper<'_>) -> Vec<String> {
    let security = &wrapper.operation.security;
    let scopes: Vec<String> = security.scopes.iter().map(|scope| format!("\"{scope}\"")).collect();
    let mut facts = vec![format!("bucket \"{}\"", wrapper.bucket), format!("scopes [{}]", scopes.join(", "))];
    facts.extend(kind_of_security(security).map(|kind| format!("security {kind}")));
    if wrapper.not_idempotent {
        facts.push("idempotent false".to_owned());
    }
    if wrapper.secret {
        facts.push("secret true".to_owned());
    }
    if wrapper.redirects {
        facts.push("redirect true".to_owned());
    }
    if let Some(label) = &wrapper.server {
        facts.push(format!("server \"{label}\""));
    }
    if let Answer::Text(content_type) = &wrapper.answer {
        facts.push(format!("accept \"{content_type}\""));
    }
    if let Some(content_type) = &wrapper.other_answer {
        let name = content_type.rsplit(['/', '+']).next().unwrap_or_default();
        facts.push(format!("or send_{name} \"{content_type}\""));
    }
    if let Answer::Listing { member: Some(member), .. } = &wrapper.answer {
        facts.push(format!("items \"{member}\""));
    }
    if let Some(member) = &wrapper.tail {
        facts.push(format!("tail {member}"));
    }
    facts
}

fn kind_of_security(security: &Security) -> Option<&'static str> {
    match (security.token, security.oauth) {
        (true, true) => None,
        (true, false) => Some("TokenOnly"),
        (false, true) => Some("OAuthOnly"),
        (false, false) => Some("None"),
    }
}

fn answer(answer: &Answer, builder: &str) -> String {
    match answer {
        Answer::Nothing => "nothing ()".to_owned(),
        Answer::Json(value) => format!("json {}", rust(value)),
        Answer::Optional(value) => format!("optional Option<{}>", rust(value)),
        Answer::Text(_) => "text String".to_owned(),
        Answer::Listing { item, .. } => format!("list {}", rust(item)),
        Answer::ByStatus(_) => format!("by_status {builder}Reply"),
    }
}

pub(super) fn body(body: &Body) -> String {
    match body {
        Body::Json(value) => format!("json {}", rust(value)),
        Body::MergePatch(value) => format!("merge_patch {}", rust(value)),
        Body::File => "file crate::FilePart".to_owned(),
        Body::Certificate => "certificate crate::Certificate".to_owned(),
        Body::SecurityEvent => "security_event String".to_owned(),
    }
}

/// A type as the client's files write it: `Vec<models::User>`.
pub(super) fn rust(rust: &RustType) -> String {
    match rust {
        RustType::Text | RustType::Bool | RustType::Int32 | RustType::Int64 | RustType::Float => {
            rust.to_string()
        }
        RustType::List(inner) => format!("Vec<{}>", self::rust(inner)),
        RustType::Map(inner) => format!("models::Map<{}>", self::rust(inner)),
        RustType::DateTime
        | RustType::Json
        | RustType::Object(_)
        | RustType::Enum(_)
        | RustType::Union(_) => format!("models::{rust}"),
    }
}
