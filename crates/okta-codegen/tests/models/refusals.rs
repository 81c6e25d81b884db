//! What is refused, and where the refusal points.

use okta_codegen::Document;
use okta_codegen::areas::Areas;
use okta_codegen::overrides::ModelOverrides;

use super::{refusal, rust_with};

#[test]
fn two_types_of_one_name_are_refused_until_an_override_parts_them() {
    let schemas = r#"
RootKind: { type: object, properties: { a: { type: string } } }
Root: { type: object, properties: { kind: { type: object, properties: { b: { type: string } } }, named: { $ref: '#/components/schemas/RootKind' } } }
"#;
    let (_, message) = refusal(schemas, "{}");
    assert!(message.contains("`RootKind`") && message.contains("override"), "{message}");
    let text = rust_with(schemas, "{ names: { Root.kind: KindOfRoot } }");
    assert!(text.contains("Box<KindOfRoot>") && text.contains("Box<RootKind>"), "{text}");
    // One name for both is an error too: they differ.
    let (_, message) = refusal(schemas, "{ names: { Root.kind: RootKind, RootKind: RootKind } }");
    assert!(message.contains("differ"), "{message}");
}

#[test]
fn what_cannot_be_decided_is_refused_by_json_pointer() {
    let cases = [
        // Two members that come to one field name.
        (
            "Root: { type: object, properties: { fooBar: { type: string }, foo_bar: { type: string } } }",
            "/components/schemas/Root/properties/foo_bar",
        ),
        // A discriminator that leads to no object.
        (
            "Root: { type: object, properties: { k: { type: string } }, discriminator: { propertyName: k, mapping: { A: '#/components/schemas/T' } } }\nT: { type: string }",
            "/components/schemas/Root",
        ),
        // Lists of two kinds.
        (
            "Root: { oneOf: [ { type: string }, { type: array, items: { type: string } }, { type: array, items: { type: integer } } ] }",
            "/components/schemas/Root/oneOf/2",
        ),
        // Inheritance in a circle.
        (
            "Root: { allOf: [ { $ref: '#/components/schemas/B' }, { properties: { a: { type: string } } } ] }\nB: { allOf: [ { $ref: '#/components/schemas/Root' }, { properties: { b: { type: string } } } ] }",
            "/components/schemas/Root",
        ),
    ];
    for (schemas, pointer) in cases {
        assert_eq!(refusal(schemas, "{}").0, pointer, "{schemas}");
    }
}

#[test]
fn overrides_that_fit_nothing_are_refused() {
    let (_, message) =
        refusal("Root: { type: object }", "{ names: { Gone.a: A }, values: { Nowhere: [B] } }");
    assert!(message.contains("Gone.a") && message.contains("Nowhere"), "{message}");
    assert!(ModelOverrides::parse("{ nmaes: {} }").is_err());
}

#[test]
fn a_tag_without_an_area_is_refused() {
    let areas = Areas::parse("default: []\nareas: { others: { about: Others, tags: [Other] } }").unwrap();
    let document = Document::parse(
        "{ openapi: 3.0.3, info: { version: '1' }, paths: { /a: { get: { operationId: a, tags: [Thing], security: [], responses: {} } } } }",
    )
    .unwrap();
    let error = areas.check(&document).unwrap_err();
    assert!(error.message().contains("`Thing`"), "{error}");
}
