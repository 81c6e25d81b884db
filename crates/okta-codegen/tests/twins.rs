//! Pairs of types that are read and written on the same path.

#![cfg(test)]

mod common;

use std::collections::BTreeSet;

use okta_codegen::areas::Areas;
use okta_codegen::generate::Plan;
use okta_codegen::overrides::ModelOverrides;
use okta_codegen::twins::{Pair, Twins, proposed};
use okta_codegen::{Document, Manifest};

const DOCUMENT: &str = r#"
openapi: 3.0.3
info: { version: '1' }
paths:
  /things/{id}:
    get:
      operationId: getThing
      tags: [Thing]
      security: []
      parameters: [ { name: id, in: path, required: true, schema: { type: string } } ]
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } } }
    put:
      operationId: replaceThing
      tags: [Thing]
      security: []
      parameters: [ { name: id, in: path, required: true, schema: { type: string } } ]
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/ThingWrite' } } } }
      responses: { '204': {} }
  /same:
    get:
      operationId: getSame
      tags: [Thing]
      security: []
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Part' } } } } }
    put:
      operationId: replaceSame
      tags: [Thing]
      security: []
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Part' } } } }
      responses: { '204': {} }
components:
  schemas:
    Thing: { type: object, properties: { id: { type: string }, parts: { type: array, items: { $ref: '#/components/schemas/Part' } }, name: { type: string } } }
    ThingWrite: { type: object, properties: { parts: { type: array, items: { $ref: '#/components/schemas/PartWrite' } }, name: { type: string } } }
    Part: { type: object, properties: { size: { type: integer } } }
    PartWrite: { type: object, properties: { size: { type: integer } } }
"#;

fn plan() -> Plan {
    let areas =
        Areas::parse("default: [things]\nareas: { things: { about: Things, tags: [Thing] } }").unwrap();
    Plan::with_overrides(Document::parse(DOCUMENT).unwrap(), &ModelOverrides::default(), areas).unwrap()
}

fn pair(from: &str, to: &str) -> Pair {
    (from.to_owned(), to.to_owned())
}

#[test]
fn pairs_of_bodies_and_their_members_are_proposed() {
    let plan = plan();
    let found: Vec<_> =
        plan.resources.iter().map(|resource| (resource.get.as_str(), resource.write.as_str())).collect();
    assert_eq!(found, [("getThing", "replaceThing"), ("getSame", "replaceSame")]);
    let pairs = proposed(&plan.resources, &plan.types);
    assert_eq!(pairs, BTreeSet::from([pair("Thing", "ThingWrite"), pair("Part", "PartWrite")]));
}

#[test]
fn pairs_without_a_review_are_errors() {
    let pairs = BTreeSet::from([pair("Thing", "ThingWrite"), pair("Part", "PartWrite")]);
    let check = |text: &str| Twins::parse(text).unwrap().check(&pairs);
    assert!(
        check("{ converts: { Thing: [ThingWrite] }, different: { Part: { PartWrite: other } } }").is_ok()
    );
    let error = check("{ converts: { Thing: [ThingWrite] }, different: {} }").unwrap_err().to_string();
    assert!(error.contains("`Part`") && error.contains("`PartWrite`"), "{error}");
    let error = check("{ converts: { Thing: [ThingWrite], Part: [PartWrite, Gone] }, different: {} }");
    assert!(error.unwrap_err().to_string().contains("`Gone`"));
}

#[test]
fn converting_pairs_have_an_implementation() {
    let twins = Twins::parse("{ converts: { Thing: [ThingWrite] }, different: {} }").unwrap();
    let files = Plan { twins, ..plan() }.model_files().unwrap();
    let text: String = files.into_iter().map(|file| file.text).collect();
    assert!(text.contains("\nconvert! { Thing => ThingWrite }\n") && !text.contains("{ Part =>"), "{text}");
}

#[test]
fn committed_reviews_match_the_document() {
    let Some(documents) = common::documents() else { return };
    let manifest = Manifest::committed().unwrap();
    for entry in &manifest.documents {
        let plan = Plan::open(entry, &documents).unwrap();
        let pairs = proposed(&plan.resources, &plan.types);
        entry.twins().unwrap().check(&pairs).unwrap();
        assert!(plan.entry.module.is_some() || pairs.len() > 50, "{}", pairs.len());
    }
}
