//! Errors and their JSON pointers.

use okta_codegen::Document;
use okta_codegen::areas::Areas;
use okta_codegen::overrides::ModelOverrides;

use super::{error, rust_with};

#[test]
fn name_conflict_needs_an_override() {
    let schemas = r#"
RootKind: { type: object, properties: { a: { type: string } } }
Root: { type: object, properties: { kind: { type: object, properties: { b: { type: string } } }, named: { $ref: '#/components/schemas/RootKind' } } }
"#;
    let (_, message) = error(schemas, "{}");
    assert!(message.contains("`RootKind`") && message.contains("override"), "{message}");
    let text = rust_with(schemas, "{ names: { Root.kind: KindOfRoot } }");
    assert!(text.contains("Box<KindOfRoot>") && text.contains("Box<RootKind>"), "{text}");
    // The same name for both is an error: they differ.
    let (_, message) = error(schemas, "{ names: { Root.kind: RootKind, RootKind: RootKind } }");
    assert!(message.contains("differ"), "{message}");
}

#[test]
fn unsupported_schemas_are_errors_with_pointer() {
    let cases = [
        // Two members with the same field name.
        (
            "Root: { type: object, properties: { fooBar: { type: string }, foo_bar: { type: string } } }",
            "/components/schemas/Root/properties/foo_bar",
        ),
        // A discriminator that maps to a non-object.
        (
            "Root: { type: object, properties: { k: { type: string } }, discriminator: { propertyName: k, mapping: { A: '#/components/schemas/T' } } }\nT: { type: string }",
            "/components/schemas/Root",
        ),
        // Two alternatives that are lists.
        (
            "Root: { oneOf: [ { type: string }, { type: array, items: { type: string } }, { type: array, items: { type: integer } } ] }",
            "/components/schemas/Root/oneOf/2",
        ),
        // Circular inheritance.
        (
            "Root: { allOf: [ { $ref: '#/components/schemas/B' }, { properties: { a: { type: string } } } ] }\nB: { allOf: [ { $ref: '#/components/schemas/Root' }, { properties: { b: { type: string } } } ] }",
            "/components/schemas/Root",
        ),
    ];
    for (schemas, pointer) in cases {
        assert_eq!(error(schemas, "{}").0, pointer, "{schemas}");
    }
}

#[test]
fn unknown_overrides_are_errors() {
    let (_, message) =
        error("Root: { type: object }", "{ names: { Missing.a: A }, values: { Unknown: [B] } }");
    assert!(message.contains("Missing.a") && message.contains("Unknown"), "{message}");
    assert!(ModelOverrides::parse("{ nmaes: {} }").is_err());
}

#[test]
fn tag_without_an_area_is_an_error() {
    let areas = Areas::parse("default: []\nareas: { others: { about: Others, tags: [Other] } }").unwrap();
    let document = Document::parse(
        "{ openapi: 3.0.3, info: { version: '1' }, paths: { /a: { get: { operationId: a, tags: [Thing], security: [], responses: {} } } } }",
    )
    .unwrap();
    let error = areas.check(&document).unwrap_err();
    assert!(error.message().contains("`Thing`"), "{error}");
}
