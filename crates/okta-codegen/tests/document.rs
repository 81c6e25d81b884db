//! Parsing of documents, and errors on unsupported ones.

#![cfg(test)]

mod common;

use okta_codegen::document::{Credential, Method, ParameterLocation};
use okta_codegen::{Document, Manifest};

/// A small document with one resource.
const WIDGETS: &str = r#"
openapi: 3.0.3
info: { title: Widgets, version: 1.2.3 }
tags:
  - { name: Widget, x-displayName: Widgets }
paths:
  /widgets/{id}/parts/{part}:
    parameters:
      - $ref: '#/components/parameters/part'
      - { name: id, in: path, required: true, schema: { type: string } }
      - { name: expand, in: query, schema: { type: string } }
    get:
      operationId: getPart
      tags: [Widget]
      parameters:
        - { name: expand, in: query, style: form, explode: false, schema: { type: array, items: { type: string } } }
      security: [ { apiToken: [] }, { oauth2: [ widgets.read ] } ]
      x-okta-lifecycle: { lifecycle: EA, SKUs: [] }
      responses:
        '200':
          description: prose
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Part' }
              examples: { one: { $ref: '#/components/examples/One' } }
        '404': { $ref: '#/components/responses/Missing' }
components:
  examples: { One: { value: { size: 1, $ref: not-a-reference } } }
  parameters:
    part: { name: part, in: path, schema: { type: string }, example: p1 }
  responses: { Missing: { description: prose } }
  schemas:
    Part: { type: object, properties: { size: { type: integer, default: 3 } } }
"#;

fn error_pointer(document: &str) -> String {
    match Document::parse(document) {
        Ok(_) => panic!("the document was accepted"),
        Err(error) => error.pointer().to_owned(),
    }
}

#[test]
fn operation_references_are_resolved() {
    let document = Document::parse(WIDGETS).unwrap();
    assert_eq!(document.version, "1.2.3");
    let operation = document.operation("getPart").unwrap();
    assert_eq!(operation.method, Method::Get);
    assert!(operation.security.token && operation.security.oauth && !operation.security.is_open());
    assert_eq!(operation.security.scopes, ["widgets.read"]);
    assert_eq!(operation.lifecycle.note(), Some("early access"));
    // Path parameters in the order of the path; the operation's `expand` replaces the shared one.
    let names: Vec<_> =
        operation.parameters.iter().map(|p| (p.name.as_str(), p.location, p.required)).collect();
    assert_eq!(
        names,
        [
            ("id", ParameterLocation::Path, true),
            ("part", ParameterLocation::Path, true),
            ("expand", ParameterLocation::Query, false)
        ]
    );
    assert!(!operation.parameters[2].explode);
    assert_eq!(operation.parameters[1].component.as_deref(), Some("part"));
    let codes: Vec<_> = operation.responses.iter().map(|r| (r.status, r.is_success())).collect();
    assert_eq!(codes, [(200, true), (404, false)]);
    // A `$ref` inside an example is data.
    assert_eq!(operation.responses[0].content[0].examples.len(), 1);
}

#[test]
fn json_is_supported() {
    let document = Document::parse(r#"{"openapi":"3.0.3","info":{"version":"1"},"paths":{}}"#).unwrap();
    assert!(document.operations.is_empty());
}

#[test]
fn unsupported_input_is_an_error_with_pointer() {
    let cases = [
        (
            "Part: { type: object, properties: {",
            "Part: { type: object, not: {}, properties: {",
            "/components/schemas/Part/not",
        ),
        ("type: integer, default", "type: money, default", "/components/schemas/Part/properties/size/type"),
        (
            "#/components/schemas/Part",
            "#/components/schemas/Missing",
            "/paths/~1widgets~1{id}~1parts~1{part}/get/responses/200/content/application~1json/schema",
        ),
        ("in: query, schema", "in: cookie, schema", "/paths/~1widgets~1{id}~1parts~1{part}/parameters/2/in"),
        (
            "style: form",
            "style: spaceDelimited",
            "/paths/~1widgets~1{id}~1parts~1{part}/get/parameters/0/style",
        ),
        (
            "lifecycle: EA",
            "lifecycle: SOON",
            "/paths/~1widgets~1{id}~1parts~1{part}/get/x-okta-lifecycle/lifecycle",
        ),
        ("tags: [Widget]", "tags: [Widget, Other]", "/paths/~1widgets~1{id}~1parts~1{part}/get/tags"),
        ("'404'", "default", "/paths/~1widgets~1{id}~1parts~1{part}/get/responses/default"),
        ("    get:", "    trace:", "/paths/~1widgets~1{id}~1parts~1{part}/trace"),
        ("openapi: 3.0.3", "openapi: 3.1.0", "/openapi"),
        (
            "responses/Missing",
            "responses/Lost",
            "/paths/~1widgets~1{id}~1parts~1{part}/get/responses/404/$ref",
        ),
    ];
    for (from, to, pointer) in cases {
        assert!(WIDGETS.contains(from), "{from}");
        assert_eq!(error_pointer(&WIDGETS.replacen(from, to, 1)), pointer, "{to}");
    }
}

#[test]
fn duplicate_keys_and_operation_ids_are_errors() {
    assert!(Document::parse(&WIDGETS.replacen("info:", "paths: {}\ninfo:", 1)).is_err());
    let twice = WIDGETS.replace(
        "    get:",
        "    delete: { operationId: getPart, tags: [Widget], security: [], responses: {} }\n    get:",
    );
    assert_eq!(error_pointer(&twice), "/paths/~1widgets~1{id}~1parts~1{part}/delete");
}

#[test]
fn parses_the_whole_document() {
    let Some(documents) = common::documents() else { return };
    let document = Manifest::committed().unwrap().first().unwrap().open(&documents).unwrap();
    assert_eq!(document.operations.len(), 732);
    assert_eq!(document.schemas.len(), 1541);
    assert_eq!(document.tags.len(), 121);
}

#[test]
fn security_schemes_are_those_of_the_manifest() {
    let text = WIDGETS.replace(
        "security: [ { apiToken: [] }, { oauth2: [ widgets.read ] } ]",
        "security: [ { secret: [] } ]",
    );
    let error = Document::parse(&text).unwrap_err().to_string();
    assert!(error.contains("unknown security scheme `secret`"), "{error}");
    let schemes = [("secret".to_owned(), Credential::Client)].into_iter().collect();
    let document = Document::parse_with(&text, &schemes).unwrap();
    let security = &document.operation("getPart").unwrap().security;
    assert!(security.client && !security.token && !security.oauth && !security.is_open());
}

#[test]
fn webhooks_are_requests_beside_the_operations() {
    let hook = "x-webhooks: { on-part: { post: { operationId: onPart, tags: [Widget], security: [], requestBody: \
                { content: { application/json: { schema: { $ref: '#/components/schemas/Part' } } } }, responses: {} } } }\ncomponents:";
    let document = Document::parse(&WIDGETS.replace("components:", hook)).unwrap();
    assert_eq!(document.operations.len(), 1);
    let [webhook] = document.webhooks.as_slice() else { panic!("{:?}", document.webhooks) };
    assert_eq!((webhook.id.as_str(), webhook.path.as_str()), ("onPart", "on-part"));
    assert_eq!(document.all().count(), 2);
}
