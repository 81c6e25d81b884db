//! A table by which a test program makes every call from data.

use std::fmt::Write;

use super::answer::Answer;
use super::emit::body;
use super::wrapper::{Setter, Style, Wrapper};
use crate::document::Document;
use crate::emit::File;
use crate::models::RustType;

/// The folder of the generated part of the workspace's tests.
const WIRE: &str = "tests/src/generated";

/// The table of calls.
pub fn wire_file(document: &Document, wrappers: &[Wrapper<'_>]) -> File {
    let mut text = format!(
        "//! Every operation, called through its public method with arguments taken from data.\n//!\n\
         //! Written by okta-codegen from Okta's OpenAPI document, version {}. Do not edit: change the generator or its\n\
         //! overrides, then run it again.\n\n\
         use okta_models as models;\n\nuse crate::wire::calls;\n\ncalls! {{\n",
        document.version
    );
    for wrapper in wrappers {
        let _ = writeln!(text, "    {}", entry(wrapper));
    }
    text.push_str("}\n");
    File { path: format!("{WIRE}/calls.rs"), text }
}

fn entry(wrapper: &Wrapper<'_>) -> String {
    let mut arguments: Vec<String> = Vec::new();
    for (name, parameter) in wrapper.segments.iter().zip(&wrapper.operation.parameters) {
        arguments.push(format!("{name}: path = \"{}\"", parameter.name));
    }
    arguments.extend(wrapper.required.iter().map(parameter));
    let mut setters = Vec::new();
    if let Some(kind) = &wrapper.body {
        let written = format!("body: {}", body(kind));
        if wrapper.optional_body { setters.push(written) } else { arguments.push(written) }
    }
    setters.extend(wrapper.optional.iter().map(parameter));
    let kind = if matches!(wrapper.answer, Answer::Listing { .. }) { "list" } else { "one" };
    format!(
        "\"{}\" => {}.{}({}) {kind} [{}];",
        wrapper.operation.id,
        wrapper.handle,
        wrapper.method,
        arguments.join(", "),
        setters.join(", ")
    )
}

/// A parameter by the way in which its value is read from text.
fn parameter(setter: &Setter<'_>) -> String {
    let kind = match (setter.style, &setter.rust) {
        (Style::Each | Style::Joined, _) => "texts".to_owned(),
        (_, RustType::Bool | RustType::Int32 | RustType::Int64 | RustType::Float) => {
            format!("parsed {}", setter.rust)
        }
        _ => "text".to_owned(),
    };
    format!("{}: {kind} = \"{}\"", setter.name, setter.parameter.name)
}
