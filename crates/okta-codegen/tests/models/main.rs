//! Conversion of difficult schemas, one small document each, and its errors.

#![cfg(test)]

mod enums;
mod errors;
mod objects;
mod unions;

use okta_codegen::areas::Areas;
use okta_codegen::generate::Plan;
use okta_codegen::overrides::ModelOverrides;
use okta_codegen::{Document, Result};

const AREAS: &str = "default: [things]\nareas:\n  things: { about: Things, tags: [Thing] }\n";

/// Plans a document whose only operation returns the schema `Root`.
fn plan(schemas: &str, overrides: &str) -> Result<Plan> {
    let schemas: String = schemas.trim_matches('\n').lines().map(|line| format!("    {line}\n")).collect();
    let document = format!(
        "openapi: 3.0.3
info: {{ version: '1' }}
paths:
  /things:
    get:
      operationId: listThings
      tags: [Thing]
      security: []
      responses:
        '200':
          description: prose
          content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Root' }} }} }}
components:
  schemas:
{schemas}"
    );
    Plan::with_overrides(
        Document::parse(&document)?,
        &ModelOverrides::parse(overrides)?,
        Areas::parse(AREAS)?,
    )
}

/// The generated macro invocations, without the file's header and the names of members in docs.
fn rust_with(schemas: &str, overrides: &str) -> String {
    let text = rust_with_docs(schemas, overrides);
    let kept = text.lines().filter_map(|line| {
        let Some((indent, rest)) = line.split_once("/// Member `") else { return Some(line.to_owned()) };
        let facts = rest.split_once("`; ")?.1;
        let (first, rest) = facts.split_at(1);
        Some(format!("{indent}/// {}{rest}", first.to_uppercase()))
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// The generated macro invocations, without the file's header.
fn rust_with_docs(schemas: &str, overrides: &str) -> String {
    let plan = plan(schemas, overrides).unwrap();
    let file =
        plan.model_files().unwrap().into_iter().find(|file| file.path.ends_with("things/thing.rs")).unwrap();
    let body = file.text.lines().skip_while(|line| line.starts_with("//!")).collect::<Vec<_>>().join("\n");
    body.trim_start().trim_start_matches("use crate::*;").trim().to_owned()
}

fn rust(schemas: &str) -> String {
    rust_with(schemas, "{}")
}

fn error(schemas: &str, overrides: &str) -> (String, String) {
    let error = plan(schemas, overrides).unwrap_err();
    (error.pointer().to_owned(), error.message().to_owned())
}
